import { describe, expect, it } from 'vitest';
import { amount, bare, item, mapped, top, total } from '../payloads-for-spec.js';
import { expenseInput } from '../reimbursement-for-spec.js';

type Filled = readonly [label: string, value: string];
const told = ({ issues }: ReturnType<typeof mapped>) => issues.map(({ level, code }) => `${level} ${code}`);
const topOf = (controls: readonly Filled[]) => controls.map(([label, value]) => top(label, value));
const askedOf = (controls: readonly Filled[]) => told(mapped({ total: total('156.80'), more: topOf(controls) }));
const asked = (label: string, value: string) => askedOf([[label, value]]);

/** Beside a total of this name, 156.80. */
function besidePart(name: string, controls: readonly Filled[]): string[] {
  const { scheme } = expenseInput();
  const content = { ...scheme.content, totalFrom: `field:${name}` };
  return told(
    mapped({ total: total('156.80', name), more: topOf(controls), input: { scheme: { ...scheme, content } } }),
  );
}

describe('what reads like an exception is none where it could hide an amount', () => {
  it('what was paid of this payment, or comes off it, is asked about beside 本次', () => {
    for (const label of ['本次已付金额', '公司已付金额', '扣除已付后应付金额', '应付金额(减已付)'])
      expect(besidePart('本次报销金额', [[label, '60']]), label).not.toEqual([]);
    expect(besidePart('本次报销金额', [['已付金额', '60']])).toEqual([]);
  });

  it('an offset that calls itself this one makes no part of what is paid', () => {
    const { scheme } = expenseInput();
    const net = { offsets: [{ from: 'field:本次冲销金额' }], payable: null, spread: 'in-order' as const };
    const { issues } = mapped({
      total: total('156.80'),
      more: topOf([
        ['本次冲销金额', '20'],
        ['已支付金额', '60'],
      ]),
      input: { scheme: { ...scheme, content: { ...scheme.content, net } } },
    });
    expect(issues.map(({ code }) => code)).toContain('maybe-offset');
  });

  it('a period in the label does not make an amount one of several payments', () => {
    expect(besidePart('本期电费', [['已付金额', '60']])).toEqual(['amber maybe-offset']);
  });

  it('what is left to pay is asked about in a paid table, and beside what is owed', () => {
    expect(besidePart('应付金额', [['剩余应付金额', '60']])).toEqual(['amber other-total']);
    expect(asked('剩余实付金额', '60')).toEqual(['amber other-total']);
    const rows = [[amount('156.80'), item('住宿'), bare('MoneyField_L', '剩余应付金额', '60')]];
    expect(told(mapped({ rows, total: total('156.80') }))).toEqual(['amber other-total']);
  });

  it('shares of social insurance are those of a form that says so in a label or a type', () => {
    const shares: readonly Filled[] = [
      ['公司承担金额', '100'],
      ['个人承担金额', '56.80'],
    ];
    expect(askedOf([...shares, ['费用类型', '社保']])).toEqual([]);
    expect(askedOf([...shares, ['部门名称', '养老事业部']])).not.toEqual([]);
    expect(askedOf([...shares, ['事由', '医保系统培训']])).not.toEqual([]);
  });

  it('a rate stands anywhere in its label', () => {
    for (const label of ['美元折算率', 'USD折算率', '当日折算率', '中行折算率'])
      expect(asked(label, '7.1'), label).toEqual(['red foreign-currency']);
    for (const label of ['课时折算率', '工时折算率']) expect(asked(label, '1.5'), label).toEqual([]);
  });

  it('a claim above what may be claimed is asked about', () => {
    expect(asked('本月可报销金额', '100')).toEqual(['amber other-total']);
    expect(asked('剩余可报销金额', '0')).toEqual(['amber other-total']);
    expect(asked('本月可报销金额', '500')).toEqual([]);
  });

  it('a description of a deduction that holds an amount is asked about', () => {
    expect(asked('扣款内容', '迟到罚款200元')).toEqual(['amber maybe-offset']);
    expect(asked('扣款标准', '200')).toEqual(['amber maybe-offset']);
    expect(asked('冲抵用途', '冲备用金2000元')).toEqual(['amber maybe-offset']);
    expect(asked('预付款用途', '采购3台电脑')).toEqual([]);
  });

  it.each(['税后金额', '税后'])('%s is asked about if it differs', (label) => {
    expect(asked(label, '100')).toEqual(['amber other-total']);
    expect(asked(label, '156.80')).toEqual([]);
  });
});

describe('ordinary forms are not asked about', () => {
  it('a discount is a column of most price lists, and an amount at the top', () => {
    const rows = [[amount('156.80'), item('住宿'), bare('NumberField_D', '折扣', '0.9')]];
    expect(mapped({ rows, total: total('156.80') }).issues).toEqual([]);
    expect(asked('优惠金额', '20')).toEqual(['amber maybe-offset']);
  });

  it('parts that sum up with the costs of one kind, and an average', () => {
    const parts: readonly Filled[] = [
      ['交通金额', '56.80'],
      ['招待金额', '100'],
    ];
    expect(askedOf(parts)).toEqual([]);
    expect(asked('人均金额', '39.20')).toEqual([]);
  });
});

describe('a sum of other rows is asked about', () => {
  it('本月汇总 sums up the rows above it, 11月汇总 may be an expense', () => {
    const rows = (word: string) => [
      [amount('300'), item('住宿')],
      [amount('300'), item('市内交通'), bare('TextField_N', '说明', word)],
    ];
    expect(told(mapped({ rows: rows('本月汇总'), total: total('600') }))).toEqual(['red sum-row']);
    expect(told(mapped({ rows: rows('11月汇总'), total: total('600') }))).not.toContain('red sum-row');
  });
});
