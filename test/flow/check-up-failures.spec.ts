import type { CheckLine, CheckUp } from '@dingdee/shared/check-up';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault, SystemName } from '../sandbox/faults.js';
import type { Switches } from '../sandbox/switches.js';
import {
  collectAndApprove,
  confirmPush,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
  wholeWay,
} from './batch.js';
import { until } from './person.js';

/** Every trap of a real site that the stand-ins can set: the line that tells it, and what a person reads there. */
let run: RunningOffice;
let form: string;
beforeAll(async () => {
  run = await startOffice({ settings: SHORT_WAITS });
  newApprovals(run, { count: 30, seed: 92 });
  await wholeWay(run);
  form = run.stack.sandbox.dingtalk.processCodes.费用报销 ?? '';
  await run.office.admin.post('/api/check-up/runs', {});
  await until(
    () => run.office.admin.get<CheckUp>('/api/check-up'),
    ({ running }) => running === null,
    60_000,
  );
});
afterEach(() => {
  setSwitches(run);
  const { ctx } = run.stack.sandbox.state;
  ctx.faults.clear();
  ctx.leavers.clear();
});
afterAll(() => run?.stack.close());

/** 再查 of one line. `…` at its end stands for the form that is collected. */
const again = (line: string) =>
  run.office.admin.post<CheckLine>('/api/check-up/lines', { line: line.replace('…', form) });

type State = CheckLine['state'];
type Case = readonly [line: string, state: State, said: RegExp, fix?: RegExp];

describe('with a switch of Kingdee', () => {
  const KINGDEE: readonly [what: string, change: Partial<Switches['kingdee']>, ...Case][] = [
    ['other account sets', { accountSets: 'others' }, 'kingdee/site', 'red', /没有设置的这一个/, /KINGDEE_ACCT_ID/],
    ['a site that lists none', { accountSets: 'silent' }, 'kingdee/site', 'unknown', /不列账套/],
    ['a redirect', { redirects: 302 }, 'kingdee/site', 'red', /gateway\.invalid/, /KINGDEE_URL/],
    ['no purpose', { absentFields: 'FPURPOSEID' }, 'kingdee/fields', 'red', /付款用途（FPURPOSEID）/, /BOS/],
    ['no key field', { absentFields: 'FTHIRDBILLNO' }, 'kingdee/fields', 'red', /第三方单据编号/],
    ['no cost item', { absentFields: 'FCOSTID' }, 'kingdee/fields', 'amber', /费用项目/],
    ['closed metadata', { businessInfo: 'refused' }, 'kingdee/fields', 'red', /元数据查询权限/, /批量授权/],
    [
      'another must-input',
      { mandatoryFields: 'FBookingDate' },
      'kingdee/must-inputs',
      'red',
      /期望付款日期（FBookingDate）/,
      /默认值/,
    ],
    [
      'must-inputs of the bank',
      { mandatoryFields: 'FCNAPS,FBankDetail' },
      'kingdee/bank-inputs',
      'red',
      /联行号.*银行网点/,
      /银企/,
    ],
    ['the bank of the payee', { mandatoryFields: 'FOPPOSITEBANKNAME' }, 'kingdee/bank-inputs', 'red', /对方开户行/],
    ['no must-input more', { mandatoryFields: 'FREMARK' }, 'kingdee/must-inputs', 'green', /没有别的/],
    ['a short number', { billNoMaxLength: 16 }, 'kingdee/lengths', 'red', /只能放 16 个字符，要 18 个/, /前缀/],
    ['a short key', { keyMaxLength: 30 }, 'kingdee/lengths', 'red', /第三方单据编号只能放 30/, /改为 80/],
    [
      'a choice that a scheme writes and Kingdee has dropped',
      { fieldChoices: 'FCONTACTUNITTYPE=BD_Supplier:供应商|BD_Customer:客户' },
      'kingdee/limits',
      'red',
      /方案“.+”的往来单位类型写的是“BD_Empinfo”.*只有：BD_Supplier 供应商、BD_Customer 客户/,
      /方案 → 规则/,
    ],
    ['what a scheme writes', {}, 'kingdee/limits', 'green', /方案写的都放得下/],
    ['the department in the rows', { departmentLevel: 'entry' }, 'kingdee/department', 'green', /在明细/],
    ['the department in both', { departmentLevel: 'both' }, 'kingdee/department', 'green', /都有/],
    [
      'the department under another key',
      { departmentKey: 'FDEPARTMENTID' },
      'kingdee/department',
      'green',
      /FDEPARTMENTID/,
    ],
    ['no department', { absentFields: 'FDepartment' }, 'kingdee/department', 'amber', /没有部门/],
    [
      'a blind organisation',
      { blindOrgs: '101' },
      'kingdee/bills:101',
      'red',
      /一张也看不到，而钉蝶推过 \d+ 张/,
      /许可/,
    ],
    ['hidden amounts', { amountRights: false }, 'kingdee/amounts', 'red', /\*\*\*/, /字段/],
    [
      'expense management in use',
      { expenseManagement: 'in-use' },
      'kingdee/expense',
      'amber',
      /费用管理在用/,
      /单据类型/,
    ],
    ['expense management without a bill', { expenseManagement: 'empty' }, 'kingdee/expense', 'green', /没有费用报销单/],
    [
      'attachments in the database',
      { attachmentStorage: 'database' },
      'kingdee/attachments',
      'amber',
      /数据库/,
      /文件服务器/,
    ],
    ['attachments that say nothing', { attachmentStorage: 'unsaid' }, 'kingdee/attachments', 'unknown', /操作失败/],
    [
      'no organisation to be listed',
      { organisationsRefused: true },
      'kingdee/base:organisation',
      'amber',
      /别的资料里看到组织 101、102/,
      /组织机构/,
    ],
    [
      'people of one organisation',
      { baseDataBlindOrgs: '102' },
      'kingdee/base:employee',
      'amber',
      /没有组织 102 的/,
      /KINGDEE_ORG/,
    ],
    ['accounts of one organisation', { baseDataBlindOrgs: '101' }, 'kingdee/base:bankAccount', 'amber', /没有组织 101/],
    [
      'another number of employees',
      { employeeNumberKey: 'FStaffNumber' },
      'kingdee/base:employee',
      'green',
      /FStaffNumber/,
    ],
    [
      'the same in other words',
      { employeeNumberKey: 'FStaffNumber', unknownFieldWords: 'unparsed' },
      'kingdee/base:employee',
      'green',
      /FStaffNumber/,
    ],
  ];
  it.each(KINGDEE)('%s is told', async (_, change, line, state, said, fix) => {
    setSwitches(run, { kingdee: change });
    const found = await again(line);
    expect([found.state, found.came]).toEqual([state, expect.stringMatching(said)]);
    if (fix) expect(`${found.fix?.where} ${found.fix?.what}`).toMatch(fix);
    if (state !== 'green') expect(found.means).not.toBe('');
  });
});

