import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PayeeRecord, RemapResult } from '@dingdee/shared/mapping';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
import { Person } from './person.js';

/** An approval names a 钉钉账户, so that no account stands on it; Kingdee's own record of the employee has one. */
const NOTE = '和申请人核对过这个账号';
let run: RunningOffice;
let made: SandboxApproval[];
let taken = 0;
let clerk: Person;
let approval: SandboxApproval;
let employee: company.Employee;

beforeAll(async () => {
  run = await startOffice();
  setSwitches(run, { dingtalk: { recipientShape: 'dingtalk' } });
  made = newApprovals(run, { count: 14, seed: 93 });
  await collect(run.office);
  const busy = [...made.map(({ originatorUserid }) => originatorUserid), run.office.reviewer.userId];
  const free = company.employees.find(({ userid, admin }) => !admin && !busy.includes(userid));
  await run.office.admin.put(`/api/roles/${free?.userid}`, { roles: ['reviewer', 'pusher'] });
  clerk = await Person.login(run.stack, free?.userid ?? '');
});
afterAll(() => run?.stack.close());
beforeEach(() => {
  setSwitches(run, { dingtalk: { recipientShape: 'dingtalk' } });
  const next = made[taken];
  const own = company.employees.find(({ userid }) => userid === next?.originatorUserid);
  if (!next || !own) throw new Error('too few approvals');
  taken += 1;
  approval = next;
  employee = own;
});

const bill = (): Promise<BillDetail> => detailOf(run, approval);
const seen = async () => {
  const { id, version } = await bill();
  return { billId: id, version };
};
const look = async () => clerk.post<PayeeRecord>('/api/mapping/payee-records/look', await seen());
const record = (change: Parameters<typeof run.stack.sandbox.state.kingdee.baseData.change>[2]) =>
  run.stack.sandbox.state.kingdee.baseData.change('BD_Empinfo', employee.staffNumber, change);

it('is taken with one press by one person, looked at by another, and paid to as the record has it', async () => {
  expect((await bill()).issues).toMatchObject([{ code: 'payee-without-number', level: 'amber' }]);
  const { number, holder, bank } = employee.bankAccount;
  const found = await look();
  expect(found).toEqual({
    unit: employee.staffNumber,
    name: employee.name,
    kind: 'employee',
    accounts: [{ id: expect.any(String), tail: number.slice(-4), holder, bank, usual: true, why: null }],
  });
  expect(JSON.stringify(found)).not.toContain(number);

  const account = found.accounts[0]?.id ?? '';
  await clerk.post<RemapResult>('/api/mapping/payee-records', { ...(await seen()), account });
  const taken = await bill();
  expect(taken.issues.map(({ code, path }) => [code, path])).toEqual([
    ['payee-hand', 'rows[0].oppositeAccount'],
    ['payee-hand', 'rows[0].oppositeBank'],
  ]);
  const own = await clerk.refused('POST', `/api/bills/${taken.id}/approve`, { version: taken.version, note: NOTE });
  expect(own.code).toBe('bill/payee-hand');
  await run.office.reviewer.post(`/api/bills/${taken.id}/approve`, { version: taken.version, note: NOTE });
  await orderSettled(run, await confirmPush(run));
  const [booked] = billsOf(run, approval);
  expect(booked).toMatchObject({ status: 'C' });
  for (const row of booked?.rows ?? [])
    expect(row).toMatchObject({
      FOPPOSITEBANKACCOUNT: number,
      FOPPOSITECCOUNTNAME: holder,
      FOPPOSITEBANKNAME: bank,
    });
});

