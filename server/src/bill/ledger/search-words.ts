import { createHash } from 'node:crypto';
import { readingOf } from '../../base-data/base-data-reading.js';
import { typedWord } from '../../database/typed-words.js';

/** Most characters of a text that are searched. */
const LONGEST = 600;
/** Most characters that are turned into pinyin. */
const READ = 120;
/** Account and card numbers in free texts, in one piece or in groups: only their last digits can be found, as they are shown. */
const LONG_NUMBER = /\d{8,}(?=\d{4})|(?<!\d)\d{4,6}(?:[ -]\d{4,6})+(?=[ -]\d{3,4}(?!\d))/g;

/** Returns a text as it is stored for search; '' if nothing is left of it. */
export const searchable = (text: string): string =>
  typedWord(text.slice(0, 2 * LONGEST))
    .replace(LONG_NUMBER, '')
    .slice(0, LONGEST)
    .trim();

/** @param text result of `searchable`. */
export const searchId = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Returns the spellings under which a text is found, one a line. @param text result of `searchable`. */
export function searchWords(text: string): string {
  const { pinyin, initials } = readingOf(text.slice(0, READ));
  // The pinyin of Latin letters and digits is the text itself.
  return [...new Set([text, pinyin, initials].filter((one) => one !== ''))].join('\n');
}
