import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  closeSound,
  commentsSettled,
  detailOf,
  newApprovals,
  once,
  orderSettled,
  outcomes,
  type RunningOffice,
  startOffice,
} from './batch.js';
import { collect } from './office.js';
import { Person } from './person.js';

/** Fifty presses at one bill in one moment, by ten people: one counts, the others are told, and there is one bill in Kingdee. */
let run: RunningOffice;
let decided: SandboxApproval;
let pushed: SandboxApproval;
let people: Person[];
beforeAll(async () => {
  run = await startOffice();
  [decided = expect.fail(), pushed = expect.fail()] = newApprovals(run, { count: 6, seed: 88 });
  const two = [decided, pushed];
  for (const each of run.stack.sandbox.state.dingtalk.state.approvals.all())
    if (!two.includes(each)) each.deleted = true;
  await collect(run.office);
  const applicants = two.map(({ originatorUserid }) => originatorUserid);
  const others = company.employees.filter(({ admin, userid }) => !admin && !applicants.includes(userid));
  people = [];
  for (const { userid } of others.slice(0, 10)) {
    await run.office.admin.put(`/api/roles/${userid}`, { roles: ['reviewer', 'pusher', 'mapper'] });
    people.push(await Person.login(run.stack, userid));
  }
});
afterAll(() => closeSound(run));

const FIVE = [0, 1, 2, 3, 4];
/** Fifty answers, by status. */
async function fifty(press: (person: Person, nth: number) => Promise<Response>): Promise<Record<number, number>> {
  const answers = await Promise.all(people.flatMap((person) => FIVE.map((nth) => press(person, nth))));
  const counted: Record<number, number> = {};
  for (const { status } of answers) counted[status] = (counted[status] ?? 0) + 1;
  return counted;
}

it('of fifty decisions about one bill at once one is carried out, and forty-nine are refused as stale', async () => {
  const { id, version } = await detailOf(run, decided);
  const counted = await fifty((person, nth) => {
    const [path, body] =
      nth < 2
        ? ['approve', { version }]
        : nth < 4
          ? ['hold', { version, reason: '等发票到了再说' }]
          : ['exclude', { version, reason: '已经用现金付过了' }];
    return person.raw('POST', `/api/bills/${id}/${path}`, body);
  });
  expect(counted).toEqual({ 200: 1, 409: 49 });
  expect((await detailOf(run, decided)).version).toBe(version + 1);
});

it('of fifty confirmations of one bill by ten people one makes an order, and Kingdee gets one bill', async () => {
  const { id, version } = await detailOf(run, pushed);
  await run.office.reviewer.post(`/api/bills/${id}/approve`, { version });
  const items = [{ id, version: (await detailOf(run, pushed)).version }];
  const tokens = await Promise.all(
    people.map(async (person) => (await person.post<PushPreview>('/api/push-orders/preview', { items })).token),
  );
  const counted = await fifty((person) =>
    person.raw('POST', '/api/push-orders', { token: tokens[people.indexOf(person)] }),
  );
  const orders = (await run.office.pusher.get<{ items: PushOrder[] }>('/api/push-orders')).items;
  expect(orders).toHaveLength(1);
  // Whoever's sheet it was may tap five times and gets the same order each time; to the others the bill has changed, or is gone from the list.
  const { 200: made, 409: changed = 0, 422: gone = 0 } = counted;
  expect([made, changed + gone]).toEqual([5, 45]);
  await orderSettled(run, orders[0] ?? expect.fail());
  await commentsSettled(run);
  // One bill, audited, of its amount, with one comment; whose name it bears is the fastest one's.
  const [outcome = ''] = outcomes(run, [pushed]);
  expect(outcome.replace(/, [01] by the pusher$/, '')).toBe(once([pushed])[0]?.replace(/, 1 by the pusher$/, ''));
  expect(billsOf(run, pushed)).toHaveLength(1);
});
