import './virtual-time.js';
import './at-ten.js';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { CallBudget } from '@dingdee/shared/intake';
import type { PushOrder } from '@dingdee/shared/push';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ControlValue, SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';
import {
  billsOf,
  collectAndApprove,
  confirmPush,
  detailOf,
  logInAgain,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
} from './batch.js';
import { approveAll } from './office.js';
import { until } from './person.js';

let run: RunningOffice;
let seed = 900;
beforeAll(async () => {
  run = await startOffice({
    settings: {
      SWEEP_INTERVAL_MS: '0',
      LOOK_BACK_INTERVAL_MS: '0',
      FORM_CHECK_INTERVAL_MS: '0',
      ...SHORT_WAITS,
      // Half of what a lease may last is all that reading again may take: enough on a busy machine.
      KINGDEE_TIMEOUT_MS: '20000',
    },
  });
});
afterAll(() => run?.stack.close());
beforeEach(() => setSwitches(run, { dingtalk: { lateEdits: true } }));

/** Approved here, and not on its way yet. */
const approved = async (count = 2): Promise<SandboxApproval[]> => {
  seed += 1;
  const made = newApprovals(run, { count, seed });
  await collectAndApprove(run);
  return made;
};
const editLate = (approval: SandboxApproval, values: [string, ControlValue][]) =>
  run.stack.sandbox.state.dingtalk.editLate(approval, new Map(values));
const payee = (holder: string, number: string): [string, ControlValue] => [
  ids.recipient,
  { kind: 'recipient', account: { holder, number, bank: '招商银行杭州分行' } },
];
const pushed = async (): Promise<PushOrder> => orderSettled(run, await confirmPush(run));
const used = async (purpose: string) => {
  const { byPurpose } = await run.office.admin.get<CallBudget>('/api/runs/budget');
  return byPurpose.find((each) => each.purpose === purpose)?.used ?? 0;
};
const source = ({ checks }: BillDetail) => checks.find(({ label }) => label === '审批来源');
const mapped = (approval: SandboxApproval) =>
  until(
    () => detailOf(run, approval),
    ({ state }) => state === 'ready',
  );
const fault = (kind: 'http-500' | 'permission-denied', times = 0) =>
  run.stack.sandbox.state.ctx.faults.add({ system: 'dingtalk', kind, api: 'workflow/processInstances', times });

