import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Decisions } from '@dingdee/shared/decision';
import type { ChangedForm, FormList } from '@dingdee/shared/form-change';
import type { FormCures } from '@dingdee/shared/form-cure';
import type { CallBudget } from '@dingdee/shared/intake';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import type { Status } from '@dingdee/shared/status';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { FormEdit } from '../sandbox/dingtalk/change-form.js';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';
import { billsOf, detailOf, newApprovals, type RunningOffice, startOffice } from './batch.js';
import { approveAll, collect, pushAll } from './office.js';
import { until } from './person.js';

let run: RunningOffice;
let code: string;
let seed = 500;

beforeAll(async () => {
  run = await startOffice({
    settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0', FORM_CHECK_INTERVAL_MS: '0' },
  });
  code = run.stack.sandbox.dingtalk.processCodes.费用报销 ?? '';
});
afterAll(() => run?.stack.close());

const edit = (...edits: FormEdit[]) => {
  for (const one of edits) run.stack.sandbox.state.dingtalk.changeForm(code, one);
};
const form = async (): Promise<ChangedForm> => {
  const { items } = await run.office.admin.get<FormList>('/api/forms');
  const [only] = items;
  if (!only || items.length !== 1) throw new Error(`${items.length} forms`);
  return only;
};
const check = async (): Promise<ChangedForm> => {
  await run.office.admin.post(`/api/forms/${code}/check`);
  return form();
};
const accept = async (reason = '看过了，按现在的表单来'): Promise<void> => {
  const { foundAt } = await form();
  await run.office.admin.post(`/api/forms/${code}/accept`, { foundAt, reason });
};
/** Launched within the last two minutes, and collected. */
const launch = async (count = 4): Promise<SandboxApproval[]> => {
  seed += 1;
  const made = newApprovals(run, { count, seed, fresh: true });
  await collect(run.office);
  return made;
};
const details = (approvals: readonly SandboxApproval[]): Promise<BillDetail[]> =>
  Promise.all(approvals.map((one) => detailOf(run, one)));
const states = async (approvals: readonly SandboxApproval[]) => [
  ...new Set((await details(approvals)).map(({ state }) => state)),
];
const allIn = (approvals: readonly SandboxApproval[], state: string) =>
  until(
    () => states(approvals),
    (found) => found.length === 1 && found[0] === state,
  );
const told = ({ changes }: ChangedForm) =>
  changes.map(({ kind, before, after, stops }) => `${kind} ${(before ?? after)?.label}${stops ? ' stops' : ''}`);
const checks = async () => {
  const { byPurpose } = await run.office.admin.get<CallBudget>('/api/runs/budget');
  return byPurpose.find(({ purpose }) => purpose === 'form-check')?.used ?? 0;
};

/** Each cure changes one rule of the enabled version, is tried on the newest approvals, and saves nothing. */
async function mustBeCured(control: string): Promise<void> {
  const path = `/api/schemes/${run.office.schemeId}`;
  const before = await run.office.admin.get<SchemeDetail>(path);
  const { version, tried, items } = await run.office.admin.get<FormCures>(`${path}/cures?control=${control}`);
  expect(version).toBe(before.currentVersion);
  expect(tried).toBeGreaterThan(0);
  expect(items.length).toBeGreaterThan(0);
  for (const { field, index, rule, filled } of items.filter((each) => each.rule.kind === 'lookup')) {
    const [part, name = ''] = field.split('.');
    const was = before.content[part === 'rows' ? 'rows' : 'header'][name]?.rules[index];
    expect(was?.kind).toBe(rule.kind);
    expect(rule).not.toEqual(was);
    // No row of these tables is called as what another control says: a default does not count.
    expect(filled).toBe(0);
  }
  expect(await run.office.admin.get<SchemeDetail>(path)).toEqual(before);
  expect((await run.office.pusher.refused('GET', `${path}/cures?control=${control}`)).status).toBe(403);
}

