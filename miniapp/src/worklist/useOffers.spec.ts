import type { BillSummary } from '@dingdee/shared/bill';
import type { BillRefs, BulkOffers } from '@dingdee/shared/bill-batch';
import type { Amount } from '@dingdee/shared/money';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { useOffers } from './useOffers.js';
import { useSelection } from './useSelection.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const bill = (id: string) => ({ id, version: 1, state: 'ready', amount: '1.00' as Amount }) as BillSummary;
const fitting = (count: number): BulkOffers['actions'] => [
  { action: 'approve', fits: { count, amount: '1.00' as Amount }, leftOut: [], refused: null },
];
/** A server that takes what it is told for every bill that is asked about. */
function given(answer: (refs: BillRefs) => Promise<BulkOffers>) {
  const get = vi.fn(async (id: string) => ({ ...bill(id), version: 2, timeline: [] }) as never);
  const asked: BillRefs[] = [];
  const actions = async (refs: BillRefs) => {
    asked.push(refs);
    return answer(refs);
  };
  const scope = effectScope();
  const found = scope.run(() => {
    const selection = useSelection({ select: vi.fn(), selection: vi.fn(), get });
    return { selection, offers: useOffers(selection, { actions }) };
  });
  if (!found) throw new Error('no scope');
  return { ...found, asked, stop: () => scope.stop() };
}
const items = (refs: BillRefs) => ('items' in refs ? refs.items.length : 0);

it('asks once for ticks that follow each other, and nothing is pressed before the answer is about all of them', async () => {
  const { selection, offers, asked, stop } = given(async (refs) => ({ actions: fitting(items(refs)), changed: [] }));
  for (const id of ['a', 'b', 'c']) selection.toggle(bill(id));
  expect(offers.asking.value).toBe(true);
  await vi.advanceTimersByTimeAsync(500);
  expect([asked.length, offers.asking.value, offers.of('approve')?.fits.count]).toEqual([1, false, 3]);
  selection.toggle(bill('d'));
  // The number stays in its place until the next one comes.
  expect([offers.asking.value, offers.of('approve')?.fits.count]).toEqual([true, 3]);
  await vi.advanceTimersByTimeAsync(500);
  expect([offers.asking.value, offers.of('approve')?.fits.count]).toEqual([false, 4]);
  stop();
});

it('shows what has changed where every ticked bill is another by now: nothing could be pressed to learn it', async () => {
  const { selection, stop } = given(async () => ({ actions: fitting(0), changed: ['a'] }));
  selection.toggle(bill('a'));
  selection.toggle(bill('b'));
  await vi.advanceTimersByTimeAsync(500);
  expect([...selection.changes.value.keys()]).toEqual([]);
  selection.toggle(bill('b'));
  await vi.advanceTimersByTimeAsync(500);
  expect([...selection.changes.value.keys()]).toEqual(['a']);
  stop();
});

it('says why nothing is known where the server does not answer', async () => {
  const problem = new ApiProblem('client/offline', '没有连上服务器', '', 0);
  const { selection, offers, stop } = given(() => Promise.reject(problem));
  selection.toggle(bill('a'));
  await vi.advanceTimersByTimeAsync(500);
  expect([offers.problem.value, offers.asking.value, offers.of('approve')]).toEqual([problem, true, null]);
  stop();
});
