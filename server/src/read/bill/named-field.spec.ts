import type { PairValue } from '@dingdee/shared/bill-detail';
import { expect, it } from 'vitest';
import { namedField } from './named-field.js';

const pair = (path: string, value: string | null, picker: string | null = 'costItem'): PairValue => ({
  path,
  label: '',
  source: '',
  sourceLabel: '',
  value,
  valueName: '',
  picker,
  editable: true,
  provenance: null,
  issue: null,
});
const pairs = [
  pair('header.contactUnit', 'YG00017', 'employee'),
  pair('header.remark', 'CI0012', null),
  pair('rows[0].costItem', 'CI0001'),
  pair('rows[1].costItem', 'CI0012'),
];

it('is the field whose key Kingdee names, on the row whose value its words repeat', () => {
  expect(namedField({ fields: ['FCOSTID'], messages: ['费用项目 CI0012 已禁用'] }, pairs)).toBe('rows[1].costItem');
  expect(namedField({ fields: ['FCONTACTUNIT'], messages: ['往来单位必填'] }, pairs)).toBe('header.contactUnit');
});

it('is the field whose value its words repeat where it names no key, and none where they repeat nothing', () => {
  expect(namedField({ fields: [], messages: ['编码 CI0012 未审核'] }, pairs)).toBe('rows[1].costItem');
  expect(namedField({ fields: [], messages: ['期间已结账'] }, pairs)).toBeNull();
});
