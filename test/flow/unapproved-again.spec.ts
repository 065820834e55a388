import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { ChangeUndo, MappingChanges } from '@dingdee/shared/mapping-change';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import {
  billsOf,
  confirmPush,
  detailOf,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
} from './batch.js';
import { collect } from './office.js';
import { Person, until } from './person.js';

/** A row leads to the wrong person, its bill is approved, and then the row is put right: who is paid once the approval is taken back? */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({ settings: SHORT_WAITS });
});
afterAll(() => run?.stack.close());
const detail = (id: string) => run.office.reviewer.get<BillDetail>(`/api/bills/${id}`);
const unitOf = (bill: BillDetail) => bill.header.find(({ path }) => path === 'header.contactUnit')?.value;
const TABLE = '/api/mapping/tables/contactUnit';

it('a bill whose approval is taken back after its row was put right pays by the row as it is now', async () => {
  const { admin, reviewer, pusher } = run.office;
  const made = newApprovals(run, { count: 8, seed: 4242 });
  const people = [admin.userId, reviewer.userId, pusher.userId];
  const one = made.find(({ originatorUserid }) => !people.includes(originatorUserid)) ?? expect.fail('nobody');
  const key = one.originatorUserid;
  const right = company.employees.find(({ userid }) => userid === key) ?? expect.fail('who');
  const wrong =
    company.employees.find(
      ({ userid, orgNumber }) => userid !== key && orgNumber === right.orgNumber && !people.includes(userid),
    ) ?? expect.fail('nobody else');
  // By mistake.
  await admin.put(`${TABLE}/rows`, { rows: [{ key, targetNumber: wrong.staffNumber }] });
  await collect(run.office);
  const all = await admin.all<BillSummary>('/api/bills?stage=review');
  const details = await Promise.all(all.map(({ id }) => detail(id)));
  const bill = details.find(({ originatorUserId }) => originatorUserId === key) ?? expect.fail('no bill');
  expect(unitOf(bill)).toBe(wrong.staffNumber);
  await reviewer.post(`/api/bills/${bill.id}/approve`, { version: bill.version, note: '申请人说由同事代收' });
  // The change of the row is taken back; what is approved is left alone, as the sheet says.
  const { items } = await admin.get<MappingChanges>(`${TABLE}/changes`);
  const change =
    items.find((each) => each.key === key && each.to?.number === wrong.staffNumber) ?? expect.fail('no change');
  const place = { revision: change.revision, id: change.id };
  const look = await admin.post<ChangeUndo>(`${TABLE}/changes/look`, place);
  expect(look.untouchedApproved.count).toBeGreaterThan(0);
  await admin.post(`${TABLE}/changes/undo`, { ...place, shown: look.touched });
  const approved = await detail(bill.id);
  expect([approved.state, unitOf(approved)]).toEqual(['approved', wrong.staffNumber]);
  await reviewer.post(`/api/bills/${bill.id}/unapprove`, {
    version: approved.version,
    reason: '往来单位改回来了，重新审',
  });
  const again = await until(
    () => detail(bill.id),
    (now) => unitOf(now) === right.staffNumber,
  );
  expect(again.state).toBe('ready');
  await reviewer.post(`/api/bills/${bill.id}/approve`, { version: again.version, note: '已改回本人' });
  await orderSettled(run, await confirmPush(run));
  const paid = JSON.stringify(billsOf(run, one));
  expect([paid.includes(wrong.staffNumber), paid.includes(right.staffNumber)]).toEqual([false, true]);
});

it('a row that one person led elsewhere and took away, put back by the press of another, is still the hand of the first', async () => {
  const { admin, reviewer, pusher } = run.office;
  const made = newApprovals(run, { count: 8, seed: 71 });
  await collect(run.office);
  const people = [admin.userId, reviewer.userId, pusher.userId];
  const one = made.find(({ originatorUserid }) => !people.includes(originatorUserid)) ?? expect.fail('nobody');
  const key = one.originatorUserid;
  const own = company.employees.find(({ userid }) => userid === key);
  const free = company.employees.filter(
    ({ userid, admin: isAdmin }) =>
      !isAdmin && !people.includes(userid) && !made.some(({ originatorUserid }) => originatorUserid === userid),
  );
  const hired = async (userId: string | undefined, roles: readonly string[]) => {
    await admin.put(`/api/roles/${userId}`, { roles });
    return Person.login(run.stack, userId ?? '');
  };
  const both = await hired(free[0]?.userid, ['mapper', 'reviewer', 'pusher']);
  const honest = await hired(free[1]?.userid, ['mapper']);
  const friend = free.slice(2).find(({ orgNumber, name }) => orgNumber === own?.orgNumber && name !== own?.name);
  await both.put(`${TABLE}/rows`, { rows: [{ key, targetNumber: friend?.staffNumber }] });
  const { items } = await both.get<{ items: { id: string; key: string }[] }>(`${TABLE}/rows?q=${key}`);
  const row = items.find((each) => each.key === key) ?? expect.fail('no row');
  expect((await both.raw('DELETE', `${TABLE}/rows/${row.id}`)).ok).toBe(true);
  const [gone] = (await honest.get<MappingChanges>(`${TABLE}/changes`)).items;
  const place = { revision: gone?.revision, id: gone?.id };
  const { touched } = await honest.post<ChangeUndo>(`${TABLE}/changes/look`, place);
  await honest.post(`${TABLE}/changes/undo`, { ...place, shown: touched });
  const bill = await until(
    () => detailOf(run, one),
    (now) => unitOf(now) === friend?.staffNumber,
  );
  const refused = await both.refused('POST', `/api/bills/${bill.id}/approve`, {
    version: bill.version,
    note: '已打电话向申请人核对过账号',
  });
  expect(refused.code).toBe('bill/payee-hand');
});
