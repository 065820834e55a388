import { describe, expect, it } from 'vitest';
import type { ControlRow, ControlValue } from '../../domain/approval/approval-instance.js';
import { worded } from '../../domain/draft/issue-words.js';
import { cell, row, text } from '../reimbursement-for-spec.js';
import { payeeLabel } from './payee-labels.js';
import { accountNumber, readPayee } from './payee-reading.js';
import { payeeIssue } from './payee-words.js';

const CARD = '6222021234567890123';
const GROUPED = '6222 0212 3456 7890 123';
const OTHER_CARD = '6217000012345678901';

const read = (value: ControlValue, name = '收款账号') =>
  readPayee({ id: 'C', name, alias: null, type: 'RecipientAccountField', value });
const ofText = (given: string, name?: string) => read(text(given), name);
const ofEntries = (entries: Record<string, string>) => read({ kind: 'object', entries });
const ofRows = (...rows: ControlRow[]) => read({ kind: 'table', rows }, '银行信息');
const bankRow = (name: string, number: string, bank = '招商银行') =>
  row(cell('银行账户名', text(name)), cell('银行账号', text(number)), cell('开户行', text(bank)));
const one = { number: CARD, name: '张三', bank: '招商银行', trouble: null };
const code = (reading: { number: string; trouble: { code: string } | null }) => [reading.number, reading.trouble?.code];

describe('one payee', () => {
  it.each([
    ['labels in one line', `账号：${CARD} 开户行：招商银行 户名：张三`],
    ['labels in lines', `户名：张三\n账号：${GROUPED}\n开户行：招商银行`],
    ['labels without colons', `户名 张三 账号${CARD} 开户行 招商银行`],
    ['labels that ran together', `开户行：招商银行户名：张三账号：${CARD}`],
    ['full-width digits and signs', '户名：张三，账号：６２２２０２１２３４５６７８９０１２３，开户行：招商银行'],
    ['no labels at all', `张三 ${GROUPED} 招商银行`],
    ['hyphens between the groups', '张三 6222-0212-3456-7890-123 招商银行'],
    ['nothing between the words', `张三${CARD}招商银行`],
    ['a phone beside it', `张三 13800138000 ${CARD} 招商银行`],
    ['a phone behind its label', `张三 电话：13800138000 账号：${CARD} 招商银行`],
    ['an identity card beside it', `户名：张三 身份证号：11010519491231002X 卡号：${CARD} 开户行：招商银行`],
    ['a bank code beside it', `张三 ${CARD} 招商银行 联行号：308584000013`],
    ['a contract beside it', `张三 ${CARD} 招商银行 合同编号：HT20240012345678`],
    ['the same number twice', `张三 ${CARD} 招商银行 卡号：${GROUPED}`],
  ])('in a text with %s', (_, given) => {
    expect(ofText(given)).toMatchObject(one);
  });

  it('in an object, whichever keys the vendor chose; 联行号, ids and codes are no account', () => {
    expect(
      ofEntries({ code: '308584000013', no: '308584000013', cardNo: CARD, name: '张三', bankName: '招商银行' }),
    ).toMatchObject(one);
    expect(ofEntries({ 'bank.no': '308584000013', 'bank.name': '招商银行', holder: '张三', no: CARD })).toMatchObject(
      one,
    );
    expect(
      ofEntries({
        id: '1234567890123456',
        accountId: '99887766554433221',
        accountName: '张三',
        account: GROUPED,
        bank: '招商银行',
      }),
    ).toMatchObject(one);
    expect(ofEntries({ value: `张三 招商银行 ${CARD}`, accountType: 'BANKCARD' })).toMatchObject(one);
    expect(
      ofEntries({ value: '张三 招商银行(0123)', bankCardNo: CARD, accountName: '张三', bankName: '招商银行' }),
    ).toMatchObject(one);
  });

  it('in a table of banks of one row, or of one account', () => {
    expect(ofRows(bankRow('张三', CARD))).toMatchObject(one);
    expect(ofRows(bankRow('张三', CARD), bankRow('张三', GROUPED))).toMatchObject(one);
    expect(ofRows(bankRow('张三', CARD), row(cell('银行账号', { kind: 'empty' })))).toMatchObject(one);
  });

  it('with the branch once, and names of companies as they were written', () => {
    expect(
      ofEntries({
        户名: '某某（杭州）科技有限公司',
        账号: '571 9000 0001 0203',
        开户行: '招商银行',
        支行: '招商银行杭州分行',
      }),
    ).toMatchObject({
      trouble: { code: 'payee-not-account' },
    });
    expect(ofText(`收款单位：某某（杭州）科技有限公司；银行账号：571900000010203；开户行：招商银行杭州分行`)).toEqual({
      number: '571900000010203',
      name: '某某（杭州）科技有限公司',
      bank: '招商银行杭州分行',
      guessed: false,
      trouble: null,
    });
  });

  it('behind a known prefix of offshore and free-trade accounts', () => {
    expect(ofText('户名：ABC Trading 账号：NRA4406601040009999')).toMatchObject({ number: 'NRA4406601040009999' });
    expect(accountNumber(' fte 1234')).toBeNull();
  });
});

