import type { FormControl } from '@dingdee/shared/scheme';
import { expect, it } from 'vitest';
import { columnsOf, tablesOf, withGroup, withTable } from './detail-choices.js';

const control = (label: string, type: string, children: FormControl[] = []): FormControl => ({
  id: `id ${label}`,
  label,
  type,
  alias: null,
  required: false,
  options: [],
  children,
});
const FORM = [
  control('总金额', 'MoneyField'),
  control('报销明细', 'TableField', [
    control('金额', 'MoneyField'),
    control('费用类型', 'DDSelectField'),
    control('说明', 'TextField'),
  ]),
  control('住宿明细', 'TableField', [control('金额', 'MoneyField'), control('费用类型', 'DDSelectField')]),
];

it('offers the other tables of the form, and only columns that each chosen table has and that are no amount', () => {
  const detail = { table: 'id 报销明细' };
  expect(tablesOf(FORM, detail)).toEqual(['id 报销明细', '住宿明细']);
  expect(columnsOf(FORM, detail)).toEqual(['row:费用类型', 'row:说明']);
  expect(columnsOf(FORM, { ...detail, more: ['住宿明细'] })).toEqual(['row:费用类型']);
  expect(columnsOf(FORM, { ...detail, more: ['住宿明细'], group: ['row:说明'] })).toEqual(['row:说明', 'row:费用类型']);
});

it('leaves a scheme as it was written where nothing more is chosen', () => {
  const detail = { table: '报销明细' };
  const more = withTable(detail, ['报销明细', '住宿明细'], '住宿明细', true);
  expect(more).toEqual({ table: '报销明细', more: ['住宿明细'] });
  expect(withTable(more, ['报销明细', '住宿明细'], '住宿明细', false)).toEqual(detail);
  expect(withGroup(withGroup(detail, ['row:费用类型']), null)).toEqual(detail);
});
