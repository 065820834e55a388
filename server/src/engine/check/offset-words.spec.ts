import { describe, expect, it } from 'vitest';
import { mapped, top, total } from '../payloads-for-spec.js';
import { expenseInput } from '../reimbursement-for-spec.js';

type Filled = readonly [label: string, value: string, type?: string];
const askedOf = (controls: readonly Filled[], sum = total('156.80')) =>
  mapped({
    total: sum,
    more: controls.map(([label, value, type = 'TextField']) => top(label, value, type)),
  }).issues.map(({ level, code }) => `${level} ${code}`);
const asked = (label: string, value: string) => askedOf([[label, value]]);

describe('what is given back or set off stops the bill', () => {
  it.each([
    '抵备用金',
    '抵預付款',
    '充抵金额',
    '抵账金额',
    '抵帐',
    '应还金额',
    '应还借款',
    '应交回金额',
    '缴回金额',
    '多退少补',
    '扣留金额',
    '扣留质保金',
    '红冲金额',
    '紅沖',
  ])('%s', (label) => {
    expect(asked(label, '50')).toEqual(['red offset']);
    expect(asked(label, '0.00')).toEqual([]);
  });

  it.each([
    ['抵押物', '房产2套'],
    ['应还日期', '2026-04-01'],
    ['应还款日', '2026-04-01'],
    ['红冲发票号码', '12345678'],
    ['应交增值税', '9.00'],
    ['甲供材名称', '钢筋16'],
    ['甲供材清单', '附件2'],
  ])('%s=%s is none', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });
});

describe('what the employee bears, or the company pays itself, may have to be taken off', () => {
  it.each([
    '员工承担',
    '員工承擔金額',
    '员工自理部分',
    '自理金额',
    '自理',
    '本人承担',
    '企业支付金额',
    '企业支付',
    '公司统付金额',
    '公司代付金额',
    '公务卡金额',
    '公务卡支付金额',
    '月结金额',
    '甲供材金额',
    '甲供材',
  ])('%s', (label) => {
    expect(asked(label, '50')).toEqual(['amber maybe-offset']);
    // All of it: nothing may be left to pay.
    expect(asked(label, '156.80')).toEqual(['amber maybe-offset']);
    expect(asked(label, '0')).toEqual([]);
  });

  it.each([
    ['生活自理能力', '2级'],
    ['月结日', '25'],
    ['公务卡卡号', '6222021234567890'],
    ['企业支付宝账户名称', '某某1店'],
    ['自理说明', '自理50'],
  ])('%s=%s is nothing of the kind', (label, value) => {
    expect(asked(label, value).filter((one) => one.includes('offset'))).toEqual([]);
  });
});

describe('an amount to be paid stops the bill that pays another', () => {
  it.each([
    '应结金额',
    '应结',
    '需付金额',
    '需支付金额',
    '打款金额',
    '打款',
    '转账金额',
    '轉賬金額',
    '结算金额',
    '批复金额',
    '批复',
    '实际金额',
    '终审金额',
    '终审',
    '核定',
    '批准',
    '核准',
    '审定',
    '批准(元)',
    '领导批准',
    '财务审核',
    '折后金额',
    '折扣后金额',
    '优惠后金额',
    '抵后金额',
    '变更后金额',
    '核销后金额',
  ])('%s', (label) => {
    expect(asked(label, '100')).toEqual(['red payable-differs']);
    expect(asked(label, '156.80')).toEqual([]);
    expect(asked(label, '')).toEqual([]);
  });

  it.each([
    ['批准', '同意，第1次'],
    ['财务审核', '通过1'],
    ['批准', '1'],
    ['已打款金额说明', '3次'],
    ['合同结算金额', '90000'],
    ['工程结算金额', '90000'],
    ['税后单价', '9'],
    ['批复文号', '2026-17'],
    ['结算周期', '30'],
    ['转账银行', '工行1部'],
  ])('%s=%s is none', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });

  it('an amount among the words is asked about', () => {
    expect(asked('批准', '同意900元')).toEqual(['amber other-total']);
    expect(asked('财务审核', '按100元报销')).toEqual(['amber other-total']);
    expect(asked('核定', '已核定2项')).toContain('red payable-differs');
  });

  it('what was paid before is no amount to be paid', () => {
    for (const label of ['已打款金额', '已转账金额', '已结算金额'])
      expect(asked(label, '100')).toEqual(['amber maybe-offset']);
  });
});

describe('beside an amount that calls itself this payment', () => {
  const besides = (name: string, controls: readonly Filled[]) => {
    const input = mappedWith(name, controls);
    return input.issues.map(({ level, code }) => `${level} ${code}`);
  };
  it('what is owed, was paid, or is left over is the whole that it is a part of', () => {
    const whole: readonly Filled[] = [
      ['应付金额', '500'],
      ['已付金额', '300'],
      ['剩余应付', '43.20'],
      ['未付金额', '43.20'],
      ['结算金额', '500'],
    ];
    expect(besides('本次付款金额', whole)).toEqual([]);
    expect(besides('总金额', whole).length).toBeGreaterThan(2);
  });

  it('no more is paid than is owed, and what others granted still counts', () => {
    expect(besides('本次付款金额', [['应付金额', '100']])).toEqual(['red payable-differs']);
    expect(besides('本次付款金额', [['财务核定金额', '500']])).toEqual(['red payable-differs']);
    expect(besides('本次付款金额', [['实付金额', '500']])).toEqual(['red payable-differs']);
    expect(besides('本次付款金额', [['冲抵借款', '50']])).toEqual(['red offset']);
  });
});

