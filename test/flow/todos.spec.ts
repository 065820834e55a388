import type { AssignResult } from '@dingdee/shared/assignment';
import type { BillPage, BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { CheckLine } from '@dingdee/shared/check-up';
import { formatAmount } from '@dingdee/shared/money';
import type { Status } from '@dingdee/shared/status';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import { gate, logInAgain, newApprovals, type RunningOffice, SHORT_WAITS, setSwitches, startOffice } from './batch.js';
import { collect } from './office.js';
import { closeAll } from './own-process.js';
import { Person, until } from './person.js';
import { freePort, onMariaDb } from './stack.js';
import { type Contender, startOne } from './stream-holder.js';

/** 待办, counted in the stand-in's ledger: what people see in DingTalk. */
const SETTINGS = {
  ...SHORT_WAITS,
  ASSIGN_UNDO_MS: '600',
  TODO_LOOK_MS: '150',
  TODO_UPDATE_MS: '0',
  DINGTALK_TIMEOUT_MS: '3000',
};
let run: RunningOffice;
let other: Contender | undefined;
let second: Person;
let free: BillSummary[];
const first = () => run.office.reviewer;
const todos = () => run.stack.sandbox.state.dingtalk.state.todos.all;
const unionOf = (person: Person) => company.employees.find(({ userid }) => userid === person.userId)?.unionid;
/** By what it opens, so that a second one under another name is seen. */
const of = (act: string) => todos().filter(({ url }) => new URL(url.pc).searchParams.get('hand') === `act:${act}`);
const take = (n: number) => free.splice(0, n);
const assign = (some: readonly BillSummary[], to: Person = second, dueAt: number | null = null, by: Person = first()) =>
  by.post<AssignResult>('/api/bills/assign', {
    refs: { items: some.map(({ id, version }) => ({ id, version })) },
    userId: to.userId,
    dueAt,
    note: '先看大额',
  });
const subject = ({ count, amount }: { count: number; amount: string }) =>
  `审核 ${count} 笔 ¥${formatAmount(amount as AssignResult['done']['amount'])}`;
const shows = (act: string, ready: (todo: ReturnType<typeof todos>[number] | undefined) => boolean) =>
  until(async () => of(act)[0], ready);
const approve = async ({ id }: BillSummary, by = first()) => {
  const { version } = await by.get<BillDetail>(`/api/bills/${id}`);
  await by.post(`/api/bills/${id}/approve`, { version });
};

beforeAll(async () => {
  // It is killed.
  run = await startOffice({ world: 'process', settings: SETTINGS });
  // On a database that several may share, two of them look after the same to-dos.
  if (onMariaDb)
    other = await startOne(run.stack.sandbox, run.stack.databaseUrl, await freePort(), {
      ...SETTINGS,
      DINGTALK_EVENTS: 'off',
    });
  const made = newApprovals(run, { count: 20, seed: 1978, clean: true });
  await collect(run.office);
  const staff = [run.office.admin, first(), run.office.pusher].map(({ userId }) => userId);
  const bills = await first().all<BillSummary>('/api/bills?stage=review&state=ready');
  const applicants = new Map(made.map(({ businessId, originatorUserid }) => [businessId, originatorUserid]));
  const userId = [...applicants.values()].find((id) => !staff.includes(id)) ?? '';
  await run.office.admin.put(`/api/roles/${userId}`, { roles: ['viewer', 'reviewer'] });
  second = await Person.login(run.stack, userId);
  const people = [...staff, userId];
  const names = company.employees.filter(({ userid }) => people.includes(userid)).map(({ name }) => name);
  free = bills.filter(
    ({ businessId, payee }) =>
      !people.includes(applicants.get(businessId) ?? '') && !names.some((name) => payee.includes(name)),
  );
});
afterAll(async () => {
  await closeAll(
    () => other?.end('SIGKILL'),
    () => run?.stack.close(),
  );
});

it('one hand-over is one to-do of its person, with count and sum of the desk, its time, and a link to exactly its bills', async () => {
  const dueAt = Date.now() + 3_600_000;
  const [one, another] = [await assign(take(3), second, dueAt), await assign(take(1))];
  await shows(one.act, Boolean);
  await shows(another.act, Boolean);
  const [todo] = of(one.act);
  expect(todo).toMatchObject({
    subject: subject(one.done),
    dueTime: dueAt,
    done: false,
    executorIds: [unionOf(second)],
  });
  expect(todo?.description).toContain('先看大额');
  expect(todos()).toHaveLength(2);
  const link = new URL(todo?.url.pc ?? '');
  expect(link.searchParams.get('corpId')).toBe(run.stack.sandbox.dingtalk.corpId);
  const hand = encodeURIComponent(link.searchParams.get('hand') ?? '');
  const behind = await second.get<BillPage>(`/api/bills?stage=review&assigned=${hand}`);
  expect(subject({ count: behind.total, amount: behind.sum })).toBe(todo?.subject);
  expect((await first().get<BillPage>(`/api/bills?stage=review&assigned=${hand}`)).total).toBe(0);
});

it('it says the number that is left, whoever approved, and closes itself once when none is: nothing opens it again', async () => {
  const bills = take(3);
  const { act } = await assign(bills);
  await shows(act, Boolean);
  const [a, b, c] = bills as [BillSummary, BillSummary, BillSummary];
  await approve(a);
  await shows(act, (todo) => todo?.subject.startsWith('审核 2 笔') ?? false);
  const left = await second.get<BillPage>(`/api/bills?stage=review&assigned=act:${act}`);
  expect(of(act)[0]?.subject).toBe(subject({ count: left.total, amount: left.sum }));
  const { version } = await first().get<BillDetail>(`/api/bills/${b.id}`);
  await first().post(`/api/bills/${b.id}/exclude`, { version, reason: '这张不用付了' });
  const handed = await assign([c], first(), null, run.office.admin);
  await shows(act, (todo) => todo?.done === true);
  expect(handed.done.count).toBe(1);
  const again = await assign([c], second);
  await shows(again.act, Boolean);
  expect(of(act).map(({ done, finished }) => [done, finished])).toEqual([[true, 1]]);
  expect(of(again.act)).toHaveLength(1);
});

it('an answer that is lost is asked for again under the same name: one to-do', async () => {
  const { faults } = run.stack.sandbox.state.ctx;
  faults.add({ system: 'dingtalk', api: '/tasks', kind: 'lose-answer', times: 2 });
  const bills = take(2);
  const { act } = await assign(bills);
  await shows(act, Boolean);
  await approve(bills[0] as BillSummary);
  await shows(act, (todo) => todo?.subject.startsWith('审核 1 笔') ?? false);
  expect(of(act)).toHaveLength(1);
  faults.clear();
});

it('without the right it is said once and by name, nothing else stands still, and 再查 asks again', async () => {
  setSwitches(run, { dingtalk: { todoPermission: 'refused' } });
  // What earlier ones still had to change counts as well: whichever call is refused first is the only one.
  const asked = () =>
    run.stack.sandbox.state.ctx.calls
      .report()
      .dingtalk.filter(({ api }) => api.includes('/{unionId}/tasks'))
      .reduce((sum, { total }) => sum + total, 0);
  const before = asked();
  const { act } = await assign(take(1));
  const admin = run.office.admin;
  const told = await until(
    () => admin.get<Status>('/api/status'),
    ({ todos: refused }) => refused !== null,
  );
  expect(told.todos?.sentence).toContain('Todo.Todo.Write');
  expect(told.dingtalk.state).toBe('ok');
  const next = await assign(take(1));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect([of(act), of(next.act), asked()]).toEqual([[], [], before + 1]);
  const again = () => admin.post<CheckLine>('/api/check-up/lines', { line: 'dingtalk/todos' });
  expect(await again()).toMatchObject({ state: 'amber', came: expect.stringContaining('Todo.Todo.Write') });
  setSwitches(run, {});
  expect((await again()).state).toBe('green');
  await shows(act, Boolean);
  await shows(next.act, Boolean);
  expect((await admin.get<Status>('/api/status')).todos).toBeNull();
});

it('a process that dies between its making and its receipt leaves one to-do, and it still closes', async () => {
  const { faults } = run.stack.sandbox.state.ctx;
  const bills = take(2);
  const held = gate();
  faults.add({ system: 'dingtalk', api: '/tasks', kind: 'slow', times: 0, until: held.until });
  const { act } = await assign(bills);
  await shows(act, Boolean);
  await other?.end('SIGKILL');
  await run.stack.kill();
  faults.clear();
  held.letGo();
  // From here on there is time enough to take something back, however busy the machine is.
  await run.stack.restart({ ...SETTINGS, ASSIGN_UNDO_MS: '2500' });
  await logInAgain(run);
  second = await Person.login(run.stack, second.userId);
  for (const bill of bills) await approve(bill);
  await shows(act, (todo) => todo?.done === true);
  expect(of(act).map(({ done, finished }) => [done, finished])).toEqual([[true, 1]]);
});

it('what is taken back in its time is never a to-do, and what stood before goes on in the one that it had', async () => {
  const [bill] = take(1) as [BillSummary];
  const before = await assign([bill]);
  await shows(before.act, Boolean);
  const pressed = await assign([bill], first(), null, run.office.admin);
  await run.office.admin.post(`/api/assignments/${pressed.act}/undo`);
  const witness = await assign(take(1));
  await shows(witness.act, Boolean);
  // It was pressed before the witness: its time would have come first.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([of(pressed.act), of(before.act).map(({ done }) => done)]).toEqual([[], [false]]);
});
