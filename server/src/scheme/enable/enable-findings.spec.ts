import type { SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { BaseDataIndex } from '../../base-data/base-data-index.js';
import { OwnFieldBook } from '../../base-data/own-field/own-field-book.js';
import type { FormControlSchema } from '../../connectors/source.js';
import { chooseControls } from '../form/choose-controls.js';
import { templateCalled, templateContent } from '../market/template-for-spec.js';
import { control, FORM } from '../scheme-for-spec.js';
import { enableFindings } from './enable-findings.js';

const COMPANY = control('公司帐号付款（如需公司帐号付款请选择）');
const WHOLE = [...FORM, COMPANY];
const item = (kind: string, number: string, orgNumber = '', usable = true) =>
  ({ kind, number, name: number, orgNumber, usable, reason: usable ? null : '已禁用' }) as never;
const HELD = [
  item('costItem', 'CI0001'),
  item('department', 'BM1', '101'),
  item('employee', 'YG1', '101'),
  item('organisation', '101'),
  { ...(item('settlementType', 'JSFS04_SYS') as object), name: '电汇' } as never,
  item('purpose', 'SFKYT10_SYS'),
  item('bankAccount', '622', '101'),
  item('cashAccount', 'X', '101'),
  item('currency', 'PRE001'),
];
const TEMPLATE = templateContent('expense-to-paybill', {
  processCode: 'PROC-1',
  formName: '费用报销',
  orgNumber: '101',
  outcome: 'save+submit+audit',
});

function findings(
  more: {
    form?: readonly FormControlSchema[];
    before?: readonly FormControlSchema[];
    content?: (content: SchemeContent) => SchemeContent;
    held?: readonly never[];
    musts?: readonly (readonly [level: 'header' | 'rows', name: string, label: string])[];
    takenBy?: string;
    organisations?: number;
  } = {},
) {
  const form = more.form ?? WHOLE;
  const content = chooseControls(TEMPLATE, templateCalled('expense-to-paybill'), more.before ?? form, []);
  return enableFindings({
    content: more.content?.(content) ?? content,
    form,
    before: more.before ?? form,
    baseData: new BaseDataIndex(
      more.held ?? HELD,
      new OwnFieldBook(
        [],
        new Map(),
        new Map(),
        [],
        new Map([['AP_PAYBILL', (more.musts ?? []).map(([level, name, label]) => ({ level, name, label }))]]),
      ),
    ),
    organisations: more.organisations ?? 1,
    takenBy: more.takenBy ?? null,
  });
}
const without = (label: string): FormControlSchema[] => WHOLE.filter((one) => one.label.trim() !== label);
const blocks = (found: ReturnType<typeof findings>) =>
  found.filter(({ level }) => level === 'blocks').map(({ what }) => what);
const warns = (found: ReturnType<typeof findings>) =>
  found.filter(({ level }) => level === 'warns').map(({ what }) => what);

describe('what enabling a scheme meets', () => {
  it('is nothing where the form has everything and Kingdee was read', () => {
    expect(findings()).toEqual([]);
  });

  it('says who pays for departments that no row names, where Kingdee has several organisations', () => {
    expect(warns(findings({ organisations: 3 }))).toEqual([
      '金蝶里有 3 个组织，映射表“付款组织”里没有写明的部门都由 101 付款',
    ]);
    const closed = HELD.filter(({ kind }: { kind: string }) => kind !== 'organisation');
    expect(warns(findings({ organisations: 3, held: closed }))).toContain(
      '金蝶里有 3 个组织，映射表“付款组织”里没有写明的部门都由 101 付款',
    );
    const fixed = (content: SchemeContent): SchemeContent => ({
      ...content,
      header: {
        ...content.header,
        payOrg: { label: '付款组织', required: true, rules: [{ kind: 'constant', value: '101' }] },
      },
    });
    expect(warns(findings({ organisations: 3, content: fixed }))).toEqual([]);
  });

  it('refuses a form without the detail table, and one whose table has no amount: every bill would stop', () => {
    expect(blocks(findings({ form: without('报销明细') }))).toEqual([
      '表单里没有明细表“报销明细”',
      '应付金额没有来源：表单里没有“报销金额(元)”',
      '费用项目没有来源：表单里没有“项目费用明细”、“费用明细”',
    ]);
    const noAmount = WHOLE.map((one) =>
      one.type === 'TableField'
        ? { ...one, children: one.children.filter(({ label }) => !label.startsWith('报销金额')) }
        : one,
    );
    const found = findings({ form: noAmount });
    expect(blocks(found)).toEqual(['应付金额没有来源：表单里没有“报销金额(元)”']);
    expect(found[0]?.next).toContain('每一张都会停下');
    // A control under another name needs nobody but who writes the scheme.
    expect(found[0]?.next).toContain('只是叫别的名字的，到“规则”里改成读那个控件');
    // One that was there when the scheme was made is told apart.
    expect(blocks(findings({ form: noAmount, before: WHOLE }))).toEqual([
      '应付金额没有来源：表单里已没有“报销金额（元）”',
    ]);
  });

  it('refuses an amount that the form gives another unit than 元', () => {
    const withUnit = (unit: string) => WHOLE.map((one) => (one.label === '总金额' ? { ...one, unit } : one));
    expect(blocks(findings({ form: withUnit('万元') }))).toEqual(['“总金额”在钉钉表单里的单位是“万元”，付款单按元付']);
    expect(blocks(findings({ form: withUnit('元') }))).toEqual([]);
  });

  it('refuses a payee account that the scheme requires and the form does not have, an organisation that Kingdee lacks, and a missing date', () => {
    const required = (content: SchemeContent): SchemeContent => ({
      ...content,
      rows: { ...content.rows, oppositeAccount: { ...content.rows.oppositeAccount, required: true } as never },
    });
    expect(blocks(findings({ form: without('收款账号'), content: required }))).toEqual([
      '对方银行账号没有来源：表单里没有“收款账号”',
    ]);
    const held = HELD.filter((_, index) => index !== 3);
    expect(blocks(findings({ held: [...held, item('organisation', '102')] }))).toEqual(['付款组织 101 不在金蝶里']);
    expect(blocks(findings({ held: [...held, item('organisation', '101', '', false)] }))).toEqual([
      '付款组织 101 101 在金蝶不能用：已禁用',
    ]);
    const undated = ({ header: { businessDate: _, ...header }, ...content }: SchemeContent) => ({ ...content, header });
    expect(blocks(findings({ content: undated }))).toEqual(['业务日期没有来源：方案里没有能用的规则']);
  });

  const dollar = { ...(item('currency', 'PRE007') as object), name: '美元' } as never;
  it('refuses a fixed number that Kingdee does not have, a foreign currency, a condition that never comes true and a form that is taken', () => {
    expect(blocks(findings({ held: [...HELD.filter((_, i) => i !== 5), item('purpose', 'SFKYT01')] }))).toEqual([
      '付款用途写的是 SFKYT10_SYS，金蝶的付款用途里没有，或已停用',
    ]);
    const dollars = (content: SchemeContent): SchemeContent => ({
      ...content,
      header: {
        ...content.header,
        currency: { label: '币别', required: true, rules: [{ kind: 'constant', value: 'PRE007' }] },
      },
      filter: [{ from: 'field:付款状态', is: 'equals', value: '已付' }],
    });
    expect(blocks(findings({ content: dollars, held: [...HELD, dollar], takenBy: '旧方案' }))).toEqual([
      '方案“旧方案”正在采集这个表单',
      '采集条件用到的控件“付款状态”不在表单里',
      '币别写的是 PRE007 美元',
    ]);
  });

  it('warns of what another rule or a default serves for, of an optional field left empty, of a missing total and of kinds never read', () => {
    const [company] = findings({ form: FORM });
    expect([company?.level, company?.what]).toEqual(['warns', '表单里没有“公司帐号付款(如需公司帐号付款请选择)”']);
    expect(company?.next).toContain('结算方式都用默认 JSFS04_SYS 电汇，我方银行账号都用映射表里的“默认”');
    expect(warns(findings({ form: without('收款账号') }))).toEqual([
      '对方银行账号没有来源：表单里没有“收款账号”',
      '对方开户行没有来源：表单里没有“收款账号”',
      '表单里没有“收款账号”',
    ]);
    expect(warns(findings({ form: without('总金额') }))).toEqual(['表单里没有总金额“总金额”']);
    expect(warns(findings({ held: [] }))[0]).toMatch(/^金蝶的员工、组织、币别.*还没有读到过$/);
  });

  it('tells which controls no field reads, and warns where one of them is a payee’s account', () => {
    const account = control('收款账户', [], { type: 'RecipientAccountField' });
    const dates = control('["开始日期","结束日期"]');
    const table = control('项目明细', [control('名称')]);
    const found = findings({ form: [...WHOLE, account, dates, table] });
    expect(warns(found)).toEqual(['收款账号“收款账户”没有用到付款单上']);
    expect(found.at(-1)).toMatchObject({
      level: 'tells',
      what: '3 个控件没有用到付款单上：收款账户、开始日期至结束日期、项目明细',
    });
    expect(blocks(found)).toEqual([]);
  });
});

describe('a field that Kingdee’s form wants filled', () => {
  const own = (name: string, rules: SchemeContent['rows'][string]['rules']) => (content: SchemeContent) => ({
    ...content,
    rows: { ...content.rows, [name]: { label: '项目', required: false, rules } },
  });
  const PROJECT = ['rows', 'F_ABCD_Project', '研发项目'] as const;

  it('blocks if no rule fills it, with the field’s name and where to put it right', () => {
    const found = findings({ musts: [PROJECT] });
    expect(blocks(found)).toEqual(['金蝶的付款单要求填明细行的“研发项目”，方案没有填它']);
    expect(found.find(({ level }) => level === 'blocks')?.next).toContain('到“规则”里点“加一个字段”');
  });

  it('warns where no rule can write it: Kingdee may fill it by a rule of its own, and nobody could unblock the scheme here', () => {
    const found = findings({ musts: [['header', 'FBookingDate', '期望付款日期']] });
    expect(blocks(found)).toEqual([]);
    expect(warns(found)).toEqual(['金蝶的付款单要求填“期望付款日期”，方案没有填它']);
    expect(found.find(({ level }) => level === 'warns')?.next).toContain('金蝶自己会填的，不用管');
  });

  it('blocks if its rules can never give a value, even if the scheme itself does not ask for one', () => {
    expect(blocks(findings({ musts: [PROJECT], content: own('F_ABCD_Project', []) }))).toEqual([
      '项目没有来源：方案里没有能用的规则',
    ]);
  });

  it('is nothing if a rule fills it, a department at either level; our account follows the settlement type', () => {
    const content = own('f_abcd_project', [{ kind: 'constant', value: 'XM001' }]);
    const musts = [PROJECT, ['rows', 'ourBankAccount', '我方银行账号'], ['rows', 'department', '部门']] as const;
    expect(blocks(findings({ musts, content }))).toEqual([]);
    expect(blocks(findings({ musts: [['rows', 'costItem', '费用项目']] }))).toEqual([]);
  });
});
