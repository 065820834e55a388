import './virtual-time.js';
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

/** An approval names a 钉钉账户, so no account is sent; Kingdee fills in the default account of the employee's record by itself. */
const NOTE = '申请人用钉钉账户收，核对过';
const OTHER = { code: '6217000012345678901', holder: '别人', bank: '中国建设银行', isDefault: true };
let run: RunningOffice;
let made: SandboxApproval[];
let approval: SandboxApproval;
let taken = 0;

beforeAll(async () => {
  // One chunk at a time, so that a bill stands beside the others; and the stand-in's way of naming accounts, which changes, is no late edit.
  run = await startOffice({ settings: { KINGDEE_CONCURRENCY: '1', SOURCE_RECHECK: 'off' } });
  setSwitches(run, { dingtalk: { recipientShape: 'dingtalk' } });
  made = newApprovals(run, { count: 8, seed: 172 });
  await collect(run.office);
});
afterAll(() => run?.stack.close());
beforeEach(() => {
  setSwitches(run, { dingtalk: { recipientShape: 'dingtalk' }, kingdee: { payeeOfRecord: 'filled' } });
  approval = made[taken] ?? expect.fail('too few approvals');
  taken += 1;
});

const bill = (): Promise<BillDetail> => detailOf(run, approval);
const held = () => billsOf(run, approval)[0] ?? expect.fail('Kingdee holds no bill');
const person = () => company.employees.find(({ userid }) => userid === approval.originatorUserid) ?? expect.fail();
const record = (banks: readonly (typeof OTHER)[]) =>
  run.stack.sandbox.state.kingdee.baseData.change('BD_Empinfo', person().staffNumber, { banks });
const pushed = async (): Promise<BillDetail> => {
  const { id, version } = await bill();
  await run.office.reviewer.post(`/api/bills/${id}/approve`, { version, note: NOTE });
  await orderSettled(run, await confirmPush(run));
  return bill();
};
const goOn = async (): Promise<void> => {
  const { id, version } = await bill();
  await run.office.pusher.post(`/api/bills/${id}/continue`, { version });
};
const BOOKED = /^(booked|written-back)$/;
const booked = (): Promise<BillDetail> => until(bill, ({ state }) => BOOKED.test(state));

it('a payee that Kingdee fills in by itself stops the bill before it is submitted, and is told by its last digits', async () => {
  record([OTHER]);
  const stopped = await pushed();
  expect(stopped).toMatchObject({ state: 'failed', reached: 'saved' });
  expect(stopped.trouble?.sentence).toMatch(/自己填了没有发送的.*尾号 8901.*中国建设银行.*没有付款/);
  expect(JSON.stringify(stopped)).not.toContain(OTHER.code);
  expect(held()).toMatchObject({ status: 'A' });
});

it('继续 accepts what was told: the bill is booked with it and says nothing more', async () => {
  record([OTHER]);
  await pushed();
  await goOn();
  expect(await booked()).toMatchObject({ reached: 'audited', reason: null });
  expect(held().status).toBe('C');
  expect(held().rows.every((row) => row.FOPPOSITEBANKACCOUNT === OTHER.code)).toBe(true);
});

it('an account that was changed in Kingdee before 继续 is told again; one that was cleared is told no more', async () => {
  record([OTHER]);
  await pushed();
  const [stored] = [...run.stack.sandbox.state.kingdee.ledger.all()].filter(({ id }) => id === held().id);
  const set = (account: string) => {
    for (const { cells } of stored?.rows ?? []) {
      cells.set('FOPPOSITEBANKACCOUNT', account);
      if (account === '') cells.set('FOPPOSITEBANKNAME', '');
    }
  };
  set('6217000012345670000');
  await goOn();
  const again = await until(bill, ({ trouble }) => trouble?.sentence.includes('0000') === true);
  expect(again.state).toBe('failed');
  set('');
  await goOn();
  expect((await booked()).reason).toBeNull();
});

