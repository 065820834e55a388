import type { Rule, SchemeContent } from '@dingdee/shared/scheme';
import { expect, it } from 'vitest';
import { templateContent } from '../market/template-for-spec.js';
import { renameControls } from './rename-controls.js';

const content = templateContent('expense-to-paybill', { processCode: 'P', formName: '费用报销', orgNumber: '101' });
const renamed = (rule: Rule): Rule[] | undefined => {
  const costItem = { label: '费用项目', required: true, rules: [rule] };
  const given: SchemeContent = { ...content, rows: { ...content.rows, costItem } };
  const names: Readonly<Record<string, string>> = { 费用明细: '明细', 报销类别: '类别' };
  const named = (name: string) => names[name] ?? null;
  return renameControls(given, '报销明细', { field: named, row: named }).rows.costItem?.rules;
};

it('a key of several values is made of those that there are under their new names', () => {
  const base = { kind: 'lookup', table: 'costItem', default: 'CI0099', defaults: { '102': 'CI0102' } } as const;
  expect(renamed({ ...base, key: 'row:费用明细', with: ['field:报销类别', 'instance:originatorDeptName'] })).toEqual([
    { ...base, key: 'row:明细', with: ['field:类别', 'instance:originatorDeptName'] },
  ]);
  expect(renamed({ ...base, key: 'row:没有的', with: ['field:报销类别'] })).toEqual([{ ...base, key: 'field:类别' }]);
  expect(renamed({ ...base, key: 'row:没有的', with: ['field:也没有'] })).toEqual([
    { ...base, key: 'instance:default' },
  ]);
});

it('a control that names related approvals is renamed, and what is read on these keeps its name', () => {
  expect(renamed({ kind: 'source', from: 'related:报销类别>合同编号|费用明细#name' })).toEqual([
    { kind: 'source', from: 'related:类别>合同编号|费用明细#name' },
  ]);
  expect(renamed({ kind: 'template', text: '合同 {related:报销类别>合同编号}' })).toEqual([
    { kind: 'template', text: '合同 {related:类别>合同编号}' },
  ]);
  expect(renamed({ kind: 'expression', cel: 'related["报销类别>合同编号"]' })).toEqual([
    { kind: 'expression', cel: 'related["类别>合同编号"]' },
  ]);
  expect(renamed({ kind: 'source', from: 'related:没有的>合同编号' })).toEqual([]);
});
