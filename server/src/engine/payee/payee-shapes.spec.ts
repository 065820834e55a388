import { describe, expect, it } from 'vitest';
import type { ControlRow, ControlValue } from '../../domain/approval/approval-instance.js';
import { cell, row, text } from '../reimbursement-for-spec.js';
import { readPayee } from './payee-reading.js';
import { payeeIssue, payeeLevel } from './payee-words.js';

/** Shapes of one account in a text that says nowhere what is what: the whole account is read, or the bill stops. A part of it never is. */

const CARD = '6222021234567890123';
const read = (value: ControlValue, name = '收款账号') =>
  readPayee({ id: 'C', name, alias: null, type: 'TextField', value });
const ofText = (given: string, name?: string) => read(text(given), name);
const ofRows = (...rows: ControlRow[]) => read({ kind: 'table', rows }, '银行信息');
const stopped = ({ number, trouble }: ReturnType<typeof read>) =>
  number === '' && trouble !== null && payeeLevel(trouble) === 'red';

describe('an account in groups is read whole', () => {
  it.each([
    ['张三 6222 0212 3456 7890 123（工商银行）', '张三', '工商银行'],
    ['张三（工商银行）6222 0212 3456 7890 123', '张三', '工商银行'],
    ['张三（工行）6222021234567890123', '张三', '工行'],
    ['中国建设银行6222 0212 3456 7890 123 张三', '张三', '中国建设银行'],
    ['工商银行6222 0212 3456 7890 123张三', '张三', '工商银行'],
    ['张三6222 0212 3456 7890 123工商银行', '张三', '工商银行'],
    ['张三 建行：6222 0212 3456 7890 123', '张三', '建行'],
    ['张三：6222 0212 3456 7890 123 工商银行', '张三', '工商银行'],
    ['工资卡：6222 0212 3456 7890 123 张三 工商银行', '张三', '工商银行'],
    ['张三 工资卡：6222 0212 3456 7890 123', '张三', ''],
    ['号码：6222 0212 3456 7890 123 张三', '张三', ''],
    ['张三 建设银行：6222 0212 3456 7890 123', '张三', '建设银行'],
    ['张三招商银行6222 0212 3456 7890 123', '张三', '招商银行'],
    ['张三工行6222 0212 3456 7890 123', '张三', '工行'],
    ['张三-招商银行-6222 0212 3456 7890 123', '张三', '招商银行'],
    ['张三 招商银行(0123) 6222 0212 3456 7890 123', '张三', '招商银行'],
    ['张三 6222 0212 3456 7890 123 招商银行 尾号0123', '张三', '招商银行'],
    ['张三 13800138000 6222 0212 3456 7890 123 工商银行', '张三', '工商银行'],
    ['6222-0212-3456-7890-123 张三 工商银行', '张三', '工商银行'],
    ['请打款到：张三 6222 0212 3456 7890 123 工商银行，谢谢', '张三', '工商银行'],
    ['谢娟 6222 0212 3456 7890 123 工商银行，谢谢！', '谢娟', '工商银行'],
    ['谢谢平 6222021234567890123 工商银行', '谢谢平', '工商银行'],
    ['1、户名：张三\n2、账号：6222 0212 3456 7890 123\n3、开户行：工商银行', '张三', '工商银行'],
    ['1. 户名：张三 2. 账号：6222 0212 3456 7890 123 3. 开户行：工商银行', '张三', '工商银行'],
    ['58同城有限公司 6222 0212 3456 7890 123 工商银行', '58同城有限公司', '工商银行'],
    ['张三 6222 0212 3456 7890 123 杭州 工商银行', '张三', '工商银行'],
    ['张三 3月工资 6222 0212 3456 7890 123 建行', '张三', '建行'],
    ['张三 工商银行杭州2支行 6222 0212 3456 7890 123', '张三', '工商银行杭州2支行'],
  ])('%s', (given, name, bank) => {
    expect(ofText(given)).toMatchObject({ number: CARD, name, bank, trouble: null });
  });
});

