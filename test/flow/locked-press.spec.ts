import type { BillSummary, ReasonGroups } from '@dingdee/shared/bill';
import type { BatchResult } from '@dingdee/shared/bill-batch';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { billNumber } from '../sandbox/kingdee/ledger.js';
import { newApprovals, type RunningOffice, SHORT_WAITS, startOffice } from './batch.js';
import { approveAll, collect } from './office.js';
import { until } from './person.js';

let running: RunningOffice;
beforeAll(async () => {
  // The next try by itself is further away than this spec takes.
  running = await startOffice({ settings: { ...SHORT_WAITS, RETRY_WAIT_MS: '600000' } });
});
afterAll(() => running?.stack.close());

async function push(count: number, seed: number): Promise<{ order: string; bills: readonly BillSummary[] }> {
  const { office } = running;
  newApprovals(running, { count, seed });
  await collect(office);
  await approveAll(office);
  const bills = await office.pusher.all<BillSummary>('/api/bills?stage=push');
  const items = bills.map(({ id, version }) => ({ id, version }));
  const { token } = await office.pusher.post<PushPreview>('/api/push-orders/preview', { items });
  const { id } = await office.pusher.post<PushOrder>('/api/push-orders', { token });
  return { order: id, bills };
}
const groups = async () => (await running.office.pusher.get<ReasonGroups>('/api/bills/groups?stage=pushing')).items;

it('bills that Kingdee locks are one group, and one press by a pusher has all of them finished; each is there once', async () => {
  const { office, stack } = running;
  const { ledger } = stack.sandbox.state.kingdee;
  const orderAt = (id: string) => office.pusher.get<PushOrder>(`/api/push-orders/${id}`);
  // Where Kingdee was seen to keep our number nothing waits for a first bill.
  const first = await push(6, 21);
  await until(
    () => orderAt(first.order),
    ({ state, booked, count }) => state === 'done' && booked.count === count,
  );

  const put = ledger.put.bind(ledger);
  const locked = new Set<string>();
  ledger.put = (bill) => {
    if (!locked.has(billNumber(bill))) bill.locks = 1;
    locked.add(billNumber(bill));
    put(bill);
  };
  const { order, bills } = await push(4, 22);
  const [group] = await until(groups, ([one]) => one?.key === 'busy:lock' && one.count === bills.length);
  expect(group).toMatchObject({ label: '在金蝶里正被占用，自动再试', count: bills.length });
  const shown = { count: group?.count, amount: group?.amount, mark: group?.mark };
  const freeze = { stage: 'pushing', reason: 'busy:lock', shown };
  const { id: selectionId } = await office.pusher.post<{ id: string }>('/api/selections', freeze);
  const refs = { selectionId, shown: { count: group?.count, amount: group?.amount } };
  expect(await office.reviewer.refused('POST', '/api/push-orders/try-now', refs)).toMatchObject({ status: 403 });
  const answer = await office.pusher.post<BatchResult>('/api/push-orders/try-now', refs);
  expect(answer).toEqual({ done: { count: bills.length, amount: group?.amount }, skipped: [] });
  await until(
    () => orderAt(order),
    ({ booked }) => booked.count === bills.length,
  );
  for (const { billNo } of bills) {
    const lines = ledger.report().filter(({ number }) => number === billNo);
    expect(lines.map(({ history }) => history.map(({ operation }) => operation))).toEqual([
      ['BatchSave', 'Submit', 'Audit'],
    ]);
  }

  // Pressed once more on the same screen: nothing of it waits, and nothing is sent.
  const again = await office.pusher.post<BatchResult>('/api/push-orders/try-now', refs);
  expect([again.done.count, again.skipped.length]).toEqual([0, bills.length]);
  expect(ledger.report()).toHaveLength(first.bills.length + bills.length);
});
