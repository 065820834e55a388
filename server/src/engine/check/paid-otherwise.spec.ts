import { describe, expect, it } from 'vitest';
import { amount, bare, item, mapped, top } from '../payloads-for-spec.js';
import { expenseInput } from '../reimbursement-for-spec.js';

const asked = (label: string, value: string, more: readonly (readonly [string, string])[] = []) =>
  mapped({ more: [[label, value] as const, ...more].map(([name, said]) => top(name, said)) }).issues.map(
    ({ level, code, params }) => `${level} ${code}${params?.of ? ` ${params.of}` : ''}`,
  );

describe('a way of payment by which the person gets nothing is asked about', () => {
  it.each([
    ['付款方式', '企业支付'],
    ['支付方式', '公司统付'],
    ['支付方式', '公务卡'],
    ['结算方式', '月结'],
    ['付款方式', '公司月结'],
    ['報銷方式', '公務卡支付'],
    ['付款类型', '企业统一支付'],
    ['支付渠道', '商旅月结'],
    ['付款方式', '无需付款'],
    ['付款方式', '冲借款'],
    ['支付方式', '冲抵备用金'],
    ['是否企业支付', '是'],
    ['是否公务卡支付', '是'],
    ['公务卡支付', '是'],
  ])('%s=%s', (label, value) => {
    expect(asked(label, value)).toEqual(['amber maybe-paid way']);
  });

  it.each([
    ['付款方式', '银行转账'],
    ['付款方式', '网银1'],
    ['付款方式', '对公转账'],
    ['付款方式', '公司转账'],
    ['付款方式', '公司支付'],
    ['费用承担方式', '公司承担'],
    ['支付方式', '企业支付宝'],
    ['支付方式', '现金'],
    ['支付方式', '个人垫付'],
    ['结算方式', '电汇'],
    ['付款方式', ''],
    ['是否企业支付', '否'],
    ['是否公务卡支付', '不是'],
    ['费用说明', '月结'],
    ['供应商类型', '月结供应商'],
  ])('%s=%s is not', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });

  it('not where the filter of the scheme has decided on it, and once for all rows', () => {
    const { scheme } = expenseInput();
    const filter = [{ from: 'field:付款方式', is: 'equals' as const, value: '公务卡' }];
    const input = { scheme: { ...scheme, content: { ...scheme.content, filter } } };
    expect(mapped({ more: [top('付款方式', '公务卡')], input }).issues).toEqual([]);
    const line = (sum: string) => [amount(sum), item('市内交通'), bare('DDSelectField_P', '支付方式', '企业支付')];
    expect(mapped({ rows: [line('100'), line('56.80')] }).issues.map(({ code }) => code)).toEqual(['maybe-paid']);
  });
});

describe('a form that says that it is paid is asked about', () => {
  it.each([
    ['付款状态', '已付款'],
    ['支付状态', '已支付'],
    ['支付狀態', '已付'],
    ['打款情况', '已打款'],
    ['付款状态', '部分付款'],
    ['付款进度', '已结清'],
    ['是否已付款', '是'],
    ['是否已支付', '已支付'],
    ['款项是否已付', '是'],
  ])('%s=%s', (label, value) => {
    expect(asked(label, value)).toEqual(['amber maybe-paid done']);
  });
  it.each([
    ['付款状态', '待付款'],
    ['付款状态', '未付款'],
    ['付款状态', '未支付'],
    ['付款状态', '付款中'],
    ['是否已付款', '否'],
    ['是否付款', '是'],
    ['审批状态', '已付款审批'],
    ['发票状态', '已开'],
  ])('%s=%s is not', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });
});

describe('a loan that is set off without an amount is asked about', () => {
  it.each([
    ['是否冲借款', '是'],
    ['是否沖抵借款', '是'],
    ['是否冲销备用金', '是'],
    ['是否核销借款', '需要'],
    ['是否冲账', '是'],
    ['冲借款', '是'],
    ['是否抵扣备用金', '是'],
    ['是否有未冲借款', '有'],
  ])('%s=%s', (label, value) => {
    expect(asked(label, value)).toEqual(['amber maybe-paid offset']);
    // With the amount, the amount is what stops.
    expect(asked(label, value, [['冲抵金额', '50']])).toEqual(['red offset']);
  });
  it.each([
    ['是否冲借款', '否'],
    ['是否冲借款', '无'],
    ['是否可抵扣', '是'],
    ['是否抵扣进项税', '是'],
    ['是否抵押', '是'],
    ['是否借款', '否'],
  ])('%s=%s is not', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });
  it('not where the net sum has taken something off', () => {
    const { scheme } = expenseInput();
    const net = { offsets: [{ from: 'field:冲抵金额' }], payable: null, spread: 'in-order' as const };
    const input = { scheme: { ...scheme, content: { ...scheme.content, net } } };
    const run = (off: string) =>
      mapped({ more: [top('是否冲借款', '是'), top('冲抵金额', off)], input }).issues.map(({ code }) => code);
    expect(run('50')).toEqual([]);
    expect(run('0')).toEqual(['maybe-paid']);
  });
});

describe('an account abroad without a currency is asked about', () => {
  it.each([
    ['SWIFT', 'BKCHCNBJ'],
    ['SWIFT Code', 'HSBCHKHHXXX'],
    ['收款银行SWIFT代码', 'hsbchkhh'],
    ['是否境外账户', '是'],
    ['境外收款', '是'],
  ])('%s=%s', (label, value) => {
    expect(asked(label, value)).toEqual(['amber foreign-account']);
    expect(asked(label, value, [['币种', '人民币']])).toEqual([]);
    expect(asked(label, value, [['币种', 'USD']])).toEqual(['red foreign-currency']);
  });
  it.each([
    ['SWIFT', '无'],
    ['SWIFT', '/'],
    ['是否境外账户', '否'],
    ['境外差旅天数', '3'],
    ['Swift车型', '2'],
    ['是否境外出差', '是'],
  ])('%s=%s is none', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });
});

describe('an opinion that names another amount is asked about', () => {
  it.each([
    ['审批意见', '同意900元'],
    ['审核意见', '同意支付100元'],
    ['领导批示', '按1,000元报销'],
    ['财务意见', '金额应为100'],
    ['审批意见', '核定￥99.50'],
  ])('%s=%s', (label, value) => {
    expect(asked(label, value)).toEqual(['amber other-total']);
  });
  it.each([
    ['审批意见', '同意'],
    ['审批意见', '同意156.8元'],
    ['审批意见', '同意，第1次'],
    ['审批意见', '2026年3月同意'],
    ['审批意见', '同意报销156.80元，其中餐费56元'],
    ['审批意见', '超过5000元须报总经理'],
  ])('%s=%s is none', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });
});