describe('a number that does not end with certainty stops the bill', () => {
  const cut = [
    '6222 0212 3456 7890  123',
    '6222 0212 3456 7890，123',
    '6222 0212 3456 7890,123',
    '6222 0212 3456 7890、123',
    '6222 0212 3456 7890-123',
    '6222 0212 3456 7890 -123',
    '6222 0212 3456 7890 - 123',
    '6222 0212 3456 7890.123',
    '6222 0212 3456 7890/123',
    '6222 0212 3456 7890|123',
    '6222 0212 3456 7890:123',
    '6222 0212 3456 7890；123',
    '6222 0212 3456 7890。123',
    '6222 0212 3456 7890\t123',
    '6222 0212 3456 7890\n123',
    '6222 0212 3456 7890\r\n123',
    '6222 0212 3456\n7890 123',
    '6222 0212 3456\t7890 123',
    '6222 0212 3456  7890 123',
    '6222 0212  3456 7890 123',
    '6222  0212 3456 7890 123',
    '6222 0212 3456 7890 （123）',
    '6222 0212 3456 7890(123)',
    '6222 0212 3456 7890 123 4',
    '6222 0212 3456 7890 12 3',
    '6222 0212 3456 7890 1234 5',
    '622 2021 2345 6789 0123',
    '3 6222 0212 3456 7890 12',
    '6222021234567890 123',
    '6222021234567890，123',
    '6222021234567890\n123',
    '62220212 34567890123',
    '622202 123456 7890123',
    '6222 0212 3456 7890 12O',
    '6222 0212 3456 7890 20240101',
    '6222 0212 3456 7890_123',
    '6222 0212 3456 7890 ~ 123',
    '6222 0212 3456 7890 *123',
    '6222 0212 3456 7890 123元',
  ];
  const around: ((number: string) => string)[] = [
    (number) => `张三 ${number} 工商银行`,
    (number) => `张三 ${number}（工商银行）`,
    (number) => `工商银行${number} 张三`,
    (number) => `张三 建行：${number}`,
    (number) => `工资卡：${number} 张三`,
    (number) => `张三${number}工商银行`,
    (number) => number,
    (number) => `户名：张三 账号：${number} 开户行：工商银行`,
    (number) => `开户行：工商银行 ${number} 户名：张三`,
  ];
  it.each(cut.map((number) => [number]))('%j, whatever stands around it', (number) => {
    for (const put of around) expect([put(number), stopped(ofText(put(number)))]).toEqual([put(number), true]);
  });

  it.each([
    '冯赟，6222021&nbsp;234567890123',
    '冯赟，6222021&#160;234567890123',
    '冯赟，6222021&#xa0;234567890123456',
    '冯赟 6222021&nbsp 234567890123',
    '户名：冯赟 账号：6222021&ensp;234567890123',
    '户名：冯赟 账号：62220212345元67890123',
    '户名：冯赟 账号：6222021万元234567890123',
    '户名：冯赟 账号：62220212345元 67890123',
    '冯赟 622元0212345678901234',
    '冯赟 6222021元234567890123',
    '冯赟 500元6222021234567890123',
    '冯赟 6222021234567电话:890123',
    '冯赟 6222021234567手机890123',
    '冯赟 6222021234567合同号：890123',
    '冯赟 6222021234567备注：890123',
    '冯赟 6222021234567890备注：123',
    '冯赟 6222021234567项目：890123',
    '冯赟 6222021x，234567890123',
    '冯赟，6号222021234567890123，招商银行',
    '招商银行 冯赟 卡号6号22021234567890123',
    '冯赟 6月22日2021234567890123',
    '冯赟 62220212345678 x90123',
  ])('%j: digits that a sign, a sum or a label cuts off an account are not passed over', (given) => {
    expect([given, stopped(ofText(given))]).toEqual([given, true]);
  });

  it.each([
    ['冯赟 500元 6222021234567890123'],
    ['冯赟 6222021234567890123，金额：1200.50元'],
    ['冯赟6222021234567890123手机：13800138000'],
    ['冯赟 6222021234567890123 电话：87654321'],
    ['冯赟 6222021234567890123\n备注：3月'],
    ['冯赟 6222021234567890123备注：房租'],
    ['冯赟 6222021234567890123联行号：308584000013'],
    ['冯赟 6222021234567890123身份证号：11010519491231002X'],
    ['冯赟 6222021234567890123 合同号：20240001'],
    ['冯赟 ¥1200 6222021234567890123'],
    ['冯赟，99999999.99元，6222021234567890123'],
    ['冯赟 6222021234567890123合同号：HT20240001'],
    ['冯赟 6222021234567890123税号：91330100MA27ABCD3K'],
    ['冯赟 6222021234567890123 HT20240012345678'],
    ['冯赟 3月12日 6222021234567890123'],
    ['冯赟 3月工资6222021234567890123'],
    ['冯赟 HT20240012345678 6222021234567890123'],
  ])('%j: a sum, a phone or a document that stands apart takes nothing from a whole account', (given) => {
    expect(ofText(given)).toMatchObject({ number: CARD, name: '冯赟', trouble: null });
  });

  it.each([
    '张三 6222 0212 3456 7890 工商银行 123',
    '张三 6222 0212 3456 7890（工商银行）123',
    '123 张三 6222 0212 3456 7890 工商银行',
    '123张三 6222 0212 3456 7890 工商银行',
    '张三 工商银行123 6222 0212 3456 7890',
    '账号：6222 0212 3456 7890\n123 户名：张三',
    '账号：62220212；13800138000 户名：张三',
    '户名：张三 账号：6222 0212 3456 7890 后三位：123',
    '户名：张三 123 账号：6222 0212 3456 7890',
    '户名：张三 账号：6222 0212 3456 7890 开户行：工商银行 123',
    '张三 招商银行(0124) 6222 0212 3456 7890 123',
    '张三 6217****0000 6222021234567890123 工商银行',
    '张三 6222021234567890123 工商银行 5000',
    '张三 6222 0212 3456 7890 手机 123',
    '户名：张三 账号：6222 0212 3456 7890 联行号：123',
    '6222 0212 3456 7890 一二三（工商银行）',
    '张三 6222 0212 3456 7890 工商银行 123号',
    '6222 0212 3456 7890 ①②③ 张三',
    '6222 0212 3456 7890 ١٢٣ 张三',
    '6222 0212 3456 7890\u200b 123 张三',
  ])('%s', (given) => {
    expect(stopped(ofText(given))).toBe(true);
  });

  it('behind a label of something else the whole number in groups is that of the label', () => {
    for (const label of ['支付宝', '身份证号', '订单号'])
      expect(ofText(`张三 ${label}：6222 0212 3456 7890 123`).number).toBe('');
  });

  it('in a cell, beside the name in a cell of its own', () => {
    const cells = (account: string, bank = '') =>
      ofRows(row(cell('户名', text('张三')), cell('银行账号', text(account)), cell('开户行', text(bank))));
    expect(cells('工商银行6222 0212 3456 7890 123')).toMatchObject({ number: CARD, name: '张三', bank: '工商银行' });
    for (const account of cut) expect([account, stopped(cells(`工商银行${account}`))]).toEqual([account, true]);
    expect(stopped(cells('6222 0212 3456 7890', '123 工商银行'))).toBe(true);
  });
});

