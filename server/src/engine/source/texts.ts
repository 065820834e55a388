import type { TargetField } from '../../domain/draft/target-form.js';

/** Longest text if a form gives no limit, in UTF-16 units as SQL Server counts them; Kingdee's own limits are UNCONFIRMED (kingdee.md §14). */
const LONGEST_OTHER = 255;

type Limited = Pick<TargetField, 'longest' | 'told'>;

const ourLongest = ({ longest }: Limited): number => longest ?? LONGEST_OTHER;

/** Returns the length after which a text is cut: the greater of Kingdee's limit and ours. A field that takes less than ours stops the bill instead. */
export const longestText = (target: Limited): number => Math.max(ourLongest(target), target.told?.longest ?? 0);

/** Returns the longest text that Kingdee takes: as it says, else as we know. */
export const allowedText = (target: Limited): number => target.told?.longest ?? ourLongest(target);

/** Tells whether Kingdee says of a field that it takes less than we know. */
export const takesLess = (target: Limited): boolean => allowedText(target) < ourLongest(target);

/** Tells whether a text is sent only because Kingdee allows more than we know. */
export const restsOnTold = (target: Limited, text: string): boolean => text.length > ourLongest(target);

/** Returns at most `max` UTF-16 units, never half of a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const short = text.slice(0, max);
  return /[\ud800-\udbff]$/.test(short) ? short.slice(0, -1) : short;
}

/**
 * Returns one line without control characters, invisible characters (U+200B in a copied name) or broken surrogates: what a text field of Kingdee and
 * a database column can both hold.
 */
export const oneLine = (text: string): string => (isPlain(text) ? text : shownLine(text));

/** Returns whether a text has only printable ASCII, Han and full-width forms, without blanks at its ends, as most values do. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const ascii = code >= 0x20 && code <= 0x7e;
    if (!ascii && !(code >= 0x4e00 && code <= 0x9fa5) && !(code >= 0xff01 && code <= 0xff5e)) return false;
  }
  return text.charCodeAt(0) !== 0x20 && text.charCodeAt(text.length - 1) !== 0x20;
}

const shownLine = (text: string): string =>
  text
    .replace(/[\ud800-\udfff]|\p{Cf}/gu, '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
