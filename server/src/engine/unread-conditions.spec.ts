import { FILTER_WAYS, type FilterCondition } from '@dingdee/shared/filter';
import { type Condition, detailTables, type FieldRules, type Rule, type SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import type { Control } from '../domain/approval/approval-instance.js';
import type { MappingInput } from './field/mapping-input.js';
import { mapApproval } from './map-approval.js';
import { cell, control, expenseInput, row, text } from './reimbursement-for-spec.js';
import { ApprovalSource } from './source/approval-source.js';
import { firstUnmet } from './source/filter.js';
import type { FormSchema } from './source/named-controls.js';

/** What a rule or a filter hangs on, and nobody can say: whatever the condition asks, a person looks. */
const NAME = '付款方式';
const unreadable = control(NAME, { kind: 'unreadable', text: '{"a' });
const two: Control[] = [
  { ...control(NAME, text('工行')), id: 'one' },
  { ...control(NAME, text('现金')), id: 'other' },
];
const CASES = [
  { what: 'unreadable', more: [unreadable] },
  { what: 'ambiguous', more: two },
];
const WAYS: readonly Condition['is'][] = ['equals', 'not-equals', 'contains', 'filled', 'empty'];

const input = (
  more: readonly Control[],
  change: (content: SchemeContent) => SchemeContent,
  locks = {},
): MappingInput => {
  const plain = expenseInput({ more, locks });
  return { ...plain, scheme: { ...plain.scheme, content: change(plain.scheme.content) } };
};
const reds = (given: MappingInput) =>
  mapApproval(given)
    .issues.filter(({ level }) => level === 'red')
    .map(({ code, path }) => `${code} ${path}`);
const when = (is: Condition['is']): Pick<Rule, 'when'> => ({
  when: [{ from: `field:${NAME}`, is, ...(is === 'filled' || is === 'empty' ? {} : { value: '现金' }) }],
});
/** A field whose first rule holds on the condition, and which always has another. */
const field = (is: Condition['is'], required: boolean): FieldRules => ({
  label: '结算方式',
  required,
  rules: [
    { kind: 'constant', value: 'JSFS01_SYS', ...when(is) },
    { kind: 'constant', value: 'JSFS04_SYS' },
  ],
});

describe('a rule that holds on a condition', () => {
  it.each(WAYS.flatMap((is) => CASES.flatMap((one) => [true, false].map((required) => ({ ...one, is, required })))))(
    'stops in red where its control is $what: $is, required $required',
    ({ more, is, required }) => {
      const given = input(more, (content) => ({
        ...content,
        rows: { ...content.rows, settlementType: field(is, required) },
      }));
      expect(reds(given).join(' ')).toMatch(/condition-unread rows\[0\]\.settlementType|ambiguous-control others/);
      expect(mapApproval(given).draft).toBeNull();
    },
  );

  it('gives what it always gave where the control can be read, and where another condition fails for sure', () => {
    const read = (more: readonly Control[], conditions: Condition[]) => {
      const given = input(more, (content) => ({
        ...content,
        rows: {
          ...content.rows,
          settlementType: {
            label: '结算方式',
            required: true,
            rules: [
              { kind: 'constant', value: 'JSFS01_SYS', when: conditions },
              { kind: 'constant', value: 'JSFS04_SYS' },
            ],
          },
        },
      }));
      return [mapApproval(given).fields.rows[0]?.fields.settlementType, reds(given)];
    };
    const cash: Condition = { from: `field:${NAME}`, is: 'equals', value: '现金' };
    expect(read([control(NAME, text('现金'))], [cash])[0]).toBe('JSFS01_SYS');
    expect(read([control(NAME, text('电汇'))], [cash])).toEqual(['JSFS04_SYS', []]);
    expect(read([unreadable], [{ from: 'field:报销类别', is: 'equals', value: '别的' }, cash])).toEqual([
      'JSFS04_SYS',
      [],
    ]);
  });

  it('is decided by what a person sets on the bill', () => {
    const locks = { 'rows[0].settlementType': 'JSFS04_SYS', 'rows[1].settlementType': 'JSFS04_SYS' };
    const given = input(
      [unreadable],
      (content) => ({ ...content, rows: { ...content.rows, settlementType: field('equals', true) } }),
      locks,
    );
    expect(reds(given)).toEqual([]);
  });

  it('is asked anew where the same field was remembered of a form that could be read', () => {
    const lookup = (content: SchemeContent): SchemeContent => ({
      ...content,
      header: {
        ...content.header,
        contactUnit: {
          label: '往来单位',
          required: true,
          rules: [
            { kind: 'constant', value: 'YG00009', ...when('equals') },
            { kind: 'lookup', table: 'contactUnit', key: 'instance:originatorUserId' },
          ],
        },
      },
    });
    const clear = input([control(NAME, text('电汇'))], lookup);
    expect(reds(clear)).toEqual([]);
    const { instance } = input([unreadable], lookup);
    expect(reds({ ...clear, instance })).toEqual(['condition-unread header.contactUnit']);
  });
});

describe('an approval whose filter cannot be read', () => {
  const filterOf = (is: FilterCondition['is']): FilterCondition => ({
    from: `field:${NAME}`,
    is,
    ...(['filled', 'empty'].includes(is) ? {} : { value: '别的', values: ['别的'] }),
  });
  const collected = ({ filter, detail }: SchemeContent, source: ApprovalSource) =>
    firstUnmet(filter, source, detailTables(detail)) === null ? 'collect' : 'skip';
  const fate = ({ instance, originatorName, scheme: { content, form } }: MappingInput) =>
    collected(content, new ApprovalSource(instance, originatorName, form));

  it.each(FILTER_WAYS.flatMap((is) => CASES.map((one) => ({ ...one, is }))))(
    'is collected and stops in red: $what, $is',
    ({ more, is }) => {
      const given = input(more, (content) => ({ ...content, filter: [filterOf(is)] }));
      expect(fate(given)).toBe('collect');
      expect(reds(given)).toEqual([`filter-unread others.${NAME}`]);
    },
  );

  it.each([
    ['一千元', 'more', '100', true],
    ['一千元', 'is-not-amount', '0', true],
    ['下个月', 'after', '2026-01-01', true],
    ['', 'more', '100', false],
    ['200', 'more', '100', false],
  ] as const)('“%s” with %s %s: nobody can compare it, %s', (value, is, than, stops) => {
    const filter: FilterCondition[] = [{ from: `field:${NAME}`, is, value: than }];
    const given = input([control(NAME, text(value))], (content) => ({ ...content, filter }));
    expect(fate(given)).toBe('collect');
    expect(reds(given)).toEqual(stops ? [`filter-unread others.${NAME}`] : []);
  });

  it('a column that cannot be read stops too, and one that can does not', () => {
    const filter: FilterCondition[] = [{ from: 'row:费用明细', is: 'one-of', values: ['机票'] }];
    const rows = (value: Control['value']) => ({
      报销明细: control('报销明细', {
        kind: 'table',
        rows: [row(cell('报销金额(元)', text('156.80')), cell('费用明细', value))],
      }),
    });
    const of = (value: Control['value']) => {
      const plain = expenseInput({ controls: rows(value) });
      return { ...plain, scheme: { ...plain.scheme, content: { ...plain.scheme.content, filter } } };
    };
    expect(fate(of({ kind: 'unreadable', text: '?' }))).toBe('collect');
    expect(reds(of({ kind: 'unreadable', text: '?' }))).toContain('filter-unread others.费用明细');
    expect(fate(of(text('住宿')))).toBe('skip');
  });

  const schemaOf = (id: string, label: string, required: boolean, children: FormSchema = []): FormSchema[number] => ({
    id,
    label,
    type: children.length > 0 ? 'TableField' : 'TextField',
    alias: null,
    required,
    options: [],
    children: [...children],
  });

  it('a column that has another name by now is read by its id, as mapping reads it', () => {
    const form = [schemaOf('Field_报销明细', '报销明细', true, [schemaOf('col', '费用明细', true)])];
    const source = (name: string, value: string) => {
      const table = control('报销明细', { kind: 'table', rows: [row({ ...cell(name, text(value)), id: 'col' })] });
      return new ApprovalSource(expenseInput({ controls: { 报销明细: table } }).instance, '冯赟', form);
    };
    const rules = {
      ...expenseInput().scheme.content,
      filter: [{ from: 'row:费用明细', is: 'equals', value: '住宿' } as const],
    };
    expect(collected(rules, source('费用名称', '住宿'))).toBe('collect');
    expect(collected(rules, source('费用名称', '机票'))).toBe('skip');
  });

  it('a control that the form asks of everybody and that the approval lacks is not an empty one', () => {
    const content = { ...expenseInput().scheme.content, filter: [filterOf('equals')] };
    const of = (required: boolean): MappingInput => {
      const plain = expenseInput();
      return { ...plain, scheme: { ...plain.scheme, content, form: [schemaOf('F', NAME, required)] } };
    };
    expect([fate(of(true)), fate(of(false))]).toEqual(['collect', 'skip']);
    expect(reds(of(true))).toContain(`filter-unread others.${NAME}`);
    expect(reds(of(false))).not.toContain(`filter-unread others.${NAME}`);
  });
});
