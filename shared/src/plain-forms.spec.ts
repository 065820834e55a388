import { describe, expect, it } from 'vitest';
import { plainForms } from './plain-forms.js';

describe('plain forms of full-width characters', () => {
  it('reads digits, letters and signs, character for character', () => {
    expect(plainForms('￥－１，２３４．５０（Ａ：ｂ）　')).toBe('¥-1,234.50(A:b) ');
  });

  it.each(['10²', '①②', '㊿', '⒈', 'Ⅻ', '½', '〇一', '−1', '６²'])('makes no digit of what is none: %s', (text) => {
    expect(plainForms(text).replace('6', '６')).toBe(text);
  });
});
