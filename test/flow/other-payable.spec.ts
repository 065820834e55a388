import './virtual-time.js';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { FaultKind } from '../sandbox/faults.js';
import type { LedgerLine } from '../sandbox/kingdee/ledger.js';
import {
  billsOf,
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  IMPATIENT,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
  wholeWay,
} from './batch.js';
import { approveAll, collect } from './office.js';
import { asOtherPayable } from './other-payable-content.js';
import { until } from './person.js';
import { runVerify } from './verify-command.js';

/** Reimbursements that become 其他应付单: as safely as payment bills, and never both. */
let run: RunningOffice;
let paybill: SchemeContent;
let seed = 5200;
const nextSeed = (): number => ++seed;
const payables = () => run.stack.sandbox.state.kingdee.payables;
const payablesOf = ({ instanceId }: SandboxApproval): LedgerLine[] =>
  payables()
    .report()
    .filter(({ thirdBillNo }) => thirdBillNo === instanceId);
const faultsOf = () => run.stack.sandbox.state.ctx.faults;

/** Writes a new version of the scheme's content. */
async function setContent(content: SchemeContent): Promise<void> {
  const path = `/api/schemes/${run.office.schemeId}`;
  const { version } = await run.office.admin.get<SchemeDetail>(path);
  await run.office.admin.put(`${path}/content`, { version, content });
}
const toPayable = () => setContent(asOtherPayable(paybill));
const toPaybill = () => setContent(paybill);

/** What Kingdee holds of each approval, of both forms, and which comment tells of it. */
const held = (approvals: readonly SandboxApproval[]) =>
  approvals.map((approval) => {
    const lines = payablesOf(approval).map(({ status, total, rows, number }) => {
      const items = rows.map(({ FCOSTID }) => FCOSTID).join(' ');
      const told = approval.comments.filter(({ text }) => text.includes(`其他应付单 ${number}`)).length;
      return `${status} ${total} [${items}] comments ${told} of ${approval.comments.length}`;
    });
    return `${approval.businessId}: ${lines.join(' + ') || 'none'}; ${billsOf(run, approval).length} payment bills`;
  });
const onePayable = (approvals: readonly SandboxApproval[]) =>
  approvals.map(({ businessId, expected }) => {
    const items = expected.rows.map(({ costItemNumber }) => costItemNumber).join(' ');
    return `${businessId}: C ${expected.total} [${items}] comments 1 of 1; 0 payment bills`;
  });
const stepsDone = (approvals: readonly SandboxApproval[]) =>
  approvals.flatMap((approval) =>
    payablesOf(approval).map(({ history }) => history.map(({ operation }) => operation).join(' ')),
  );
const reaches = (approval: SandboxApproval, ...states: BillDetail['state'][]) =>
  until(
    () => detailOf(run, approval),
    ({ state }) => states.includes(state),
  );
const one = (batch: readonly SandboxApproval[]): SandboxApproval => {
  const [first] = batch;
  if (!first) throw new Error(`seed ${seed} has no agreed approval`);
  return first;
};

beforeAll(async () => {
  run = await startOffice({
    settings: { ...SHORT_WAITS, ...IMPATIENT, WATCH_INTERVAL_MS: '300', KINGDEE_BATCH: '8', BREAKER_FAILURES: '1000' },
  });
  paybill = (await run.office.admin.get<SchemeDetail>(`/api/schemes/${run.office.schemeId}`)).content;
  await toPayable();
});
afterEach(async () => {
  setSwitches(run);
  faultsOf().clear();
});
afterAll(() =>
  closeSound(run, async () => {
    const { output, code } = await runVerify(run.stack);
    expect(code, output).toBe(0);
  }),
);

