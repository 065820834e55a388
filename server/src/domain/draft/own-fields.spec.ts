import type { FieldRules } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { BaseDataIndex } from '../../base-data/base-data-index.js';
import { OwnFieldBook } from '../../base-data/own-field/own-field-book.js';
import { AP_PAYBILL } from '../../connectors/kingdee/forms/ap-paybill.js';
import { withOwnFields } from './own-fields.js';
import { NO_BASE_DATA } from './usable-base-data.js';

const lookup = (table: string): FieldRules => ({
  label: '项目',
  required: true,
  rules: [{ kind: 'lookup', table, key: 'row:项目' }],
});
const content = (rows: Record<string, FieldRules>) => ({ header: {}, rows });
const known = (fields: ConstructorParameters<typeof OwnFieldBook>[0]) =>
  new BaseDataIndex(
    [],
    new OwnFieldBook(
      fields,
      new Map([
        ['项目', 'assistant:XM'],
        ['合同', 'assistant:HT'],
        ['部门', 'department'],
      ]),
      new Map(),
    ),
  );
const told = (kind: 'department' | null) => [
  { form: 'AP_PAYBILL', level: 'rows' as const, key: 'f_a_b', label: '别的', type: 'base' as const, kind },
];

describe('the form as a scheme fills it', () => {
  it('has what its own fields are chosen from as their form says, else as the table does that they are looked up in', () => {
    const kindOf = (fields: Parameters<typeof known>[0], ...tables: string[]) => {
      const rules = { ...lookup(tables[0] ?? ''), rules: tables.flatMap((table) => lookup(table).rules) };
      return withOwnFields(AP_PAYBILL, content({ F_A_B: rules }), known(fields)).rows.F_A_B?.baseData;
    };
    expect(kindOf(told('department'), '项目')).toBe('department');
    expect(kindOf(told(null), '项目')).toBe('assistant:XM');
    expect(kindOf([], '项目')).toBe('assistant:XM');
    expect(kindOf([], '项目', '合同')).toBeUndefined();
    // A text may well be filled with the number of a department: only its form can say that it is one.
    expect(kindOf([], '部门')).toBeUndefined();
  });

  it('keeps its own fields in their order and adds the others behind them by key, so that nothing that is sent changes', () => {
    const fields = content({ F_Z: lookup('项目'), F_A: lookup('部门'), costItem: lookup('费用项目') });
    const whole = withOwnFields(AP_PAYBILL, fields, known([]));
    expect(Object.keys(whole.rows)).toEqual([...Object.keys(AP_PAYBILL.rows), 'F_A', 'F_Z']);
    expect(whole.rows.F_A).toEqual({ key: 'F_A', label: '项目', type: 'text' });
    expect(withOwnFields(AP_PAYBILL, fields, NO_BASE_DATA)).toBe(AP_PAYBILL);
  });
});
