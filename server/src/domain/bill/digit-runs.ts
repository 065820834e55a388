/** What people put between groups of digits, and the sign for invisible characters there (one-line.ts). */
const BETWEEN = String.raw`[\s.,·_□\-‐-―－．，]`;
const DAY = String.raw`(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}`;
const TIME = String.raw`(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)?`;
/** "9.1.1045.20" */
const VERSION = String.raw`\d{1,2}\.\d{1,2}\.\d{1,5}(?:\.\d{1,5})?`;
const BYTE = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
/** With separators of thousands, or with two decimals; up to the size of a payment. */
const AMOUNT = String.raw`\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,2}0*)?|\d{1,9}\.\d{1,2}0*`;

/**
 * Returns a pattern for numbers of `least` digits or more, in groups or in one, plain or full-width, also behind letters. Days with their time,
 * amounts of money, versions and network addresses do not count.
 * @returns a pattern with the flags g and u; a number is its group `digits`, and a match that does not count has no such group.
 */
export const digitRuns = (least: number): RegExp =>
  new RegExp(
    `(?<!\\p{Nd}|\\p{Nd}[-./])(?:${DAY}${TIME}|(?:${BYTE}\\.){3}${BYTE}|${VERSION})(?![-./]?\\p{Nd})` +
      `|(?<!\\p{Nd}${BETWEEN}{0,3})(?:${AMOUNT})(?!${BETWEEN}{0,3}\\p{Nd})` +
      `|(?<digits>\\p{Nd}(?:${BETWEEN}{0,3}\\p{Nd}){${least - 1},})`,
    'gu',
  );

/** Replaces each such number; the rest stays as it is. */
export const replaceDigitRuns = (text: string, least: number, replace: (run: string) => string): string =>
  text.replace(digitRuns(least), (run, digits: string | undefined) => (digits === undefined ? run : replace(run)));
