import type { BillSummary, ReasonGroup, ReasonGroups } from '@dingdee/shared/bill';
import type { BatchResult, Selection } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { MappingImpact } from '@dingdee/shared/mapping';
import { type Amount, toFen } from '@dingdee/shared/money';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { newApprovals, orderSettled, type RunningOffice, startOffice } from './batch.js';
import { approveAll, collect } from './office.js';
import type { Person } from './person.js';

let run: RunningOffice;
let seed = 4100;
beforeAll(async () => {
  run = await startOffice();
});
afterAll(() => run?.stack.close());
/** Each case has the desk for itself: what the last one left is put away. What was ever approved is put away by two people. */
beforeEach(async () => {
  const { admin, reviewer, pusher } = run.office;
  const left = async () => [...(await all('review')), ...(await all('push'))];
  // Nobody puts their own away.
  for (const person of [admin, reviewer, pusher]) {
    const bills = await left();
    if (bills.length === 0) break;
    await person.post('/api/bills/park', { refs: refs(bills), what: 'exclude', reason: '测试收尾' });
  }
  expect(await left()).toEqual([]);
  await arrive(4);
});

const all = (stage: string) => run.office.admin.all<BillSummary>(`/api/bills?stage=${stage}`);
const now = (id: string) => run.office.admin.get<BillDetail>(`/api/bills/${id}`);
const put = ({ id, version }: BillSummary, verb: string, reason: string) =>
  run.office.admin.post<BillSummary>(`/api/bills/${id}/${verb}`, { version, reason });
const exclude = (by: Person, { id, version }: Pick<BillSummary, 'id' | 'version'>, reason: string) =>
  by.post<BillSummary>(`/api/bills/${id}/exclude`, { version, reason });
/** Two people of whom neither applied for the bill. */
async function strangersTo({ id }: BillSummary): Promise<[Person, Person]> {
  const { originatorUserId } = await now(id);
  const { admin, reviewer, pusher } = run.office;
  const [first, second] = [admin, reviewer, pusher].filter(({ userId }) => userId !== originatorUserId);
  if (!first || !second) throw new Error('two people are wanted');
  return [first, second];
}
const refs = (bills: readonly BillSummary[]) => ({ items: bills.map(({ id, version }) => ({ id, version })) });
const ids = (bills: readonly { id: string }[]) => bills.map(({ id }) => id).sort();

/** This many clean bills more: those that are looked at one by one, own, large or without files, are put away. */
async function arrive(count: number): Promise<void> {
  const before = (await all('review')).length;
  for (let missing = count; missing > 0; missing = before + count - (await all('review')).length) {
    const made = newApprovals(run, { count: 5 * missing, seed: seed++ });
    const wanted = made.filter((each) => !willBeLookedAtAlone(each)).slice(0, missing);
    for (const each of made) if (!wanted.includes(each)) each.deleted = true;
    await collect(run.office);
    for (const bill of await all('review'))
      if (await isLookedAtAlone(bill)) await exclude((await strangersTo(bill))[0], bill, '测试不用');
  }
}
/** The same of an approval, before it is collected. */
function willBeLookedAtAlone({ originatorUserid, values, expected }: SandboxApproval): boolean {
  const files = [...values.values()].some((value) => value.kind === 'attachments' && value.files.length > 0);
  return originatorUserid === run.office.reviewer.userId || !files || toFen(expected.total as Amount) >= 2_000_000n;
}
async function isLookedAtAlone({ id, amount, attachments }: BillSummary): Promise<boolean> {
  const { originatorUserId } = await now(id);
  return (
    originatorUserId === run.office.reviewer.userId ||
    attachments === 0 ||
    (amount !== null && toFen(amount) >= 2_000_000n)
  );
}
/** A colleague changes what would be paid: the cost item of the first row. */
async function changed({ id }: BillSummary): Promise<void> {
  const { version, rows } = await now(id);
  const field = rows[0]?.fields.find(({ path }) => path.endsWith('.costItem'));
  const targetNumber = field?.value === 'CI0001' ? 'CI0002' : 'CI0001';
  await run.office.admin.post('/api/mapping/fixes', {
    billId: id,
    version,
    path: field?.path,
    targetNumber,
    scope: 'bill',
  });
}
/** The group of 待审核 without any reason, as its button says it. */
async function cleanGroup(): Promise<ReasonGroup> {
  const { items } = await run.office.reviewer.get<ReasonGroups>('/api/bills/groups?stage=review');
  const group = items.find(({ key }) => key === '');
  if (!group) throw new Error('no clean bills');
  return group;
}
const press = ({ count, amount, mark }: ReasonGroup) => ({
  stage: 'review',
  reason: '',
  shown: { count, amount, mark },
});
/** Somebody else's: a person does not approve their own. */
const others = async (stage: string) => {
  const own = run.office.reviewer.userId;
  const bills = await all(stage);
  const details = await Promise.all(bills.map(({ id }) => now(id)));
  return bills.filter((_, i) => details[i]?.originatorUserId !== own);
};