describe('a reimbursement whose scheme names 其他应付单', () => {
  it('becomes one, audited, of the right sum and cost items, with one comment that calls it so, and no payment bill', async () => {
    const batch = newApprovals(run, { count: 16, seed: nextSeed() });
    await wholeWay(run);
    expect(held(batch)).toEqual(onePayable(batch));
    expect(stepsDone(batch)).toEqual(batch.map(() => 'BatchSave Submit Audit'));
    const bill = await detailOf(run, one(batch));
    expect(bill.called).toBe('其他应付单');
    expect(bill.checks.map(({ label }) => label)).not.toContain('结算方式与账号');
    expect(bill.header.map(({ label }) => label)).toContain('到期日');
  });

  it.each(['lose-answer', 'reset', 'hang', 'slow-commit'] as const)(
    'is there once when the answers to save, submit and audit go wrong: %s',
    async (kind: FaultKind) => {
      const batch = newApprovals(run, { count: 4, seed: nextSeed() });
      await collectAndApprove(run);
      for (const api of ['.BatchSave.', '.Submit.', '.Audit.'])
        faultsOf().add({ system: 'kingdee', kind, api, delayMs: 2000 });
      await orderSettled(run, await confirmPush(run));
      await commentsSettled(run);
      expect(held(batch)).toEqual(onePayable(batch));
      expect(stepsDone(batch)).toEqual(batch.map(() => 'BatchSave Submit Audit'));
    },
  );

  it('is taken out again by a withdrawal, step by step, and pushed anew there is one', async () => {
    const batch = newApprovals(run, { count: 1, seed: nextSeed() });
    const approval = one(batch);
    await collectAndApprove(run);
    payables().questions.push({
      operation: 'Audit',
      flag: 'AP_FundPlan',
      message: '超出资金计划，是否继续？',
      times: 1,
    });
    await orderSettled(run, await confirmPush(run));
    const halted = await detailOf(run, approval);
    expect([halted.state, halted.reached]).toEqual(['failed', 'submitted']);
    await run.office.pusher.post(`/api/bills/${halted.id}/withdraw`, { version: halted.version });
    await reaches(approval, 'ready', 'needs-mapping');
    expect(payablesOf(approval)).toEqual([]);
    await approveAll(run.office);
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    expect(held([approval])).toEqual(onePayable([approval]));
  });

  it('that Kingdee un-audited goes to a person, who is told of a 其他应付单', async () => {
    const batch = newApprovals(run, { count: 1, seed: nextSeed() });
    const approval = one(batch);
    await wholeWay(run);
    const [{ number } = { number: '' }] = payablesOf(approval);
    payables().change(number, 'unaudit');
    const bill = await reaches(approval, 'reversal-needed');
    expect(bill.trouble?.sentence).toContain(`其他应付单 ${number} 在金蝶里被反审核`);
    payables().change(number, 'audit');
    await reaches(approval, 'booked', 'written-back');
  });
});

describe('a scheme that turns from the one form to the other', () => {
  it.each([
    ['付款单', '其他应付单', toPaybill, toPayable, billsOf],
    [
      '其他应付单',
      '付款单',
      toPayable,
      toPaybill,
      (_: RunningOffice, approval: SandboxApproval) => payablesOf(approval),
    ],
  ] as const)(
    'while a %s is in doubt: it is looked for as what it was sent as, and there is no %s beside it',
    async (_before, _after, first, second, sentOf) => {
      await first();
      // Kingdee is known to keep our number in each organisation: until then one bill would go alone.
      newApprovals(run, { count: 12, seed: nextSeed() });
      await wholeWay(run);
      const batch = newApprovals(run, { count: 3, seed: nextSeed() });
      await collectAndApprove(run);
      faultsOf().add({ system: 'kingdee', kind: 'lose-answer', api: '.BatchSave.', times: 0 });
      faultsOf().add({ system: 'kingdee', kind: 'truncate', api: '.ExecuteBillQuery.', times: 0 });
      const order = await confirmPush(run);
      await Promise.all(batch.map((approval) => reaches(approval, 'in-doubt')));
      await second();
      faultsOf().clear();
      await orderSettled(run, order);
      await commentsSettled(run);
      for (const approval of batch) {
        expect(sentOf(run, approval)).toMatchObject([{ status: 'C', total: approval.expected.total }]);
        expect(billsOf(run, approval).length + payablesOf(approval).length).toBe(1);
      }
    },
  );

  it('after a withdrawal sends the approval as the other, and only that one is there', async () => {
    await toPaybill();
    const batch = newApprovals(run, { count: 1, seed: nextSeed() });
    const approval = one(batch);
    await collectAndApprove(run);
    payables().questions.push({
      operation: 'Submit',
      flag: 'AP_FundPlan',
      message: '超出资金计划，是否继续？',
      times: 1,
    });
    await orderSettled(run, await confirmPush(run));
    const halted = await detailOf(run, approval);
    expect(billsOf(run, approval)).toHaveLength(1);
    await toPayable();
    // What stands in Kingdee is not turned into the other by a new version.
    expect(billsOf(run, approval)).toHaveLength(1);
    await run.office.pusher.post(`/api/bills/${halted.id}/withdraw`, { version: halted.version });
    await reaches(approval, 'ready', 'needs-mapping');
    await until(
      () => detailOf(run, approval),
      ({ called }) => called === '其他应付单',
    );
    await approveAll(run.office);
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    expect(held([approval])).toEqual(onePayable([approval]));
    await collect(run.office);
    expect(held([approval])).toEqual(onePayable([approval]));
  });
});