it('a payee that was turned down is told again: 继续 on another trouble accepts none', async () => {
  record([OTHER]);
  await pushed();
  run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind: 'permission-denied', api: '.Delete.', times: 1 });
  const { id, version } = await bill();
  await run.office.reviewer.post(`/api/bills/${id}/withdraw`, { version }).catch(() => undefined);
  if ((await bill()).version === version) await run.office.pusher.post(`/api/bills/${id}/withdraw`, { version });
  const kept = await until(
    bill,
    ({ state, trouble }) => state === 'failed' && !/自己填了/.test(trouble?.sentence ?? ''),
  );
  expect(kept.trouble?.sentence).toContain('删除没有成功');
  await goOn();
  const again = await until(bill, ({ trouble }) => /自己填了/.test(trouble?.sentence ?? ''));
  expect(again).toMatchObject({ state: 'failed', reached: 'saved' });
  expect(held().status).toBe('A');
});

it('a saved bill that Kingdee does not show waits, since nobody knows its payee; others of its chunk go on', async () => {
  record([OTHER]);
  const open = approval;
  setSwitches(run, { kingdee: { payeeOfRecord: 'filled' } });
  const [own] = newApprovals(run, { count: 1, seed: 174 });
  const ordinary = own ?? expect.fail('no approval');
  await collect(run.office);
  for (const each of [open, ordinary]) {
    const { id, version } = await detailOf(run, each);
    await run.office.reviewer.post(`/api/bills/${id}/approve`, { version, note: NOTE });
  }
  const { billNo } = await bill();
  setSwitches(run, { kingdee: { payeeOfRecord: 'filled', hiddenBills: billNo } });
  await confirmPush(run);
  await until(
    () => detailOf(run, ordinary),
    ({ state }) => BOOKED.test(state),
  );
  expect(await bill()).toMatchObject({ reached: 'saved', state: expect.stringMatching(/^(pushing|failed)$/) });
  expect(held().status).toBe('A');
  setSwitches(run, { kingdee: { payeeOfRecord: 'filled' } });
  const told = await until(bill, ({ state }) => state === 'failed');
  if (!/自己填了/.test(told.trouble?.sentence ?? '')) await goOn();
  await until(bill, ({ trouble }) => /自己填了/.test(trouble?.sentence ?? ''));
  expect(held().status).toBe('A');
});

it('where Kingdee cannot be asked about the payee, bills that name theirs are booked all the same', async () => {
  record([OTHER]);
  const open = approval;
  setSwitches(run, { kingdee: { payeeOfRecord: 'filled' } });
  const [own] = newApprovals(run, { count: 1, seed: 175 });
  const ordinary = own ?? expect.fail('no approval');
  await collect(run.office);
  for (const each of [open, ordinary]) {
    const { id, version } = await detailOf(run, each);
    await run.office.reviewer.post(`/api/bills/${id}/approve`, { version, note: NOTE });
  }
  setSwitches(run, { kingdee: { payeeOfRecord: 'filled', blindOrgs: '*' } });
  await confirmPush(run);
  await until(
    () => detailOf(run, ordinary),
    ({ state }) => BOOKED.test(state),
  );
  expect(held().status).toBe('A');
  setSwitches(run, { kingdee: { payeeOfRecord: 'filled' } });
  await until(bill, ({ trouble }) => /自己填了/.test(trouble?.sentence ?? ''));
});

it('a record without an account, or a site that fills nothing, lets the bill through', async () => {
  record([]);
  expect(await pushed()).toMatchObject({ state: expect.stringMatching(BOOKED), reason: null });
});

it('an account that was sent stays as it is, and nothing is asked for it', async () => {
  setSwitches(run, { kingdee: { payeeOfRecord: 'filled' } });
  const [own] = newApprovals(run, { count: 1, seed: 173 });
  approval = own ?? expect.fail('no approval');
  await collect(run.office);
  record([OTHER]);
  const { id, version } = await bill();
  await run.office.reviewer.post(`/api/bills/${id}/approve`, { version, note: NOTE });
  await orderSettled(run, await confirmPush(run));
  expect(await bill()).toMatchObject({ state: expect.stringMatching(BOOKED), reason: null });
  expect(JSON.stringify(held())).not.toContain(OTHER.code);
});
