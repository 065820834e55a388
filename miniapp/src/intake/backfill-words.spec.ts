import { expect, it } from 'vitest';
import { backfillWords } from './backfill-words.js';

it('a back-fill that the sweeps of the month make place for says how many calls of theirs it takes', () => {
  const said = (forecast: number, saved: number) => backfillWords.monthEnd({ forecast, saved, limit: 5000 });
  expect(said(3262, 0)).toBe('月底仍低于 3,500 次，平时的采集不会放慢。');
  expect(said(3499, 281)).toBe('平时的补扫到月底会少 281 次，省给这次补采；回写不受影响。');
  expect(said(3900, 2)).toBe('月底会超过 3,500 次，平时的采集不会比现在更慢。');
});
