import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';

/** The author of a comment and the bill that it is about. */
export interface Marked {
  processInstanceId: string;
  /** "同一张审批第 2 张，共 3 张"; "" for the only bill of its approval. */
  part: string;
  /** DingTalk userid of the author. */
  asUserId: string;
}

/** A bill is booked once; a second comment about it would be attempt 2. */
const ATTEMPT = 1;
const LABEL = 'dingdee booked comment 1';
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The mark at the end of a comment, after removing white space: DingTalk returns texts with other white space. */
const AT_THE_END = /（入账回写码(\d{1,3})-([0-9A-HJKMNP-TV-Z]{8})）$/u;

/**
 * Makes and checks the mark of a booked comment: "（入账回写码 1-7K3M9Q2X）". It is made with APP_SECRET from the approval, the part, the
 * attempt and the author. So it is not valid on another approval, for another part, or in a comment of another author.
 */
@Injectable()
export class BookedMarks {
  private readonly keys: readonly Buffer[];

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'APP_SECRET' | 'APP_SECRET_BEFORE'>) {
    const { APP_SECRET, APP_SECRET_BEFORE } = settings;
    this.keys = [APP_SECRET, ...(APP_SECRET_BEFORE === undefined ? [] : [APP_SECRET_BEFORE])].map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, '', LABEL, 32)),
    );
  }

  /** Returns the mark at the end of a booked comment. */
  of(marked: Marked): string {
    const [key] = this.keys;
    if (!key) throw new Error('no key');
    return `（入账回写码 ${ATTEMPT}-${codeOf(key, marked, ATTEMPT)}）`;
  }

  /** Tells whether a comment ends with the mark of a booked comment of this author. */
  isOn(text: string, marked: Marked): boolean {
    const [, attempt, code] = AT_THE_END.exec(withoutBlanks(text)) ?? [];
    if (attempt === undefined || code === undefined) return false;
    return this.keys.some((key) =>
      timingSafeEqual(Buffer.from(codeOf(key, marked, Number(attempt))), Buffer.from(code)),
    );
  }
}

export const withoutBlanks = (text: string): string => text.replace(/\s+/gu, '');

/** Returns a comment without its mark and without white space. */
export const withoutMark = (text: string): string => withoutBlanks(text).replace(AT_THE_END, '');

/** Returns 40 bits as eight Crockford Base32 characters. */
function codeOf(key: Buffer, { processInstanceId, part, asUserId }: Marked, attempt: number): string {
  const about = JSON.stringify(['booked', attempt, processInstanceId, withoutBlanks(part), asUserId]);
  const digest = createHmac('sha256', key).update(about).digest();
  return Array.from(digest.subarray(0, 8), (byte) => CROCKFORD[byte & 31]).join('');
}
