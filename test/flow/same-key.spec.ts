import type { BillPage } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { AskedBefore } from '@dingdee/shared/request';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';

let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice();
  newApprovals(run, { count: 6, seed: 8601, clean: true });
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const asked = (key: string) => run.office.reviewer.get<AskedBefore>(`/api/requests/${key}`);

it('a write that comes twice with its key is done once, over the real routes, and its page can ask what became of it', async () => {
  const { reviewer } = run.office;
  const { items } = await reviewer.get<BillPage>('/api/bills?stage=review&limit=1');
  const [bill] = items;
  if (!bill) throw new Error('nothing to review');
  const key = 'a-key-of-a-page-0001';
  expect(await asked(key)).toEqual({ state: 'absent', code: null });
  const hold = () =>
    reviewer.raw(
      'POST',
      `/api/bills/${bill.id}/hold`,
      { version: bill.version, reason: '等申请人补一张发票再付' },
      key,
    );
  const [first, second] = [await hold(), await hold()];
  expect([first.status, second.status]).toEqual([200, 409]);
  // Without the key it would be refused as changed by somebody, and nobody could tell that it was this very press.
  expect(await second.json()).toMatchObject({ code: 'request/done-before' });
  expect(await asked(key)).toEqual({ state: 'done', code: null });
  expect(await reviewer.get<BillDetail>(`/api/bills/${bill.id}`)).toMatchObject({
    state: 'held',
    version: bill.version + 1,
  });
});

it('what carries no version of a bill is not made twice either', async () => {
  const { reviewer } = run.office;
  const body = { name: '只建一次', shared: false, filter: { stage: 'review' }, sort: 'amount', group: 'risk' };
  const key = 'a-key-of-a-page-0002';
  const statuses = await Promise.all(
    [1, 2, 3].map(async () => (await reviewer.raw('POST', '/api/views', body, key)).status),
  );
  expect(statuses.filter((status) => status < 300)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(2);
  const views = await reviewer.get<{ items: { name: string }[] }>('/api/views');
  expect(views.items.filter(({ name }) => name === '只建一次')).toHaveLength(1);
});

it('a refused write leaves its key free', async () => {
  const { reviewer } = run.office;
  const key = 'a-key-of-a-page-0003';
  const refused = await reviewer.raw(
    'POST',
    '/api/bills/no-such-bill/hold',
    { version: 1, reason: '等申请人补一张发票再付' },
    key,
  );
  expect([refused.status, await asked(key)]).toEqual([404, { state: 'absent', code: null }]);
});
