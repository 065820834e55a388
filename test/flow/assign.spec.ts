import type { Assignments, AssignPreview, AssignResult } from '@dingdee/shared/assignment';
import type { BillPage, BillSummary, ReasonGroups } from '@dingdee/shared/bill';
import type { Selection } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import { Person, until } from './person.js';

const UNDO_MS = 1_500;
let run: RunningOffice;
let second: Person;
let bills: BillSummary[];
/** A bill that the second reviewer applied for. */
let own: BillSummary;
const applicants = new Map<string, string>();
const first = () => run.office.reviewer;

beforeAll(async () => {
  run = await startOffice({ settings: { ASSIGN_UNDO_MS: String(UNDO_MS) } });
  newApprovals(run, { count: 26, seed: 6801, clean: true });
  await collect(run.office);
  bills = await first().all<BillSummary>('/api/bills?stage=review');
  const busy = [run.office.admin, first(), run.office.pusher].map(({ userId }) => userId);
  for (const bill of bills) {
    const { originatorUserId } = await first().get<BillDetail>(`/api/bills/${bill.id}`);
    applicants.set(bill.id, originatorUserId);
  }
  const found = bills.find(({ id }) => !busy.includes(applicants.get(id) ?? ''));
  if (!found) throw new Error('only the office has bills');
  own = found;
  const userId = applicants.get(own.id) ?? '';
  await run.office.admin.put(`/api/roles/${userId}`, { roles: ['viewer', 'reviewer'] });
  second = await Person.login(run.stack, userId);
});
afterAll(() => run?.stack.close());

const refs = (some: readonly BillSummary[]) => ({ items: some.map(({ id, version }) => ({ id, version })) });
const assign = (
  by: Person,
  some: readonly BillSummary[],
  userId: string | null,
  dueAt: number | null = null,
  note = '',
) => by.post<AssignResult>('/api/bills/assign', { refs: refs(some), userId, dueAt, note });
const listed = async (by: Person, assigned: string) =>
  (await by.all<BillSummary>(`/api/bills?stage=review&assigned=${encodeURIComponent(assigned)}`))
    .map(({ id }) => id)
    .sort();
const ids = (some: readonly BillSummary[]) => some.map(({ id }) => id).sort();
/** Some that none of those who act here applied for, or is paid by. */
const notOwn = (n: number) => {
  const people = [run.office.admin, first(), run.office.pusher, second].map(({ userId }) => userId);
  const names = company.employees.filter(({ userid }) => people.includes(userid)).map(({ name }) => name);
  return bills
    .filter(
      ({ id, payee }) => !people.includes(applicants.get(id) ?? '') && !names.some((name) => payee.includes(name)),
    )
    .slice(0, n);
};
const holds = async (userId: string) =>
  (await first().get<Assignments>('/api/assignments')).people.find((person) => person.userId === userId);
const notices = (userId: string) =>
  run.stack.sandbox.state.dingtalk.state.notices.sent.filter(({ userids }) => userids.includes(userId));
const afterUndo = () => new Promise((resolve) => setTimeout(resolve, UNDO_MS + 300));

