import { expect, it } from 'vitest';
import { unknown } from '../probe/finding.js';
import { afterAbsent, afterUnheard, type LookTimes, type LostBill, lostBillOf, nextLookAt } from './lost-bill.js';

const TIMES: LookTimes = {
  timeoutMs: 30_000,
  gapMs: 60_000,
  delays: [5_000, 30_000, 120_000, 600_000],
  callMs: 45_000,
};
const SINCE = 1_000_000;
const lost = (finding: Parameters<typeof lostBillOf>[0], at = SINCE): LostBill => {
  const bill = lostBillOf(finding, at, TIMES);
  if (bill === null) throw new Error('settled');
  return bill;
};
const doubt = unknown('in-doubt', { number: 'DINGDEE-U-1', org: '101', words: '' });

it('is looked for by the schedule of bills in doubt, and only its end settles it', () => {
  let finding = doubt;
  const looked: number[] = [];
  for (let i = 0; i < 10 && finding.code === 'in-doubt'; i++) {
    const bill = lost(finding);
    const now = nextLookAt(bill, TIMES);
    looked.push(now - SINCE);
    finding = afterAbsent(bill, now, TIMES);
  }
  expect(finding).toMatchObject({ code: 'absent', params: { number: 'DINGDEE-U-1', org: '101' } });
  expect(looked).toEqual([5_000, 30_000, 120_000, 600_000]);
});

it('an answer of nobody, or of a user who is shown no bill, leaves the schedule where it stood', () => {
  const first = lost(afterAbsent(lost(doubt), SINCE + 40_000, TIMES));
  const unheard = lost(afterUnheard(first, SINCE + 50_000, { words: '超时', blind: true }), SINCE + 50_000);
  expect(unheard).toMatchObject({ looks: first.looks, since: SINCE, absentAt: SINCE + 40_000, blind: true });
  expect(nextLookAt(unheard, TIMES)).toBeGreaterThanOrEqual(SINCE + 110_000);
});

it('one that got no further than its intent may still have left within the time of a call', () => {
  expect(lost(unknown('asked', { number: 'N', org: '101' })).since).toBe(SINCE + TIMES.callMs);
});

it('what was refused, taken or found not to be there is no riddle', () => {
  for (const code of ['refused-as-meant', 'accepted', 'absent', 'not-yet'])
    expect(lostBillOf(unknown(code), SINCE, TIMES)).toBeNull();
});
