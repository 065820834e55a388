import { expect, it } from 'vitest';
import { isSought, soughtWord } from './spelt-word.js';

const found = (text: string, q: string) => isSought(text, soughtWord(q));

it('a value is found by what it holds, by its pinyin and by its initials, however they are typed', () => {
  for (const q of ['交通', 'shineijiaotong', 'shi nei', "shi'nei", 'SNJT', 'jiaotong', '（室', '市内'])
    expect(found('市内交通（室）', q), q).toBe(true);
  for (const q of ['snjd', 'hotel', '住宿', '123']) expect(found('市内交通（室）', q), q).toBe(false);
});

it('a number is looked for as it stands, and what is not Chinese has no reading', () => {
  expect(soughtWord('2611').spelt).toBeNull();
  expect(found('BANK-01', 'bank')).toBe(true);
  expect(found('BANK-01', 'bank01')).toBe(false);
});
