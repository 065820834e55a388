import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ControlValue } from '../domain/approval/approval-instance.js';
import { generatedInput, randomNumbers } from './approvals-for-spec.js';
import { ENGINE_REVISION } from './engine-revision.js';
import type { MappingInput } from './field/mapping-input.js';
import { mapApproval } from './map-approval.js';
import { cell, control, expenseInput, filledBook, row, text } from './reimbursement-for-spec.js';

/**
 * Revision → what that engine answered to the approvals below. A line is added and none is changed: where the last test fails, raise
 * ENGINE_REVISION and write its answers under it. Only where an approval below was added or changed, or where an
 * issue got the parameters that its stored sentence held, the last line is written anew.
 */
const ANSWERS: Readonly<Record<number, string>> = {
  1: '6c9e300d10a10562863e6ea164c2adeb',
  2: 'cc678262c003f488f903c4c0013e14af',
  3: 'b19f18b2887599600745d485400ead2a',
  4: '944561750dd1f07cb9e1e796990056bb',
  5: 'dc48fc9697d6b477a0bdc1d2e75965d6',
  6: 'b4b619ddba8833794d62eadce47de6aa',
  7: '1c3e4a2096ab6a5d07aa568bb6656e0a',
  8: '3fa00e27132092815b23b38a56b82e36',
  9: 'c708754dd3e88fc6063990b27968303e',
  10: '6168ed663380a4297595008bb6eb1be9',
};

const CARD = '6222021234567890123';
const PAYEES: readonly ControlValue[] = [
  ...[
    `张三 ${CARD} 招商银行`,
    `张三 6222 0212 3456 7890 123（工商银行）`,
    `户名：张三 账号：6222-0212-3456-7890-123 开户行：招商银行`,
    `工行 ${CARD}`,
    `谢娟 ${CARD} 工商银行`,
    `张三 6222 0212 3456 7890  123 工商银行`,
    `张三 建行：6222 0212 3456 7890 123`,
    '张三 6222021234567890000 招商银行',
    '户名：张三 账号：33010401600012300 开户行：招商银行',
    `张三 13800138000 ${CARD}`,
    `${CARD} 6217000012345678901`,
    '张三 招商银行',
    '见附件',
  ].map(text),
  { kind: 'object', entries: { accountName: '张三', accountNumber: CARD, bankName: '招商银行' } },
  { kind: 'object', entries: { accountName: '张6217000012345678901三', accountNumber: CARD, bankName: '招商银行' } },
  {
    kind: 'table',
    rows: [
      row(cell('银行账户名', text('张三')), cell('银行账号', text(CARD)), cell('开户行', text('招商银行'))),
      row(cell('银行账户名', text('')), cell('银行账号', text('')), cell('开户行', text('支付宝'))),
    ],
  },
  { kind: 'unreadable', text: '…' },
  { kind: 'empty' },
];
const AMOUNTS = [
  '1,234.50',
  '￥100',
  '100元',
  '一百元',
  '100.005',
  '-5.00',
  '0',
  '9007199254740993.01',
  'USD 5',
  '1.500',
  '0,500',
];
const SUM_ROWS = [
  ['合计 Total', 'MoneyField'],
  ['费用合计', 'MoneyField'],
  ['差旅费合计', 'CalculateField'],
  ['三晚', 'CalculateField'],
  ['三晚', 'MoneyField'],
] as const;

