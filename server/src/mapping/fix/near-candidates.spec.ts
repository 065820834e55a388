import { expect, it } from 'vitest';
import { readingOf } from '../../base-data/base-data-reading.js';
import { type Candidate, suggestTargets } from '../../base-data/suggest-targets.js';
import { NearCandidates } from './near-candidates.js';

const SIGNS = [
  '杭',
  '州',
  '云',
  '杉',
  '物',
  '流',
  '有限',
  '公司',
  '-',
  '/',
  'A',
  'b',
  '1',
  '2',
  '（',
  '）',
  ' ',
  '张',
  '伟',
];
/** The same on every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
}
const textOf = (next: (below: number) => number): string =>
  Array.from({ length: 1 + next(next(3) === 0 ? 2 : 8) }, () => SIGNS[next(SIGNS.length)] ?? '').join('');
const candidate = (number: string, name: string): Candidate => ({
  item: { kind: 'supplier', number, name, orgNumber: '', usable: true, reason: null },
  pinyin: readingOf(name).pinyin,
});
const soughtOf = (text: string, jobNumber: string | null = null) => ({
  text,
  pinyin: readingOf(text).pinyin,
  jobNumber,
});

it('what it leaves out would not have been suggested: whatever names and keys look like, the suggestions are the same', async () => {
  const next = random(7);
  const candidates = Array.from({ length: 400 }, (_, index) => candidate(`s${index % 370}`, textOf(next)));
  const near = await NearCandidates.among(candidates);
  let suggested = 0;
  for (let index = 0; index < 600; index++) {
    const sought = soughtOf(
      index % 50 === 0 ? `S${index % 370}` : textOf(next),
      index % 40 === 0 ? `s${index % 370}` : null,
    );
    const found = suggestTargets(sought, near.of(sought));
    expect(found, sought.text).toEqual(suggestTargets(sought, candidates));
    suggested += found.length;
  }
  expect(suggested).toBeGreaterThan(400);
});

it('of very many names a key is compared with a few, also where all of them end alike', async () => {
  const name = (index: number) => `${['杭州', '武汉', '上海'][index % 3]}第${index}物流有限公司`;
  const near = await NearCandidates.among(
    Array.from({ length: 5000 }, (_, index) => candidate(`M${index}`, name(index))),
  );
  expect(near.of(soughtOf('云杉第77科技有限公司')).length).toBeLessThan(500);
  expect(near.of(soughtOf(name(4321))).map(({ item }) => item.number)).toContain('M4321');
});
