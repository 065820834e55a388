import type { BaseDataPage } from '@dingdee/shared/base-data';
import type { BillSummary } from '@dingdee/shared/bill';
import type { ApplicantAnswer, BillApproval } from '@dingdee/shared/bill-approval';
import type { BatchResult } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import type { PushCauses } from '@dingdee/shared/push-cause';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import type { Trial } from '@dingdee/shared/trial';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applySwitches, defaultSwitches } from '../sandbox/switches.js';
import { newApprovals, type RunningOffice, SHORT_WAITS, startOffice } from './batch.js';
import { approveAll, collect } from './office.js';
import { until } from './person.js';

let running: RunningOffice;
beforeAll(async () => {
  running = await startOffice({ settings: SHORT_WAITS });
});
afterAll(() => running?.stack.close());

const bill = (id: string) => running.office.admin.get<BillDetail>(`/api/bills/${id}`);
const refs = (bills: readonly { id: string; version: number }[]) => ({
  items: bills.map(({ id, version }) => ({ id, version })),
});

/** New bills, approved. */
async function approved(count: number, seed: number): Promise<readonly BillSummary[]> {
  const before = new Set((await running.office.pusher.all<BillSummary>('/api/bills?stage=push')).map(({ id }) => id));
  newApprovals(running, { count, seed });
  await collect(running.office);
  await approveAll(running.office);
  const bills = await running.office.pusher.all<BillSummary>('/api/bills?stage=push');
  return bills.filter(({ id }) => !before.has(id));
}

async function push(bills: readonly { id: string; version: number }[]): Promise<PushOrder> {
  const { pusher } = running.office;
  const { token } = await pusher.post<PushPreview>('/api/push-orders/preview', refs(bills));
  const { id } = await pusher.post<PushOrder>('/api/push-orders', { token });
  return until(
    () => pusher.get<PushOrder>(`/api/push-orders/${id}`),
    ({ state }) => state === 'done',
  );
}
const causesOf = async ({ id }: PushOrder) =>
  (await running.office.pusher.get<PushCauses>(`/api/push-orders/${id}/causes`)).items;

it('one entry that Kingdee refused is one cause with the fact and all its bills, no choice in any picker, and exchanged on all of them at once', async () => {
  const { office, stack } = running;
  const { baseData, ledger } = stack.sandbox.state.kingdee;
  const bills = await Promise.all((await approved(8, 11)).map(({ id }) => bill(id)));
  const itemsOf = ({ rows }: BillDetail) =>
    new Set(
      rows.flatMap(({ fields }) =>
        fields.filter(({ picker }) => picker === 'costItem').map(({ value }) => value ?? ''),
      ),
    );
  const uses = new Map<string, BillDetail[]>();
  for (const one of bills) for (const item of itemsOf(one)) uses.set(item, [...(uses.get(item) ?? []), one]);
  const [number, hit] = [...uses].sort(([, a], [, b]) => b.length - a.length)[0] ?? expect.fail('no cost item');
  expect(hit.length).toBeGreaterThan(1);
  const [other] = [...uses.keys()].filter((one) => one !== number);
  baseData.change('BD_Expense', number, { forbid: true });
  const order = await push(bills);
  expect(order.failed.count).toBe(hit.length);

  const [cause, ...more] = await until(
    () => causesOf(order),
    ([first]) => first?.fact.includes('已禁用') === true,
  );
  expect(more).toEqual([]);
  expect(cause).toMatchObject({
    word: '基础资料',
    means: '金蝶里没有生成单据，没有付款',
    count: hit.length,
    amount: order.failed.amount,
    mended: { count: 0 },
    refused: { kind: 'costItem', number },
    readFirst: true,
  });
  expect(cause?.fact).toMatch(new RegExp(`^费用项目 ${number} .+ 在金蝶已禁用（.+ 拒绝过）$`));
  expect(cause?.bills.map(({ id }) => id).sort()).toEqual(hit.map(({ id }) => id).sort());
  for (const { billNo } of hit) expect(cause?.letter).toContain(billNo);

  // Base data was not read again, and still it is no choice.
  const found = await office.reviewer.get<BaseDataPage>(`/api/base-data/costItem?q=${number}&org=${hit[0]?.orgNumber}`);
  expect(found.items.find((item) => item.number === number)).toMatchObject({
    usable: false,
    reason: expect.stringContaining('已禁用'),
  });
  const body = { ...refs(cause?.bills ?? []), kind: 'costItem', from: number };
  const same = await office.reviewer.post<BatchResult>('/api/mapping/swap', { ...body, to: number });
  expect([same.done.count, new Set(same.skipped.map(({ code }) => code))]).toEqual([
    0,
    new Set(['mapping/unusable-target']),
  ]);

  const swapped = await office.reviewer.post<BatchResult>('/api/mapping/swap', { ...body, to: other });
  expect([swapped.done, swapped.skipped]).toEqual([{ count: cause?.count, amount: cause?.amount }, []]);
  // Twice is once: the bills are others by now.
  const again = await office.reviewer.post<BatchResult>('/api/mapping/swap', { ...body, to: other });
  expect(again.done.count).toBe(0);
  expect((await causesOf(order))[0]).toMatchObject({
    count: 0,
    mended: { count: cause?.count, amount: cause?.amount },
  });

  // Nothing goes out that nobody approved: each is looked at again, and then paid once, for the other item.
  const waiting = await Promise.all(hit.map(({ id }) => bill(id)));
  expect(waiting.map(({ state }) => state)).toEqual(hit.map(() => 'ready'));
  await approveAll(office);
  expect((await push(await Promise.all(hit.map(({ id }) => bill(id))))).booked.count).toBe(hit.length);
  const sent = ledger.report().filter(({ number: no }) => hit.some(({ billNo }) => billNo === no));
  expect(sent).toHaveLength(hit.length);
  expect(JSON.stringify(sent)).not.toContain(`"${number}"`);
  baseData.change('BD_Expense', number, { forbid: false });
  await office.admin.post('/api/base-data/refresh');
  const free = await office.reviewer.get<BaseDataPage>(`/api/base-data/costItem?q=${number}`);
  expect(free.items.find((item) => item.number === number)?.usable).toBe(true);
});

