import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Completeness } from '@dingdee/shared/completeness';
import type { SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { ControlValue, SandboxApproval, TableRow } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids, REIMBURSEMENT_CODE } from '../sandbox/dingtalk/form.js';
import {
  collectAndApprove,
  commentsSettled,
  confirmPush,
  IMPATIENT,
  newApprovals,
  orderSettled,
  putBack,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  wholeWay,
} from './batch.js';
import { copyDatabase, type DatabaseCopy } from './database-copy.js';
import { approveAll, collect, fillTables, openOffice } from './office.js';
import { startStack } from './stack.js';

/** A form whose details pay several people: one bill in Kingdee for each of them, and none twice. */

const PAYEE = { id: 'TextField_SPLITPAYEE0', label: '收款人工号', componentType: 'TextField' };
const FROM = 'row:收款人工号';
const [one, two, three, four] = company.employees.filter(({ orgNumber }) => orgNumber === '101').slice(3, 7);
const ofOne = new Set(company.employees.flatMap(({ userid, orgNumber }) => (orgNumber === '101' ? [userid] : [])));
if (!one || !two || !three || !four) throw new Error('the company has too few people');

let run: RunningOffice;
let seed = 8500;
let asMade: SchemeContent;
beforeAll(async () => {
  // It is killed, and another database is put in place.
  const stack = await startStack({
    world: 'process',
    sandbox: { approvals: 0 },
    settings: {
      SWEEP_INTERVAL_MS: '0',
      LOOK_BACK_INTERVAL_MS: '0',
      FORM_CHECK_INTERVAL_MS: '0',
      ...SHORT_WAITS,
      ...IMPATIENT,
    },
  });
  stack.sandbox.state.dingtalk.changeForm(REIMBURSEMENT_CODE, { do: 'add', control: PAYEE, table: ids.table });
  const office = await openOffice(stack);
  await fillTables(office);
  run = { stack, office };
  asMade = (await office.admin.get<SchemeDetail>(`/api/schemes/${office.schemeId}`)).content;
  await putContent((content) => ({ ...perPayee(content), split: { by: 'payee', from: FROM } }));
});
afterAll(() => run?.stack.close());

/** Who is paid stands in the details. */
function perPayee(content: SchemeContent, key = FROM): SchemeContent {
  const unit = { required: true, rules: [{ kind: 'lookup' as const, table: 'contactUnit', key }] };
  const { oppositeAccount: _, oppositeName: __, oppositeBank: ___, ...rows } = content.rows;
  return {
    ...content,
    header: {
      ...content.header,
      contactUnit: { ...unit, label: '往来单位' },
      receivingUnit: { ...unit, label: '收款单位' },
    },
    rows,
  };
}
async function putContent(change: (content: SchemeContent) => SchemeContent): Promise<SchemeDetail> {
  const path = `/api/schemes/${run.office.schemeId}`;
  const { version, content } = await run.office.admin.get<SchemeDetail>(path);
  return run.office.admin.put<SchemeDetail>(`${path}/content`, { version, content: change(content) });
}

type Paid = readonly [payee: string, amount: string];
const rowsOf = (paid: readonly Paid[]): ControlValue => ({
  kind: 'table',
  rows: paid.map(
    ([payee, amount], index): TableRow => ({
      rowId: `R${index}`,
      cells: [
        { controlId: ids.expense, value: { kind: 'text', text: '市内交通' } },
        { controlId: ids.amount, value: { kind: 'money', text: amount } },
        ...(payee === '' ? [] : [{ controlId: PAYEE.id, value: { kind: 'text' as const, text: payee } }]),
      ],
    }),
  ),
});
/** An agreed approval that pays these. */
function approvalOf(paid: readonly Paid[], total: string, toApplicant = false): SandboxApproval {
  seed += 1;
  const made = newApprovals(run, { count: 12, seed });
  // Paid by the organisation of the people above.
  const approval = made.find((each) => ofOne.has(each.originatorUserid));
  if (!approval) throw new Error('an approval was asked for');
  for (const other of made) if (other !== approval) other.deleted = true;
  const values = approval.values as Map<string, ControlValue>;
  values.set(ids.table, rowsOf(paid));
  values.set(ids.total, { kind: 'text', text: total });
  if (!toApplicant) values.set(ids.recipient, { kind: 'empty', as: 'null' });
  return approval;
}
const inKingdee = ({ instanceId }: SandboxApproval) =>
  run.stack.sandbox.state.kingdee.ledger
    .report()
    .filter(({ thirdBillNo }) => thirdBillNo?.split('~')[0] === instanceId);
