import type { PairValue } from '@dingdee/shared/bill-detail';
import { expect, it } from 'vitest';
import { missing } from './missing-field.js';

const PATH = 'header.one';
const field = (change: Partial<PairValue>): PairValue => ({
  path: PATH,
  label: '字段',
  source: '',
  sourceLabel: '',
  value: null,
  valueName: '',
  picker: 'costItem',
  editable: true,
  provenance: null,
  issue: { code: 'unmapped', level: 'red', path: PATH, message: '未映射', table: null, key: null },
  ...change,
});
const of = (change: Partial<PairValue>) => missing({ header: [field(change)], rows: [] }, PATH);

it.each(['costItem', 'department', 'settlementType', 'purpose'])('a missing %s may be proposed', (picker) => {
  expect(of({ picker }).path).toBe(PATH);
});

it.each([
  'employee',
  'supplier',
  'organisation',
  'bankAccount',
  'cashAccount',
  'currency',
  'form:BD_Customer',
  'assistant:01',
])('a missing %s may not: who is paid, from where and in what is for people', (picker) => {
  expect(() => of({ picker })).toThrow('只由人来定');
});

it('nor is a value that is there, that may not be changed, or that is no base data', () => {
  for (const change of [{ issue: null }, { editable: false }, { picker: null }])
    expect(() => of(change)).toThrow('不缺值');
});
