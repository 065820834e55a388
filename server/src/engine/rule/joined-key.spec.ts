import { describe, expect, it } from 'vitest';
import { joinedKey, keyParts } from './joined-key.js';

describe('a key of several values', () => {
  it('is what each of them says with a ＋ between, and says where one says nothing', () => {
    expect(joinedKey(['差旅费', ' 市场部 '], 200)).toBe('差旅费 ＋ 市场部');
    expect(joinedKey(['差旅费', ''], 200)).toBe('差旅费 ＋ （空）');
    expect(joinedKey(['', '市场部'], 200)).toBe('（空） ＋ 市场部');
    expect(joinedKey(['', ' '], 200)).toBe('');
  });

  it('is another for other values, however they are cut up, and however long they are', () => {
    const texts = ['（空）', '（（空）', '＋', 'a', 'a＋', '＋a', ' ＋ ', 'a ＋ a', 'a ＋＋ a', '', '＋＋', 'a ＋'].map(
      (text) => text.trim(),
    );
    const distinct = [...new Set(texts)];
    const keys = new Map<string, string>();
    for (const one of distinct)
      for (const two of distinct)
        for (const three of distinct) {
          if (one + two + three === '') continue;
          const told = JSON.stringify([one, two, three]);
          const key = joinedKey([one, two, three], 200);
          expect(keys.get(key) ?? told).toBe(told);
          keys.set(key, told);
        }
    const long = '长'.repeat(300);
    const [first, second] = [joinedKey([long, '甲'], 200), joinedKey([long, '乙'], 200)];
    expect(first).not.toBe(second);
    expect([first.length, second.length].every((length) => length <= 200)).toBe(true);
  });

  it('is read back part by part, without one that says nothing or was cut', () => {
    expect(keyParts(joinedKey(['差旅费', '市场部'], 200))).toEqual(['差旅费', '市场部']);
    expect(keyParts(joinedKey(['差旅费', '', 'A＋B'], 200))).toEqual(['差旅费', 'A＋B']);
    expect(keyParts(joinedKey(['差旅费', '长'.repeat(300)], 200))).toEqual(['差旅费']);
    expect(keyParts('差旅费')).toEqual([]);
  });
});
