import { createHash } from 'node:crypto';
import { readingOf } from '../../base-data/base-data-reading.js';
import { typedWord } from '../../database/typed-words.js';

/** Of the texts of one bill as much as a person would look for. */
const LONGEST = 600;
/** Of them as much is read aloud. */
const READ = 120;
/** Accounts and cards stand in free texts too, in one piece or in groups: of these the last digits are found, as they are shown. */
const LONG_NUMBER = /\d{8,}(?=\d{4})|(?<!\d)\d{4,6}(?:[ -]\d{4,6})+(?=[ -]\d{3,4}(?!\d))/g;

/** A text as it is kept for search; '' where nothing is left of it. */
export const searchable = (text: string): string =>
  typedWord(text.slice(0, 2 * LONGEST))
    .replace(LONG_NUMBER, '')
    .slice(0, LONGEST)
    .trim();

/** @param text of `searchable`. */
export const searchId = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The spellings under which a text is found, one a line. @param text of `searchable`. */
export function searchWords(text: string): string {
  const { pinyin, initials } = readingOf(text.slice(0, READ));
  // Latin letters and digits read as themselves.
  return [...new Set([text, pinyin, initials].filter((one) => one !== ''))].join('\n');
}
