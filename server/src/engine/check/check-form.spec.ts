import { describe, expect, it } from 'vitest';
import type { FormControlSchema } from '../../connectors/source.js';
import type { Control, ControlValue } from '../../domain/approval/approval-instance.js';
import { mapApproval } from '../map-approval.js';
import { cell, control, expenseInput, row, text } from '../reimbursement-for-spec.js';

type Input = Parameters<typeof expenseInput>[0];
/** The draft's total, and what a person has to look at: code and the parameters of its sentence. */
function outcome(changes: Input = {}, form: readonly FormControlSchema[] = []) {
  const input = expenseInput(changes);
  const { draft, issues } = mapApproval({ ...input, scheme: { ...input.scheme, form } });
  return { total: draft?.total ?? null, issues: issues.map(({ level, code, params }) => [level, code, params]) };
}
const codes = (changes: Input = {}, form: readonly FormControlSchema[] = []) =>
  outcome(changes, form).issues.map(([, code]) => code);

const line = (amount: string, item: string, more: readonly Control[] = []) =>
  row(
    cell('费用发生日期', text('2026-03-02')),
    cell('报销金额(元)', text(amount)),
    cell('费用明细', text(item)),
    ...more,
  );
const table = (...rows: ReturnType<typeof row>[]): Control => ({
  ...control('报销明细', { kind: 'table', rows }),
  type: 'TableField',
});
const column = (id: string, label: string): FormControlSchema => ({
  id,
  label,
  type: 'MoneyField',
  alias: null,
  required: false,
  options: [],
  children: [],
});
const formOf = (...columns: FormControlSchema[]): FormControlSchema[] => [
  { ...column('Field_报销明细', '报销明细'), type: 'TableField', children: columns },
];
const money = (amount: string, beside: NonNullable<Control['beside']>): Control => ({
  ...cell('报销金额(元)', text(amount)),
  type: 'MoneyField',
  beside,
});

describe('what is taken off before it is paid', () => {
  const five = { 报销明细: table(line('5000', '住宿')), 总金额: control('总金额', text('5,000.00')) };

  it('报销 5000, 抵扣借款 −1500, 实付 3500 pays nothing until bills pay the net amount', () => {
    const more = [control('抵扣借款', text('-1500')), control('实付金额', text('3500'))];
    expect(outcome({ controls: five, more })).toEqual({
      total: null,
      issues: [
        ['red', 'offset', { label: '抵扣借款', text: '−1,500.00', total: '5,000.00' }],
        ['red', 'payable-differs', { label: '实付金额', text: '3,500.00', total: '5,000.00' }],
      ],
    });
  });

  it.each([
    ['冲销备用金金额（元）', '1500'],
    ['冲抵借款', '¥1,500.00'],
    ['已预付', '1500元'],
    ['预付款金额', '１５００'],
    ['抵扣借款', '壹仟伍佰元整'],
    ['冲抵备用金', '全额'],
    ['代扣个税', '20.5'],
    ['应退金额', '300'],
    ['冲账金额Compensación', '1500'],
  ])('stops at %s %s', (label, value) => {
    expect(codes({ more: [control(label, text(value))] })).toEqual(['offset']);
  });

  it.each([
    ['应付员工金额（元）', '100'],
    ['实付金额', '0'],
    ['实际付款总额', '156.81'],
    ['补领金额', '20'],
    ['核定金额', '150.00'],
    ['本次付款金额', '见附件1'],
  ])('stops at %s %s, which is not what the bill would pay', (label, value) => {
    expect(codes({ more: [control(label, text(value))] })).toEqual(['payable-differs']);
  });

  it.each([
    ['抵扣借款', '0.00'],
    ['抵扣借款', ''],
    ['抵扣借款', '无'],
    ['实付金额', '156.8'],
    ['应付员工金额（元）', '￥156.80'],
    ['实付金额', ''],
    ['冲销借款单号', '202601020304000011111'],
    ['可抵扣进项税额', '9.00'],
    ['预计还款日期', '2026-04-01'],
    ['是否冲抵借款', '否'],
    ['付款方式', '网银1'],
    ['备用金余额', '3000'],
    ['合同累计已付', '90000'],
  ])('%s "%s" takes nothing off', (label, value) => {
    expect(outcome({ more: [control(label, text(value))] })).toEqual({ total: '156.80', issues: [] });
  });

  it('asks a person about what may have been paid already', () => {
    const more = [control('已付金额', text('50'))];
    expect(outcome({ more })).toEqual({
      total: '156.80',
      issues: [['amber', 'maybe-offset', { label: '已付金额', text: '50.00', total: '156.80' }]],
    });
  });

  it('sums the column of a table: in the detail rows, and in a table of offsets', () => {
    const rows = [
      line('100', '住宿', [cell('实付', text('60'))]),
      line('56.80', '住宿', [cell('实付', text('56.80'))]),
    ];
    expect(outcome({ controls: { 报销明细: table(...rows) } }).issues).toEqual([
      ['red', 'payable-differs', { label: '报销明细.实付', text: '116.80', total: '156.80' }],
    ]);
    const loans: ControlValue = {
      kind: 'table',
      rows: [
        row(cell('借款单号', text('JK1')), cell('金额', text('20'))),
        row(cell('借款单号', text('JK2')), cell('金额', text('30'))),
      ],
    };
    expect(outcome({ more: [control('借款冲销', loans)] }).issues).toEqual([
      ['red', 'offset', { label: '借款冲销.金额', text: '50.00', total: '156.80' }],
    ]);
  });

  it('reads what is mapped as the amount or the total as what it is mapped to', () => {
    const input = expenseInput({ more: [control('实付金额', text('156.80'))] });
    const content = { ...input.scheme.content, totalFrom: 'field:实付金额' };
    expect(mapApproval({ ...input, scheme: { ...input.scheme, content } }).issues).toEqual([]);
  });
});

