import type { BillPage, BillSummary, ListChoices, ReasonGroups } from '@dingdee/shared/bill';
import type { BatchResult, BulkOffers, Selection } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PutView, SavedView, SavedViews } from '@dingdee/shared/view';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  collectAndApprove,
  confirmPush,
  newApprovals,
  orderSettled,
  type RunningOffice,
  startOffice,
} from './batch.js';
import { collect } from './office.js';
import { Person } from './person.js';

let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice();
  newApprovals(run, { count: 16, seed: 4501, clean: true });
  await collectAndApprove(run);
  await orderSettled(run, await confirmPush(run));
  newApprovals(run, { count: 24, seed: 4502, clean: true });
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const of = (part: 'admin' | 'reviewer' | 'pusher') => run.office[part];
const groups = (query: string) => of('reviewer').get<ReasonGroups>(`/api/bills/groups?${query}`);
const view = (name: string, change: Partial<PutView> = {}): PutView => ({
  name,
  shared: false,
  filter: { stage: 'review', attachments: 'some', minAmount: '10.00' as never },
  sort: 'amount',
  group: 'risk',
  ...change,
});

it('a view is kept for its person with what it holds now; one that is shared everybody sees, and only an administrator changes', async () => {
  const { filter, ...rest } = view('大一点的');
  const made = await of('reviewer').post<SavedView>('/api/views', { filter, ...rest });
  const list = await of('reviewer').get<BillPage>('/api/bills?stage=review&attachments=some&minAmount=10.00&limit=1');
  expect(made).toMatchObject({ ...rest, filter, mine: true, now: { count: list.total, amount: list.sum } });
  expect(list.total).toBeGreaterThan(0);
  expect((await of('pusher').get<SavedViews>('/api/views')).items).toEqual([]);

  expect((await of('reviewer').refused('POST', '/api/views', view('全组', { shared: true }))).code).toBe(
    'view/not-yours',
  );
  expect((await of('reviewer').refused('POST', '/api/views', view('大一点的'))).code).toBe('view/name-taken');
  const shared = await of('admin').post<SavedView>('/api/views', view('全组', { shared: true }));
  const seen = await of('pusher').get<SavedViews>('/api/views');
  expect(seen.items.map(({ name, mine }) => [name, mine])).toEqual([['全组', false]]);
  expect(seen.largeFrom).toBe('20000.00');
  expect((await of('pusher').refused('PUT', `/api/views/${shared.id}`, view('改了'))).code).toBe('view/not-yours');
  expect((await of('pusher').refused('DELETE', `/api/views/${made.id}`)).code).toBe('view/not-found');

  const changed = await of('reviewer').put<SavedView>(`/api/views/${made.id}`, view('改名', { group: 'off' }));
  expect(changed).toMatchObject({ name: '改名', group: 'off' });
  expect((await of('reviewer').raw('DELETE', `/api/views/${made.id}`)).status).toBe(204);
  expect((await of('reviewer').get<SavedViews>('/api/views')).items.map(({ name }) => name)).toEqual(['全组']);
});

it('the first rows of the first group come along where they are asked for, as the list itself gives them', async () => {
  const { items, first } = await groups('stage=review&rows=5');
  const query = new URLSearchParams({ stage: 'review', reason: items[0]?.key ?? '', sort: 'waiting', limit: '5' });
  expect(first).toEqual(await of('reviewer').get<BillPage>(`/api/bills?${query}`));
  expect(first?.items.length).toBeGreaterThan(0);
  expect(await groups('stage=review')).toEqual({ items });
  expect(await groups('stage=held&rows=5')).toEqual({ items: [] });
});