it('bills are given to a reviewer with a due time and words: shown on each, no version changes, own claims stay, and one notice comes', async () => {
  const four = [...notOwn(4), own];
  const preview = await first().post<AssignPreview>('/api/bills/assign/preview', { refs: refs(four) });
  const choice = preview.people.find(({ userId }) => userId === second.userId);
  const sum = preview.people.find(({ you }) => you)?.after;
  expect(preview.fits.count).toBe(5);
  expect(choice).toMatchObject({ own: 1, holds: { count: 0 }, after: { count: 4 } });
  expect(sum).toMatchObject({ count: 5, amount: preview.fits.amount });

  const dueAt = Date.now() + 3_600_000;
  const result = await assign(first(), four, second.userId, dueAt, '月底前要付');
  expect(result.done).toEqual(choice?.after);
  expect(result.skipped.map(({ id, code }) => [id, code])).toEqual([[own.id, 'bill/own-bill']]);
  const now = new Map((await first().all<BillSummary>('/api/bills?stage=review')).map((bill) => [bill.id, bill]));
  for (const bill of notOwn(4)) {
    expect(now.get(bill.id)).toMatchObject({
      version: bill.version,
      assigned: { userId: second.userId, dueAt, note: '月底前要付' },
    });
  }
  expect(now.get(own.id)?.assigned).toBeUndefined();
  expect(await listed(second, 'me')).toEqual(ids(notOwn(4)));
  expect(await listed(first(), `to:${second.userId}`)).toEqual(ids(notOwn(4)));
  expect(await listed(first(), 'none')).toEqual(ids(bills.filter((bill) => !notOwn(4).includes(bill))));
  expect(await holds(second.userId)).toMatchObject({ holds: choice?.after, overdue: 0, reviews: true });

  const { items } = await second.get<ReasonGroups>('/api/bills/groups?stage=review&by=person');
  expect(items.map(({ label, count }) => [label, count])).toEqual([
    ['指派给你', 4],
    ['还没有指派', bills.length - 4],
  ]);
  const mine = await second.get<BillPage>(`/api/bills?stage=review&reason=${encodeURIComponent(items[0]?.key ?? '')}`);
  expect([mine.total, mine.sum]).toEqual([4, choice?.after.amount]);

  expect(notices(second.userId)).toHaveLength(0);
  const told = await until(
    async () => notices(second.userId),
    (all) => all.length > 0,
  );
  expect(told).toHaveLength(1);
  expect(JSON.stringify(told[0])).toContain(`4 笔 ¥`);
  expect(JSON.stringify(told[0])).toContain('月底前要付');
  const [bill] = notOwn(1);
  const { timeline, writebacks } = await first().get<BillDetail>(`/api/bills/${bill?.id}`);
  expect(timeline.at(-1)).toMatchObject({ what: '指派审核' });
  expect(writebacks).toEqual([]);
});

it('whoever else may review goes on: an assigned bill is approved by another in the version that was seen, and is nobody’s then', async () => {
  const [bill] = notOwn(1);
  if (!bill) throw new Error('no bill');
  await first().post(`/api/bills/${bill.id}/approve`, { version: bill.version });
  expect((await first().get<BillDetail>(`/api/bills/${bill.id}`)).assigned).toBeUndefined();
  expect((await holds(second.userId))?.holds.count).toBe(3);
  const back = await first().get<BillDetail>(`/api/bills/${bill.id}`);
  await first().post(`/api/bills/${bill.id}/unapprove`, { version: back.version, reason: '还要再看一次' });
  expect((await first().get<BillDetail>(`/api/bills/${bill.id}`)).assigned).toBeUndefined();
  const again = await first().get<BillDetail>(`/api/bills/${bill.id}`);
  await first().post(`/api/bills/${bill.id}/approve`, { version: again.version });
});

it('within its time a press is taken back to what stood before, unheard; after it not any more', async () => {
  const three = notOwn(4).slice(1);
  const before = notices(first().userId).length;
  const taken = await assign(run.office.admin, three, first().userId);
  expect(taken.done.count).toBe(3);
  expect(await run.office.admin.post(`/api/assignments/${taken.act}/undo`)).toEqual({ count: 3 });
  expect(await listed(second, 'me')).toEqual(ids(three));
  // What is given after it is told: the one that was taken back would have left before it.
  await assign(run.office.admin, [own], first().userId);
  const told = await until(
    async () => notices(first().userId),
    (all) => all.length > before,
  );
  expect(told.slice(before).map((notice) => /(\d+) 笔/.exec(JSON.stringify(notice))?.[1])).toEqual(['1']);
  await assign(run.office.admin, [own], null);

  const kept = await assign(run.office.admin, three, null);
  expect(await listed(second, 'me')).toEqual([]);
  expect((await first().refused('POST', `/api/assignments/${kept.act}/undo`)).code).toBe('assignment/undo-late');
  await run.office.admin.post(`/api/assignments/${kept.act}/undo`);
  expect(await listed(second, 'me')).toEqual(ids(three));
  await afterUndo();
  expect((await run.office.admin.refused('POST', `/api/assignments/${kept.act}/undo`)).code).toBe(
    'assignment/undo-late',
  );
});

