import { readingOf } from '../../base-data/base-data-reading.js';
import { plainSpelling } from '../../base-data/held/entry-block.js';
import { typedWord } from '../../database/typed-words.js';

const HAN = /\p{Script=Han}/u;

/** What somebody looks for: the word as texts are spelt, and the same as pinyin or initials are typed; null where it cannot be either. */
export interface SoughtWord {
  plain: string;
  spelt: string | null;
}

export function soughtWord(text: string): SoughtWord {
  const plain = typedWord(text).replace(/\n/g, ' ');
  const bare = plain.replace(/[\s'’]/g, '');
  return { plain, spelt: /^[a-z0-9]*[a-z][a-z0-9]*$/.test(bare) ? bare : null };
}

/** How a source value is typed, pinyin and initials in a line each; "" where it holds nothing to read. */
export function spellingsOf(text: string): string {
  if (!HAN.test(text)) return '';
  const { pinyin, initials } = readingOf(text);
  return `${pinyin}\n${initials}`;
}

/** Whether a value holds the word, or is read so. */
export const isSought = (text: string, { plain, spelt }: SoughtWord): boolean =>
  plainSpelling(text).includes(plain) || (spelt !== null && spellingsOf(text).includes(spelt));