describe('not exactly one payee is trouble, never a choice', () => {
  it.each([
    ['two cards in a text', ofText(`张三 ${CARD} 李四 ${OTHER_CARD}`), 'payee-several'],
    ['two labelled cards', ofText(`账号：${CARD} 账号：${OTHER_CARD}`), 'payee-several'],
    ['two keys', ofEntries({ cardNo: CARD, bankAccount: OTHER_CARD, name: '张三' }), 'payee-several'],
    ['the text and the keys differ', ofEntries({ value: `张三 ${OTHER_CARD}`, cardNo: CARD }), 'payee-several'],
    [
      'the text ends in the last digits of another',
      ofEntries({ value: `张三 工行${OTHER_CARD}(0123)`, cardNo: CARD }),
      'payee-several',
    ],
    [
      'a number that a strange sign cuts in two',
      ofEntries({ accountNumber: `62117094802334💰${CARD}` }),
      'payee-not-account',
    ],
    [
      'an account that a bracket cuts in two',
      ofEntries({ accountNumber: `627506573578121[${CARD}`, accountName: '张三' }),
      'payee-not-account',
    ],
    ['an account behind other digits', ofEntries({ accountNumber: `HT12345678 ${CARD}` }), 'payee-not-account'],
    ['a second number before a colon', ofText(`张三 ${CARD} 招商银行；李四 621791350321：`), 'payee-several'],
    ['a number that broke beside a card', ofText(`张三 13404967{4 ${CARD} 招商银行`), 'payee-not-account'],
    [
      'a second number where the kind of account is told',
      ofEntries({ cardNo: CARD, name: '张三', accountType: OTHER_CARD }),
      'payee-not-account',
    ],
    ['a name that is shown in another order', ofText(`户名：甲乙\u202e丙商行 账号：${CARD}`), 'payee-unreadable'],
    ['a name in another order in a cell', ofRows(bankRow('甲\u2067乙', CARD)), 'payee-unreadable'],
    ['two rows', ofRows(bankRow('张三', CARD), bankRow('李四', OTHER_CARD)), 'payee-several'],
    ['a second row without a number', ofRows(bankRow('张三', CARD), bankRow('李四', '')), 'payee-names'],
    ['one card of two people', ofRows(bankRow('张三', CARD), bankRow('李四', CARD)), 'payee-names'],
    ['two names', ofText(`户名：张三 收款人：李四 账号：${CARD}`), 'payee-names'],
    ['an identity card', ofText('张三 11010519491231002X'), 'payee-not-account'],
    ['an identity card called 账号', ofEntries({ 账号: '11010519491231002X', 户名: '张三' }), 'payee-not-account'],
    ['a phone alone', ofText('张三 13800138000'), 'payee-not-account'],
    ['a phone called 账号', ofEntries({ accountNo: '13800138000', name: '张三' }), 'payee-not-account'],
    ['a bank code alone', ofText('招商银行 308584000013'), 'payee-not-account'],
    ['a tax number', ofText('某某有限公司 91330100MA2H00001X'), 'payee-not-account'],
    ['a contract', ofText('合同 HT2024001234567 张三 HT2024001234568'), 'payee-not-account'],
    ['a masked card', ofText('张三 6222****0123'), 'payee-not-account'],
    ['a masked card called cardNo', ofEntries({ cardNo: '6222 **** **** 0123', name: '张三' }), 'payee-not-account'],
    ['digits in strange groups', ofText('账号：62220 2123 4567 890123'), 'payee-not-account'],
    ['a rounded number', ofEntries({ cardNo: '6.222021234567890e+18', name: '张三' }), 'payee-not-account'],
    ['superscripts', ofText('账号：622202123456789012³'), 'payee-not-account'],
    ['an account under a key that nobody knows', ofEntries({ zh: CARD, name: '张三' }), 'payee-not-account'],
    [
      'a row that cannot be read',
      ofRows(bankRow('张三', CARD), { rowNumber: null, cells: [], unreadable: '[{' }),
      'payee-unreadable',
    ],
    [
      'a second number under a key that nobody knows',
      ofEntries({ cardNo: CARD, zh: OTHER_CARD, name: '张三' }),
      'payee-not-account',
    ],
    [
      'a number inside the bank',
      ofEntries({ cardNo: CARD, name: '张三', bank: `招商${OTHER_CARD}银行` }),
      'payee-not-account',
    ],
    [
      'a number inside the name',
      ofEntries({ cardNo: CARD, holder: `张${OTHER_CARD}三`, bank: '招商银行' }),
      'payee-not-account',
    ],
    [
      'a number in wide digits inside the name',
      ofEntries({ accountNumber: CARD, accountName: '某６２１７０００１２３４５６７８９０某（杭州）科技有限公司' }),
      'payee-not-account',
    ],
    ['a number inside the name in a cell', ofRows(bankRow(`张${OTHER_CARD}三`, CARD)), 'payee-not-account'],
    ['a numeral that swallowed digits', ofText(`账㊿${CARD} 开户行：招商银行 户名：张三`), 'payee-not-account'],
    [
      'a numeral behind the number, before a label',
      ofText('账号：62595989㊿开户行：招商银行 户名：张三'),
      'payee-not-account',
    ],
    ['a 钉钉账户', ofText('钉钉账户 张三'), 'payee-without-number'],
    ['a 钉钉账户 as an object', ofEntries({ accountType: '钉钉账户', name: '张三' }), 'payee-without-number'],
  ])('%s', (_, reading, expected) => {
    expect(code(reading)).toEqual(['', expected]);
  });

  it('reads no name where it could only guess one', () => {
    for (const given of [`户名：["张三 账号：${CARD}`, `请打到 ${CARD}`, `工资卡 见附件 ${CARD}`, CARD])
      expect(ofText(given), given).toMatchObject({ number: CARD, name: '', trouble: null });
  });

  it('takes no JSON true for a name', () => {
    expect(ofEntries({ cardNo: CARD, accountName: 'true' })).toMatchObject({ number: CARD, name: '' });
  });

  it('is told with its cause and the next step, and never stored or told with the whole number', () => {
    const { trouble } = ofText(`张三 ${CARD} 李四 ${OTHER_CARD}`);
    const issue = trouble && payeeIssue(trouble, '对方银行账号');
    expect(issue?.params).toEqual({ label: '收款账号', field: '对方银行账号', tails: '0123 8901' });
    expect(issue && worded({ ...issue, path: '', message: '', table: null, key: null }).message).toBe(
      '审批单的“收款账号”里有 2 个收款账号（尾号 0123、尾号 8901），不能判断付给哪一个。请申请人分开提交，或打开原审批核对后手工填写对方银行账号。',
    );
  });
});

