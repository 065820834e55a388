import type { BillSummary } from '@dingdee/shared/bill';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { newApprovals, type RunningOffice } from '../flow/batch.js';
import { approveAll, printed, pushAll } from '../flow/office.js';
import { until } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import type { ControlValue, SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids, REIMBURSEMENT_CODE } from '../sandbox/dingtalk/form.js';
import { gone, seen } from './browser.js';
import { type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';
import { moreOf } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const PAYEE = { id: 'TextField_SPLITPAYEE0', label: '收款人工号', componentType: 'TextField' };
const PAYER = { id: 'TextField_SPLITPAYER0', label: '付款公司', componentType: 'TextField' };
const ofOne = company.employees.filter(({ orgNumber }) => orgNumber === '101');
const [one, two, three] = ofOne.slice(3, 6);
if (!one || !two || !three) throw new Error('the company has too few people');

/** A form whose details pay several people from several companies, and a draft whose rules read who they are. */
let desk: CompanyDesk;
let draft: SchemeDetail;
let approval: SandboxApproval;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 0 },
    settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0', FORM_CHECK_INTERVAL_MS: '0' },
  });
  const { admin, schemeId } = desk.office;
  const { version } = await admin.get<SchemeDetail>(`/api/schemes/${schemeId}`);
  await admin.post(`/api/schemes/${schemeId}/disable`, { version, reason: '换成按人付的方案' });
  for (const control of [PAYEE, PAYER])
    desk.stack.sandbox.state.dingtalk.changeForm(REIMBURSEMENT_CODE, { do: 'add', control, table: ids.table });
  draft = await payeesInRows(await drafted('代付报销', 4));
  approval = paying(
    PAYEE,
    [
      [one.userid, '100.00'],
      [two.userid, '20.50'],
      [one.userid, '0.01'],
      [three.userid, '9.00'],
    ],
    '129.51',
    8501,
  );
  (approval.values as Map<string, ControlValue>).set(ids.recipient, { kind: 'empty', as: 'null' });
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

/** A draft for the form. @param step where its wizard stands. */
async function drafted(name: string, step: number): Promise<SchemeDetail> {
  const made = await desk.office.admin.post<SchemeDetail>('/api/schemes', {
    template: 'expense-to-paybill',
    processCode: REIMBURSEMENT_CODE,
    orgNumber: '101',
    name,
  });
  await desk.office.admin.put(`/api/schemes/${made.id}/setup-step`, { step });
  return made;
}
/** Each row says who is paid. */
async function payeesInRows({ id, version, content }: SchemeDetail): Promise<SchemeDetail> {
  const unit = { required: true, rules: [{ kind: 'lookup', table: 'contactUnit', key: 'row:收款人工号' }] };
  const { oppositeAccount: _, oppositeName: __, oppositeBank: ___, ...rows } = content.rows;
  const header = {
    ...content.header,
    contactUnit: { ...unit, label: '往来单位' },
    receivingUnit: { ...unit, label: '收款单位' },
  };
  return desk.office.admin.put<SchemeDetail>(`/api/schemes/${id}/content`, {
    version,
    content: { ...content, header, rows },
  });
}

/** An agreed approval of these rows, each with the amount and what stands in one more column. */
function paying(control: { id: string }, rows: readonly (readonly [string, string])[], total: string, seed: number) {
  const made = newApprovals({ stack: desk.stack } as RunningOffice, { count: 12, seed });
  const found = made.find(({ originatorUserid }) => ofOne.some(({ userid }) => userid === originatorUserid));
  if (!found) throw new Error('an approval was asked for');
  for (const other of made) if (other !== found) other.deleted = true;
  const values = found.values as Map<string, ControlValue>;
  values.set(ids.table, {
    kind: 'table',
    rows: rows.map(([text, amount], index) => ({
      rowId: `R${index}`,
      cells: [
        { controlId: ids.expense, value: { kind: 'text', text: '市内交通' } },
        { controlId: ids.amount, value: { kind: 'money', text: amount } },
        { controlId: control.id, value: { kind: 'text', text } },
      ],
    })),
  });
  values.set(ids.total, { kind: 'text', text: total });
  return found;
}

it('an administrator chooses one bill for each payee, sees the three bills of an approval, enables, and Kingdee holds three', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: `/schemes/${draft.id}/setup` });
  await seen(page.getByText('1 条 就绪').or(page.getByText('1 条 要人看')).or(page.getByText('1 条 缺值')));
  await page.getByLabel('按收款人各一张').check();
  await page.getByLabel('收款人写在明细的哪一列').selectOption({ label: '收款人工号' });
  await seen(page.getByText('3 张：¥100.01、¥20.50、¥9.00'));
  await seen(page.getByText(/这张审批会变成 3 张付款单/));
  const since = page.getByLabel('从哪天完成的审批开始收');
  // By tomorrow all of it would be 期初, by the first day none: both are said before anything is collected.
  await since.fill((await since.getAttribute('max')) ?? '');
  await seen(page.getByText('试过的 1 条里有 1 条 ¥129.51。'));
  await since.fill((await since.getAttribute('min')) ?? '');
  await seen(page.getByText('试过的 1 条里没有这样的'));
  await page.getByLabel('按收款人各一张').scrollIntoViewIfNeeded();
  await app.mustBeSound();
  await app.picture('desk-wizard-split-1440');
  const known = page.getByRole('checkbox', { name: /项我看过了，照样启用$/ });
  const go = page.getByRole('button', { name: '启用，开始采集' });
  // What is read anew after the saving may be something else to accept.
  await until(async () => {
    if (!(await known.isChecked())) await known.check();
    return go.isEnabled();
  }, Boolean);
  await go.click();
  await seen(page.getByRole('heading', { name: '第一张单据在队列里了' }));

  const { office } = desk;
  await until(
    () => office.admin.all<BillSummary>('/api/bills?stage=review'),
    (bills) => bills.length === 3,
  );
  await approveAll(office);
  await pushAll(office);
  const held = kingdeeBills(desk).filter(({ thirdBillNo }) => thirdBillNo?.split('~')[0] === approval.instanceId);
  expect(held.map(({ total }) => total).sort()).toEqual(['100.01', '20.50', '9.00']);
});

