import { describe, expect, it } from 'vitest';
import { decodeForm } from './decode-control.js';

const beside = (component: object) => decodeForm([{ id: 'F1', name: '金额', ...component }])[0]?.beside;

describe('what stands beside a value', () => {
  it('is the amount in words and its currency, as text or as an object', () => {
    const ext = { upper: '壹仟元整', componentName: 'MoneyField', currency: 'CNY' };
    const expected = { words: '壹仟元整', currency: 'CNY' };
    const money = { componentType: 'MoneyField', value: '1000' };
    expect(beside({ ...money, extValue: JSON.stringify(ext) })).toEqual(expected);
    expect(beside({ ...money, extValue: ext })).toEqual(expected);
    expect(beside({ ...money, extValue: 'charge' })).toBeUndefined();
    expect(beside(money)).toBeUndefined();
  });

  it('is the totals of a table, a number or a text', () => {
    const rows = [{ rowNumber: 'A', rowValue: [{ key: 'M1', label: '金额', value: '12.30' }] }];
    const table = { componentType: 'TableField', value: JSON.stringify(rows) };
    const statValue = [
      { label: '金额', num: '12.30', id: 'M1' },
      { label: '税额', num: 1.5 },
      { label: '空', num: null },
    ];
    expect(beside({ ...table, extValue: JSON.stringify({ statValue, componentName: 'TableField' }) })).toEqual({
      columnTotals: [
        { id: 'M1', label: '金额', total: '12.30' },
        { id: '', label: '税额', total: '1.5' },
      ],
    });
    expect(beside({ ...table, extValue: '{"statValue":[]}' })).toBeUndefined();
  });

  it('is kept of the cells of a table, and of what a cell holds', () => {
    const cell = {
      componentType: 'MoneyField',
      label: '金额',
      key: 'M1',
      value: '12.30',
      extendValue: { upper: '壹拾贰元叁角' },
    };
    const [table] = decodeForm([
      { id: 'T1', name: '明细', componentType: 'TableField', value: JSON.stringify([{ rowValue: [cell] }]) },
    ]);
    expect(table?.value.kind === 'table' && table.value.rows[0]?.cells[0]?.beside).toEqual({ words: '壹拾贰元叁角' });
  });
});
