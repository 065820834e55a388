import type { BillSummary } from '@dingdee/shared/bill';
import type { BatchResult, BulkOffers } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Decisions } from '@dingdee/shared/decision';
import type { OutsideFinding } from '@dingdee/shared/outside';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { bookByHand } from './backfill-parts.js';
import { billsOf, closeSound, detailOf, newApprovals, type RunningOffice, startOffice } from './batch.js';
import { approveAll, collect, pushAll } from './office.js';
import { type Person, until } from './person.js';

/** 线下已处理 and its undo: what was paid without us is never paid by us, and what is taken back is looked at anew. */
let run: RunningOffice;
let made: SandboxApproval[];
beforeAll(async () => {
  // The spec writes to its database beside it.
  run = await startOffice({ world: 'process', settings: { BREAKER_OPEN_MS: '300' } });
  const office = [run.office.admin, run.office.reviewer, run.office.pusher].map(({ userId }) => userId);
  const names = company.employees.filter(({ userid }) => office.includes(userid)).map(({ name }) => name);
  const all = newApprovals(run, { count: 34, seed: 1041, clean: true });
  await collect(run.office);
  made = [];
  for (const one of all) {
    if (office.includes(one.originatorUserid)) continue;
    const { payee, state } = await detailOf(run, one);
    if (state === 'ready' && !names.some((name) => payee.includes(name))) made.push(one);
  }
});
afterAll(() => closeSound(run));

const REASON = '财务在金蝶手工付过了';
const at = (index: number): SandboxApproval => {
  const one = made[index];
  if (!one) throw new Error(`too few approvals: ${made.length}`);
  return one;
};
const seen = (...bills: Pick<BillSummary, 'id' | 'version'>[]) => ({
  items: bills.map(({ id, version }) => ({ id, version })),
});
const look = (by: Person, bill: BillSummary, number: string) =>
  by.post<OutsideFinding>('/api/bills/handle-outside/look', { refs: seen(bill), number });
type Read = Pick<OutsideFinding, 'number' | 'seen' | 'digest'>;
const read = ({ number, seen, digest }: Read): Read => ({ number, seen, digest });
const close = (by: Person, { id, version }: BillSummary, paidBy?: Read) =>
  by.post<BillSummary>(`/api/bills/${id}/handle-outside`, { version, reason: REASON, paidBy });
const restore = (by: Person, { id, version }: BillSummary, reason = '核对后发现并没有付') =>
  by.post<BillSummary>(`/api/bills/${id}/restore`, { version, reason });
const mapped = (one: SandboxApproval) =>
  until(
    () => detailOf(run, one),
    ({ state }) => state !== 'collected',
  );
async function sql(text: string, parameters: readonly unknown[]): Promise<void> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  await source.query(text, [...parameters]);
  await source.destroy();
}

