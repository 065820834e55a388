import { createHash } from 'node:crypto';
import { cut } from '../source/texts.js';

/** Separator between the parts of a key: "差旅费 ＋ 市场部". A row of a table is found by this text, and people read, type and import it. */
const BETWEEN = ' ＋ ';
/** Text for a part that is empty on the approval. */
const NOTHING = '（空）';
const MARKED = 8;
/** Escapes a part: ＋ is doubled, and a text that reads like NOTHING gets one bracket more. */
const told = (text: string): string => {
  const [bracket = ''] = NOTHING;
  const likeNothing = text.endsWith(NOTHING) && [...text.slice(0, -NOTHING.length)].every((sign) => sign === bracket);
  return likeNothing ? `${bracket}${text}` : text.replaceAll('＋', '＋＋');
};

/**
 * Joins several texts into the one key that a mapping table is asked by. Different texts never give the same key: a ＋ inside a text is doubled, and a
 * key that is too long ends with a mark of the whole.
 * @param longest in UTF-16 units.
 * @returns '' if all texts are empty: nothing is asked then.
 */
export function joinedKey(parts: readonly string[], longest: number): string {
  const texts = parts.map((part) => part.trim());
  if (texts.every((text) => text === '')) return '';
  const whole = texts.map((text) => (text === '' ? NOTHING : told(text))).join(BETWEEN);
  if (whole.length <= longest) return whole;
  const mark = createHash('sha256').update(whole).digest('hex').slice(0, MARKED);
  return `${cut(whole, longest - MARKED - 3)}…（${mark}）`.slice(0, longest);
}

/** End of a key that was too long: its last part is not whole. */
const MARK = new RegExp(`…（[0-9a-f]{1,${MARKED}}）$`, 'u');

/**
 * Returns the parts of a key of several values, as far as they can be read back: empty parts, and a part that was cut, are left out.
 * @returns an empty list for a key of one value.
 */
export function keyParts(key: string): string[] {
  const parts = key.split(BETWEEN);
  if (parts.length < 2) return [];
  const whole = MARK.test(key) ? parts.slice(0, -1) : parts;
  return whole.filter((part) => part !== NOTHING).map((part) => part.replaceAll('＋＋', '＋'));
}