function* approvals(): Generator<MappingInput> {
  const random = randomNumbers(20_261_201);
  for (let index = 0; index < 400; index++) yield generatedInput(index, random);
  for (const value of PAYEES) yield expenseInput({ controls: { 收款账号: control('收款账号', value) } });
  for (const amount of AMOUNTS) {
    const rows = [row(cell('报销金额(元)', text(amount)), cell('费用明细', text('住宿')))];
    yield expenseInput({
      controls: { 报销明细: control('报销明细', { kind: 'table', rows }), 总金额: control('总金额', text(amount)) },
    });
  }
  for (const [note, type] of SUM_ROWS) {
    const line = (sum: string, said: string) =>
      row(cell('报销金额(元)', text(sum)), cell('费用明细', text('住宿')), cell('说明', text(said)));
    const rows = [line('100', '一晚'), line('200', '两晚'), line('300', note)];
    yield expenseInput({
      controls: {
        报销明细: control('报销明细', { kind: 'table', rows }),
        总金额: { ...control('总金额', text('600')), type },
      },
    });
  }
  const beside: readonly [string, string][] = [
    ['金额大写', '壹仟元整'],
    ['合计金额', '999.00'],
    ['核减金额', '5.00'],
    ['罚款', '5.00'],
    ['还款计划', '2026-05-01 还清'],
    ['应结金额', '5.00'],
    ['个人支付金额', '5.00'],
    ['实发货款', '5.00'],
    ['本次已付', '5.00'],
    ['扣款标准', '200'],
    ['付款方式', '月结'],
    ['付款状态', '已付款'],
    ['是否冲借款', '是'],
    ['SWIFT', 'BKCHCNBJ'],
  ];
  for (const [label, said] of beside) yield expenseInput({ more: [control(label, text(said))] });
  const PAID_BY = '公司帐号付款(如需公司帐号付款请选择)';
  for (const value of [text('是'), { kind: 'unreadable', text: '?' } as const])
    yield expenseInput({ more: [control(PAID_BY, value)] });
  yield expenseInput({ more: [control(PAID_BY, text('是')), { ...control(PAID_BY, text('否')), id: 'other' }] });
  const hands: Readonly<Record<string, string>>[] = [
    { 'header.contactUnit': 'YG00009' },
    { 'header.settleOrg': '102' },
    { 'header.contactUnit': 'YG00009', 'header.receivingUnit': 'YG00010' },
    { 'header.currency': 'PRE007' },
    { 'rows[0].oppositeAccount': '6217000012345678901' },
  ];
  for (const locks of hands) yield expenseInput({ locks });
  const turned = { table: 'payOrg', key: '市场部', targetNumber: '102', by: 'mapper', was: '101' };
  for (const book of [
    filledBook({}, [turned]),
    filledBook({}, [
      { ...turned, was: null, since: 7, id: 'row-2' },
      { ...turned, key: '默认', targetNumber: '101', since: 4, id: 'row-1' },
    ]),
    filledBook({}, [
      { ...turned, scope: 'form', scopeValue: 'PROC-1', id: 'row-1' },
      { ...turned, scope: 'form', scopeValue: 'other', targetNumber: '101', was: null, id: 'row-2' },
    ]),
    filledBook({ costItem: {}, department: {} }),
    filledBook({ payOrg: { 市场部: '102' } }),
    filledBook({ contactUnit: {} }, [
      { table: 'contactUnit', key: '4417', targetNumber: 'YG00009', by: 'mapper', was: 'YG00007' },
    ]),
  ])
    yield expenseInput({ book });
}

/** What an approval is bound to: the payload, and the issues however they are worded. */
function answers(): string {
  const sha = createHash('sha256');
  for (const input of approvals()) {
    const { draft, issues } = mapApproval(input);
    const told = issues.map(({ level, code, path, table, key, params }) => [
      level,
      code,
      path,
      table,
      key,
      params ?? {},
    ]);
    sha.update(`${JSON.stringify([draft, told])}\n`);
  }
  return sha.digest('hex').slice(0, 32);
}

describe('the revision of the engine', () => {
  it('is a whole number that has its line here, the largest', () => {
    expect(Object.keys(ANSWERS).map(Number)).toEqual(Array.from({ length: ENGINE_REVISION }, (_, at) => at + 1));
  });

  it('has grown where the engine answers otherwise than it did', () => {
    expect(answers()).toBe(ANSWERS[ENGINE_REVISION]);
  });
});