describe('the text that stands beside the keys of an account', () => {
  const beside = (value: string) =>
    read({ kind: 'object', entries: { value, bankCardNo: CARD, accountName: '张三', bankName: '工商银行' } });
  it.each([
    '张三 工商银行(0123)',
    '张三 工商银行 0123',
    '张三 工行储蓄卡 尾号0123',
    '张三 6222 **** **** 0123',
    '默认 张三',
  ])('%s is that account’s', (value) =>
    expect(beside(value)).toMatchObject({ number: CARD, name: '张三', bank: '工商银行', trouble: null }),
  );
  it.each(['张三 工商银行(0124)', '张三 工商银行 0124', '张三 尾号0124', '张三 6222 **** **** 0124', '张三 123'])(
    '%s is not',
    (value) => expect(stopped(beside(value))).toBe(true),
  );
});

describe('a word that nobody knows stops the bill and is shown', () => {
  it.each([
    ['张三 李四 6222021234567890123', '张三 李四'],
    ['户名：张三 账号：6222021234567890123 李四', '李四'],
    ['张三 6222021234567890123 工商银行 加急两笔', '张三 加急两笔'],
    ['张三 6222 0212 3456 7890，123', '123'],
  ])('%s', (given, left) => {
    const { number, trouble } = ofText(given);
    expect([number, trouble]).toEqual(['', { code: 'payee-left-over', label: '收款账号', text: left }]);
    expect(trouble && payeeIssue(trouble, '对方银行账号').params).toMatchObject({ text: left });
  });
});

