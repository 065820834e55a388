import { describe, expect, it } from 'vitest';
import { amount, item, mapped, red, top } from '../payloads-for-spec.js';
import { expenseInput } from '../reimbursement-for-spec.js';

const base = expenseInput().scheme;
const { rows, ...others } = base.content;
const byId = { label: '应付金额', required: true, rules: [{ kind: 'amount' as const, from: 'row:MoneyField_K1' }] };
const scheme = { ...base, content: { ...others, rows: { ...rows, amount: byId } } };
/** The red issues where the amount of the only row has this label. */
const labelled = (label: string) => red(mapped({ rows: [[amount('156.80', label), item('住宿')]], input: { scheme } }));

describe('an amount is not read as 元 where its label names another unit', () => {
  it.each([
    '报销金额（万元）',
    '报销金额（仟元）',
    '报销金额（佰元）',
    '报销金额(萬元)',
    '报销金额(萬圓)',
    '报销金额(万 元)',
    '报销金额[万]',
    '报销金额【万】',
    '报销金额［万元］',
    '报销金额〔千元〕',
    '报销金额（万，含税）',
    '报销金额（含税，万）',
    '报销金额（含税 万）',
    '报销金额（千人民币）',
    '报销金额（人民币万）',
    '报销金额（元/万）',
    '报销金额（百万）',
    '报销金额（单位 万）',
    '报销金额（单位:万人民币）',
    '報銷金額（單位：萬）',
    '报销金额（以万计）',
    '报销金额"万"',
    '报销金额“万”',
    '报销金额「万」',
    '报销金额（万',
    '报销金额 万',
    '报销金额万',
    '报销金额：万',
    '报销金额(W)',
    '报销金额（ｗ）',
    '报销金额W',
    '报销金额(10k)',
    '报销金额(K RMB)',
    '报销金额(RMB K)',
    '报销金额(KRMB)',
    '报销金额(K元)',
    '报销金额 W元',
    '报销金额(thousand)',
    '报销金额 (in thousands)',
    '报销金额(RMB million)',
    '报销金额(mn)',
    "报销金额(RMB'000)",
    '报销金额(’000)',
    '报销金额(RMB M)',
    'Amount in thousands',
    'Amount (k, incl. tax)',
    '报销金额(×10000)',
    '报销金额（*1,000）',
    '报销金额x10000',
    '报销金额（乘以一万）',
    '报销金额【分】',
    '报销金额（单位：分）',
  ])('%s', (label) => {
    expect(labelled(label)).toEqual(['amount-unit']);
  });

  it.each([
    '报销金额(元)',
    '报销金额（人民币元）',
    '报销金额(人民币)',
    '报销金额【元】',
    '报销金额（含税，元）',
    '报销金额(元，含税)',
    '报销金额(RMB)',
    '报销金额（￥）',
    '报销金额（元、角、分）',
    '报销金额(万仟佰拾元角分)',
    '报销金额(保留两位小数)',
    '报销金额（精确到分）',
    '万科报销金额',
    '报销金额（万科）',
    '报销金额-万达',
    '报销金额(万达)',
    '万元户补贴金额',
    '千岛湖费用金额',
    '报销金额（千岛湖）',
    'Thousand Island Lake 金额',
    '报销金额（张万）',
    '报销金额_张万',
    '百度推广金额',
    '报销金额（百度）',
    '报销金额(百分比折后)',
    'K歌金额',
    '报销金额(K歌)',
    'KTV费用金额',
    'WPS会员金额',
    '报销金额(WPS)',
    '报销金额(W酒店)',
    '报销金额(5万元以下)',
    '报销金额（超过1万元须总经理审批）',
    '报销金额(单笔≤5千元)',
    '元宵节费用金额',
    '千元宵福利金额',
    '金额A',
    '报销金额(MB)',
    '报销金额(M)',
    'Working meals amount',
    '报销金额(500x2)',
    '报销金额(3*10)',
    '小写金额',
    '金额(大写)',
  ])('%s names none', (label) => {
    expect(labelled(label)).toEqual([]);
  });
});