/** Months that Kingdee is known to have closed, as whoever writes the rule for the date reads them. */
async function closedMonths(office: RunningOffice['office']): Promise<string[]> {
  const { content } = await office.admin.get<SchemeDetail>(`/api/schemes/${office.schemeId}`);
  const asked = { content, field: 'header.businessDate' };
  const { run } = await office.admin.post<Trial>(`/api/schemes/${office.schemeId}/trial`, asked);
  return [...new Set(run?.field?.days?.closed.map(({ month }) => month))].sort();
}

it('what no other value cures is one cause as well, and all its bills are sent again by one press once Kingdee takes them', async () => {
  const { stack, office } = running;
  const { switches } = stack.sandbox.state.ctx;
  const bills = await approved(3, 12);
  applySwitches(switches, { kingdee: { closedThrough: '2099-12-31' } });
  const order = await push(bills);
  const months = new Set(
    (await Promise.all(bills.map(({ id }) => bill(id)))).map(({ businessDate }) => businessDate?.slice(0, 7)),
  );
  const causes = await causesOf(order);
  // A period is a month of an organisation, whatever day Kingdee's words name.
  expect(causes.map(({ fact }) => fact).sort()).toEqual(
    [...months].sort().map((month) => `业务日期在 ${month}：业务日期所在的期间在金蝶里不能记账`),
  );
  for (const cause of causes) expect(cause).toMatchObject({ word: '期间', refused: null, readFirst: false });
  // The months are known from now on to whoever writes a rule for the date, until Kingdee takes one of them again.
  expect(await closedMonths(office)).toEqual([...months].sort());
  const stopped = causes.flatMap((cause) => cause.bills);
  applySwitches(switches, defaultSwitches());
  const retried = await office.pusher.post<BatchResult>('/api/push-orders/retry', refs(stopped));
  expect([retried.done.count, retried.skipped]).toEqual([bills.length, []]);
  await until(
    () => office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`),
    ({ booked }) => booked.count === bills.length,
  );
  expect(await causesOf(order)).toEqual([]);
  expect(await closedMonths(office)).toEqual([]);
  // A second press finds them gone on, and sends nothing.
  const twice = await office.pusher.post<BatchResult>('/api/push-orders/retry', refs(stopped));
  expect([twice.done.count, twice.skipped.length]).toEqual([0, bills.length]);
  // Nor does the decision about lost answers: none of them is left to a person.
  const resend = { ...refs(stopped), reason: '在金蝶找过，没有' };
  const decided = await office.pusher.post<BatchResult>('/api/push-orders/resend', resend);
  expect([decided.done.count, decided.skipped.length]).toEqual([0, bills.length]);
  expect(await office.reviewer.refused('POST', '/api/push-orders/resend', resend)).toMatchObject({ status: 403 });
  for (const { billNo } of bills)
    expect(stack.sandbox.state.kingdee.ledger.report().filter(({ number }) => number === billNo)).toHaveLength(1);
});

it('the approval stands beside its bill as the applicant filled it in, with who did what in DingTalk, and no whole account number', async () => {
  const [first] = await running.office.admin.all<BillSummary>('/api/bills?stage=booked');
  const { dingtalk } = running.stack.sandbox.state;
  const source = dingtalk.state.approvals.all().find(({ businessId }) => businessId === first?.businessId);
  if (!first || !source) return expect.fail('no bill with its approval');
  const shown = await running.office.reviewer.get<BillApproval>(`/api/bills/${first.id}/approval`);
  expect(shown).toMatchObject({ unread: null, originator: expect.any(String) });
  // The first table is what was spent; invoices stand in one of their own.
  const cells = shown.tables[0]?.rows ?? [];
  expect(cells.length).toBe(source.expected.rows.length);
  for (const { expense } of source.expected.rows)
    expect(cells.flat().map(({ text }) => text)).toContain(expense.trim());
  expect(shown.records.map(({ deed }) => deed)).toEqual(
    expect.arrayContaining(['started', ...source.approverUserids.map(() => 'agreed')]),
  );
  // The comment of ours is not there yet: what was read before it says when it was read.
  expect(shown.records.every(({ remark }) => !remark.includes(first.billNo))).toBe(true);
  expect(JSON.stringify(shown)).not.toMatch(/(?<!\d)\d{16,19}(?!\d)/);
  const gone = await running.office.reviewer.refused('GET', '/api/bills/nobody/approval');
  expect(gone.code).toBe('bill/not-found');
});

it('what the applicant answers in DingTalk comes back to the row that waits for it, once, and only what they said after they were asked', async () => {
  const { office, stack } = running;
  newApprovals(running, { count: 1, seed: 13 });
  await collect(office);
  const [waiting] = await office.reviewer.all<BillSummary>('/api/bills?stage=review');
  const approval = stack.sandbox.state.dingtalk.state.approvals
    .all()
    .find(({ businessId }) => businessId === waiting?.businessId);
  if (!waiting || !approval) return expect.fail('no bill with its approval');
  const said = (userid: string, text: string, at: number) => approval.comments.push({ userid, text, at, via: 'v1' });
  said(approval.originatorUserid, '早先说过的话', Date.now() - 3_600_000);
  const unasked = await office.reviewer.refused('POST', `/api/bills/${waiting.id}/answer`, {
    version: waiting.version,
  });
  expect(unasked.code).toBe('bill/not-held');
  const asked = await office.reviewer.post<BillSummary>(`/api/bills/${waiting.id}/ask-applicant`, {
    version: waiting.version,
    reason: '缺验收单盖章页',
  });
  await until(
    () => bill(waiting.id),
    ({ writebacks }) => writebacks.some(({ event, state }) => event === 'ask' && state === 'sent'),
  );
  said(office.reviewer.userId, '同事也说了一句', Date.now());
  said(approval.originatorUserid, '已补拍，账号 6222020200112233445', Date.now());
  const found = await office.reviewer.post<ApplicantAnswer>(`/api/bills/${waiting.id}/answer`, {
    version: asked.version,
  });
  expect(found.answers.map(({ text }) => text)).toEqual([expect.stringContaining('已补拍')]);
  const marked = await bill(waiting.id);
  expect(marked).toMatchObject({
    state: 'held',
    reasonKey: 'answered',
    reason: expect.stringContaining('申请人已回答：已补拍'),
  });
  expect(JSON.stringify(marked)).not.toContain('6222020200112233445');
  // A second look in the same minute costs no call, says the same and changes nothing.
  const calls = () =>
    stack.sandbox.state.ctx.calls
      .report()
      .dingtalk.filter(({ api }) => api.includes('processInstances'))
      .reduce((sum, { total }) => sum + total, 0);
  const before = calls();
  const again = await office.reviewer.post<ApplicantAnswer>(`/api/bills/${waiting.id}/answer`, {
    version: marked.version,
  });
  expect(again).toEqual(found);
  expect(calls()).toBe(before);
  expect((await bill(waiting.id)).version).toBe(marked.version);
  expect(approval.comments.filter(({ text }) => text.includes('缺验收单盖章页'))).toHaveLength(1);
});
