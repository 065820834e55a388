import { createHmac, hkdfSync } from 'node:crypto';

/** Returns a mark to compare two mobile numbers by, so that neither has to be kept: "" if the text is none. */
export type MobileMark = (text: string) => string;

const LABEL = 'dingdee mobile mark 1';

/**
 * Returns the marks under a key of their own from APP_SECRET: there are few enough numbers that a mark without a key would be found by trying them
 * all. Numbers are of the mainland, with or without 86 in front.
 */
export function mobileMarks(secret: string): MobileMark {
  const key = Buffer.from(hkdfSync('sha256', secret, '', LABEL, 32));
  return (text) => {
    const digits = text.normalize('NFKC').replace(/\D/g, '');
    const [, own] = /^(?:00)?(?:86)?(1\d{10})$/.exec(digits) ?? [];
    return own === undefined ? '' : createHmac('sha256', key).update(own).digest('hex').slice(0, 16);
  };
}

/** Marks no number: for who reads people and does not compare them. */
export const UNMARKED: MobileMark = () => '';