describe('with a switch of DingTalk', () => {
  const DINGTALK: readonly [what: string, change: Partial<Switches['dingtalk']>, ...Case][] = [
    ['a narrow scope', { contactScope: 'one-department' }, 'dingtalk/scope', 'red', /只有 1 个部门/, /全部员工/],
    [
      'no right to comment, looked at first',
      { commentPermission: 'refused-first' },
      'dingtalk/comment',
      'red',
      /Workflow\.Instance\.Write/,
      /权限管理/,
    ],
    [
      'no right to comment, looked at last',
      { commentPermission: 'refused-last' },
      'dingtalk/comment',
      'green',
      /有权限/,
    ],
    [
      'accounts without a number',
      { recipientShape: 'dingtalk' },
      'dingtalk/accounts:…',
      'amber',
      /没有账号/,
      /收款账户控件/,
    ],
    ['bare cells', { cellTypes: false }, 'dingtalk/approvals:…', 'green', /控件都读得出/],
    ['titles of the company', { titleWording: 'company' }, 'dingtalk/people', 'green', /读到/],
  ];
  it.each(DINGTALK)('%s is told', async (_, change, line, state, said, fix) => {
    setSwitches(run, { dingtalk: change });
    const found = await again(line);
    expect([found.state, found.came]).toEqual([state, expect.stringMatching(said)]);
    if (fix) expect(`${found.fix?.where} ${found.fix?.what}`).toMatch(fix);
  });

  it.each([
    ['60121', 'amber', /可能已离职/],
    ['50002', 'red', /通讯录授权范围/],
  ] as const)('an applicant who is answered with %s is told', async (leaverCode, state, said) => {
    setSwitches(run, { dingtalk: { leaverCode } });
    const { ctx, dingtalk } = run.stack.sandbox.state;
    for (const { originatorUserid } of dingtalk.state.approvals.all()) ctx.leavers.add(originatorUserid);
    const found = await again('dingtalk/people');
    expect([found.state, found.came]).toEqual([state, expect.stringMatching(said)]);
  });
});

