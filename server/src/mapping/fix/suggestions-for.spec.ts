import { describe, expect, it } from 'vitest';
import { readingOf } from '../../base-data/base-data-reading.js';
import { joinedKey } from '../../engine/rule/joined-key.js';
import { NearCandidates } from './near-candidates.js';
import { suggestionsFor } from './suggestions-for.js';

const candidates = [
  ['CI0001', '差旅费-市内交通'],
  ['CI0009', '业务招待费'],
  ['CI0029', '车辆使用费-停车过路'],
].map(([number = '', name = '']) => ({
  item: { kind: 'costItem' as const, number, name, orgNumber: '', usable: true, reason: null },
  pinyin: readingOf(name).pinyin,
}));
const suggested = async (key: string) =>
  suggestionsFor(
    { key, keyLabel: '', orgNumbers: ['101'] },
    { candidates, near: await NearCandidates.among(candidates) },
    null,
  );

describe('a key of several values', () => {
  it('is told what each of them is called like, and never as the choice: one of them is not the whole', async () => {
    const found = await suggested(joinedKey(['市内交通', '业务招待费'], 200));
    expect(found.map(({ item, evidence }) => `${item.number} ${evidence}`)).toEqual([
      'CI0001 “市内交通”末级名称相同：市内交通',
      'CI0009 “业务招待费”名称相同',
    ]);
    expect(found.some(({ same, exact }) => same || exact)).toBe(false);
    expect(found.map(({ usableIn }) => usableIn)).toEqual([['101'], ['101']]);
  });

  it('has none where no part is like anything, and one value alone is the choice as before', async () => {
    expect(await suggested(joinedKey(['上海综合部', ''], 200))).toEqual([]);
    expect((await suggested('业务招待费'))[0]).toMatchObject({ item: { number: 'CI0009' }, same: true, exact: true });
  });
});
