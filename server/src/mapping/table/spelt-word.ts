import { readingOf } from '../../base-data/base-data-reading.js';
import { plainSpelling } from '../../base-data/held/entry-block.js';
import { typedWord } from '../../database/typed-words.js';

const HAN = /\p{Script=Han}/u;

/** A search word: in the spelling of the texts, and as pinyin or initials; `spelt` is null if it cannot be pinyin. */
export interface SoughtWord {
  plain: string;
  spelt: string | null;
}

export function soughtWord(text: string): SoughtWord {
  const plain = typedWord(text).replace(/\n/g, ' ');
  const bare = plain.replace(/[\s'’]/g, '');
  return { plain, spelt: /^[a-z0-9]*[a-z][a-z0-9]*$/.test(bare) ? bare : null };
}

/** Returns how a source value is typed, pinyin and initials in one line each; "" if it has no Chinese character. */
export function spellingsOf(text: string): string {
  if (!HAN.test(text)) return '';
  const { pinyin, initials } = readingOf(text);
  return `${pinyin}\n${initials}`;
}

/** Returns whether a value contains the word, or has that pinyin. */
export const isSought = (text: string, { plain, spelt }: SoughtWord): boolean =>
  plainSpelling(text).includes(plain) || (spelt !== null && spellingsOf(text).includes(spelt));