describe('the currency of a form', () => {
  it.each([
    ['币种', 'USD'],
    ['币种Moneda', 'Peso mexicano'],
    ['付款币别', '美元'],
    ['Currency', 'HKD'],
    ['币种', '其他'],
    ['结算币种', '日元'],
    ['币种', 'CNY/USD'],
    ['汇率', '7.12'],
  ])('%s=%s is not paid as CNY', (label, value) => {
    expect(outcome({ more: [control(label, text(value))] })).toEqual({
      total: null,
      issues: [['red', 'foreign-currency', { label, text: value }]],
    });
  });

  it.each(['CNY', 'RMB', '人民币', '人民币(CNY)', 'CNY-人民币', '￥', '元', 'rmb ¥', '人民币元'])('%s is', (value) => {
    expect(outcome({ more: [control('币种Moneda', text(value)), control('汇率', text('1.00'))] })).toEqual({
      total: '156.80',
      issues: [],
    });
  });

  it('is read on every row', () => {
    const rows = [line('100', '住宿', [cell('币种', text('CNY'))]), line('56.80', '住宿', [cell('币种', text('EUR'))])];
    expect(outcome({ controls: { 报销明细: table(...rows) } }).issues).toEqual([
      ['red', 'foreign-currency', { label: '报销明细.币种', text: 'EUR' }],
    ]);
  });

  it('is read in the amount, beside it and in its words', () => {
    const rows = (amount: Control) => ({
      报销明细: table(row(amount, cell('费用明细', text('住宿')))),
      总金额: control('总金额', text('')),
    });
    expect(codes({ controls: rows(cell('报销金额(元)', text('US$100'))) })).toContain('foreign-currency');
    expect(codes({ controls: rows(cell('报销金额(元)', text('100美元'))) })).toContain('foreign-currency');
    expect(codes({ controls: rows(money('100', { currency: 'USD' })) })).toContain('foreign-currency');
    expect(codes({ controls: rows(money('100', { words: '壹佰美元整' })) })).toContain('foreign-currency');
    expect(codes({ controls: rows(money('100', { currency: 'CNY', words: '壹佰元整' })) })).toEqual(['no-form-total']);
  });
});

describe('several controls of one name', () => {
  const twice = (first: string, second: string): Input => ({
    controls: { 总金额: { ...control('总金额', text(first)), ...(first === '' ? { value: { kind: 'empty' } } : {}) } },
    more: [{ ...control('总金额 ', text(second)), id: 'Field_copy' }],
  });

  it('an empty one never counts, equal ones are one', () => {
    expect(outcome(twice('', '156.80'))).toEqual({ total: '156.80', issues: [] });
    expect(outcome(twice('156.8', '156.80'))).toEqual({ total: '156.80', issues: [] });
  });

  it('different ones stop the bill, and both are shown', () => {
    const { draft, issues, others } = mapApproval(expenseInput(twice('156.80', '100')));
    expect(draft).toBeNull();
    expect(issues.map(({ code, params }) => [code, params?.values])).toEqual([
      ['ambiguous-control', '“总金额”（Field_总金额）是“156.80”；“总金额 ”（Field_copy）是“100”'],
    ]);
    expect(others).toContainEqual({ label: '总金额 ', text: '100', account: false });
  });

  it('an empty copy of the table does not hide the filled one', () => {
    const input = expenseInput();
    const controls = [{ ...control('报销明细', { kind: 'empty' }), id: 'Field_old' }, ...input.instance.controls];
    expect(mapApproval({ ...input, instance: { ...input.instance, controls } }).draft?.total).toBe('156.80');
  });

  // The column whose id is 报销金额(元), from when it was called so, is 税额 now.
  const thief = { ...cell('税额', text('13')), id: '报销金额(元)' };
  const renamed = (own: readonly Control[]): Input => ({
    controls: {
      报销明细: table(row(thief, ...own, cell('费用明细', text('住宿')))),
      总金额: control('总金额', text('')),
    },
  });
  const mine = { ...cell('报销金额(元)', text('113')), id: 'MoneyField_2' };
  const present = formOf(column('报销金额(元)', '税额'), column('MoneyField_2', '报销金额(元)'));

  it('a renamed control does not give its value for the one that has its name now', () => {
    expect(outcome(renamed([mine]), present)).toMatchObject({
      total: '113.00',
      issues: [['amber', 'no-form-total', { label: '总金额' }]],
    });
    // The right cell is left out where it is blank: the other is still not it.
    expect(outcome(renamed([]), present).total).toBeNull();
    expect(codes(renamed([]), present)).toContain('missing');
  });

  it('without a schema that decides it, the bill stops', () => {
    expect(codes(renamed([mine]))).toContain('ambiguous-control');
    expect(outcome(renamed([mine])).total).toBeNull();
    expect(codes(renamed([]))).toContain('ambiguous-control');
    expect(outcome(renamed([])).total).toBeNull();
  });

  it('an approval from before the names were changed stops', () => {
    const before: Input = {
      controls: {
        报销明细: table(
          row(
            { ...cell('报销金额(元)', text('113')), id: 'MoneyField_1' },
            { ...cell('税额', text('13')), id: 'MoneyField_2' },
            cell('费用明细', text('住宿')),
          ),
        ),
        总金额: control('总金额', text('')),
      },
    };
    const after = formOf(column('MoneyField_1', '税额'), column('MoneyField_2', '报销金额(元)'));
    expect(outcome(before, after).total).toBeNull();
    expect(codes(before, after)).toContain('ambiguous-control');
  });

  it('a reference by id is one by id, whatever its control is called', () => {
    const input = expenseInput(renamed([mine]));
    const { rows } = input.scheme.content;
    const amount = {
      label: '应付金额',
      required: true,
      rules: [{ kind: 'amount' as const, from: 'row:MoneyField_2' }],
    };
    const content = { ...input.scheme.content, rows: { ...rows, amount } };
    expect(mapApproval({ ...input, scheme: { ...input.scheme, content } }).draft?.total).toBe('113.00');
  });
});