it('an account is new until a bill to it was booked, and what a person has seen is told once it says something else', async () => {
  const bills = await of('reviewer').all<BillSummary>('/api/bills?stage=review');
  const known = new Set((await of('reviewer').all<BillSummary>('/api/bills?stage=booked')).map(({ payee }) => payee));
  const fresh = await of('reviewer').all<BillSummary>('/api/bills?stage=review&risk=account');
  // Each employee of the stand-in has one account.
  expect(fresh.map(({ id }) => id).sort()).toEqual(
    bills
      .filter(({ payee }) => !known.has(payee))
      .map(({ id }) => id)
      .sort(),
  );
  expect(fresh.length).toBeGreaterThan(0);
  expect(fresh.length).toBeLessThan(bills.length);

  const { items } = await groups('stage=review&by=risk');
  expect(items.reduce((n, { count }) => n + count, 0)).toBe(bills.length);
  const [bill] = bills;
  if (!bill) throw new Error('nothing waits for review');
  const looked = (version: number) => of('reviewer').raw('POST', `/api/bills/${bill.id}/looked`, { version });
  const changed = async () =>
    (await of('reviewer').all<BillSummary>('/api/bills?stage=review&risk=changed')).map(({ id }) => id);
  // What nobody has seen in this version was not looked at.
  await looked(bill.version + 7);
  expect((await looked(bill.version)).status).toBe(204);
  expect(await changed()).toEqual([]);
  const { header } = await of('admin').get<BillDetail>(`/api/bills/${bill.id}`);
  const department = header.find(({ path }) => path === 'header.department');
  const other = (
    await of('admin').get<{ items: { number: string; usable: boolean; orgNumber: string }[] }>(
      '/api/base-data/department?limit=50',
    )
  ).items.find(
    ({ number, usable, orgNumber }) =>
      usable && number !== department?.value && ['', bill.orgNumber].includes(orgNumber),
  );
  await of('admin').post('/api/mapping/fixes', {
    billId: bill.id,
    version: bill.version,
    path: 'header.department',
    targetNumber: other?.number,
    scope: 'bill',
  });
  expect(await changed()).toEqual([bill.id]);
  expect((await groups('stage=review&by=risk')).items.find(({ key }) => key === 'risk:changed')?.count).toBe(1);
  expect((await of('admin').all<BillSummary>('/api/bills?stage=review&risk=changed')).length).toBe(0);
  const now = await of('reviewer').get<BillDetail>(`/api/bills/${bill.id}`);
  await looked(now.version);
  expect(await changed()).toEqual([]);
});

it('of a group by risk exactly its bills are frozen and, without any risk, passed together', async () => {
  const { items } = await groups('stage=review&by=risk');
  const none = items.find(({ key }) => key === 'risk:none');
  if (!none) throw new Error('every bill has a risk');
  const { count, amount, mark } = none;
  const chosen = await of('reviewer').post<Selection>('/api/selections', {
    stage: 'review',
    reason: 'risk:none',
    shown: { count, amount, mark },
  });
  expect(chosen).toMatchObject({ count, amount, filter: { stage: 'review', reason: 'risk:none' } });
  expect(none.action).toBe('approve');
  const { departments } = await of('reviewer').get<ListChoices>('/api/bills/choices?stage=review');
  const [first] = departments;
  const narrowed = await of('reviewer').get<BillPage>(
    `/api/bills?stage=review&department=${encodeURIComponent(first?.name ?? '')}&limit=1`,
  );
  expect(narrowed.total).toBe(first?.count);
});

