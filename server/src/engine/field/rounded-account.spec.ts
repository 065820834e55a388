import { describe, expect, it } from 'vitest';
import type { ControlValue } from '../../domain/approval/approval-instance.js';
import { worded } from '../../domain/draft/issue-words.js';
import { mapApproval } from '../map-approval.js';
import { cell, control, expenseInput, filledBook, row, text } from '../reimbursement-for-spec.js';
import type { MappingInput } from './mapping-input.js';

/** 6222021234567890123 after Excel: fifteen digits and zeros. */
const ROUNDED = '6222021234567890000';
const CODE = 'payee-rounded';
const FIELD = 'oppositeAccount';

const told = (input: MappingInput) => {
  const { draft, issues } = mapApproval(input);
  const own = issues.filter(({ code }) => code === CODE).map(worded);
  return { value: draft?.rows[0]?.fields[FIELD], levels: own.map(({ level }) => level), own, issues };
};
const onForm = (value: ControlValue, name = '收款账号') =>
  told(expenseInput({ controls: { 收款账号: control(name, value) } }));
const asObject = (accountNumber: string): ControlValue => ({
  kind: 'object',
  entries: { accountName: '冯赟', accountNumber, bankName: '招商银行' },
});
const byRule = (rule: MappingInput['scheme']['content']['rows'][string]['rules'][number]) => {
  const input = expenseInput({ book: filledBook({ bankAccount: { 默认: '1202020109900112233', '4417': ROUNDED } }) });
  const rows = { ...input.scheme.content.rows, [FIELD]: { label: '对方银行账号', required: false, rules: [rule] } };
  return told({ ...input, scheme: { ...input.scheme, content: { ...input.scheme.content, rows } } });
};

describe('an account of 18 digits or more with nothing but zeros behind the fifteenth', () => {
  it.each<[string, ControlValue]>([
    ['a control of an account', asObject(ROUNDED)],
    ['a text', text(`张三 ${ROUNDED} 招商银行`)],
    ['a text in groups', text('户名：张三 账号：6222 0212 3456 7890 000 开户行：招商银行')],
    ['a text of digits alone', text(ROUNDED)],
    [
      'a table of banks',
      {
        kind: 'table',
        rows: [
          row(cell('银行账户名', text('张三')), cell('银行账号', text(ROUNDED)), cell('开户行', text('招商银行'))),
        ],
      },
    ],
  ])('stops the bill where it stands in %s, by what was seen and what to do, never as a whole', (_, value) => {
    const { value: sent, own } = onForm(value);
    expect(sent).toBeUndefined();
    expect(own.map(({ level, path }) => [level, path])).toEqual([
      ['red', 'rows[0].oppositeAccount'],
      ['red', 'rows[1].oppositeAccount'],
    ]);
    expect(own[0]?.message).toBe(
      '审批单的“收款账号”里的账号有 19 位，第 15 位以后全是 0（尾号 0000），像是从 Excel 粘贴的：Excel 只留前 15 位，后面的变成 0。没有当作收款账号。请申请人更正，或打开原审批、向收款人核对后手工填写对方银行账号。',
    );
  });

  it.each([
    ['a mapping table', { kind: 'lookup', table: 'bankAccount', key: 'instance:originatorUserId' }],
    ['the scheme itself', { kind: 'constant', value: ROUNDED }],
  ] as const)('stops it as well where %s gives it', (_, rule) => {
    const { value, levels, own } = byRule(rule);
    expect([value, levels]).toEqual([undefined, ['red', 'red']]);
    expect(own[0]?.message).toMatch(/^对方银行账号有 19 位，第 15 位以后全是 0（尾号 0000）/u);
  });

  it('is sent once a person has set it on the bill, who may be right or paste from Excel, too: whoever approves says why', () => {
    const locks = { 'rows[0].oppositeAccount': ROUNDED, 'rows[1].oppositeAccount': ROUNDED };
    const { value, levels, own, issues } = told(
      expenseInput({ controls: { 收款账号: control('收款账号', asObject(ROUNDED)) }, locks }),
    );
    expect([value, levels]).toEqual([ROUNDED, ['amber', 'amber']]);
    expect(own[0]?.message).toMatch(/^人工填写的对方银行账号有 19 位.*写明理由再通过/u);
    expect(issues.some(({ level }) => level === 'red')).toBe(false);
  });

  it('typed over one that was right, it is told as well', () => {
    const { levels } = told(expenseInput({ locks: { 'rows[0].oppositeAccount': ROUNDED } }));
    expect(levels).toContain('amber');
  });
});

it('one of 17 digits is told, and a person says that it is right', () => {
  const { value, levels, own } = onForm(asObject('33010401600012300'));
  expect([value, levels]).toEqual(['33010401600012300', ['amber', 'amber']]);
  expect(own[0]?.message).toBe(
    '审批单的“收款账号”里的账号有 17 位，第 15 位以后全是 0（尾号 2300）。这样的账号有，也可能是从 Excel 粘贴的：Excel 只留前 15 位，后面的变成 0。打开原审批、向收款人核对，账号没有错的写明理由再通过；有错就手工填写对方银行账号。',
  );
});

it.each([
  ['fifteen digits', '330104016000000'],
  ['sixteen digits, of which one good account of ten ends in 0', '3301040160001230'],
  ['a card of sixteen digits', '6225880123456010'],
  ['a digit among the zeros', '6222021234567890100'],
  ['zeros before the fifteenth digit', '6222000000000001234'],
  ['letters in front, which Excel leaves alone', 'NRA3301040160001230000'],
])('of %s nothing is told', (_, number) => {
  const { value, levels } = onForm(asObject(number));
  expect([value, levels]).toEqual([number, []]);
});

it('in the way Excel shows it, 6.22202E+18, it is no account at all', () => {
  for (const said of ['6.22202E+18', '6.22202123456789E+18']) {
    const { value, issues } = onForm(asObject(said));
    expect(value).toBeUndefined();
    expect(issues.some(({ level, path }) => level === 'red' && path === 'rows[0].oppositeAccount')).toBe(true);
  }
});
