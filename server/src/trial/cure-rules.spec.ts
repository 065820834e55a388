import type { Rule, SchemeContent } from '@dingdee/shared/scheme';
import { expect, it } from 'vitest';
import type { FormControlSchema } from '../connectors/source.js';
import { templateContent } from '../scheme/market/template-for-spec.js';
import { curedRules, withCure } from './cure-rules.js';

const control = (
  id: string,
  label: string,
  type = 'TextField',
  children: FormControlSchema[] = [],
): FormControlSchema => ({
  id,
  label,
  type,
  alias: null,
  required: false,
  options: [],
  children,
});
const rows = control('t', '报销明细', 'TableField', [control('c1', '费用明细'), control('c2', '金额', 'MoneyField')]);
const accepted = [control('a', '供应商编码'), control('b', '供应商名称'), control('d', '附件', 'DDAttachment'), rows];
const current = [
  control('b', '供应商名称'),
  control('d', '附件', 'DDAttachment'),
  control('e', '日期', 'DDDateField'),
  rows,
];
const base = templateContent('expense-to-paybill', {
  processCode: 'P',
  formName: '表',
  orgNumber: '101',
  outcome: 'save',
});
const content = (...rules: Rule[]): SchemeContent => ({
  ...base,
  detail: { table: '报销明细' },
  header: {
    payee: { label: '往来单位', required: true, rules },
    remark: { label: '备注', required: false, rules: [{ kind: 'constant', value: '甲' }] },
  },
  rows: {
    costItem: {
      label: '费用项目',
      required: true,
      rules: [{ kind: 'lookup', table: 'costItem', key: 'row:费用明细' }],
    },
  },
});
const cures = (of: SchemeContent, key = 'a', form = { accepted, current }) =>
  curedRules(of, accepted, form, key).map(({ part, name, index, rule, control: { label } }) => [
    part,
    name,
    index,
    label,
    rule,
  ]);
const lookup = (key: string): Rule => ({ kind: 'lookup', table: 'supplier', key, default: 'S1' });

it('a rule that read the control reads another one of a fitting kind in the same place, and is the same otherwise', () => {
  expect(
    cures(
      content(
        { kind: 'constant', value: 'x', when: [{ from: 'field:供应商编码', is: 'filled' }] },
        lookup('field:供应商编码'),
      ),
    ),
  ).toEqual([['header', 'payee', 1, '供应商名称', lookup('field:供应商名称')]]);
  // Of several names only that of the changed control is replaced; a rule for other controls stays.
  expect(cures(content(lookup('field:供应商编码|备用编码')))).toEqual([
    ['header', 'payee', 0, '供应商名称', lookup('field:供应商名称|备用编码')],
  ]);
  expect(cures(content(lookup('field:供应商名称')))).toEqual([]);
  const moved = [
    accepted[1] ?? rows,
    control('t', '报销明细', 'TableField', [control('c3', '费用类型'), control('c2', '金额', 'MoneyField')]),
  ];
  expect(cures(content(), 't/c1', { accepted, current: moved })).toEqual([
    ['rows', 'costItem', 0, '费用类型', { kind: 'lookup', table: 'costItem', key: 'row:费用类型' }],
  ]);
});

it('a draft with a cure differs from the version by exactly that one rule', () => {
  const before = content(
    { kind: 'constant', value: 'x', when: [{ from: 'field:供应商编码', is: 'filled' }] },
    lookup('field:供应商编码'),
  );
  const [cure] = curedRules(before, accepted, { accepted, current }, 'a');
  if (!cure) throw new Error('no cure');
  const after = withCure(before, cure);
  const places = (of: SchemeContent) =>
    Object.fromEntries(
      (['header', 'rows'] as const).flatMap((part) =>
        Object.entries(of[part]).flatMap(([name, { rules }]) =>
          rules.map((rule, at) => [`${part}.${name}.${at}`, rule]),
        ),
      ),
    );
  const [was, is] = [places(before), places(after)];
  expect(Object.keys(is)).toEqual(Object.keys(was));
  expect(Object.keys(is).filter((place) => JSON.stringify(is[place]) !== JSON.stringify(was[place]))).toEqual([
    'header.payee.1',
  ]);
  expect({ ...after, header: before.header }).toEqual(before);
});
