import { expect, it } from 'vitest';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { type Doubt, NO_DOUBT } from '../call/doubt.js';
import { provenDoubt, refuseTogether } from './proven-doubt.js';

const WAITS = { KINGDEE_TIMEOUT_MS: 1_000, PROBE_GAP_MS: 500 } as const;
const doubt = (negatives: readonly number[], change: Partial<Doubt> = {}): Doubt => ({
  ...NO_DOUBT,
  cleared: false,
  sentAt: 10_000,
  negatives: negatives.map((at) => ({ id: `p${at}`, at })),
  ...change,
});
const bill = (taken?: number) => ({ id: 'b', state: taken === undefined ? {} : { taken } }) as unknown as PushBill;
const NOT_PROVEN = expect.objectContaining({ code: 'bill/not-proven' });
const ALONE = expect.objectContaining({ code: 'bill/decided-alone' });

it('a save is decided by two answers "not there" that came after it can have been under way, and apart', () => {
  expect(provenDoubt(doubt([10_100, 11_000, 11_500]), WAITS).proof.map(({ at }) => at)).toEqual([11_000, 11_500]);
  for (const negatives of [[], [11_000], [10_100, 10_900], [11_000, 11_499]])
    expect(() => provenDoubt(doubt(negatives), WAITS)).toThrowError(NOT_PROVEN);
  expect(() => provenDoubt(undefined, WAITS)).toThrowError(NOT_PROVEN);
  expect(() => provenDoubt(doubt([11_000, 11_500], { step: 'audit' }), WAITS)).toThrowError(NOT_PROVEN);
});

it('what Kingdee showed once, or whose number it calls taken, is not decided with others', () => {
  expect(() => refuseTogether(bill(), doubt([], { seen: true }))).toThrowError(ALONE);
  expect(() => refuseTogether(bill(1), doubt([]))).toThrowError(ALONE);
  expect(() => refuseTogether(bill(), doubt([]))).not.toThrow();
  expect(() => refuseTogether(bill(0), doubt([]))).not.toThrow();
});
