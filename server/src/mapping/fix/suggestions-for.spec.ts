import { evidenceWords } from '@dingdee/shared/mapping-evidence';
import { describe, expect, it } from 'vitest';
import { readingOf } from '../../base-data/base-data-reading.js';
import { joinedKey } from '../../engine/rule/joined-key.js';
import { NearCandidates } from './near-candidates.js';
import { type Done, suggestionsFor } from './suggestions-for.js';

const candidates = [
  ['CI0001', '差旅费-市内交通'],
  ['CI0009', '业务招待费'],
  ['CI0029', '车辆使用费-停车过路'],
].map(([number = '', name = '']) => ({
  item: { kind: 'costItem' as const, number, name, orgNumber: '', usable: true, reason: null },
  pinyin: readingOf(name).pinyin,
}));
const suggested = async (key: string, done: readonly Done[] = []) =>
  suggestionsFor(
    { key, keyLabel: '', orgNumbers: ['101'] },
    { candidates, near: await NearCandidates.among(candidates) },
    null,
    done,
  );

describe('a key of several values', () => {
  it('is told what each of them is called like, and never as the choice: one of them is not the whole', async () => {
    const found = await suggested(joinedKey(['市内交通', '业务招待费'], 200));
    expect(found.map(({ item, evidence }) => `${item.number} ${evidenceWords(evidence)}`)).toEqual([
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

describe('what was done with a value before', () => {
  const before = (number: string, booked: number): Done => ({
    number,
    evidence: { code: 'history', booked, byHand: 1, last: '2025-11-03' },
  });

  it('comes after what is called the same and before what is only like it, and a person chooses it', async () => {
    const found = await suggested('招待费', [before('CI0029', 2)]);
    expect(found.map(({ item, evidence, same }) => [item.number, evidenceWords(evidence), same])).toEqual([
      ['CI0029', '入账过 2 笔，手工选过 1 笔，最近 2025-11-03', false],
      ['CI0009', '名称包含“招待费”', false],
    ]);
    const [first, second] = await suggested('业务招待费', [before('CI0029', 2), before('CI0009', 1)]);
    expect(first).toMatchObject({
      item: { number: 'CI0009' },
      same: true,
      evidence: [{ code: 'name' }, { code: 'history' }],
    });
    expect(second).toMatchObject({ item: { number: 'CI0029' }, same: false });
  });

  it('is no suggestion where Kingdee does not have it any more', async () => {
    expect(await suggested('上海综合部', [before('CI0077', 9)])).toEqual([]);
  });
});