describe('approving', () => {
  it('takes of several bills those that are what was seen; a changed one is left alone, and who changed it is said', async () => {
    const seen = (await others('review')).filter(({ reason }) => reason === null);
    const [first] = seen;
    if (!first) throw new Error('nothing to review');
    await changed(first);
    const result = await run.office.reviewer.post<BatchResult>('/api/bills/approve', refs(seen));
    expect(result.skipped.map(({ id }) => id)).toEqual([first.id]);
    expect(result.skipped[0]?.reason).toMatch(/^刚被别人更新过，你看到的不是最新内容（.+ 改了这张单据的值）$/);
    expect([result.done.count, (await now(first.id)).state]).toEqual([seen.length - 1, 'ready']);
    expect(ids(await all('push'))).toEqual(ids(seen.slice(1)));
  });

  it.each([
    ['approve', { note: '已核对过' }],
    ['hold', { reason: '等发票寄到' }],
    ['exclude', { reason: '重复提交' }],
    ['ask-applicant', { reason: '缺一张发票' }],
  ])('does not %s one bill that is not any more what was seen', async (verb, body) => {
    const [seen] = await others('review');
    if (!seen) throw new Error('nothing to review');
    await changed(seen);
    const refused = await run.office.reviewer.refused('POST', `/api/bills/${seen.id}/${verb}`, {
      version: seen.version,
      ...body,
    });
    expect([refused.status, refused.code]).toEqual([409, 'bill/stale']);
    expect((await now(seen.id)).state).toBe('ready');
  });

  // Whether it is what was seen is asked first, before whether the step may be taken at all.
  it.each([
    ['unapprove', 'reviewer', { reason: '金额要再核对' }],
    ['release', 'reviewer', { reason: '已经好了' }],
    ['reversed', 'pusher', { reason: '金蝶里冲销了' }],
    ['adopt', 'pusher', { number: 'FKD00000001' }],
    ['resend', 'pusher', { reason: '金蝶里没有' }],
    ['continue', 'pusher', {}],
    ['check-now', 'pusher', {}],
    ['hand-over', 'pusher', {}],
  ] as const)('nor does anybody %s it', async (verb, who, body) => {
    const [seen] = await others('review');
    if (!seen) throw new Error('nothing to review');
    await changed(seen);
    const before = await now(seen.id);
    const refused = await run.office[who].refused('POST', `/api/bills/${seen.id}/${verb}`, {
      version: seen.version,
      ...body,
    });
    expect([refused.status, refused.code]).toEqual([409, 'bill/stale']);
    expect(await now(seen.id)).toEqual(before);
  });

  it('refuses a whole group that somebody joined since its button was read, says who, and takes it when it is read again', async () => {
    const group = await cleanGroup();
    await arrive(1);
    const larger = await cleanGroup();
    expect(larger.count).toBe(group.count + 1);
    const refused = await run.office.reviewer.refused('POST', '/api/selections', press(group));
    expect([refused.status, refused.code]).toEqual([409, 'selection/not-as-shown']);
    expect(refused.detail).toContain(`你看到的是 ${group.count} 笔 ¥`);
    expect(refused.detail).toContain(`现在是 ${larger.count} 笔 ¥`);
    expect(refused.detail).toMatch(/（.+ ¥[\d,.]+，钉蝶 \d\d:\d\d 映射完成.*）。没有任何改动/);
    expect(await all('push')).toEqual([]);
    const frozen = await run.office.reviewer.post<Selection>('/api/selections', press(larger));
    const { count, amount } = frozen;
    const result = await run.office.reviewer.post<BatchResult>('/api/bills/approve', {
      selectionId: frozen.id,
      shown: { count, amount },
    });
    expect(result.done.count + result.skipped.length).toBe(larger.count);
  });

  it('refuses a group of which one bill was exchanged for another of the same ¥', async () => {
    const [one] = await others('review');
    if (!one) throw new Error('nothing to review');
    const held = await put(one, 'hold', '再等一等');
    const group = await cleanGroup();
    const [two] = (await others('review')).filter(({ reason }) => reason === null);
    if (!two) throw new Error('nothing to exchange');
    await put(held, 'release', '已经好了');
    await put(two, 'hold', '换成这一笔');
    const exchanged = await cleanGroup();
    // As if they were the same: only the mark tells them apart.
    const shown = { count: exchanged.count, amount: exchanged.amount };
    const [versions, changedAt] = exchanged.mark.split('-');
    const [, , who] = group.mark.split('-');
    // The second as if the exchange had been made within one millisecond: who they are is left to tell them apart.
    for (const mark of [group.mark, `${versions}-${changedAt}-${who}`]) {
      const refused = await run.office.reviewer.refused('POST', '/api/selections', {
        stage: 'review',
        reason: '',
        shown: { ...shown, mark },
      });
      expect(refused.code).toBe('selection/not-as-shown');
    }
  });

  it('refuses a frozen selection whose count or sum is not what the button said', async () => {
    const frozen = await run.office.reviewer.post<Selection>('/api/selections', { stage: 'review' });
    const { id, count, amount } = frozen;
    for (const shown of [
      { count: count - 1, amount },
      { count, amount: '1.00' },
    ]) {
      const refused = await run.office.reviewer.refused('POST', '/api/bills/approve', { selectionId: id, shown });
      expect(refused.code).toBe('selection/not-as-shown');
    }
    expect((await run.office.reviewer.refused('POST', '/api/bills/approve', { selectionId: id })).status).toBe(400);
    expect(await all('push')).toEqual([]);
  });
});

