const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;
/** Characters that control a terminal or are invisible: control and format characters, direction signs, fillers, halves of a pair. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]+/gu;
const LONGEST = 200;

/**
 * Returns text from outside as one harmless line: breaks become blanks, each run of invisible characters becomes □, and it ends after `longest`
 * characters. For everything that is printed, written into a file that people read, or put into a sentence.
 */
export function oneLine(text: string, longest = LONGEST): string {
  const line = text
    // The rest would be cut off anyway, unless all of it is breaks.
    .slice(0, longest * 20)
    .replace(BREAKS, ' ')
    .replace(UNSEEN, '□');
  if (line.length <= longest) return line;
  // Not in the middle of a surrogate pair.
  return `${line.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