async function billsOf({ businessId }: SandboxApproval): Promise<BillSummary[]> {
  const { items } = await run.office.admin.get<{ items: BillSummary[] }>(`/api/bills?q=${businessId}`);
  return items.sort((a, b) => (a.part?.place ?? 0) - (b.part?.place ?? 0));
}
const detail = ({ id }: BillSummary) => run.office.admin.get<BillDetail>(`/api/bills/${id}`);
const states = (bills: readonly BillSummary[]) => bills.map(({ state }) => state);
const totals = (approval: SandboxApproval) =>
  inKingdee(approval)
    .map(({ total }) => total)
    .sort();
const pushAll = async () => orderSettled(run, await confirmPush(run));
const edit = (approval: SandboxApproval, paid: readonly Paid[], total: string) =>
  run.stack.sandbox.state.dingtalk.editLate(
    approval,
    new Map<string, ControlValue>([
      [ids.table, rowsOf(paid)],
      [ids.total, { kind: 'text', text: total }],
    ]),
  );

describe('an approval whose details pay three people', () => {
  let approval: SandboxApproval;
  it('is three bills in Kingdee, each with its own rows, number, key and unit, and each is told on the approval', async () => {
    approval = approvalOf(
      [
        [one.userid, '100.00'],
        [two.userid, '20.50'],
        [one.userid, '0.01'],
        [three.userid, '9.00'],
      ],
      '129.51',
    );
    await wholeWay(run);
    const bills = await billsOf(approval);
    expect(bills.map(({ amount, part }) => [amount, part])).toEqual([
      ['100.01', { place: 1, of: 3 }],
      ['20.50', { place: 2, of: 3 }],
      ['9.00', { place: 3, of: 3 }],
    ]);
    const held = inKingdee(approval);
    expect(totals(approval)).toEqual(['100.01', '20.50', '9.00']);
    expect(new Set(held.map(({ number }) => number)).size).toBe(3);
    for (const { thirdBillNo } of held) expect(thirdBillNo).toMatch(/^[\w-]+~[0-9A-Z]{6}$/);
    const texts = approval.comments.map(({ text }) => text);
    expect(texts).toHaveLength(3);
    for (const [index, { billNo }] of bills.entries())
      expect(
        texts.filter((text) => text.includes(billNo) && text.includes(`第 ${index + 1} 张，共 3 张`)),
      ).toHaveLength(1);
    const second = await detail(bills[1] as BillSummary);
    expect(second.siblings?.map(({ place, amount }) => [place, amount])).toEqual([
      [1, '100.01'],
      [3, '9.00'],
    ]);
    expect(second.totals).toMatchObject({ form: '20.50', rows: '20.50', others: '109.01', agree: true });
    for (const bill of bills)
      expect(await run.office.admin.get(`/api/mapping/reproduce/${bill.id}`)).toMatchObject({ equal: true });
  });

  it('is counted once by the completeness of its day, and collected again it makes no further bill', async () => {
    await collect(run.office);
    expect(await billsOf(approval)).toHaveLength(3);
    const { collected } = await run.office.admin.get<StageTotals>('/api/bills/stages');
    expect(collected.count).toBe(3);
    const { total } = await run.office.admin.get<Completeness>('/api/runs/days?days=62');
    expect(total.ledger).toMatchObject({ count: 1, amount: '129.51' });
  });

  it('is split no further by another rule once one was sent: neither by another column nor by none', async () => {
    await putContent(({ split: _, ...content }) => content);
    await collect(run.office);
    const other = 'row:费用明细';
    await putContent(() => ({ ...perPayee(asMade, other), split: { by: 'payee', from: other } }));
    await collect(run.office);
    expect(await billsOf(approval)).toHaveLength(3);
    expect(inKingdee(approval)).toHaveLength(3);
    await putContent((content) => ({ ...perPayee(content), split: { by: 'payee', from: FROM } }));
  });
});