describe('a form that is changed in DingTalk', () => {
  it('is not read again by collecting: only a look costs a call, of a purpose of its own', async () => {
    expect(await checks()).toBe(0);
    await launch(2);
    await collect(run.office);
    expect(await checks()).toBe(0);
    expect(await check()).toMatchObject({ foundAt: null, changes: [], problem: null, seenIn: 'definition' });
    expect(await checks()).toBe(1);
  });

  it('a new label under the same id, new choices and new controls are told and stop nothing', async () => {
    edit(
      { do: 'rename', id: ids.total, label: '合计金额(元)' },
      { do: 'option', id: ids.expense, label: '宠物寄养' },
      {
        do: 'add',
        control: { id: 'DDSelectField_COSTCENTRE', label: '成本中心', componentType: 'DDSelectField', required: true },
      },
      { do: 'require', id: ids.project, required: true },
    );
    const found = await check();
    expect(told(found)).toEqual(['required 费用归属项目', 'options 费用明细', 'added 成本中心', 'renamed 总金额']);
    // A new label is no control that is missing.
    expect(found.findings).toEqual([]);
    const [, options, added, renamed] = found.changes;
    expect(options).toMatchObject({ table: '报销明细', options: { added: ['宠物寄养'], removed: [], more: 0 } });
    expect(options?.uses).toContainEqual({ label: '费用项目', table: '费用项目' });
    expect(added).toMatchObject({ before: null, after: { kind: '单选', required: true }, uses: [], samples: [] });
    expect(found.unchanged).toContainEqual({ label: '费用承担部门', table: null });
    expect(found.unchanged.map(({ label }) => label)).not.toContain('总金额');
    expect(renamed).toMatchObject({ after: { label: '合计金额(元)' }, uses: [{ label: '总金额核对', table: null }] });
    const { forms } = await run.office.pusher.get<Status>('/api/status');
    expect(forms).toMatchObject({ processCode: code, stopped: 0, sentence: '费用报销 在钉钉被改过。' });
    seed += 1;
    const made = newApprovals(run, { count: 4, seed, fresh: true });
    const centres = ['华东', '华南', '华东'];
    for (const [i, one] of made.entries()) {
      const label = centres[i];
      const filled = label === undefined ? [] : [{ kind: 'select' as const, label, key: `option_${label}` }];
      const added = filled.map((value) => ['DDSelectField_COSTCENTRE', value] as const);
      Object.assign(one, { values: new Map([...one.values, ...added]) });
    }
    await collect(run.office);
    await allIn(made, 'ready');
    // People see what others fill into the new control.
    const { samples = [] } = (await form()).changes.find(({ kind }) => kind === 'added') ?? {};
    expect([...samples].sort()).toEqual(['华东', '华南']);
    // The total is still read by its id.
    for (const { issues } of await details(made))
      expect(issues.map(({ code: each }) => each)).not.toContain('no-form-total');
    await accept();
    expect(await form()).toMatchObject({ foundAt: null, changes: [] });
    expect((await run.office.pusher.get<Status>('/api/status')).forms).toBeNull();
  });

  it('without a mapped control stops what was launched since, and what was launched before or approved goes on', async () => {
    const before = await launch();
    await allIn(before, 'ready');
    const approved = before.slice(0, 1);
    await approveOf(approved);
    edit({ do: 'remove', id: ids.companyAccount });
    await check();
    await mustBeCured(ids.companyAccount);
    const found = await check();
    expect(told(found)).toEqual(['removed 公司帐号付款(如需公司帐号付款请选择) stops']);
    expect(found.changes[0]?.uses.map(({ label }) => label)).toContain('结算方式');
    expect(found.findings.map(({ what }) => what).join()).toContain('公司帐号付款');
    const after = await launch(3);
    await allIn(after, 'needs-mapping');
    const [stopped] = await details(after);
    // Without the stop it would have been paid by the default settlement type, and nobody would have seen why.
    expect(stopped?.issues.filter(({ level }) => level === 'red')).toMatchObject([{ code: 'form-changed' }]);
    expect(stopped).toMatchObject({ action: 'fix-scheme' });
    expect(stopped?.issues[0]?.message).toContain('“公司帐号付款(如需公司帐号付款请选择)”没有了');
    expect(await states(before.slice(1))).toEqual(['ready']);
    expect(await states(approved)).toEqual(['approved']);
    const sum = (await details(after)).reduce((total, { amount }) => total + Number(amount), 0);
    expect((await form()).waiting).toMatchObject({ count: after.length, amount: sum.toFixed(2) });
    expect((await form()).changes[0]?.bills.count).toBe(after.length);
    const { forms } = await run.office.reviewer.get<Status>('/api/status');
    expect(forms).toMatchObject({ stopped: 1 });
    // Nobody gets one of them on its way meanwhile.
    await approveAll(run.office);
    await pushAll(run.office);
    for (const one of after) expect(billsOf(run, one)).toEqual([]);
    for (const one of before) expect(billsOf(run, one)).toHaveLength(1);

    const { foundAt } = await form();
    const late = { foundAt: (foundAt ?? 0) - 1, reason: '看过了，按现在的表单来' };
    expect(await run.office.admin.refused('POST', `/api/forms/${code}/accept`, late)).toMatchObject({
      status: 409,
      code: 'form/changed-again',
    });
    expect((await run.office.reviewer.refused('POST', `/api/forms/${code}/accept`, late)).status).toBe(403);
    await accept('公司帐号以后都走默认');
    await allIn(after, 'ready');
    const { items } = await run.office.admin.get<Decisions>('/api/decisions?kind=accept-form');
    expect(items[0]).toMatchObject({
      by: expect.any(String),
      reason: '公司帐号以后都走默认',
      about: '费用报销：删了“公司帐号付款(如需公司帐号付款请选择)”',
    });
  });

  it('with a mapped control of another kind stops likewise, and a version that reads another control lets bills go on', async () => {
    edit({ do: 'retype', id: ids.total, componentType: 'TextField' });
    const found = await check();
    expect(told(found)).toEqual(['retyped 合计金额(元) stops']);
    expect(found.changes[0]).toMatchObject({ before: { kind: '计算公式' }, after: { kind: '单行文本' } });
    const made = await launch(2);
    await allIn(made, 'needs-mapping');
    const scheme = await run.office.admin.get<SchemeDetail>(`/api/schemes/${run.office.schemeId}`);
    const content = { ...scheme.content, totalFrom: 'field:合计（新）' };
    await run.office.admin.put(`/api/schemes/${scheme.id}/content`, { version: scheme.version, content });
    await allIn(made, 'ready');
    expect(told(await form())).toEqual(['retyped 合计金额(元)']);
    await accept();
    const now = await run.office.admin.get<SchemeDetail>(`/api/schemes/${scheme.id}`);
    await run.office.admin.put(`/api/schemes/${scheme.id}/content`, { version: now.version, content: scheme.content });
  });

  it('the same label under a new id is a control that went and one that came: named as a guess, and nothing is taken from it unseen', async () => {
    edit({ do: 'replace', id: ids.recipient, newId: 'RecipientAccountField_NEW' });
    const found = await check();
    expect(told(found)).toEqual(['removed 收款账号 stops', 'added 收款账号']);
    expect(found.changes[0]).toMatchObject({ successor: { id: 'RecipientAccountField_NEW', label: '收款账号' } });
    const made = await launch(2);
    await allIn(made, 'needs-mapping');
    await accept();
    await allIn(made, 'ready');
    const [bill] = await details(made);
    expect(bill?.rows[0]?.fields.find(({ path }) => path.endsWith('.oppositeAccount'))?.value).toMatch(/\d{4}$/);
  });

  it('changes are accepted one by one: bills wait for those that nobody has accepted, and the log says which were', async () => {
    edit(
      { do: 'retype', id: ids.category, componentType: 'TextField' },
      { do: 'rename', id: ids.total, label: '总计' },
    );
    const found = await check();
    expect(found.changes.length).toBeGreaterThan(1);
    const [stop] = found.changes.filter(({ stops }) => stops);
    const others = found.changes.filter((change) => change !== stop).map(({ kind, key }) => ({ kind, key }));
    const made = await launch(2);
    await allIn(made, 'needs-mapping');
    const path = `/api/forms/${code}/accept`;
    const { foundAt } = found;
    const bogus = { foundAt, only: [{ kind: 'removed', key: 'nowhere' }], reason: '看过了，按现在的来' };
    expect(await run.office.admin.refused('POST', path, bogus)).toMatchObject({
      status: 409,
      code: 'form/changed-again',
    });
    await run.office.admin.post(path, { foundAt, only: others, reason: '改名而已，先放过' });
    const left = await form();
    expect(left.changes.map(({ kind, key }) => ({ kind, key }))).toEqual([{ kind: stop?.kind, key: stop?.key }]);
    expect(await states(made)).toEqual(['needs-mapping']);
    const { items } = await run.office.admin.get<Decisions>('/api/decisions?kind=accept-form');
    expect(items[0]).toMatchObject({ reason: '改名而已，先放过' });
    await accept();
    await allIn(made, 'ready');
    edit(
      { do: 'retype', id: ids.category, componentType: 'DDSelectField' },
      { do: 'rename', id: ids.total, label: '合计金额(元)' },
    );
    await check();
    await accept();
  });

  it('a column that goes from its table stops bills, and a table stands for its columns', async () => {
    edit({ do: 'remove', id: ids.date }, { do: 'remove', id: ids.offsetTable });
    const found = await check();
    expect(told(found)).toEqual(['removed 费用发生日期 stops', 'removed 借款冲销']);
    expect(found.changes[0]).toMatchObject({ table: '报销明细', uses: [{ label: '行备注', table: null }] });
    const made = await launch(2);
    await allIn(made, 'needs-mapping');
    await accept();
    await allIn(made, 'ready');
  });

  it('a form that nobody collects is not read', async () => {
    const other = run.stack.sandbox.dingtalk.processCodes.付款申请;
    expect(await run.office.admin.refused('POST', `/api/forms/${other}/check`)).toMatchObject({
      status: 404,
      code: 'form/not-collected',
    });
  });
});

describe('by itself', () => {
  it('a form is read once in its interval, and sooner where an approval shows a control that it did not have', async () => {
    await run.stack.restart({ FORM_CHECK_INTERVAL_MS: '4000' });
    const { Person } = await import('./person.js');
    for (const who of ['admin', 'reviewer', 'pusher'] as const)
      run.office[who] = await Person.login(run.stack, run.office[who].userId);
    const before = await until(checks, (n) => n > 0);
    edit({ do: 'add', control: { id: 'TextField-SPONTAN', label: '临时说明', componentType: 'TextField' } });
    const began = Date.now();
    await launch(2);
    await until(form, ({ changes }) => changes.length === 1, 15_000);
    expect(await checks()).toBeLessThanOrEqual(before + 2 + Math.ceil((Date.now() - began) / 1000));
    await accept();
  });
});

async function approveOf(approvals: readonly SandboxApproval[]): Promise<void> {
  const found = await details(approvals);
  for (const { id, version } of found as (BillDetail & BillSummary)[])
    await run.office.reviewer.post(`/api/bills/${id}/approve`, { version, note: '已与申请人核对' });
}