describe('a bank, a place and a word of payment are nobody’s name', () => {
  it.each(
    '工行 农行 中行 建行 交行 招行 邮储 浦发 民生 兴业 光大 平安 中信 广发 华夏 工行卡 邮政储蓄 杭州 杭州市 浙江省杭州市 上海 工资 工资卡 奖金 差旅费 报销款 货款 谢谢 房租'
      .split(' ')
      .map((word) => [word]),
  )('%s', (word) => {
    expect(ofText(`${word} ${CARD}`)).toMatchObject({ number: CARD, name: '' });
    expect(ofText(`张三 ${word} ${CARD}`)).toMatchObject({ number: CARD, name: '张三', trouble: null });
  });

  it.each(
    '谢娟 谢霆 谢谢平 李知行 张行 欧阳若兰 江杭州 卡德尔·买买提 甲乙丙商行 平安里餐馆 兴业科技有限公司'
      .split(' ')
      .map((name) => [name]),
  )('%s is a name, and nobody labelled it as one', (name) => {
    expect(ofText(`${name} ${CARD} 工商银行`)).toMatchObject({ number: CARD, name, guessed: true, trouble: null });
    expect(ofText(`户名：${name} 账号：${CARD}`)).toMatchObject({ number: CARD, name, guessed: false });
  });
});

describe('each row of a bank table is a payee', () => {
  const whole = row(cell('户名', text('张三')), cell('银行账号', text(CARD)), cell('开户行', text('工商银行')));
  it.each([
    ['a bank alone', row(cell('开户行', text('建设银行')))],
    ['a bank and blanks', row(cell('户名', text('  ')), cell('开户行', text('建设银行')))],
    ['支付宝 alone', row(cell('收款方式', text('支付宝')))],
    ['支付宝 with its number', row(cell('支付宝账号', text('13800138000')))],
    ['a name alone', row(cell('户名', text('李四')))],
    ['a note alone', row(cell('备注', text('其余付给李四')))],
  ])('the row with %s stops the bill, first or last', (_, other) => {
    expect(ofRows(whole)).toMatchObject({ number: CARD, trouble: null });
    for (const reading of [ofRows(whole, other), ofRows(other, whole), ofRows(whole, whole, other)])
      expect(reading).toMatchObject({ number: '', trouble: { code: 'payee-names' } });
    expect(stopped(ofRows(other, other))).toBe(true);
  });

  it('a row in which nothing stands is none', () => {
    expect(ofRows(whole, row(cell('开户行', { kind: 'empty' })))).toMatchObject({ number: CARD, trouble: null });
    expect(ofRows(whole, row(cell('开户行', text(' '))))).toMatchObject({ number: CARD, trouble: null });
  });
});