it('a lost answer of the save makes no second bill of any part', async () => {
  const approval = approvalOf(
    [
      [one.userid, '1.00'],
      [two.userid, '2.00'],
      [three.userid, '3.00'],
    ],
    '6.00',
  );
  await collectAndApprove(run);
  run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind: 'lose-answer', api: '.BatchSave.' });
  await pushAll();
  await commentsSettled(run);
  expect(totals(approval)).toEqual(['1.00', '2.00', '3.00']);
  expect(states(await billsOf(approval))).toEqual(['written-back', 'written-back', 'written-back']);
});

it('a row that names nobody is on a red bill of its own that says which, and the others are paid without it', async () => {
  const approval = approvalOf(
    [
      [one.userid, '10.00'],
      ['', '5.00'],
    ],
    '15.00',
  );
  await collectAndApprove(run);
  const [good, blank] = await billsOf(approval);
  expect(blank).toMatchObject({ state: 'needs-mapping', amount: '5.00', reason: expect.stringContaining('第 2 行') });
  await pushAll();
  expect(totals(approval)).toEqual(['10.00']);
  expect((await detail(good as BillSummary)).reached).toBe('audited');
});

it('all of its bills stop where the rows are not the total of the form', async () => {
  const approval = approvalOf(
    [
      [one.userid, '10.00'],
      [two.userid, '5.00'],
    ],
    '15.01',
  );
  await collectAndApprove(run);
  const bills = await billsOf(approval);
  expect(bills.map(({ reasonKey }) => reasonKey)).toEqual(['total-mismatch', 'total-mismatch']);
});

describe('an approval that is changed after it has passed', () => {
  it('is split anew while nothing was sent: who is gone is void, who is new has a bill, all are approved again', async () => {
    setSwitches(run, { dingtalk: { lateEdits: true } });
    const approval = approvalOf(
      [
        [one.userid, '10.00'],
        [two.userid, '5.00'],
      ],
      '15.00',
    );
    await collectAndApprove(run);
    edit(
      approval,
      [
        [one.userid, '10.00'],
        [three.userid, '6.00'],
        [four.userid, '7.00'],
      ],
      '23.00',
    );
    await pushAll();
    expect(inKingdee(approval)).toEqual([]);
    await collect(run.office);
    const bills = await billsOf(approval);
    expect(states(bills).sort()).toEqual(['ready', 'ready', 'ready', 'superseded']);
    expect(bills.find(({ state }) => state === 'superseded')?.reason).toContain('没有这个收款人');
    await approveAll(run.office);
    await pushAll();
    expect(totals(approval)).toEqual(['10.00', '6.00', '7.00']);
  });

  it('stops for a person as soon as one was sent: nothing is paid more, or less, by itself', async () => {
    const approval = approvalOf(
      [
        [one.userid, '10.00'],
        [two.userid, '5.00'],
      ],
      '15.00',
    );
    await collectAndApprove(run);
    const [first, second] = await billsOf(approval);
    if (!first || !second) throw new Error('two bills were asked for');
    const { office } = run;
    const token = async (bill: BillSummary) => {
      const preview = await office.pusher.post<{ token: string }>('/api/push-orders/preview', {
        items: [{ id: bill.id, version: bill.version }],
      });
      return office.pusher.post<Parameters<typeof orderSettled>[1]>('/api/push-orders', { token: preview.token });
    };
    await orderSettled(run, await token(first));
    edit(
      approval,
      [
        // Whoever was paid already is gone, and somebody is new: split anew, 25.00 would be paid of 15.00.
        [two.userid, '11.00'],
        [three.userid, '4.00'],
      ],
      '15.00',
    );
    await orderSettled(run, await token(second));
    await collect(office);
    expect(totals(approval)).toEqual(['10.00']);
    const now = await billsOf(approval);
    expect(now).toHaveLength(2);
    const stopped = now.find(({ id }) => id === second.id);
    expect(stopped).toMatchObject({ state: 'held', reason: expect.stringContaining('已经推送') });
    expect(stopped?.amount).toBe('11.00');
  });
});

