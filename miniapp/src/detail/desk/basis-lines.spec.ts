import type { PairValue } from '@dingdee/shared/bill-detail';
import { expect, it } from 'vitest';
import { basisLines } from './basis-lines.js';

const field = (path: string, label: string, value: string, reference: string, kind: 'form' | 'table' = 'table') =>
  ({
    path,
    label,
    source: '',
    sourceLabel: '',
    value,
    valueName: '',
    picker: 'costItem',
    editable: true,
    issue: null,
    provenance: { kind, reference, gave: '', version: '', lookup: null, actor: null, at: null, ladder: [] },
  }) satisfies PairValue;

it('rows that have the same value from the same place are one line that names them, and an account stands there like every other value', () => {
  const lines = basisLines([
    field('rows[0].costItem', '费用项目', 'CI1', '映射表 费用项目 v2：市内交通'),
    field('rows[0].oppositeAccount', '对方银行账号', '尾号 6217', '审批单“收款账号”', 'form'),
    field('rows[1].costItem', '费用项目', 'CI2', '映射表 费用项目 v2：住宿'),
    field('rows[1].oppositeAccount', '对方银行账号', '尾号 6217', '审批单“收款账号”', 'form'),
    field('rows[2].costItem', '费用项目', 'CI1', '映射表 费用项目 v2：市内交通'),
    field('header.remark', '备注', '差旅', '规则 1：文字模板'),
  ]);
  expect(lines.map(({ field: { label }, basis, rows }) => [label, basis, rows])).toEqual([
    ['费用项目', '映射表 费用项目 v2：市内交通 → CI1', '1、3'],
    ['对方银行账号', '审批单“收款账号” → 尾号 6217', '1、2'],
    ['费用项目', '映射表 费用项目 v2：住宿 → CI2', '2'],
    ['备注', '规则 1：文字模板 → 差旅', ''],
  ]);
});

it('a bill of one row numbers nothing', () => {
  expect(basisLines([field('rows[0].costItem', '费用项目', 'CI1', '映射表')])[0]?.rows).toBe('');
});
