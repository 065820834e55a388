const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;
/** What steers a terminal or cannot be seen: control and format characters, signs of direction, fillers, halves of a pair. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]+/gu;
const LONGEST = 200;

/**
 * Text from outside as one harmless line: breaks are blanks, each run of what nobody could see is □, and it ends after `longest` characters.
 * For whatever is printed, written into a file that people read, or put into a sentence.
 */
export function oneLine(text: string, longest = LONGEST): string {
  const line = text
    // What follows would be cut off anyway, unless all of it is breaks.
    .slice(0, longest * 20)
    .replace(BREAKS, ' ')
    .replace(UNSEEN, '□');
  if (line.length <= longest) return line;
  // Not in the middle of a pair.
  return `${line.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