it('a bill that is another by now is told and left, one that was approved too, and a time that is over is refused', async () => {
  const three = notOwn(4).slice(1);
  const [held, gone] = three;
  if (!held || !gone) throw new Error('too few bills');
  await first().post(`/api/bills/${held.id}/hold`, { version: held.version, reason: '等一等发票' });
  await first().post(`/api/bills/${gone.id}/approve`, { version: gone.version });
  const approved = await first().get<BillDetail>(`/api/bills/${gone.id}`);
  const { done, skipped } = await assign(
    first(),
    [held, { ...gone, version: approved.version }, ...three.slice(2)],
    first().userId,
  );
  expect(done.count).toBe(1);
  expect(skipped.map(({ code }) => code)).toEqual(['bill/stale', 'assignment/not-in-review']);
  expect(skipped[0]?.reason).toContain('挂起');
  // Held is under review still: it stays in hand.
  expect((await first().get<BillDetail>(`/api/bills/${held.id}`)).assigned?.userId).toBe(second.userId);

  const past = { refs: refs(notOwn(6).slice(4)), userId: second.userId, dueAt: Date.now() - 1, note: '' };
  expect((await first().refused('POST', '/api/bills/assign', past)).code).toBe('assignment/due-past');
  const nobody = { ...past, dueAt: null, userId: run.office.pusher.userId };
  expect((await first().refused('POST', '/api/bills/assign', nobody)).code).toBe('assignment/not-reviewer');
  expect((await run.office.pusher.refused('POST', '/api/bills/assign', { ...past, dueAt: null })).code).toBe(
    'access/refused',
  );
});

it('a frozen selection is given whole, is overdue past its time, and is handed over as it was shown, but for the other’s own', async () => {
  const frozen = await first().post<Selection>('/api/selections', { stage: 'review', assigned: 'none' });
  const shown = { count: frozen.count, amount: frozen.amount };
  const dueAt = Date.now() + 700;
  const given = await first().post<AssignResult>('/api/bills/assign', {
    refs: { selectionId: frozen.id, shown },
    userId: first().userId,
    dueAt,
    note: '',
  });
  expect(given.done.count + given.skipped.length).toBe(frozen.count);
  await until(
    () => listed(second, 'overdue'),
    (all) => all.length === given.done.count,
  );
  const mine = await holds(first().userId);
  expect(mine?.overdue).toBe(given.done.count);

  const body = { from: first().userId, to: second.userId };
  const wrong = { ...body, shown: { count: (mine?.holds.count ?? 0) + 1, amount: mine?.holds.amount } };
  expect((await run.office.admin.refused('POST', '/api/assignments/hand-over', wrong)).code).toBe(
    'assignment/not-as-shown',
  );
  const handed = await run.office.admin.post<AssignResult>('/api/assignments/hand-over', {
    ...body,
    shown: mine?.holds,
  });
  expect(handed.skipped.map(({ code }) => code)).toEqual(handed.skipped.map(() => 'bill/own-bill'));
  expect(handed.skipped.map(({ id }) => id)).toContain(own.id);
  expect((await holds(first().userId))?.holds.count).toBe(handed.skipped.length);
  expect((await first().get<BillDetail>(`/api/bills/${own.id}`)).assigned).toMatchObject({
    userId: first().userId,
    dueAt,
  });
  const some = handed.done.count;
  const told = await until(
    async () => notices(second.userId).filter((notice) => JSON.stringify(notice).includes('手里的')),
    (all) => all.length > 0,
  );
  expect(JSON.stringify(told)).toContain(`手里的 ${some} 笔`);
});