describe('is offered, and cannot be taken where', () => {
  const refused = async (index = 0): Promise<string> => {
    const found = (await look()).accounts[index];
    const body = { ...(await seen()), account: found?.id ?? '' };
    const { code, detail } = await clerk.refused('POST', '/api/mapping/payee-records', body);
    expect(code).toBe('mapping/fix-refused');
    expect(found?.why).toBe(detail);
    return detail;
  };

  it('the record’s account belongs to somebody else', async () => {
    record({ banks: [{ code: '6217000099998888777', holder: '别的人', bank: '建设银行', isDefault: true }] });
    expect(await refused()).toContain('档案里的户名“别的人”和');
  });

  it('the number is no account', async () => {
    record({ banks: [{ code: '6217****8777', holder: employee.name, bank: '建设银行', isDefault: true }] });
    expect(await refused()).toContain('不是完整的银行账号');
  });

  it('the approval names another payee than the record', async () => {
    record({ rename: '另名', banks: [{ code: '6217000099998888777', holder: '另名', bank: '', isDefault: false }] });
    await run.office.admin.post('/api/base-data/refresh', {});
    expect(await refused()).toContain(`审批单写的收款人是“${employee.bankAccount.holder}”`);
    record({ rename: employee.name });
    await run.office.admin.post('/api/base-data/refresh', {});
  });
});

it('of two accounts the person takes the one they mean, and one that has gone meanwhile is not taken', async () => {
  const { holder } = employee.bankAccount;
  const second = { code: '6217000011112222333', holder, bank: '建设银行', isDefault: false };
  record({ banks: [{ ...second, code: employee.bankAccount.number, isDefault: true }, second] });
  const { accounts } = await look();
  expect(accounts.map(({ tail, usual }) => [tail, usual])).toEqual([
    [employee.bankAccount.number.slice(-4), true],
    ['2333', false],
  ]);
  record({ banks: [{ ...second, code: employee.bankAccount.number, isDefault: true }] });
  const body = { ...(await seen()), account: accounts[1]?.id ?? '' };
  const gone = await clerk.refused('POST', '/api/mapping/payee-records', body);
  expect(gone.detail).toContain('和你看到的不同了，没有改动');
  expect(
    (await bill()).rows.flatMap(({ fields }) =>
      fields.filter(({ path, value }) => path.endsWith('.oppositeAccount') && value),
    ),
  ).toEqual([]);
});

it('says so where the record has no account, where the site has no such rows, and where Kingdee shows nothing', async () => {
  record({ banks: [] });
  expect((await look()).accounts).toEqual([]);
  setSwitches(run, { dingtalk: { recipientShape: 'dingtalk' }, kingdee: { bankRowKeys: 'none' } });
  const none = await clerk.refused('POST', '/api/mapping/payee-records/look', await seen());
  expect(none).toMatchObject({
    code: 'mapping/fix-refused',
    detail: expect.stringContaining('员工资料里没有银行信息'),
  });
});

it.each(['metadata', 'unparsed'] as const)(
  'is read where the site has keys of its own, told in the words of “%s”',
  async (unknownFieldWords) => {
    setSwitches(run, { dingtalk: { recipientShape: 'dingtalk' }, kingdee: { bankRowKeys: 'own', unknownFieldWords } });
    expect((await look()).accounts).toMatchObject([
      { tail: employee.bankAccount.number.slice(-4), holder: employee.bankAccount.holder },
    ]);
  },
);

it('is read where the number of an employee goes by its other key', async () => {
  setSwitches(run, { dingtalk: { recipientShape: 'dingtalk' }, kingdee: { employeeNumberKey: 'FStaffNumber' } });
  expect((await look()).accounts).toMatchObject([{ tail: employee.bankAccount.number.slice(-4) }]);
});

it('is not offered to the applicant, nor in place of an account that the approval has', async () => {
  await run.office.admin.put(`/api/roles/${approval.originatorUserid}`, { roles: ['reviewer'] });
  const applicant = await Person.login(run.stack, approval.originatorUserid);
  const own = await applicant.refused('POST', '/api/mapping/payee-records/look', await seen());
  expect(own.code).toBe('bill/own-bill');
  setSwitches(run);
  const [other] = newApprovals(run, { count: 1, seed: 94 });
  await collect(run.office);
  if (!other) throw new Error('no approval');
  const { id, version } = await detailOf(run, other);
  const refused = await clerk.refused('POST', '/api/mapping/payee-records/look', { billId: id, version });
  expect(refused.detail).toContain('每一行都有收款账号了');
});