it('a bill that Kingdee holds by hand, equal in payee and sum, is closed with its number; the person reads that before', async () => {
  const { reviewer } = run.office;
  const bill = await detailOf(run, at(0));
  const number = bookByHand(run.stack.sandbox.state.kingdee, at(0));
  const found = await look(reviewer, bill, number);
  expect(found).toMatchObject({
    seen: 'same',
    bill: { billNo: number, payee: bill.payee, amount: at(0).expected.total, status: '已审核' },
    ours: { count: 1, amount: at(0).expected.total },
    differs: [],
  });
  expect(found.bill?.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  const done = await close(reviewer, bill, read(found));
  expect([done.state, done.reason]).toEqual(['handled-outside', `${REASON}（金蝶单据 ${number}，查过，一致）`]);
  expect(await reviewer.refused('POST', `/api/bills/${bill.id}/approve`, { version: done.version })).toMatchObject({
    code: 'bill/not-ready',
  });
  const { items } = await reviewer.get<Decisions>('/api/decisions?kind=settle-outside');
  expect(items[0]).toMatchObject({ reason: done.reason, bill: { id: bill.id } });
});

it('a number that Kingdee does not know, and one that pays another sum to somebody else, are said plainly, and pressed only as they were read', async () => {
  const { reviewer } = run.office;
  const bill = await detailOf(run, at(1));
  const absent = await look(reviewer, bill, 'FKD-NOBODY-1');
  expect([absent.seen, absent.bill]).toEqual(['absent', null]);
  expect(absent.sentence).toContain('金蝶里没有编号为 FKD-NOBODY-1 的单据');
  const other = company.employees.find(({ userid }) => userid !== at(1).originatorUserid)?.staffNumber ?? '';
  const number = bookByHand(run.stack.sandbox.state.kingdee, at(1), { total: '77.70', staffNumber: other });
  const differs = await look(reviewer, bill, number);
  expect(differs.seen).toBe('differs');
  expect(differs.differs).toEqual([
    expect.stringContaining('金额：金蝶 ¥77.70'),
    expect.stringContaining(`，这里 ${bill.payee}`),
  ]);
  const nowhere = await reviewer.refused('POST', `/api/bills/${bill.id}/handle-outside`, {
    version: bill.version,
    reason: REASON,
    paidBy: read(absent),
  });
  expect([nowhere.status, nowhere.code]).toEqual([422, 'bill/outside-absent']);
  // Both differ, and yet it is not what was read: another sum of the same number.
  const press = { version: bill.version, reason: REASON, paidBy: { ...read(differs), digest: read(absent).digest } };
  const refused = await reviewer.refused('POST', `/api/bills/${bill.id}/handle-outside`, press);
  expect([refused.status, refused.code]).toEqual([422, 'bill/outside-changed']);
  expect((await detailOf(run, at(1))).version).toBe(bill.version);
  expect((await close(reviewer, bill, read(differs))).state).toBe('handled-outside');
  // The same payment does not pay a second bill unsaid.
  const again = await look(reviewer, await detailOf(run, at(2)), number);
  expect(again.differs).toContainEqual(expect.stringContaining('已经记过 1 笔'));
});

it('who looked at another version changes nothing', async () => {
  const { reviewer, admin } = run.office;
  const bill = await detailOf(run, at(2));
  await admin.post(`/api/bills/${bill.id}/hold`, { version: bill.version, reason: '等部门确认一下' });
  const stale = await reviewer.refused('POST', `/api/bills/${bill.id}/handle-outside`, {
    version: bill.version,
    reason: REASON,
  });
  expect([stale.status, stale.code]).toEqual([409, 'bill/stale']);
  expect((await detailOf(run, at(2))).state).toBe('held');
});

it('several at once: each by the rules of one, what does not fit is counted with its reason before, and left alone then', async () => {
  const { reviewer, admin } = run.office;
  const [a, b, changed, gone] = await Promise.all([3, 4, 5, 0].map((index) => detailOf(run, at(index))));
  if (!a || !b || !changed || !gone) throw new Error('too few');
  const refs = seen(a, b, changed, gone);
  const before = await reviewer.post<BulkOffers>('/api/bills/actions', refs);
  const offer = before.actions.find(({ action }) => action === 'handle-outside');
  expect([offer?.fits.count, offer?.leftOut.map(({ code, count }) => [code, count])]).toEqual([
    3,
    [['bill/illegal-transition', 1]],
  ]);
  await admin.post(`/api/bills/${changed.id}/hold`, { version: changed.version, reason: '等部门确认一下' });
  const result = await reviewer.post<BatchResult>('/api/bills/handle-outside', { refs, reason: '现金已经付给本人' });
  expect(result.done.count).toBe(2);
  expect(new Map(result.skipped.map(({ id, code }) => [id, code]))).toEqual(
    new Map([
      [changed.id, 'bill/stale'],
      [gone.id, 'bill/illegal-transition'],
    ]),
  );
  const states = await Promise.all([3, 4, 5, 0].map(async (index) => (await detailOf(run, at(index))).state));
  expect(states).toEqual(['handled-outside', 'handled-outside', 'held', 'handled-outside']);
});

it('one that was ever approved takes two people, and the number and words of the first are told to the second', async () => {
  const { reviewer, admin } = run.office;
  const bill = await detailOf(run, at(6));
  const approved = await reviewer.post<BillSummary>(`/api/bills/${bill.id}/approve`, { version: bill.version });
  expect((await detailOf(run, at(6))).turns['handle-outside']).toBe('first');
  const asked = await close(reviewer, approved);
  expect([asked.state, asked.reasonKey]).toEqual(['approved', 'handle-outside-asked']);
  expect(asked.reason).toContain(`请求“线下已处理”（${REASON}）`);
  const alone = await reviewer.refused('POST', `/api/bills/${bill.id}/handle-outside`, {
    version: asked.version,
    reason: REASON,
  });
  expect(alone.code).toBe('bill/second-person');
  expect((await close(admin, asked)).state).toBe('handled-outside');
});

it('what was closed comes back mapped anew and never approved, one and several; after a day it does not', async () => {
  const { reviewer, admin } = run.office;
  const outside = await detailOf(run, at(6));
  expect(outside.actions.find(({ action }) => action === 'restore')?.fits).toBe(true);
  // Two said that it was paid; one alone does not have it paid again.
  const asked = await restore(reviewer, outside);
  expect([asked.state, asked.reason]).toEqual(['handled-outside', expect.stringContaining('请求“撤销归档”')]);
  const alone = await reviewer.refused('POST', `/api/bills/${outside.id}/restore`, {
    version: asked.version,
    reason: '核对后发现并没有付',
  });
  expect(alone.code).toBe('bill/second-person');
  await restore(admin, asked);
  // What Kingdee still holds as paid, the same as it was said, is not paid again, alone or among others.
  const paid = await detailOf(run, at(0));
  const stands = await reviewer.refused('POST', `/api/bills/${paid.id}/restore`, {
    version: paid.version,
    reason: '核对后发现并没有付',
  });
  expect([stands.status, stands.code]).toEqual([422, 'bill/outside-paid']);
  // Nor where its form does not surely say 人民币, and its amount is in no sum.
  await sql("UPDATE bill SET base_fen = NULL, currency = 'XXX' WHERE id = ?", [paid.id]);
  const unsure = await reviewer.refused('POST', `/api/bills/${paid.id}/restore`, {
    version: paid.version,
    reason: '核对后发现并没有付',
  });
  expect([unsure.status, unsure.code]).toEqual([422, 'bill/outside-paid']);
  await sql("UPDATE bill SET base_fen = amount_minor, currency = 'CNY' WHERE id = ?", [paid.id]);
  const among = await reviewer.post<BatchResult>('/api/bills/park', {
    refs: seen(paid),
    what: 'restore',
    reason: '看错了，还是要付',
  });
  expect([among.done.count, among.skipped.map(({ code }) => code)]).toEqual([0, ['bill/outside-paid']]);
  const back = await mapped(at(6));
  expect([back.state, back.approvedBy, back.version > outside.version]).toEqual(['ready', null, true]);
  expect(back.approvalVoided).toContain('曾记为线下已处理');
  const left = await detailOf(run, at(7));
  const excluded = await admin.post<BillSummary>(`/api/bills/${left.id}/exclude`, {
    version: left.version,
    reason: '以为是重复提交',
  });
  const [third, fourth] = [await detailOf(run, at(3)), await detailOf(run, at(4))];
  const result = await reviewer.post<BatchResult>('/api/bills/park', {
    refs: seen(excluded, third, back),
    what: 'restore',
    reason: '看错了，还是要付',
  });
  expect([result.done.count, result.skipped.map(({ code }) => code)]).toEqual([2, ['bill/not-closed']]);
  expect([(await mapped(at(7))).state, (await mapped(at(3))).state]).toEqual(['ready', 'ready']);
  await sql('UPDATE bill SET state_since = state_since - 86400000 WHERE id = ?', [fourth.id]);
  const late = await reviewer.refused('POST', `/api/bills/${fourth.id}/restore`, {
    version: fourth.version,
    reason: '看错了，还是要付',
  });
  expect([late.status, late.code]).toEqual([422, 'bill/undo-late']);
  const offers = await reviewer.post<BulkOffers>('/api/bills/actions', seen(fourth));
  expect(offers.actions.find(({ action }) => action === 'restore')?.leftOut).toMatchObject([
    { code: 'bill/undo-late' },
  ]);
});

it('what may have been sent is never handled outside, nor is a payment of ours given to another approval; Kingdee holds each bill once', async () => {
  const { reviewer } = run.office;
  const doubtful = await detailOf(run, at(8));
  await sql("UPDATE bill SET state_kind = 'in-doubt' WHERE id = ?", [doubtful.id]);
  const doubt = await reviewer.refused('POST', `/api/bills/${doubtful.id}/handle-outside`, {
    version: doubtful.version,
    reason: REASON,
  });
  expect([doubt.status, doubt.code]).toEqual([422, 'bill/maybe-sent']);
  const many = await reviewer.post<BatchResult>('/api/bills/handle-outside', { refs: seen(doubtful), reason: REASON });
  expect([many.done.count, many.skipped.map(({ code }) => code)]).toEqual([0, ['bill/maybe-sent']]);
  await sql("UPDATE bill SET state_kind = 'ready' WHERE id = ?", [doubtful.id]);
  await approveAll(run.office);
  await pushAll(run.office);
  const closed = [0, 1, 4];
  for (const index of closed) expect(billsOf(run, at(index))).toEqual([]);
  for (const index of [3, 6, 7, 8]) {
    const [held, ...more] = billsOf(run, at(index));
    expect([held?.total, more.length]).toEqual([at(index).expected.total, 0]);
  }
  const sent = billsOf(run, at(3))[0]?.number ?? '';
  const waiting: BillDetail = await detailOf(run, at(5));
  const taken = await reviewer.refused('POST', '/api/bills/handle-outside/look', { refs: seen(waiting), number: sent });
  expect([taken.status, taken.code]).toEqual([422, 'bill/number-taken']);
  // Kingdee does not tell cases apart, nor do we.
  const small = { refs: seen(waiting), number: sent.toLowerCase() };
  const folded = await reviewer.refused('POST', '/api/bills/handle-outside/look', small);
  expect([folded.status, folded.code]).toEqual([422, 'bill/number-taken']);
  const booked = await detailOf(run, at(3));
  const no = booked.actions.find(({ action }) => action === 'handle-outside');
  expect([no?.fits, no?.whyNot?.code]).toEqual([false, 'bill/maybe-sent']);
});