describe('what was paid after a backup that is put back', () => {
  let copy: DatabaseCopy | null = null;
  const backUp = async () => {
    copy = await copyDatabase(run.stack.databaseUrl);
    return copy;
  };
  afterEach(async () => {
    await copy?.drop();
    copy = null;
  });
  const twoPaid = (toApplicant = false) =>
    approvalOf(
      [
        [one.userid, '10.00'],
        [two.userid, '5.00'],
      ],
      '15.00',
      toApplicant,
    );
  const renameFirst = (approval: SandboxApproval) =>
    edit(
      approval,
      [
        [three.userid, '10.00'],
        [two.userid, '5.00'],
      ],
      '15.00',
    );

  it('is not paid again under another name: of an approval that was changed meanwhile a person decides', async () => {
    setSwitches(run, { dingtalk: { lateEdits: true } });
    const approval = twoPaid();
    await collectAndApprove(run);
    const backup = await backUp();
    await pushAll();
    expect(totals(approval)).toEqual(['10.00', '5.00']);
    renameFirst(approval);
    await putBack(run, backup);
    await approveAll(run.office);
    await pushAll();
    await collect(run.office);
    expect(totals(approval)).toEqual(['10.00', '5.00']);
    expect(await billsOf(approval)).toHaveLength(2);
  });

  it('nor where it was collected after the backup: Kingdee is asked for all bills of the approval', async () => {
    const backup = await backUp();
    const approval = twoPaid();
    await wholeWay(run);
    renameFirst(approval);
    // No comment of ours tells of it.
    approval.comments.splice(0);
    await putBack(run, backup);
    await collectAndApprove(run);
    await pushAll();
    expect(totals(approval)).toEqual(['10.00', '5.00']);
    const [, other] = await billsOf(approval);
    expect((await billsOf(approval)).map(({ state }) => state).sort()).toContain('failed');
    expect(other).toBeDefined();
  });

  it('nor as parts where it was paid as a whole by a scheme that the backup does not know', async () => {
    const backup = await backUp();
    await putContent(({ split: _, ...content }) => ({ ...content, header: asMade.header, rows: asMade.rows }));
    const approval = twoPaid(true);
    await collectAndApprove(run);
    await pushAll();
    await commentsSettled(run);
    expect(totals(approval)).toEqual(['15.00']);
    approval.comments.splice(0);
    await putBack(run, backup);
    await collectAndApprove(run);
    await pushAll();
    expect(totals(approval)).toEqual(['15.00']);
  });
});

it('a scheme that takes something off, or that would split by what is no column, is refused with the reason', async () => {
  const { admin, schemeId } = run.office;
  const path = `/api/schemes/${schemeId}`;
  const { version, content } = await admin.get<SchemeDetail>(path);
  const refused = (change: object) =>
    admin.refused('PUT', `${path}/content`, { version, content: { ...content, ...change } });
  const net = { offsets: [{ from: 'field:冲销金额' }], payable: null, spread: 'in-order' };
  expect(await refused({ net })).toMatchObject({ status: 422, detail: expect.stringContaining('按净额付的方案不能') });
  expect(await refused({ split: { by: 'payee', from: 'field:收款账号' } })).toMatchObject({ status: 422 });
  expect(await refused({ header: asMade.header })).toMatchObject({ detail: expect.stringContaining('付给同一个人') });
  const remark = { label: '备注', required: false, rules: [{ kind: 'source', from: 'row:费用明细' }] };
  expect(await refused({ header: { ...content.header, remark } })).toMatchObject({ status: 422 });
});