function mappedWith(name: string, controls: readonly Filled[]) {
  const { scheme } = expenseInput();
  return mapped({
    total: total('156.80', name),
    more: controls.map(([label, value]) => top(label, value)),
    input: { scheme: { ...scheme, content: { ...scheme.content, totalFrom: `field:${name}` } } },
  });
}

describe('a text that only describes is no amount', () => {
  it.each([
    ['预付款用途', '第1期设备款'],
    ['还款来源', '工资3月'],
    ['押金月数', '3'],
    ['押金期数', '3'],
    ['还款期数', '12'],
    ['退款渠道', '原路2'],
    ['预付款内容', '模具2套'],
    ['借支性质', '1类'],
    ['定金标准', '30%'],
    ['超标标准', '500'],
    ['超标审批', '张三1'],
    ['超标审批单', '2'],
    ['未超标', '1'],
    ['预付款期次', '2'],
    ['还款年限', '3'],
    ['退款地点', '3号楼'],
  ])('%s=%s', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });

  it.each(['预付款', '还款', '押金', '超标金额'])('%s still counts', (label) => {
    expect(asked(label, '50')).not.toEqual([]);
  });
});

describe('a word inside another is no word', () => {
  it.each([
    ['对应发票金额', '500'],
    ['待补发票金额', '500'],
    ['补发票金额', '500'],
    ['真实发生金额', '500'],
    ['实发生金额', '500'],
    ['相应付款方案', '2'],
    ['剩余可报销金额', '500'],
    ['本月可报销金额', '500'],
    ['每月可报销金额', '500'],
    ['课时折算率', '1.5'],
    ['工时折算率', '1.5'],
    ['是否涉及外币', '不涉及'],
    ['是否涉及外币', '不适用'],
    ['是否涉及外币', '未涉及'],
  ])('%s=%s', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });

  it('the word itself still counts', () => {
    for (const label of ['应发金额', '补发金额', '实发金额', '实发货款', '应发货款', '可报销金额'])
      expect(asked(label, '100')).toEqual(['red payable-differs']);
    for (const label of ['折算率', '币种折算率', '外币折合率']) expect(asked(label, '7.1')).not.toEqual([]);
    expect(asked('是否涉及外币', '涉及')).toEqual(['red foreign-currency']);
    expect(asked('企业自付', '50')).toEqual(['amber other-total']);
    expect(asked('企业自付', '156.80')).toEqual([]);
  });
});

describe('any other amount of the form that is less than what is paid is asked about', () => {
  it.each(['个人支付金额', '个人支付', '员工垫付金额', '剩余应付', '三方确定金额', '给付金额'])('%s', (label) => {
    expect(asked(label, '100')).toEqual(['amber other-total']);
    expect(asked(label, '156.80')).toEqual([]);
    expect(asked(label, '0')).toEqual([]);
  });

  it.each([
    '合同金额',
    '发票金额',
    '不含税金额',
    '税额',
    '预算金额',
    '剩余预算金额',
    '备用金余额',
    '住宿费金额',
    '餐补金额',
    '单次金额',
    '预计金额',
    '订单金额',
  ])('%s says nothing of what is paid', (label) => {
    expect(asked(label, '100')).toEqual([]);
  });

  it('a larger one is the whole of something, 确定金额 is no 定金, and parts that sum up to what is paid are its parts', () => {
    expect(asked('三方确定金额', '90000')).toEqual([]);
    const parts: readonly Filled[] = [
      ['一部金额', '100'],
      ['二部金额', '56.80'],
    ];
    expect(askedOf(parts)).toEqual([]);
  });
});

describe('a share of the company and one of the person', () => {
  const shares: readonly Filled[] = [
    ['单位承担金额', '100'],
    ['个人承担金额', '56.80'],
  ];
  it('are both paid where they are social insurance', () => {
    expect(askedOf([...shares, ['费用类型', '社保公积金']])).toEqual([]);
    expect(
      askedOf([
        ['社保单位部分金额', '100'],
        ['社保个人承担部分', '56.80'],
      ]),
    ).toEqual([]);
  });
  it('stop elsewhere, and where they are not what is paid', () => {
    expect(askedOf(shares)).toEqual(['red payable-differs', 'amber maybe-offset']);
    expect(
      askedOf([
        ['单位承担金额', '100'],
        ['个人承担金额', '50'],
        ['费用类型', '社保'],
      ]),
    ).toEqual(['red payable-differs', 'amber maybe-offset']);
  });
});

describe('the name of a table of offsets', () => {
  const row = (cells: readonly Filled[], at: number) => ({
    rowNumber: `T1_${at}`,
    rowValue: cells.map(([label, value], index) => ({ key: `TextField_${index}`, label, value })),
  });
  const line = [
    ['报销金额(元)', '156.80'],
    ['费用明细', '市内交通'],
    ['发票金额合计', '50'],
  ] as const;
  it.each(['预付款明细', '退款明细', '借款冲销'])('%s says nothing of the amounts that are paid from it', (name) => {
    const { scheme } = expenseInput();
    const detail = { ...scheme.content.detail, table: name };
    const input = { scheme: { ...scheme, content: { ...scheme.content, detail } } };
    const paid = mapped({ table: { name, value: JSON.stringify([row(line, 0)]) }, input });
    expect(paid).toMatchObject({ draft: { total: '156.80' }, issues: [] });
    const beside = { componentType: 'TableField', id: 'T2', name, value: JSON.stringify([row([['金额', '50']], 0)]) };
    expect(mapped({ more: [beside] }).issues.map(({ code }) => code)).toEqual(['offset']);
    const taken = [row([...line, ['冲抵借款', '50']], 0)];
    const both = mapped({ table: { name, value: JSON.stringify(taken) }, input });
    expect(both.issues.map(({ code }) => code)).toEqual(['offset']);
  });
});
