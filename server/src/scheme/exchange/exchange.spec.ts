import type { SchemeContent } from '@dingdee/shared/scheme';
import { SCHEME_FILE_VERSION, type SchemeFile } from '@dingdee/shared/scheme-file';
import { describe, expect, it } from 'vitest';
import { chooseControls } from '../form/choose-controls.js';
import { contentOfFile, oneRowOf } from '../market/file-content.js';
import { market } from '../market/market.js';
import { templateCalled, templateContent } from '../market/template-for-spec.js';
import { control, FORM } from '../scheme-for-spec.js';
import { exportScheme } from './export-scheme.js';
import { readSchemeFile } from './read-scheme-file.js';

const basis = { processCode: 'PROC-1', formName: '费用报销', orgNumber: '101' };
const scheme = (change: Partial<SchemeContent> = {}): SchemeContent => ({
  ...chooseControls(templateContent('expense-to-paybill', basis), templateCalled('expense-to-paybill'), FORM, []),
  ...change,
});
const read = (file: unknown) => readSchemeFile(typeof file === 'string' ? file : JSON.stringify(file));
const faultsOf = (file: unknown) => {
  const found = read(file);
  return 'faults' in found ? found.faults : [];
};
const fileOf = (content: SchemeContent): SchemeFile => exportScheme({ name: '报销', content, form: FORM }).file;

describe('a scheme in a file', () => {
  it('comes back as it was: on the same form and for the same organisation nothing is different', () => {
    const content = scheme();
    const found = read(fileOf(content));
    if (!('file' in found)) throw new Error('no file');
    expect(chooseControls(contentOfFile(found.file, basis), found.file, FORM, [])).toEqual(content);
  });

  it('has neither form nor organisation nor first day, which another site would not have', () => {
    const text = JSON.stringify(fileOf(scheme({ cutOverDate: '2026-11-01' })));
    for (const own of ['PROC-1', '"101"', '2026-11-01']) expect(text).not.toContain(own);
    const elsewhere = read(text);
    if (!('file' in elsewhere)) throw new Error('no file');
    const content = contentOfFile(elsewhere.file, { ...basis, orgNumber: '902' });
    expect(content.header.payOrg?.rules[0]).toMatchObject({ default: '902' });
  });

  it('lists what belongs to the site: numbers of its base data, its accounts by their end, its own fields, who comments', () => {
    const content = scheme();
    const constant = (label: string, value: string) => ({
      label,
      required: false,
      rules: [{ kind: 'constant' as const, value }],
    });
    const { own } = exportScheme({
      name: '报销',
      form: FORM,
      content: {
        ...content,
        header: { ...content.header, F_ABCD_Text: constant('合同号', 'HT1') },
        rows: {
          ...content.rows,
          costItem: constant('费用项目', 'CI0099'),
          ourBankAccount: constant('我方银行账号', '1202020109900112233'),
        },
        writeback: { ...content.writeback, asUserId: '0139' },
      },
    });
    expect(own).toEqual([
      { what: '自定义字段', value: '合同号（F_ABCD_Text）' },
      { what: '合同号', value: 'HT1' },
      { what: '费用项目', value: 'CI0099' },
      { what: '我方银行账号', value: expect.stringMatching(/2233$/) },
      { what: '回写用谁的名义', value: '0139' },
    ]);
    expect(own.map(({ value }) => value)).not.toContain('1202020109900112233');
    expect(exportScheme({ name: '报销', form: FORM, content }).own).toEqual([]);
  });

  it('says of each control what else it may be called, so that another form is matched', () => {
    const { controls } = fileOf(scheme());
    const table = controls.find(({ columns }) => columns);
    const amount = table?.columns?.find(({ name }) => name === '报销金额（元）');
    expect(amount).toMatchObject({ needed: true, aliases: expect.arrayContaining(['报销金额(元)', '费用金额']) });
    expect(controls.find(({ name }) => name === '总金额')?.without).toContain('核对');
    const file = fileOf(scheme());
    const other = [
      control('费用明细', [
        control('金额', [], { type: 'MoneyField' }),
        control('费用类型', [], { type: 'DDSelectField' }),
      ]),
    ];
    const content = chooseControls(contentOfFile(file, basis), file, other, []);
    expect([content.detail.table, content.rows.costItem?.rules[1]]).toMatchObject([
      '费用明细',
      { key: 'row:费用类型|项目费用明细' },
    ]);
  });

  it('of every template goes out and in again', () => {
    for (const file of market()) {
      const wants = { ...file, oneRow: oneRowOf(file, '101') };
      const content = chooseControls(contentOfFile(file, basis), wants, [], []);
      expect(faultsOf(exportScheme({ name: file.name, content, form: [] }).file), file.code).toEqual([]);
    }
  });
});