describe('sums that are typed or told twice', () => {
  const noTotal = { 总金额: control('总金额', text('')) };

  it.each(['合计', '合计：', '总计', '小计', 'Total'])(
    'a row that calls itself %s is not paid beside what it sums',
    (word) => {
      const rows = [line('100', '住宿'), line('56.80', '住宿'), line('156.80', '住宿', [cell('说明', text(word))])];
      expect(outcome({ controls: { 报销明细: table(...rows), ...noTotal } })).toMatchObject({
        total: null,
        issues: [
          ['amber', 'no-form-total', { label: '总金额' }],
          ['red', 'sum-row', { row: '3', word }],
        ],
      });
    },
  );

  it('nor one that holds nothing but the sum of the others; with more in it a person is asked', () => {
    const bare = [line('100', '住宿'), line('56.80', '住宿'), row(cell('报销金额(元)', text('156.80')))];
    expect(codes({ controls: { 报销明细: table(...bare), ...noTotal } })).toContain('sum-row');
    const full = [line('100', '住宿'), line('50', '住宿'), line('150', '住宿')];
    expect(outcome({ controls: { 报销明细: table(...full), ...noTotal } })).toMatchObject({
      total: '300.00',
      issues: [
        ['amber', 'no-form-total', { label: '总金额' }],
        ['amber', 'maybe-sum-row', { row: '3', word: '150.00' }],
      ],
    });
    const agreed = { 总金额: control('总金额', text('300')) };
    expect(outcome({ controls: { 报销明细: table(...full), ...agreed } })).toEqual({ total: '300.00', issues: [] });
    const worked = { 总金额: { ...control('总金额', text('300')), type: 'CalculateField' } };
    expect(outcome({ controls: { 报销明细: table(...full), ...worked } })).toEqual({
      total: '300.00',
      issues: [['amber', 'maybe-sum-row', { row: '3', word: '150.00' }]],
    });
  });

  it("DingTalk's own total of the column contradicts what was read", () => {
    const stated = (total: string) => ({
      报销明细: {
        ...table(line('100', '住宿'), line('56.80', '住宿')),
        beside: { columnTotals: [{ id: '', label: '报销金额（元）', total }] },
      },
    });
    expect(outcome({ controls: stated('156.8') })).toEqual({ total: '156.80', issues: [] });
    expect(outcome({ controls: stated('1,156.80') })).toEqual({
      total: null,
      issues: [['red', 'column-total', { label: '报销金额（元）', text: '1,156.80', total: '156.80' }]],
    });
  });

  it('the amount in words contradicts the amount', () => {
    const stated = (words: string) => ({
      报销明细: table(row(money('156.80', { words }), cell('费用明细', text('住宿')))),
    });
    expect(outcome({ controls: stated('壹佰伍拾陆元捌角整') })).toEqual({ total: '156.80', issues: [] });
    expect(outcome({ controls: stated('人民币') })).toEqual({ total: '156.80', issues: [] });
    expect(outcome({ controls: stated('壹仟伍佰陆拾捌元整') })).toEqual({
      total: null,
      issues: [['red', 'amount-in-words', { label: '报销金额(元)', text: '156.80', words: '壹仟伍佰陆拾捌元整' }]],
    });
  });
});
