import { HEADER_FIELDS, ROW_FIELDS } from '../../domain/draft/payment-bill.js';

/** Longest text that we send, in UTF-16 units as SQL Server counts them; the form's own limits are UNCONFIRMED (kingdee.md §14). */
const LONGEST: Readonly<Record<string, number>> = {
  [HEADER_FIELDS.remark.key]: 255,
  [ROW_FIELDS.comment.key]: 255,
  [ROW_FIELDS.oppositeAccount.key]: 100,
  [ROW_FIELDS.oppositeName.key]: 255,
  [ROW_FIELDS.oppositeBank.key]: 255,
};
const LONGEST_OTHER = 255;

/** Limit of a target field by Kingdee's key. */
export const longestText = (kingdeeKey: string): number => LONGEST[kingdeeKey] ?? LONGEST_OTHER;

/** At most `max` UTF-16 units, never half of a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const short = text.slice(0, max);
  return /[\ud800-\udbff]$/.test(short) ? short.slice(0, -1) : short;
}

/** One line without control characters or broken surrogates: what a text field of Kingdee and a database column can both hold. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\ud800-\udfff]/gu, '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
