import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  confirmPush,
  detailOf,
  newApprovals,
  orderSettled,
  type RunningOffice,
  setSwitches,
  startOffice,
} from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';

/** An approval names an account, which is sent; Kingdee stores the default account of the employee's record instead. */
const OTHER = { code: '6217000012345678901', holder: '别人', bank: '中国建设银行', isDefault: true };
const BOOKED = /^(booked|written-back)$/;
let run: RunningOffice;
let made: SandboxApproval[];
let approval: SandboxApproval;
let taken = 0;

beforeAll(async () => {
  run = await startOffice({
    settings: { KINGDEE_CONCURRENCY: '1', SOURCE_RECHECK: 'off', WATCH_INTERVAL_MS: '300', RETRY_WAIT_MS: '50' },
  });
  made = newApprovals(run, { count: 8, seed: 173 });
  await collect(run.office);
});
afterAll(() => run?.stack.close());
beforeEach(() => {
  setSwitches(run, { kingdee: { payeeOfRecord: 'replaced' } });
  approval = made[taken] ?? expect.fail('too few approvals');
  taken += 1;
  const person = company.employees.find(({ userid }) => userid === approval.originatorUserid) ?? expect.fail();
  run.stack.sandbox.state.kingdee.baseData.change('BD_Empinfo', person.staffNumber, { banks: [OTHER] });
});

const bill = (): Promise<BillDetail> => detailOf(run, approval);
const held = () => billsOf(run, approval)[0] ?? expect.fail('Kingdee holds no bill');
const cells = () =>
  [...run.stack.sandbox.state.kingdee.ledger.all()].find(({ id }) => id === held().id)?.rows.map((row) => row.cells) ??
  expect.fail();
const pushed = async (): Promise<BillDetail> => {
  const { id, version } = await bill();
  await run.office.reviewer.post(`/api/bills/${id}/approve`, { version });
  await orderSettled(run, await confirmPush(run));
  return bill();
};
const goOn = async (): Promise<void> => {
  const { id, version } = await bill();
  await run.office.pusher.post(`/api/bills/${id}/continue`, { version });
};
const booked = (): Promise<BillDetail> => until(bill, ({ state }) => BOOKED.test(state));
/** Waits until the watch has looked twice. */
const watched = async (): Promise<void> => {
  const count = () =>
    run.stack.sandbox.state.ctx.calls
      .report()
      .kingdee.filter(({ api }) => api.includes('ExecuteBillQuery'))
      .reduce((sum, { total }) => sum + total, 0);
  const before = count();
  await until(
    () => Promise.resolve(count()),
    (now) => now >= before + 4,
  );
};

it('a payee that Kingdee replaced stops the bill before it is submitted, and is told by the last digits of both accounts', async () => {
  const stopped = await pushed();
  expect(stopped).toMatchObject({ state: 'failed', reached: 'saved' });
  expect(stopped.trouble?.sentence).toMatch(/把对方银行账号换成了尾号 8901（发送的是尾号 \d{4}）.*没有付款/);
  expect(JSON.stringify(stopped.trouble)).not.toContain(OTHER.code);
  expect(held()).toMatchObject({ status: 'A' });
});

it('继续 accepts the replacement: the bill is booked with it, says nothing more, and the watch finds nothing', async () => {
  await pushed();
  await goOn();
  expect(await booked()).toMatchObject({ reached: 'audited', reason: null });
  await watched();
  expect(await bill()).toMatchObject({ state: expect.stringMatching(BOOKED), reason: null });
  expect(billsOf(run, approval)).toHaveLength(1);
});

it('the watch leaves the trouble of a stopped bill, and 撤回并删除 deletes it', async () => {
  await pushed();
  await watched();
  const { id, version, trouble } = await bill();
  expect(trouble?.sentence).toContain('换成了');
  await run.office.pusher.post(`/api/bills/${id}/withdraw`, { version });
  await until(bill, ({ reached }) => reached === 'none');
  expect(billsOf(run, approval)).toHaveLength(0);
});

it('a payee that becomes another one before 继续 is told again', async () => {
  await pushed();
  for (const row of cells()) row.set('FOPPOSITEBANKACCOUNT', '6217000012345670000');
  const again = async () => {
    await goOn().catch(() => undefined);
    return bill();
  };
  // The watch looks at a stopped bill as well; where it is first, it tells the difference, and 继续 is offered no more.
  const told = ({ trouble, reasonKey }: BillDetail) =>
    trouble?.sentence.includes('0000') === true || reasonKey === 'halted:differs';
  await until(again, told);
  expect(held()).toMatchObject({ status: 'A' });
});

it('a bill that a person audits in Kingdee with a payee that nobody accepted waits for a decision', async () => {
  await pushed();
  const [stored] = [...run.stack.sandbox.state.kingdee.ledger.all()].filter(({ id }) => id === held().id);
  if (stored) stored.status = 'C';
  await until(bill, ({ state }) => state === 'reversal-needed');
});

it('where the answer of the save does not tell, the bill goes on and the difference is told after the audit', async () => {
  setSwitches(run, { kingdee: { payeeOfRecord: 'replaced', returnData: 'none' } });
  await pushed();
  // The comparison and the watch both look at a booked bill; whichever is first tells it.
  const told = await until(bill, ({ reason, reversal }) => /发送.*金蝶/.test(reason ?? '') || reversal !== null);
  expect(told).toMatchObject({ reached: 'audited' });
  expect(JSON.stringify([told.reason, told.reversal])).toContain('8901');
});

it('an account that is stored as it was sent stops nothing', async () => {
  setSwitches(run, { kingdee: { payeeOfRecord: 'filled' } });
  expect(await pushed()).toMatchObject({ state: expect.stringMatching(BOOKED), reason: null });
});

it('a bill of which the save told another payee waits while Kingdee does not show it', async () => {
  const { id, version, billNo } = await bill();
  await run.office.reviewer.post(`/api/bills/${id}/approve`, { version });
  setSwitches(run, { kingdee: { payeeOfRecord: 'replaced', hiddenBills: billNo } });
  await confirmPush(run);
  const stopped = await until(bill, ({ state }) => state === 'failed');
  expect(stopped).toMatchObject({ reached: 'saved', trouble: { sentence: expect.stringContaining('查不到') } });
  expect(held()).toMatchObject({ status: 'A' });
  setSwitches(run, { kingdee: { payeeOfRecord: 'replaced' } });
  await goOn();
  await until(bill, ({ trouble }) => trouble?.sentence.includes('换成了') === true);
  expect(held()).toMatchObject({ status: 'A' });
});