it('switched on again, a scheme says what its new version has mapped anew, whose approval fell, what is left alone and what it collects', async () => {
  const { admin } = desk.office;
  const path = `/api/schemes/${draft.id}`;
  const on = await admin.get<SchemeDetail>(path);
  const off = await admin.post<SchemeDetail>(`${path}/disable`, { version: on.version, reason: '规则在改，先停一停' });
  const comment = { label: '行备注', required: false, rules: [{ kind: 'constant', value: '代付' }] };
  await admin.put(`${path}/content`, {
    version: off.version,
    content: { ...off.content, rows: { ...off.content.rows, comment } },
  });
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/schemes' });
  await seen(page.getByText('期初 0 条 ¥0.00'));
  await moreOf(page, '代付报销');
  await page.getByRole('button', { name: '启用 代付报销' }).click();
  const dialog = page.getByRole('dialog', { name: '启用 代付报销' });
  await seen(dialog.getByText(/^停用时是 v\d+，现在是 v\d+；没办完的单据（保存新版本时已处理，启用本身不改单据）：$/));
  for (const row of [/^已重新映射 0 笔/, /^已重新映射，原审核作废，要重审 0 笔/, /^没有动 0 笔/])
    await seen(dialog.getByRole('row', { name: row }));
  await seen(dialog.getByRole('row', { name: /^停用期间通过的/ }));
  await app.mustBeSound();
  await app.picture('desk-enable-again-1440');
  await dialog.getByRole('checkbox', { name: /项我看过了，照样启用$/ }).check();
  await dialog.getByRole('button', { name: '启用', exact: true }).click();
  await gone(dialog);
  expect((await admin.get<SchemeDetail>(path)).state).toBe('on');
});

it('an administrator has the paying company read from the rows and chooses one bill for each, and each company’s bill stands in Kingdee, to the cent of the approval', async () => {
  const { office } = desk;
  const { admin } = office;
  // The form is collected by one scheme at a time, and its earlier approval is paid.
  const path = `/api/schemes/${draft.id}`;
  const { version } = await admin.get<SchemeDetail>(path);
  await admin.post(`${path}/disable`, { version, reason: '改成按付款公司拆' });
  approval.deleted = true;
  const paid = paying(
    PAYER,
    [
      ['杭州公司', '100.00'],
      ['上海公司', '20.49'],
      ['杭州公司', '0.01'],
      ['上海公司', '9.03'],
    ],
    '129.53',
    8601,
  );
  // The applicant has a record in either company, and so has the department.
  const there = company.employees.find(({ orgNumber }) => orgNumber === '102');
  const tables = {
    payOrg: [
      { key: '杭州公司', targetNumber: '101' },
      { key: '上海公司', targetNumber: '102' },
    ],
    contactUnit: [{ orgNumber: '102', key: paid.originatorUserid, targetNumber: there?.staffNumber ?? '' }],
    department: company.departments.flatMap((each) =>
      printed(each).map((key) => ({ orgNumber: '102', key, targetNumber: there?.departmentNumber ?? '' })),
    ),
  };
  for (const [code, rows] of Object.entries(tables)) await admin.put(`/api/mapping/tables/${code}/rows`, { rows });
  const own = await drafted('两家公司付', 3);

  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: `/schemes/${own.id}/setup` });
  const target = page.getByRole('region', { name: /^金蝶/ });
  for (const label of ['付款组织', '结算组织']) {
    await target.getByRole('button', { name: new RegExp(label) }).click();
    const from = page.getByRole('region', { name: `${label} 规则` }).getByLabel('拿什么去查');
    const column = from.locator('option', { hasText: PAYER.label }).first();
    await from.selectOption(await column.getAttribute('value'));
  }
  await page.getByRole('button', { name: /^存为 v\d+$/ }).click();
  await seen(page.getByText('草稿 v2'));
  await page.getByRole('button', { name: '下一步：启用' }).click();
  await page.getByLabel('按付款组织各一张').check();
  await page.getByLabel('付款组织写在明细的哪一列').selectOption({ label: PAYER.label });
  await app.mustBeSound();
  const since = page.getByLabel('从哪天完成的审批开始收');
  await since.fill((await since.getAttribute('min')) ?? '');
  const known = page.getByRole('checkbox', { name: /项我看过了，照样启用$/ });
  const go = page.getByRole('button', { name: '启用，开始采集' });
  await until(async () => {
    if ((await known.count()) > 0 && !(await known.isChecked())) await known.check();
    return go.isEnabled();
  }, Boolean);
  await go.click();
  await seen(page.getByRole('heading', { name: '第一张单据在队列里了' }));

  await until(
    () => admin.all<BillSummary>('/api/bills?stage=review'),
    (bills) => bills.length === 2,
  );
  await approveAll(office);
  await pushAll(office);
  const held = kingdeeBills(desk).filter(({ thirdBillNo }) => thirdBillNo?.split('~')[0] === paid.instanceId);
  const told = held.map(({ org, total }) => [org, total]);
  expect(told.sort()).toEqual([
    ['101', '100.01'],
    ['102', '29.52'],
  ]);
});
