import { expect, it } from 'vitest';
import { hasUnseen, marked, readAnswer, toServer, unmarked } from './outside-text.js';

const UNSEEN = [
  0x00, 0x07, 0x1b, 0x7f, 0x85, 0xad, 0x61c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x202a, 0x202b,
  0x202c, 0x202d, 0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0x3164, 0xfeff, 0xe0041,
];

it.each(UNSEEN)('shows U+%i as a mark, and nothing of it is left', (code) => {
  const text = `王${String.fromCodePoint(code)}伟`;
  expect(marked(text)).toBe(`王⟪U+${code.toString(16).toUpperCase().padStart(4, '0')}⟫伟`);
  expect(hasUnseen(marked(text))).toBe(true);
  expect(unmarked(marked(text))).toBe(text);
});

it('leaves tabs, line breaks, emoji, Chinese and money as they are', () => {
  for (const text of ['市内交通\t两段\r\n第二行', '报销 ¥1,234.50 😀', 'CI0012', '“引号”—破折号…']) {
    expect(marked(text)).toBe(text);
    expect(hasUnseen(text)).toBe(false);
  }
});

it('isolates letters that run from right to left, line by line', () => {
  expect(marked('שלום')).toBe('\u2068שלום\u2069');
  expect(marked('第一行\nمرحبا 123')).toBe('第一行\n\u2068مرحبا 123\u2069');
  expect(unmarked(marked('مرحبا'))).toBe('مرحبا');
});

it('whatever the text, what goes back is what came, also where it imitates a mark', () => {
  const parts = [...UNSEEN.map((code) => String.fromCodePoint(code)), '⟪U+202E⟫', '⟪', '⟫', '王伟', 'שלום', '\n', '12'];
  let seed = 7;
  const next = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % n;
  };
  for (let round = 0; round < 2000; round += 1) {
    const text = Array.from({ length: next(8) }, () => parts[next(parts.length)]).join('');
    expect(unmarked(marked(text))).toBe(text);
  }
  expect(hasUnseen(marked('⟪U+202E⟫'))).toBe(false);
});

it('goes through whole answers and requests, keys included, and leaves what is no JSON alone', () => {
  const body = { items: [{ key: '\u202e通交内市', n: 1, none: null }], '\u200b': true };
  const read = readAnswer(JSON.stringify(body));
  expect(read).toEqual({ items: [{ key: '⟪U+202E⟫通交内市', n: 1, none: null }], '⟪U+200B⟫': true });
  expect(toServer(read)).toEqual(body);
  expect(readAnswer('<html>')).toBe('<html>');
  expect(readAnswer('')).toBe('');
});