describe('pushing', () => {
  const preview = (bills: readonly BillSummary[]) =>
    run.office.pusher.post<PushPreview>('/api/push-orders/preview', refs(bills));
  const saved = () => run.stack.sandbox.state.kingdee.ledger.report().length;

  it('sends nothing of a sheet of which one bill changed under it, says which, and the new sheet is what is sent', async () => {
    await approveAll(run.office);
    const bills = await all('push');
    const [first, ...rest] = bills;
    if (!first) throw new Error('nothing to push');
    const sheet = await preview(bills);
    expect(sheet.eligible.count).toBe(bills.length);
    const before = saved();
    await put(first, 'unapprove', '金额要再核对');
    const refused = await run.office.pusher.refused('POST', '/api/push-orders', { token: sheet.token });
    expect([refused.status, refused.code]).toEqual([409, 'push/preview-changed']);
    expect(refused.detail).toMatch(/有 1 笔变了：.+ ¥.+ 现在是“待审核”，不在待推送（.+ 撤回审核）。没有推送任何单据/);
    expect([ids(await all('push')), saved()]).toEqual([ids(rest), before]);
    const again = await preview(bills);
    expect(again.excluded.map(({ id }) => id)).toEqual([first.id]);
    const order = await run.office.pusher.post<PushOrder>('/api/push-orders', { token: again.token });
    expect([order.count, order.amount]).toEqual([again.eligible.count, again.eligible.amount]);
    await orderSettled(run, order);
    expect(saved() - before).toBe(rest.length);
  });

  it('leaves a bill out of the sheet that was approved anew since it was ticked', async () => {
    await approveAll(run.office);
    const ticked = await all('push');
    const [first] = ticked;
    if (!first) throw new Error('nothing to push');
    const back = await put(first, 'unapprove', '再看一遍');
    await run.office.admin.post(`/api/bills/${first.id}/approve`, { version: back.version, note: '重新看过了' });
    const sheet = await preview(ticked);
    expect(sheet.excluded.map(({ id, reason }) => [id, reason])).toEqual([
      [first.id, expect.stringMatching(/^选中之后被人更新过（.+ 审核通过.*）$/)],
    ]);
    expect(sheet.eligible.count).toBe(ticked.length - 1);
  });
});

it('a fix for many bills is refused where it would touch other bills than its button said', async () => {
  const [bill] = await all('review');
  const detail = await now(bill?.id ?? '');
  const field = detail.rows[0]?.fields.find(({ path }) => path.endsWith('.costItem'));
  const fix = {
    billId: detail.id,
    version: detail.version,
    path: field?.path,
    targetNumber: 'CI0003',
    scope: 'company',
  };
  const impact = await run.office.admin.post<MappingImpact>('/api/mapping/fixes/preview', fix);
  const said = impact.scopes.find(({ scope }) => scope === 'company');
  const shown = { count: (said?.count ?? 0) + 1, amount: said?.amount };
  expect((await run.office.admin.refused('POST', '/api/mapping/fixes', { ...fix, shown })).code).toBe(
    'selection/not-as-shown',
  );
  expect((await now(detail.id)).version).toBe(detail.version);
  await run.office.admin.post('/api/mapping/fixes', { ...fix, shown: { count: said?.count, amount: said?.amount } });
  expect((await now(detail.id)).version).toBeGreaterThan(detail.version);
});
