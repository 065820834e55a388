import { createHash } from 'node:crypto';
import { cut } from '../source/texts.js';

/** Between the parts of a key: "差旅费 ＋ 市场部". A row of a table is found by this text, and people read, type and import it. */
const BETWEEN = ' ＋ ';
/** A part of which the approval says nothing. */
const NOTHING = '（空）';
const MARKED = 8;
/** A text that reads like NOTHING gets one bracket more. */
const told = (text: string): string => {
  const [bracket = ''] = NOTHING;
  const likeNothing = text.endsWith(NOTHING) && [...text.slice(0, -NOTHING.length)].every((sign) => sign === bracket);
  return likeNothing ? `${bracket}${text}` : text.replaceAll('＋', '＋＋');
};

/**
 * Several texts as the one key that a mapping table is asked by. Different texts never give the same key: a ＋ inside of one is doubled, and
 * what is too long ends with a mark of the whole.
 * @param longest in UTF-16 units. @returns '' where none of them says anything: nothing is asked then.
 */
export function joinedKey(parts: readonly string[], longest: number): string {
  const texts = parts.map((part) => part.trim());
  if (texts.every((text) => text === '')) return '';
  const whole = texts.map((text) => (text === '' ? NOTHING : told(text))).join(BETWEEN);
  if (whole.length <= longest) return whole;
  const mark = createHash('sha256').update(whole).digest('hex').slice(0, MARKED);
  return `${cut(whole, longest - MARKED - 3)}…（${mark}）`.slice(0, longest);
}

/** Ends a key that was too long: its last part is not whole. */
const MARK = new RegExp(`…（[0-9a-f]{1,${MARKED}}）$`, 'u');

/**
 * What a key of several values is made of, as far as it can be read back: parts that say nothing, and one that was cut, are left out.
 * @returns nothing for a key of one value.
 */
export function keyParts(key: string): string[] {
  const parts = key.split(BETWEEN);
  if (parts.length < 2) return [];
  const whole = MARK.test(key) ? parts.slice(0, -1) : parts;
  return whole.filter((part) => part !== NOTHING).map((part) => part.replaceAll('＋＋', '＋'));
}
