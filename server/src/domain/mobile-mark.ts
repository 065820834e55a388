import { createHash } from 'node:crypto';

/**
 * Returns a mark to compare two mobile numbers by, so that neither has to be kept: "" if the text is none. Numbers are of the mainland, with or
 * without 86 in front.
 */
export function mobileMark(text: string): string {
  const digits = text.normalize('NFKC').replace(/\D/g, '');
  const [, own] = /^(?:00)?(?:86)?(1\d{10})$/.exec(digits) ?? [];
  return own === undefined ? '' : createHash('sha256').update(`mobile ${own}`).digest('hex').slice(0, 16);
}
