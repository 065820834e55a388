import type { CheckUp } from '@dingdee/shared/check-up';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type RunningOffice, setSwitches, startOffice } from './batch.js';
import { until } from './person.js';

/** The check-up asks about each form of Kingdee that a scheme leads to, a draft as well. */
const PAYABLE = 'AP_OtherPayable';
let run: RunningOffice;
beforeAll(async () => {
  // Nothing else asks Kingdee meanwhile.
  run = await startOffice({
    settings: { CHECK_UP_INTERVAL_MS: '0', SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0' },
  });
});
afterEach(() => {
  setSwitches(run);
  run.stack.sandbox.state.ctx.faults.clear();
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
async function checkUp(): Promise<CheckUp> {
  await admin().post('/api/check-up/runs', {});
  return until(
    () => admin().get<CheckUp>('/api/check-up'),
    ({ running }) => running === null,
    60_000,
  );
}
const ofPayable = ({ lines }: CheckUp) => lines.filter(({ line }) => line.endsWith(`:${PAYABLE}`));
const kingdeeCalls = () =>
  run.stack.sandbox.state.ctx.calls.report().kingdee.reduce((sum, { total }) => sum + total, 0);

it('asks about the payment bill alone where no scheme leads to another form', async () => {
  const result = await checkUp();
  expect(ofPayable(result)).toEqual([]);
  expect(result.lines.find(({ line }) => line === 'kingdee/fields')).toMatchObject({
    state: 'green',
    title: '付款单的字段',
  });
});

it('asks the same of 其他应付单 as soon as a draft leads to it, in lines that name it, with six calls more', async () => {
  const before = kingdeeCalls();
  await checkUp();
  const alone = kingdeeCalls() - before;
  await admin().post<SchemeDetail>('/api/schemes', {
    template: 'expense-to-payable',
    processCode: run.stack.sandbox.dingtalk.processCodes.费用报销,
    orgNumber: '101',
  });
  const middle = kingdeeCalls();
  const result = await checkUp();
  // Its form once, and five rights.
  expect(kingdeeCalls() - middle).toBe(alone + 6);
  expect(ofPayable(result).map(({ title, state }) => [title, state])).toEqual([
    ['其他应付单的字段', 'green'],
    ['必录字段：其他应付单', 'green'],
    ['银企要求的字段：其他应付单', 'green'],
    ['单据编号的长度：其他应付单', 'green'],
    ['方案里写死的内容：其他应付单', 'green'],
    ['部门在哪里：其他应付单', 'green'],
    ['其他应付单：提交', 'green'],
    ['其他应付单：审核', 'green'],
    ['其他应付单：撤销', 'green'],
    ['其他应付单：反审核', 'green'],
    ['其他应付单：删除', 'green'],
    ['单据编号可以自己填：其他应付单', 'unknown'],
    ['其他应付单上的审批流', 'unknown'],
  ]);
});

it('says of 其他应付单 what that form lacks, and leaves the payment bill’s lines as they are', async () => {
  setSwitches(run, { kingdee: { payableAbsent: 'FDEPARTMENTID,FCOSTID', payableKeys: '' } });
  const { lines } = await checkUp();
  const of = (line: string) => lines.find((each) => each.line === line);
  expect(of(`kingdee/fields:${PAYABLE}`)).toMatchObject({
    state: 'red',
    came: expect.stringContaining('FTHIRDBILLNO'),
    means: expect.stringContaining('其他应付单保存不了'),
    fix: { where: expect.stringContaining('其他应付单') },
  });
  expect(of(`kingdee/department:${PAYABLE}`)?.state).toBe('amber');
  expect(of('kingdee/fields')?.state).toBe('green');
  expect(of('kingdee/department')?.state).toBe('green');
});