describe('a control that gives the unit of all amounts', () => {
  it.each([
    ['金额单位', '万元'],
    ['金额单位', '万'],
    ['計價單位', '仟元'],
    ['单位', '万元'],
    ['单位', '人民币千元'],
    ['金额单位', 'RMB thousand'],
    ['币种', '万元'],
    ['单位(元/万元)', '万元'],
    ['单位（元/万元）', '万'],
    ['金额单位(元/万元)', '万元'],
    ['金额单位（必填）', '千元'],
    ['说明', '单位：万元'],
    ['备注', '以上金额单位为万元'],
    ['备注', '（金额单位：人民币千元）'],
    ['单位：万元', '1'],
    ['单位万', '1'],
    ['金额均以万元计', '是'],
  ])('stops where it is not 元: %s=%s', (label, value) => {
    const found = red(mapped({ more: [top(label, value, 'DDSelectField')] }));
    expect(found).toEqual([label === '币种' ? 'foreign-currency' : 'amount-unit']);
  });

  it.each([
    ['金额单位', '元'],
    ['货币单位', '人民币'],
    ['金额单位', ''],
    ['单位', '千克'],
    ['单位', '万'],
    ['单位', '百'],
    ['单位', '万科集团'],
    ['单位', 'K'],
    ['收款单位', '万元贸易有限公司'],
    ['收款单位', '万元'],
    ['计量单位', '千米'],
    ['单位(元/万元)', '元'],
    ['单位（元/万元）', '元'],
    ['单位(个/万)', '万'],
    ['备注', '合同单位：万元贸易有限公司'],
    ['备注', '采购单位：万'],
    ['备注', '项目总投资3万元'],
    ['备注', '单位：元'],
    ['备注', '报销单位：千岛湖店'],
    ['合同金额(万元)', '3'],
    ['单位名称', '万元'],
  ])('stops nothing otherwise: %s=%s', (label, value) => {
    expect(red(mapped({ more: [top(label, value, 'DDSelectField')] }))).toEqual([]);
  });
});

describe('a printed note of the form', () => {
  const note = (label: string, type = 'TextNote') => ({
    id: 'TextNote_1',
    label,
    type,
    alias: null,
    required: false,
    options: [],
    children: [],
  });
  const withNote = (label: string, nested = false) => {
    const { scheme: plain } = expenseInput();
    const form = nested ? [{ ...note('报销明细', 'TableField'), children: [note(label)] }] : [note(label)];
    return red(mapped({ input: { scheme: { ...plain, form } } }));
  };
  it('stops the bill where it says that amounts are in another unit', () => {
    for (const label of ['单位：万元', '注：以下金额单位均为万元', '金额单位:千元'])
      for (const nested of [false, true]) expect(withNote(label, nested), label).toEqual(['amount-unit']);
    for (const label of ['单位：元', '超过1万元须总经理审批', '说明']) expect(withNote(label), label).toEqual([]);
  });
});

it.each(['_USD', '_EUR付款'])('an amount called 报销金额%s is not paid as 元', (end) => {
  expect(labelled(`报销金额${end}`)).toEqual(['foreign-currency']);
});

it('another currency in the label of an amount that no rule reads stops as 外币金额 does', () => {
  for (const label of ['金额_USD', '付款金额(USD)', '美元金额', '支付金额（港币）']) {
    expect(red(mapped({ more: [top(label, '100')] })), label).toEqual(['foreign-currency']);
    expect(red(mapped({ more: [top(label, '0')] })), label).toEqual([]);
  }
  for (const label of ['合同金额(USD)', '美元汇票张数', '预算金额_USD', '新币种说明'])
    expect(red(mapped({ more: [top(label, '100')] })), label).toEqual([]);
});

it.each(['NTD', '加币', '澳币', '纽币', '韩圆', '印尼盾'])('an amount in %s is not paid as 元', (unit) => {
  expect(labelled(`报销金额(${unit})`)).toEqual(['foreign-currency']);
});
