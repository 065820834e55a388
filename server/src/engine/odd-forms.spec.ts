import type { SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { amount, bare, CARD, item, json, mapped, red, top, total } from './payloads-for-spec.js';
import { expenseInput } from './reimbursement-for-spec.js';

/** Shapes of forms-in-the-wild.md in which an amount, an offset or a currency stands at an unusual place: none is passed over in silence. */
const EUR = { label: '欧元', key: 'option_1' };

describe('a currency', () => {
  it.each([
    ['a choice whose value is missing', top('币种', undefined, 'DDSelectField', json(EUR))],
    ['a choice whose value is "null"', top('币种', 'null', 'DDSelectField', json(EUR))],
    ['choices whose value is missing', top('币种', null, 'DDMultiSelectField', json([EUR]))],
  ])('counts that stands in extValue alone: %s', (_, currency) => {
    expect(red(mapped({ more: [currency] }))).toEqual(['foreign-currency']);
  });

  it('of a choice that nobody made is none', () => {
    const empty = top('币种', 'null', 'DDSelectField', json({ label: '', key: '' }));
    expect(red(mapped({ more: [empty] }))).toEqual([]);
  });

  it.each([
    { currency: { code: 'USD', symbol: '$' } },
    { currencySymbol: '$' },
    { currencyInfo: { currencyName: '美元' } },
    [{ currency: 'USD' }],
  ])('beside the total counts in any of its spellings: %j', (ext) => {
    expect(red(mapped({ total: { ...total('156.80'), extValue: json(ext) } }))).toEqual(['foreign-currency']);
  });

  it.each([
    { currency: { code: 'CNY', symbol: '¥', name: '人民币', id: '1' } },
    { currencyPrecision: 2, currencyId: '156', currencyEnabled: true },
  ])('that is 人民币, or no currency, stops nothing: %j', (ext) => {
    expect(red(mapped({ total: { ...total('156.80'), extValue: json(ext) } }))).toEqual([]);
  });

  it('and an amount in words count beside a cell that does not say what it is', () => {
    const cell = (ext: unknown) => [bare('K9', '报销金额(元)', '156.80', ext), item('住宿')];
    expect(red(mapped({ rows: [cell({ currency: 'USD' })] }))).toEqual(['foreign-currency']);
    expect(red(mapped({ rows: [cell({ upper: '壹仟元整' })] }))).toEqual(['amount-in-words']);
    expect(red(mapped({ rows: [cell({ upper: '壹佰伍拾陆元捌角' })] }))).toEqual([]);
  });
});

describe('an offset', () => {
  const offset = { componentName: 'MoneyField', props: { id: 's2', label: '抵扣借款' }, value: '50' };
  const inGroup = (componentType: string, more: object) => ({ componentType, id: 'G', name: '组', ...more });
  it.each([
    ['in a layout', inGroup('ColumnLayout', { value: json([offset]) })],
    ['beside the empty value of a layout', inGroup('ColumnLayout', { children: [offset] })],
    ['beside the empty value of a suite', inGroup('DDBizSuite', { value: 'null', children: [offset] })],
    [
      'in a layout of a suite',
      inGroup('DDBizSuite', {
        value: json([{ componentName: 'ColumnLayout', props: { id: 'L' }, children: [offset] }]),
      }),
    ],
    ['in a suite of plain keys', inGroup('DDBizSuite', { value: json({ 抵扣借款: '50' }) })],
    ['wrapped as text', json(top('抵扣借款', '50'))],
    ['in a list of its own', [top('抵扣借款', '50')]],
    [
      'under a label, where its name is empty',
      { componentType: 'MoneyField', id: 'q', name: '', label: '抵扣借款', value: '50' },
    ],
    [
      'in rows beside the empty value of a table',
      {
        componentType: 'TableField',
        id: 'T9',
        name: '借款冲销明细',
        value: '',
        details: [{ details: [{ id: 'm', name: '冲销金额', value: '50' }] }],
      },
    ],
  ])('counts %s', (_, control) => {
    // A suite stands as an object of its children as well.
    expect(new Set(red(mapped({ more: [control] })))).toEqual(new Set(['offset']));
  });
});

describe('two parts of one label in a cell', () => {
  const part = (id: string, label: string, value: string, componentName = 'TextField') => ({
    componentName,
    props: { id, label },
    value,
  });

  it('are two amounts, of which neither is read', () => {
    const both = [part('x', '金额', '100', 'MoneyField'), part('y', '金额', '156.80', 'MoneyField')];
    expect(red(mapped({ rows: [[amount(both), item('住宿')]] }))).toEqual(['invalid-amount']);
  });

  it('are two accounts, of which neither is paid', () => {
    const both = [part('n', '户名', '冯赟'), part('a', '账号', CARD), part('b', '账号', '6217000012345678901')];
    const account = {
      componentType: 'TableField',
      id: 'R',
      name: '收款账号',
      value: json([{ rowValue: [{ key: 'c', label: '收款人信息', value: both }] }]),
    };
    expect(red(mapped({ account }))).toContain('payee-several');
  });
});

describe('the total that DingTalk counted of a column', () => {
  const counted = (stat: object) => mapped({ table: { extValue: json({ statValue: [stat] }) } });

  it.each([
    { componentId: 'MoneyField_K1', label: '合计', num: '1560.80' },
    { label: '报销金额(元)', num: '1560.80' },
  ])('is compared, whether it is named by label or by id: %j', (stat) => {
    expect(red(counted(stat))).toEqual(['column-total']);
  });

  it('of another column, or the same sum, stops nothing', () => {
    expect(red(counted({ componentId: 'NumberField_D', label: '天数', num: '3' }))).toEqual([]);
    expect(red(counted({ componentId: 'MoneyField_K1', label: '合计', num: '156.80' }))).toEqual([]);
  });
});

describe('a label', () => {
  it.each([
    '核减金额',
    '审减金额',
    '归还备用金',
    '备用金归还',
    '扣罚金额',
    '备用金抵用',
    '不予报销金额',
    '剔除金额',
    '代缴个税',
    '扣个税',
  ])('that takes off stops the bill: %s', (label) => {
    expect(red(mapped({ more: [top(label, '50.00', 'MoneyField')] }))).toEqual(['offset']);
  });

  it.each(['罚款', '个人承担', '已转账金额', '已打款', '个人所得税', '优惠金额'])(
    'that may take off is looked at: %s',
    (label) => {
      const { issues } = mapped({ more: [top(label, '50.00', 'MoneyField')] });
      expect(issues.map(({ level, code }) => `${level} ${code}`)).toEqual(['amber maybe-offset']);
    },
  );

  it.each([
    ['归还计划', '2026 年 5 月分 3 期归还'],
    ['还款计划', '2026-05-01 前还 2 期'],
    ['核减原因', '发票 3 张不合规'],
    ['优惠方式', '满 100 减 20'],
  ])('that tells how and when takes nothing off: %s', (label, text) => {
    expect(mapped({ more: [top(label, text)] }).issues).toEqual([]);
  });

  it.each(['最终金额', '财务核定'])('of what is to be paid must agree: %s', (label) => {
    expect(red(mapped({ more: [top(label, '50.00', 'MoneyField')] }))).toEqual(['payable-differs']);
  });
});

describe('a second total', () => {
  const other = (label: string, value: string) =>
    mapped({ more: [top(label, value, 'MoneyField')] }).issues.map(({ level, code }) => `${level} ${code}`);
  it.each(['合计金额', '总金额(元)', '申请付款金额', '报销总额', '付款金额'])(
    'that no rule reads is looked at where it is another sum: %s',
    (label) => {
      expect(other(label, '999.00')).toEqual(['amber other-total']);
      expect(other(label, '156.80')).toEqual([]);
      expect(other(label, '0')).toEqual([]);
    },
  );

  it.each(['合同金额', '预算金额', '发票金额', '不含税金额'])('is none of another paper: %s', (label) => {
    expect(other(label, '999.00')).toEqual([]);
  });
});

describe('an amount in words in a control of its own', () => {
  const typed = (label: string, words: string, more: unknown[] = []) =>
    red(mapped({ more: [top(label, words), ...more] }));
  it.each(['金额大写', '总金额（大写）', '人民币大写', '付款金额（大写）'])('must spell what is paid: %s', (label) => {
    expect(typed(label, '壹佰伍拾陆万捌仟元整')).toEqual(['amount-in-words']);
    expect(typed(label, '壹佰伍拾陆元捌角整')).toEqual([]);
    expect(typed(label, '见附件')).toEqual([]);
  });

  it('is compared with the amount of its own label, and asks nothing of another paper', () => {
    const contract = top('合同金额', '1000.00', 'MoneyField');
    expect(typed('合同金额大写', '壹仟元整', [contract])).toEqual([]);
    expect(typed('合同金额大写', '壹佰元整', [contract])).toEqual(['amount-in-words']);
    expect(typed('合同金额大写', '壹仟元整')).toEqual([]);
  });

  it('is compared within its row', () => {
    const row = (words: string) => [[amount('156.80'), item('住宿'), bare('TextField_W', '大写金额', words)]];
    expect(red(mapped({ rows: row('壹佰伍拾陆元捌角') }))).toEqual([]);
    expect(red(mapped({ rows: row('壹仟伍佰陆拾捌元') }))).toEqual(['amount-in-words']);
  });
});

describe('the scheme’s own controls', () => {
  const input = expenseInput();
  /** The reimbursement with its table and its amount under other names, in the approval and in the scheme. */
  const called = (table: string, column: string) => {
    const name = (text: string) => text.replaceAll('报销明细', table).replaceAll(/报销金额[(（]元[)）]/gu, column);
    const content: SchemeContent = JSON.parse(name(JSON.stringify(input.scheme.content)));
    const details = { name: table, value: json([{ rowValue: [amount('156.80', column), item('住宿')] }]) };
    return red(mapped({ table: details, input: { scheme: { ...input.scheme, content } } }));
  };

  it.each([
    ['报销明细（单位：万元）', '报销金额'],
    ['报销明细(千元)', '报销金额'],
    ['报销明细', '报销金额（分）'],
    ['报销明细', '报销金额/万'],
    ['报销明细', '报销金额(k)'],
    ['报销明细', '报销金额 单位：角'],
  ])('are not read as 元 where they say another unit: %s, %s', (table, column) => {
    expect(called(table, column)).toEqual(['amount-unit']);
  });

  it.each([
    ['报销明细（美元）', '报销金额'],
    ['日币报销明细', '报销金额'],
    ['报销明细', '报销金额（日币）'],
    ['报销明细', '报销金额 USDT'],
  ])('are not read as 人民币 where they say other money: %s, %s', (table, column) => {
    expect(called(table, column)).toEqual(['foreign-currency']);
  });

  it.each([
    ['报销明细（元）', '报销金额'],
    ['往来单位百货明细', '报销金额(含税)'],
    ['报销明细', '报销金额-部分'],
  ])('are read as they are in any other words: %s, %s', (table, column) => {
    expect(called(table, column)).toEqual([]);
  });
});

describe('the unit that the form gives a number', () => {
  const of = (unit: string) => {
    const input = expenseInput();
    const schema = {
      id: 'MoneyField_T',
      label: '总金额',
      type: 'NumberField',
      alias: null,
      required: true,
      options: [],
      children: [],
    };
    return mapped({ input: { scheme: { ...input.scheme, form: [{ ...schema, unit }] } } });
  };
  it.each(['万元', '千元', '美元', '分', '个'])('is not 元: %s stops the bill', (unit) => {
    const { issues } = of(unit);
    expect(issues.map(({ level, code, params }) => [level, code, params?.unit])).toEqual([
      ['red', 'amount-unit', unit],
    ]);
  });

  it.each(['元', '人民币', '单位：元', 'RMB'])('is 元: %s stops nothing', (unit) => {
    expect(red(of(unit))).toEqual([]);
  });

  it('counts as well where the form has it by now only, and once where both say it', () => {
    const stop = {
      controlId: 'MoneyField_T',
      tableId: null,
      label: '总金额',
      kind: 'unit',
      was: 'NumberField',
      now: '万元',
      since: 0,
      uses: ['总金额核对'],
    } as const;
    expect(red(mapped({ input: { formStops: [stop] } }))).toEqual(['amount-unit']);
    expect(red(mapped({ total: total(''), input: { formStops: [stop] } }))).toEqual([]);
  });
});