describe('a key of several values, or a default of one organisation', () => {
  const rule = {
    kind: 'lookup' as const,
    table: 'costItem',
    key: 'row:费用明细',
    with: ['field:报销类别'],
    default: 'CI0099',
    defaults: { '101': 'CI0101', '102': 'CI0102' },
  };
  const content = scheme();
  const costItem = { label: '费用项目', required: true, rules: [rule] };
  const given = { ...content, rows: { ...content.rows, costItem } };

  it('is in the file, whose format is newer then and only then: an older program would leave it out without a word', () => {
    expect(fileOf(content).version).toBe(1);
    const file = fileOf(given);
    expect(file.version).toBe(2);
    const found = read(file);
    if (!('file' in found)) throw new Error('no file');
    const again = chooseControls(contentOfFile(found.file, basis), found.file, FORM, []);
    expect(again.rows.costItem?.rules).toEqual([rule]);
  });

  it('says which organisations it is for and what it gives them', () => {
    const { own } = exportScheme({ name: '报销', form: FORM, content: given });
    expect(own.map(({ what, value }) => `${what} ${value}`)).toEqual(
      expect.arrayContaining(['费用项目 CI0102', '费用项目的默认值按组织 102']),
    );
  });
});

describe('a file that is not taken over', () => {
  it('is none, is broken, or was written by a newer program', () => {
    expect(faultsOf('{"kind":')).toEqual([{ where: '文件', what: '内容不完整，或被改坏了' }]);
    for (const none of ['[]', '"x"', 'null', '{"kind":"other"}'])
      expect(faultsOf(none)).toEqual([{ where: '文件', what: '不是钉蝶导出的方案' }]);
    expect(faultsOf({ ...fileOf(scheme()), version: SCHEME_FILE_VERSION + 1 })[0]?.what).toContain('先升级钉蝶');
    expect(faultsOf({ ...fileOf(scheme()), target: 'AP_REFUND' })[0]?.what).toContain('AP_REFUND');
  });

  it('is told all of what is wrong, each at the place where it stands', () => {
    const file = fileOf(scheme());
    const broken = {
      ...file,
      name: '',
      content: {
        ...file.content,
        billNoPrefix: 'dd',
        rows: {
          ...file.content.rows,
          amount: {
            label: '应付金额',
            required: true,
            rules: [{ kind: 'amount', from: '报销金额' }, { kind: 'magic' }],
          },
        },
      },
    };
    expect(faultsOf(broken).map(({ where }) => where)).toEqual([
      '名称',
      '明细行“应付金额”第 1 条规则',
      '明细行“应付金额”第 2 条规则',
      '单据编号前缀',
    ]);
    expect(faultsOf(broken).every(({ what }) => /\p{Script=Han}/u.test(what))).toBe(true);
  });

  it('has rules that could not be saved here either', () => {
    const content = scheme();
    const rows = {
      ...content.rows,
      amount: { label: '应付金额', required: true, rules: [{ kind: 'expression' as const, cel: '"1"' }] },
    };
    expect(faultsOf(fileOf({ ...content, rows }))).toEqual([
      { where: '方案内容', what: expect.stringContaining('不用表达式') },
    ]);
  });
});