it('all of a mixed list are put aside with one reason, taken back and left out: what does not fit is told with the way on, and what nobody saw is left alone', async () => {
  const frozen = await of('reviewer').post<Selection>('/api/selections', { stage: 'review' });
  const [first, second] = await of('reviewer').all<BillSummary>('/api/bills?stage=review');
  if (!first || !second) throw new Error('nothing waits for review');
  // A colleague has held one meanwhile.
  await of('admin').post(`/api/bills/${first.id}/hold`, { version: first.version, reason: '先核对一遍' });
  const { id: selectionId, count, amount } = frozen;
  const park = (what: string, refs: object) =>
    of('reviewer').post<BatchResult>('/api/bills/park', { refs, what, reason: '等部门确认' });
  const held = await park('hold', { selectionId, shown: { count, amount } });
  expect(held.done.count).toBe(count - 1);
  expect(held.skipped.map(({ id, code }) => [id, code])).toEqual([[first.id, 'bill/stale']]);
  expect((await of('reviewer').get<BillPage>('/api/bills?stage=review&limit=1')).total).toBe(0);

  const { id, ...shown } = held.kept ?? { id: '', count: 0, amount: '0.00' };
  const back = await park('release', { selectionId: id, shown });
  expect(back.done.count).toBe(held.done.count);
  // Own bills are held by anybody, and let go by somebody else alone.
  const bills = await of('reviewer').all<BillSummary>('/api/bills?stage=review');
  expect(bills).toHaveLength(held.done.count);

  // What was approved once leaves the list of payments only by two people.
  const two = bills.filter(({ attachments }) => attachments > 0).slice(0, 2);
  const approved = await of('reviewer').post<BatchResult>('/api/bills/approve', {
    items: two.map(({ id: bill, version }) => ({ id: bill, version })),
  });
  expect(approved.done.count).toBe(2);
  const [kept, fresh] = [
    await of('reviewer').all<BillSummary>('/api/bills?stage=push'),
    bills.find(({ id: bill }) => !two.some((one) => one.id === bill)),
  ];
  const seen = [...kept, ...(fresh ? [fresh] : [])].map(({ id: bill, version }) => ({ id: bill, version }));
  const out = await park('exclude', { items: seen });
  expect([out.done.count, out.asked?.count, out.skipped]).toEqual([3, 2, []]);
  expect(await of('reviewer').all<BillSummary>('/api/bills?stage=push')).toHaveLength(2);
  const again = await park('exclude', {
    items: (await of('reviewer').all<BillSummary>('/api/bills?stage=push')).map(({ id: bill, version }) => ({
      id: bill,
      version,
    })),
  });
  expect(again.skipped.map(({ code }) => code)).toEqual(['bill/second-person', 'bill/second-person']);

  // What somebody did is found again for a day, and as long as nothing was sent taken back: all of it at once, by a reviewer.
  const lately = (stage: string, who: 'reviewer' | 'admin') =>
    of(who).all<BillSummary>(`/api/bills?stage=${stage}&decided=lately`);
  expect([(await lately('push', 'reviewer')).length, (await lately('archived', 'reviewer')).length]).toEqual([2, 1]);
  expect((await lately('push', 'admin')).length).toBe(0);
  expect((await lately('held', 'admin')).map(({ id: bill }) => bill)).toEqual([first.id]);
  const mine = await of('reviewer').post<Selection>('/api/selections', { stage: 'push', decided: 'lately' });
  const undone = await park('unapprove', { selectionId: mine.id, shown: { count: mine.count, amount: mine.amount } });
  expect([undone.done.count, undone.skipped]).toEqual([2, []]);
  expect(await of('reviewer').all<BillSummary>('/api/bills?stage=push')).toHaveLength(0);
  const pushers = await of('pusher').post<BatchResult>('/api/bills/park', {
    refs: { items: [{ id: second.id, version: 1 }] },
    what: 'exclude',
    reason: '重复提交了',
  });
  expect(pushers.done.count).toBe(0);
});

it('of a mixed selection each action says how many it fits, and of the others who could do it', async () => {
  const { reviewer, admin } = run.office;
  const [own] = newApprovals(run, { count: 1, seed: 4503, clean: true, fresh: true });
  if (!own) throw new Error('no approval');
  await admin.put(`/api/roles/${own.originatorUserid}`, { roles: ['reviewer'] });
  await collect(run.office);
  const applicant = await Person.login(run.stack, own.originatorUserid);
  const bills = await reviewer.all<BillSummary>('/api/bills?stage=review');
  const offers = await applicant.post<BulkOffers>('/api/bills/actions', {
    items: bills.map(({ id, version }) => ({ id, version })),
  });
  const approve = offers.actions.find(({ action }) => action === 'approve');
  const mine = approve?.leftOut.find(({ code }) => code === 'bill/own-bill');
  expect((approve?.fits.count ?? 0) + (approve?.leftOut ?? []).reduce((n, { count }) => n + count, 0)).toBe(
    bills.length,
  );
  expect(mine?.next).toMatch(/^请 .+ 审核$/);
});