describe('an approval that an administrator changes in DingTalk after it has passed', () => {
  it('is read once more before its bill is sent; unchanged, it costs that one call and goes on', async () => {
    const made = await approved(3);
    const [before, details] = [await used('recheck'), await used('detail')];
    await pushed();
    expect(await used('recheck')).toBe(before + made.length);
    expect(await used('detail')).toBe(details);
    for (const one of made) {
      expect(billsOf(run, one)).toHaveLength(1);
      expect(source(await detailOf(run, one))).toMatchObject({ state: 'ok' });
    }
  });

  it('with another payee or another amount is not paid as it was: Kingdee gets nothing, the bill says both and is approved anew', async () => {
    const [other, account, amount] = (await approved(3)) as [SandboxApproval, SandboxApproval, SandboxApproval];
    editLate(account, [payee('钱多多', '6217009999000011117')]);
    const table = amount.values.get(ids.table);
    if (table?.kind !== 'table') throw new Error('no rows');
    const rows = table.rows.map((row, index) => ({
      ...row,
      cells: row.cells.map((cell) =>
        index === 0 && cell.controlId === ids.amount
          ? { ...cell, value: { kind: 'money' as const, text: '88888.00' } }
          : cell,
      ),
    }));
    editLate(amount, [[ids.table, { kind: 'table', rows }]]);
    const order = await pushed();
    expect(billsOf(run, other)).toHaveLength(1);
    expect(billsOf(run, account)).toEqual([]);
    expect(billsOf(run, amount)).toEqual([]);
    expect(order.items.find(({ sentence }) => sentence?.includes('通过后被改过'))).toBeDefined();

    const bill = await mapped(account);
    expect(bill).toMatchObject({
      approvedBy: null,
      approvalVoided: '审批内容在通过后被改过，原审核不再有效',
      issues: expect.arrayContaining([expect.objectContaining({ code: 'source-edited', level: 'amber' })]),
    });
    const lines = bill.sourceEdit?.lines ?? [];
    expect(lines.map(({ label }) => label)).toEqual(['收款账号']);
    expect(lines[0]?.after).toContain('钱多多');
    expect(lines[0]?.after).toContain('尾号 1117');
    expect(JSON.stringify(bill)).not.toContain('6217009999000011117');
    expect(lines[0]?.before).not.toContain('钱多多');
    const dearer = await detailOf(run, amount);
    expect(dearer.sourceEdit?.lines).toContainEqual({
      label: '报销金额(元)，第 1 行',
      before: expect.not.stringContaining('88888'),
      after: '88888.00',
    });
    // Its rows are not its total any more: nobody pays that before the applicant has explained it.
    expect(dearer.issues.map(({ code }) => code)).toContain('total-mismatch');

    // Amber: a reason has to be given. Then exactly what it says now is sent, and reading it again shows the same.
    await approveAll(run.office);
    await pushed();
    const [paid] = billsOf(run, account);
    expect(JSON.stringify(paid?.rows)).toContain('6217009999000011117');
    expect(billsOf(run, account)).toHaveLength(1);
    expect((await detailOf(run, account)).timeline.map(({ what }) => what)).toContain(
      '推送前再看，审批内容在通过后被改过，没有发送',
    );
  });

  it('what goes on around it is no change: comments, and an amount that is written otherwise', async () => {
    const [one] = (await approved(1)) as [SandboxApproval];
    one.comments.push({ userid: one.originatorUserid, at: Date.now(), text: '请尽快', via: 'v1' });
    const total = one.values.get(ids.total);
    if (total?.kind !== 'text') throw new Error('no total');
    editLate(one, [[ids.total, { kind: 'text', text: Number(total.text.replaceAll(',', '')).toFixed(2) }]]);
    await pushed();
    expect(billsOf(run, one)).toHaveLength(1);
  });

  it('that is deleted meanwhile stops for a person, once: whoever takes it up again knows', async () => {
    const [one] = (await approved(1)) as [SandboxApproval];
    one.deleted = true;
    await pushed();
    expect(billsOf(run, one)).toEqual([]);
    const held = await detailOf(run, one);
    expect(held).toMatchObject({ state: 'held', approvedBy: null });
    expect(held.reason).toContain('钉钉里已经没有这条审批');
    await run.office.reviewer.post(`/api/bills/${held.id}/release`, {
      version: held.version,
      reason: '问过了，是误删，照付',
    });
    await approveAll(run.office);
    await pushed();
    expect(billsOf(run, one)).toHaveLength(1);
    expect(source(await detailOf(run, one))).toMatchObject({
      state: 'amber',
      note: expect.stringContaining('未复核来源'),
    });
  });

  it('changed between a save that was lost and its repetition in the same push, it is not repeated as it was', async () => {
    const [one] = (await approved(1)) as [SandboxApproval];
    run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind: 'http-500', api: '.BatchSave.', times: 1 });
    const order = await confirmPush(run);
    await until(
      () => detailOf(run, one),
      ({ state }) => state === 'in-doubt',
    );
    editLate(one, [payee('钱多多', '6217009999000011117')]);
    await orderSettled(run, order);
    run.stack.sandbox.state.ctx.faults.clear();
    expect(billsOf(run, one)).toEqual([]);
    const bill = await mapped(one);
    expect(bill.sourceEdit?.lines.map(({ label }) => label)).toEqual(['收款账号']);
    await approveAll(run.office);
    await pushed();
    expect(billsOf(run, one).map(({ rows }) => JSON.stringify(rows).includes('6217009999000011117'))).toEqual([true]);
  });

  it('where it cannot be read the bill goes on all the same, and says so', async () => {
    const made = await approved(3);
    fault('http-500');
    await pushed();
    run.stack.sandbox.state.ctx.faults.clear();
    for (const one of made) {
      expect(billsOf(run, one)).toHaveLength(1);
      expect(source(await detailOf(run, one))).toEqual({
        label: '审批来源',
        state: 'amber',
        note: '未复核来源：钉钉没有及时回答',
      });
    }
  });
});

describe('as it is set', () => {
  it('where the month’s calls would not last, nothing is read again, and the bill says so', async () => {
    await restart({ DINGTALK_MONTHLY_CALLS: '10' });
    const [one] = (await approved(1)) as [SandboxApproval];
    const budget = await run.office.admin.get<CallBudget>('/api/runs/budget');
    expect(budget.recheck).toBe('short');
    const before = await used('recheck');
    await pushed();
    expect(await used('recheck')).toBe(before);
    expect(billsOf(run, one)).toHaveLength(1);
    expect(source(await detailOf(run, one))?.note).toBe('未复核来源：本月的钉钉接口额度不够每笔再读一次');
  });

  it('always: a bill waits until its approval could be read, and then goes once', async () => {
    await restart({ SOURCE_RECHECK: 'always' });
    const [one] = (await approved(1)) as [SandboxApproval];
    fault('http-500');
    const order = await confirmPush(run);
    await until(
      () => detailOf(run, one),
      ({ reason }) => reason?.includes('推送前要再读一遍审批') === true,
    );
    expect(billsOf(run, one)).toEqual([]);
    run.stack.sandbox.state.ctx.faults.clear();
    await orderSettled(run, order);
    expect(billsOf(run, one)).toHaveLength(1);
    expect(source(await detailOf(run, one))).toMatchObject({ state: 'ok' });
  });

  it('off: no call, no mark', async () => {
    await restart({ SOURCE_RECHECK: 'off' });
    const [one] = (await approved(1)) as [SandboxApproval];
    const before = await used('recheck');
    await pushed();
    expect(await used('recheck')).toBe(before);
    expect(billsOf(run, one)).toHaveLength(1);
    expect(source(await detailOf(run, one))).toBeUndefined();
  });
});

async function restart(settings: Record<string, string>): Promise<void> {
  await run.stack.restart(settings);
  await logInAgain(run);
}
