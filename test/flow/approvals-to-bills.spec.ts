import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterEach, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { onlyDatabase } from './changed-by-database.js';
import { approveAll, collect, fixMappings, type Office, openOffice, pushAll } from './office.js';
import { type Stack, startStack } from './stack.js';

let stack: Stack | null = null;
afterEach(async () => {
  await stack?.close();
  stack = null;
});

const cents = (text: string): bigint => BigInt(text.replace('.', ''));

/** The whole way of one batch, and what DingTalk and Kingdee hold afterwards, counted on their side. */
async function wholeWay(started: Stack): Promise<{ office: Office; agreed: SandboxApproval[] }> {
  stack = started;
  const { dingtalk, kingdee } = started.sandbox.state;
  const office = await openOffice(started);
  await collect(office);
  await fixMappings(office);
  await approveAll(office);
  await pushAll(office);
  const form = started.sandbox.dingtalk.processCodes.费用报销;
  const agreed = dingtalk.state.approvals
    .all()
    .filter(({ processCode, status, result }) => processCode === form && status === 'COMPLETED' && result === 'agree');
  const bills = kingdee.ledger.report();
  expect(bills.map(({ thirdBillNo }) => thirdBillNo).sort()).toEqual(agreed.map(({ instanceId }) => instanceId).sort());
  for (const approval of agreed) {
    const bill = bills.find(({ thirdBillNo }) => thirdBillNo === approval.instanceId);
    expect(bill?.status, approval.instanceId).toBe('C');
    expect(bill?.total).toBe(approval.expected.total);
    const rows = bill?.rows ?? [];
    expect(rows.map(({ FPAYTOTALAMOUNTFOR }) => cents(Number(FPAYTOTALAMOUNTFOR).toFixed(2)))).toEqual(
      approval.expected.rows.map(({ amount }) => cents(amount)),
    );
    expect(rows.map(({ FCOSTID }) => FCOSTID)).toEqual(
      approval.expected.rows.map(({ costItemNumber }) => costItemNumber),
    );
    expect(approval.comments, approval.instanceId).toHaveLength(1);
    expect(approval.comments[0]?.text).toContain(bill?.number);
    expect(approval.comments[0]?.userid).toBe(office.pusher.userId);
  }
  const others = dingtalk.state.approvals.all().filter((approval) => !agreed.includes(approval));
  expect(others.length).toBeGreaterThan(0);
  expect(others.flatMap(({ comments }) => comments)).toEqual([]);
  return { office, agreed };
}

const COUNT = 200;
/** Which interface DingTalk is asked by changes nothing in the database. */
const FAMILIES: readonly ('v1' | 'topapi')[] = onlyDatabase ? ['v1'] : ['v1', 'topapi'];

describe.each(FAMILIES)('200 finished reimbursements by the %s interface', (family) => {
  it('become one audited bill and one comment each, and running everything again changes nothing', async () => {
    const started = await startStack({
      sandbox: { approvals: COUNT, clean: true },
      settings: { DINGTALK_API_FAMILY: family },
    });
    const { office, agreed } = await wholeWay(started);
    expect(agreed).toHaveLength(COUNT);

    const totals = await office.admin.get<StageTotals>('/api/bills/stages');
    expect(totals.stages.find(({ stage }) => stage === 'booked')).toMatchObject({
      count: COUNT,
      amount: totals.collected.amount,
    });
    const sum = agreed.reduce((total, { expected }) => total + cents(expected.total), 0n);
    expect(cents(totals.collected.amount)).toBe(sum);

    const history = JSON.stringify(started.sandbox.state.kingdee.ledger.report());
    await collect(office);
    await approveAll(office);
    expect(await pushAll(office)).toBeNull();
    expect(JSON.stringify(started.sandbox.state.kingdee.ledger.report())).toBe(history);
    expect(agreed.every(({ comments }) => comments.length === 1)).toBe(true);

    const bills = await office.admin.all<BillSummary>('/api/bills?stage=booked');
    for (const { id } of bills) {
      const again = await office.admin.get<{ equal: boolean }>(`/api/mapping/reproduce/${id}`);
      expect(again, id).toMatchObject({ equal: true });
    }
    const one = await office.admin.get<BillDetail>(`/api/bills/${bills[0]?.id}`);
    expect(one.receipts.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'save done',
      'submit done',
      'audit done',
    ]);
    expect(one.writebacks[0]?.callback).toMatchObject({
      id: one.processInstanceId,
      business_id: one.businessId,
      strategyId: office.schemeId,
    });
  });

  it('a late finisher is found by the look-back, and nobody else becomes a second bill', async () => {
    const started = await startStack({
      sandbox: { approvals: 40, clean: true },
      settings: { DINGTALK_API_FAMILY: family },
    });
    const { office } = await wholeWay(started);
    const late = started.sandbox.state.dingtalk.state.approvals.all().filter(({ fate }) => fate === 'late');
    expect(late.length).toBeGreaterThan(0);
    await fetch(`${started.sandbox.control.url}/approvals/finish`, {
      method: 'POST',
      body: JSON.stringify({ all: true }),
    });
    await collect(office);
    await fixMappings(office);
    await approveAll(office);
    await pushAll(office);
    const third = started.sandbox.state.kingdee.ledger.report().map(({ thirdBillNo }) => thirdBillNo);
    expect(third).toHaveLength(40 + late.length);
    expect(new Set(third).size).toBe(third.length);
    expect(third).toEqual(expect.arrayContaining(late.map(({ instanceId }) => instanceId)));
  });
});