describe('labels', () => {
  it.each([
    [
      'account',
      '收款账号 收款账户 银行账号 对方银行账号 银行账户 卡号 银行卡号 收款人账号 cardNo bank_account accountNumber payee.account.no',
    ],
    ['branch', '支行 银行所属支行 开户支行 bankBranch'],
    [
      'payee',
      '户名 银行账户名 账户名称 收款人 收款人beneficiario 收款方名称（工商名） 收款单位 往来单位 支付对象 供应商名称 holder accountName name',
    ],
    ['word', '开户行所在省 开户行所在市 账户类型 accountType'],
    ['bank', '开户行 对方开户行 对方收款所属银行 银行名称 收款方开户行 bankName'],
    [
      'other',
      '身份证号 税号 纳税人识别号 合同编号 联系电话 联行号 开户行行号 付款方式 付款账号 我方账号 支付宝账号 idCardNo bankCode accountId id code phone',
    ],
  ])('%s', (meaning, labels) => {
    for (const label of labels.split(' ')) expect(payeeLabel(label), label).toBe(meaning);
  });

  it('that say nothing of a payee', () => {
    for (const label of ['费用明细', '报销明细', '公司帐号付款(如需公司帐号付款请选择)', 'value'])
      expect(payeeLabel(label), label).toBeNull();
  });
});

it('an account that is sent is digits and nothing beside them', () => {
  expect([accountNumber(GROUPED), accountNumber('44-066001040009999')]).toEqual([CARD, '44066001040009999']);
  for (const wrong of [
    '',
    '张三',
    `张三 ${CARD}`,
    `${CARD} ${OTHER_CARD}`,
    '123',
    '6222abc',
    '6222****0123',
    '1'.repeat(40),
  ])
    expect(accountNumber(wrong), wrong).toBeNull();
});

describe('a whole number in brackets behind a bank', () => {
  it('is a candidate beside the account of the object, and the same one where it is the same', () => {
    const beside = (shown: string) =>
      ofEntries({ value: `张三 招商银行(${shown})`, bankCardNo: CARD, accountName: '张三' });
    expect(beside(OTHER_CARD)).toMatchObject({ number: '', trouble: { code: 'payee-several' } });
    expect(beside(`${OTHER_CARD}8901`)).toMatchObject({ number: '' });
    expect(beside(CARD)).toMatchObject({ number: CARD, trouble: null });
    expect(beside('0123')).toMatchObject({ number: CARD, trouble: null });
  });
});
