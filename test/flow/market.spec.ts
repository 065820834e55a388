import type { BillSummary } from '@dingdee/shared/bill';
import type { MarketTemplates } from '@dingdee/shared/market';
import type { SchemeDetail, SchemeList, SchemeReadiness } from '@dingdee/shared/scheme';
import type { ExportedScheme, FormMatch, ImportCheck } from '@dingdee/shared/scheme-file';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import { billsOf, type RunningOffice, startOffice } from './batch.js';
import { enableScheme } from './enable-scheme.js';
import { approveAll, collect, pushAll } from './office.js';

/** Templates of the market on the forms of a company: what matches, what becomes of the choices, and payments to suppliers to the end. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({ sandbox: { supplierForm: true } });
  const { admin } = run.office;
  const rows = {
    supplier: company.suppliers.map(({ name, number }) => ({ key: name, targetNumber: number })),
    purpose: company.purposes.map(({ name, number }) => ({ key: name, targetNumber: number })),
    settlementType: [{ key: '电汇', targetNumber: 'JSFS04_SYS' }],
    payOrg: company.organisations.map(({ name, number }) => ({ key: name, targetNumber: number })),
  };
  for (const [code, wanted] of Object.entries(rows))
    await admin.put(`/api/mapping/tables/${code}/rows`, { rows: wanted });
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const code = (form: string) => run.stack.sandbox.dingtalk.processCodes[form] ?? '';
const match = (template: string, form: string) =>
  admin().get<FormMatch>(`/api/templates/${template}/match?processCode=${code(form)}`);
const make = (template: string, form: string, more: object = {}) =>
  admin().post<SchemeDetail>('/api/schemes', { template, processCode: code(form), orgNumber: '101', ...more });

describe('a template and a form', () => {
  it('every template of the market makes a draft of the form it is for, and says what it reads that is not there', async () => {
    const { items } = await admin().get<MarketTemplates>('/api/templates');
    const forms: Readonly<Record<string, string>> = {
      'expense-to-paybill': '费用报销',
      'request-to-paybill': '供应商付款申请',
      'loan-to-paybill': '付款申请',
      'project-expense-to-paybill': '费用报销',
    };
    expect(items.map((one) => one.code)).toEqual(expect.arrayContaining(Object.keys(forms)));
    for (const { code: template, wants } of items) {
      const form = forms[template] ?? '费用报销';
      expect((await match(template, form)).matches).toHaveLength(wants);
      const made = await make(template, form);
      expect([made.state, made.template]).toEqual(['draft', template]);
      await admin().raw('DELETE', `/api/schemes/${made.id}`, { version: made.version });
    }
    expect(await admin().refused('GET', `/api/templates/nothing/match?processCode=${code('费用报销')}`)).toMatchObject({
      code: 'scheme/unknown-template',
    });
  });

  it('match by label, by other usual labels and by kind; what is not there says what follows from it', async () => {
    const { controls, matches } = await match('request-to-paybill', '供应商付款申请');
    const label = new Map(controls.map((one) => [one.id, one.label]));
    const told = Object.fromEntries(
      matches.map(({ name, table, control, how }) => [
        table === null ? name : `${table}.${name}`,
        control === null ? null : `${label.get(control)} ${how}`,
      ]),
    );
    expect(told).toEqual({
      付款明细: '采购明细 alias',
      '付款明细.付款金额': '应付金额(元) alias',
      '付款明细.费用类型': '费用类别 alias',
      '付款明细.所属项目': '研发项目 alias',
      '付款明细.摘要': '物品名称 alias',
      付款总额: '申请付款总金额 alias',
      收款单位: '供应商名称（与合同一致） alias',
      收款账户: '收款账户 same',
      开户行: null,
      付款方式: '支付方式 alias',
      付款用途: '款项用途 alias',
      付款主体: '付款公司 alias',
      付款事由: '付款说明 alias',
      合同编号: '合同号 alias',
    });
    expect(matches.find(({ name }) => name === '开户行')?.without).toBe('对方开户行只从收款账户里取');
  });

  it('a choice by hand counts in place of what was proposed, and one of a control that is not there is refused', async () => {
    const { controls } = await match('request-to-paybill', '供应商付款申请');
    const id = controls.find(({ label }) => label === '期望付款日期')?.id ?? '';
    const choices = [
      { name: '付款事由', table: null, control: id },
      { name: '合同编号', table: null, control: null },
    ];
    const made = await make('request-to-paybill', '供应商付款申请', { matches: choices });
    expect(made.content.header.remark?.rules).toEqual([
      { kind: 'template', text: '{field:期望付款日期} {instance:businessId}' },
    ]);
    await admin().raw('DELETE', `/api/schemes/${made.id}`, { version: made.version });
    const gone = { matches: [{ name: '合同编号', table: null, control: 'TextField_gone' }] };
    expect(
      await admin().refused('POST', '/api/schemes', {
        template: 'request-to-paybill',
        processCode: code('供应商付款申请'),
        orgNumber: '101',
        ...gone,
      }),
    ).toMatchObject({ status: 422, code: 'scheme/unknown-control' });
  });
});

describe('payments to suppliers', () => {
  it('with details become one audited bill each to the supplier, a row for each detail, counted by Kingdee', async () => {
    const { id } = await make('request-to-paybill', '供应商付款申请', {
      matches: [{ name: '开户行', table: null, control: null }],
    });
    const { findings } = await admin().get<SchemeReadiness>(`/api/schemes/${id}/readiness`);
    expect(findings.filter(({ level }) => level === 'blocks')).toEqual([]);
    await enableScheme(admin(), id);
    const made = run.stack.sandbox.state.dingtalk.generateSupplierPayments({ count: 12, seed: 5 });
    await collect(run.office);
    const waiting = await admin().all<BillSummary>('/api/bills?stage=mapping');
    expect(waiting.map(({ reasonKey }) => reasonKey)).toEqual([]);
    expect(await approveAll(run.office)).toBe(made.length);
    await pushAll(run.office);
    for (const approval of made) {
      const [bill, ...more] = billsOf(run, approval);
      expect(more).toEqual([]);
      const { expected } = approval;
      expect([bill?.status, bill?.total, bill?.header.FCONTACTUNITTYPE, bill?.header.FCONTACTUNIT]).toEqual([
        'C',
        expected.total,
        'BD_Supplier',
        expected.supplier,
      ]);
      expect(bill?.header.FRECTUNIT).toBe(expected.supplier);
      expect(bill?.rows.map(({ FCOSTID }) => FCOSTID)).toEqual(expected.rows.map((row) => row.costItemNumber));
      expect(approval.comments).toHaveLength(1);
    }
    expect(run.stack.sandbox.state.kingdee.ledger.report()).toHaveLength(made.length);
  });

  it('without details become one bill of one row each, whose supplier is found by the account holder', async () => {
    const before = run.stack.sandbox.state.kingdee.ledger.report().length;
    const { id, content } = await make('request-to-paybill', '付款申请');
    expect(content.detail.table).toBe('单据头');
    await enableScheme(admin(), id);
    const made = run.stack.sandbox.state.dingtalk.generatePaymentRequests({ count: 8, seed: 6 });
    // Suppliers of one organisation only are paid by it.
    const ours = made.filter(({ expected }) => {
      const [row] = expected.rows;
      return company.suppliers.find(({ name }) => name === row?.expense)?.orgNumbers.includes('101');
    });
    await collect(run.office);
    await approveAll(run.office);
    await pushAll(run.office);
    const paid = made.filter((approval) => billsOf(run, approval).length > 0);
    expect(paid.length).toBeGreaterThan(0);
    expect(paid.every((approval) => ours.includes(approval) || approval.deptName.startsWith('上海'))).toBe(true);
    for (const approval of paid) {
      const [bill] = billsOf(run, approval);
      const [row] = approval.expected.rows;
      const supplier = company.suppliers.find(({ name }) => name === row?.expense);
      expect([bill?.status, bill?.total, bill?.header.FCONTACTUNIT, bill?.rows.length]).toEqual([
        'C',
        approval.expected.total,
        supplier?.number,
        1,
      ]);
    }
    expect(run.stack.sandbox.state.kingdee.ledger.report()).toHaveLength(before + paid.length);
  });
});

describe('a scheme in a file', () => {
  const exported = (id: string) => admin().get<ExportedScheme>(`/api/schemes/${id}/export`);
  const check = (body: object) => admin().post<ImportCheck>('/api/schemes/import/check', body);

  it('goes out of one scheme and into a draft of another form, matched anew; nothing is there before that', async () => {
    const { file } = await exported(run.office.schemeId);
    const text = JSON.stringify(file);
    const processCode = code('供应商付款申请');
    expect(text).not.toContain(code('费用报销'));
    const before = await admin().get<SchemeList>('/api/schemes');
    const looked = await check({ text, processCode });
    expect([looked.faults, looked.changes, looked.version]).toEqual([[], null, null]);
    expect(looked.match?.formName).toBe('供应商付款申请');
    expect(await admin().get<SchemeList>('/api/schemes')).toEqual(before);
    const made = await admin().post<SchemeDetail>('/api/schemes/import', {
      text,
      processCode,
      orgNumber: '102',
      name: '导入的',
    });
    expect([made.state, made.name, made.orgNumber, made.currentVersion]).toEqual(['draft', '导入的', '102', 1]);
    expect(made.content.header.payOrg?.rules[0]).toMatchObject({ default: '102' });
    await admin().raw('DELETE', `/api/schemes/${made.id}`, { version: made.version });
  });

  it('becomes a new version of the scheme with what it changes read before; the same file again changes nothing', async () => {
    const { schemeId } = run.office;
    const { file } = await exported(schemeId);
    const same = await check({ text: JSON.stringify(file), schemeId });
    expect(same.changes).toEqual([]);
    const other = { ...file, content: { ...file.content, billNoPrefix: 'BX' } };
    const text = JSON.stringify(other);
    const looked = await check({ text, schemeId });
    expect(looked.changes).toEqual([
      { part: 'push', kind: 'changed', what: '单据编号开头', before: ['DD'], after: ['BX'] },
    ]);
    const was = await admin().get<SchemeDetail>(`/api/schemes/${schemeId}`);
    expect(was.content.billNoPrefix).toBe('DD');
    expect(
      await admin().refused('POST', '/api/schemes/import', { text, schemeId, version: (looked.version ?? 0) - 1 }),
    ).toMatchObject({ status: 409, code: 'scheme/stale' });
    const now = await admin().post<SchemeDetail>('/api/schemes/import', { text, schemeId, version: looked.version });
    expect([now.currentVersion, now.content.billNoPrefix]).toEqual([was.currentVersion + 1, 'BX']);
    expect(now.content).toEqual({ ...was.content, billNoPrefix: 'BX' });
  });

  it('with a condition on what this form does not have is kept from a scheme that collects: it would leave everything out', async () => {
    const { schemeId } = run.office;
    const { file } = await exported(schemeId);
    const never = { from: 'field:这张表单没有的', is: 'one-of', values: ['差旅'] };
    const text = JSON.stringify({ ...file, content: { ...file.content, filter: [never] } });
    const { version, own } = await check({ text, schemeId });
    expect(own).toContainEqual({ what: '采集条件', value: expect.stringContaining('这张表单没有的') });
    const before = await admin().get<SchemeDetail>(`/api/schemes/${schemeId}`);
    expect(await admin().refused('POST', '/api/schemes/import', { text, schemeId, version })).toMatchObject({
      status: 422,
    });
    expect((await admin().get<SchemeDetail>(`/api/schemes/${schemeId}`)).currentVersion).toBe(before.currentVersion);
  });

  it('that is broken or newer is refused with every place, and nothing of it is there', async () => {
    const { file } = await exported(run.office.schemeId);
    const before = await admin().get<SchemeList>('/api/schemes');
    const broken = { ...file, content: { ...file.content, totalFrom: '总金额', billNoPrefix: '' } };
    const wanted = { processCode: code('供应商付款申请'), orgNumber: '101' };
    const looked = await check({ text: JSON.stringify(broken), ...wanted });
    expect(looked.faults.map(({ where }) => where)).toEqual(['表单总金额', '单据编号前缀']);
    for (const text of [JSON.stringify(broken), JSON.stringify({ ...file, version: 9 }), '{', '{}'])
      expect(await admin().refused('POST', '/api/schemes/import', { text, ...wanted })).toMatchObject({
        status: 422,
        code: 'scheme/file',
      });
    const huge = await admin().refused('POST', '/api/schemes/import', { text: 'x'.repeat(400_001), ...wanted });
    expect(huge.status).toBe(400);
    expect(await admin().get<SchemeList>('/api/schemes')).toEqual(before);
  });
});
