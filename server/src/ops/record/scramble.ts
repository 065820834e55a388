import { createHmac } from 'node:crypto';
import { plainForms } from '@dingdee/shared/plain-forms';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** The first digits tell a card from a phone; of a short number they would reveal too much. */
const KEPT = 3;
const LONG_ENOUGH = 10;
/** 审批编号: its first digits are the minute of the launch and are compared with the time beside it. */
const BUSINESS_ID = /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d{10}$/;
const MINUTE = 12;

/** Replaces signs by other signs of the same kind and number; with the same key, the same text gives the same result. */
export class Scramble {
  private readonly known = new Map<string, string>();

  constructor(private readonly key: Buffer) {}

  /** Replaces the digits of a number, whatever its separators and digit width: the same digits always become the same other digits. */
  digits(run: string): string {
    const digits = plainForms(run).replace(/[^\p{Nd}]/gu, '');
    const noise = this.hash(digits);
    const kept = BUSINESS_ID.test(digits) ? MINUTE : digits.length >= LONG_ENOUGH ? KEPT : 0;
    let at = 0;
    return run.replace(/\p{Nd}/gu, (digit) => {
      const i = at++;
      if (i < kept) return digit;
      const byte = noise[i % noise.length] ?? 0;
      // A first digit stays 0 only if it is 0, so that a JSON number stays valid.
      const other = i > 0 ? byte % 10 : plainForms(digit) === '0' ? 0 : 1 + (byte % 9);
      return /[０-９]/u.test(digit) ? String.fromCharCode(0xff10 + other) : String(other);
    });
  }

  /** Replaces letter for letter, so that a name inside a text matches the name by itself. */
  signs(run: string): string {
    return [...run].map((sign) => this.sign(sign)).join('');
  }

  /** Replaces a word or an id as a whole: letters stay letters, digits stay digits, and joining signs stay. */
  shaped(token: string): string {
    const noise = this.hash(token);
    return [...token]
      .map((sign, i) => {
        const byte = noise[i % noise.length] ?? 0;
        if (/\p{Nd}/u.test(sign)) return String(byte % 10);
        if (/[a-z]/.test(sign)) return LETTERS[byte % 26];
        if (/[A-Z]/.test(sign)) return LETTERS[byte % 26]?.toUpperCase();
        return /[\p{L}\p{N}]/u.test(sign) ? this.sign(sign) : sign;
      })
      .join('');
  }

  private sign(sign: string): string {
    const known = this.known.get(sign);
    if (known !== undefined) return known;
    const other = String.fromCodePoint(0x4e00 + (this.hash(sign).readUInt32BE(0) % 20_000));
    this.known.set(sign, other);
    return other;
  }

  private hash(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest();
  }
}