describe('a refusal', () => {
  const REFUSED: readonly [system: SystemName, api: string, kind: Fault['kind'], ...Case][] = [
    ['kingdee', 'ExecuteBillQuery', 'permission-denied', 'kingdee/login', 'red', /未指定允许调用WebAPI/, /WebAPI/],
    ['kingdee', 'ExecuteBillQuery', 'rate-limit', 'kingdee/bills:101', 'unknown', /次数超出限制/],
    ['kingdee', 'QueryBusinessInfo', 'truncate', 'kingdee/fields', 'unknown', /没有收到完整的回答/],
    ['kingdee', 'Submit', 'permission-denied', 'kingdee/may-submit', 'red', /没有授权/, /提交/],
    ['kingdee', 'Audit', 'permission-denied', 'kingdee/may-audit', 'red', /没有授权/, /审核/],
    ['kingdee', 'CancelAssign', 'permission-denied', 'kingdee/may-unsubmit', 'red', /没有授权/, /撤销/],
    ['kingdee', 'UnAudit', 'permission-denied', 'kingdee/may-unaudit', 'red', /没有授权/, /反审核/],
    ['kingdee', 'Delete', 'permission-denied', 'kingdee/may-remove', 'red', /没有授权/, /删除/],
    ['dingtalk', 'accessToken', 'permission-denied', 'dingtalk/login', 'red', /没有权限/, /权限管理/],
    ['dingtalk', 'auth/scopes', 'http-500', 'dingtalk/scope', 'unknown', /钉钉/],
    ['dingtalk', 'templates', 'permission-denied', 'dingtalk/forms', 'red', /没有权限/, /权限点/],
    ['dingtalk', 'schemas', 'permission-denied', 'dingtalk/form:…', 'red', /没有权限/, /权限点/],
    [
      'dingtalk',
      'instanceIds/query',
      'permission-denied',
      'dingtalk/approvals:…',
      'red',
      /缺少权限点 Workflow\.Instance\.Read/,
      /权限管理/,
    ],
    ['dingtalk', 'user/get', 'permission-denied', 'dingtalk/people', 'red', /60011/, /权限管理/],
    [
      'dingtalk',
      'department/get',
      'permission-denied',
      'dingtalk/departments',
      'red',
      /60011/,
      /qyapi_get_department_list/,
    ],
  ];
  it.each(REFUSED)('of %s at %s (%s) is told', async (system, api, kind, line, state, said, fix) => {
    run.stack.sandbox.state.ctx.faults.add({ system, api, kind, times: 0 });
    const found = await again(line);
    expect([found.state, found.came]).toEqual([state, expect.stringMatching(said)]);
    if (fix) expect(`${found.fix?.where} ${found.fix?.what}`).toMatch(fix);
    // Else the next line with these words would name this one.
    run.stack.sandbox.state.ctx.faults.clear();
    await again(line);
    // What spoke for every call is over where the log-in is tried again.
    if (system === 'kingdee') expect((await again('kingdee/login')).state).toBe('green');
  });

  it('that keeps several lines from an answer is told once, and the others name that line', async () => {
    setSwitches(run, { kingdee: { redirects: 302 } });
    expect((await again('kingdee/site')).state).toBe('red');
    expect(await again('kingdee/login')).toMatchObject({
      state: 'unknown',
      came: '因为“金蝶地址、账套”那一项，处理好再查',
      fix: null,
    });
    setSwitches(run);
    for (const line of ['kingdee/site', 'kingdee/login']) expect((await again(line)).state).toBe('green');
  });
});

describe('what only a bill can show', () => {
  it.each([
    ['a closed period', { closedThrough: '2099-12-31' }, 'kingdee/period', /被退回“.*期间/, 93],
    ['a cashier that is off', { cashierDisabledOrgs: '101,102' }, 'kingdee/cashier', /没有启用出纳/, 94],
  ] as const)(
    '%s is red for the organisation once Kingdee refused a bill for it',
    async (_, change, probe, said, seed) => {
      setSwitches(run, { kingdee: change });
      newApprovals(run, { count: 4, seed });
      await collectAndApprove(run);
      const order = await orderSettled(run, await confirmPush(run));
      expect(order.failed.count).toBeGreaterThan(0);
      const lines: CheckLine[] = [];
      for (const org of ['101', '102']) lines.push(await again(`${probe}:${org}`));
      expect(lines.map(({ state }) => state)).toContain('red');
      expect(lines.find(({ state }) => state === 'red')?.came).toMatch(said);
    },
  );

  it('a workflow that takes bills over is told', async () => {
    setSwitches(run, { kingdee: { workflowHolds: true } });
    newApprovals(run, { count: 3, seed: 95 });
    await collectAndApprove(run);
    await orderSettled(run, await confirmPush(run));
    expect(await again('kingdee/workflow')).toMatchObject({
      state: 'amber',
      came: expect.stringContaining('审批流接管'),
    });
  });
});
