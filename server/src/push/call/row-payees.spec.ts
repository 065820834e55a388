import { parseAmount } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import type { PaidRow } from '../../domain/bill/bill-notes.js';
import { otherPayees, payeeDifferences, rowsToCompare } from './row-payees.js';

const row = (text: string, account = '', name = '', bank = ''): PaidRow => {
  const amount = parseAmount(text);
  if (amount === null) throw new Error(text);
  const fields = { oppositeAccount: account, oppositeName: name, oppositeBank: bank };
  return { amount, fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')) };
};
const SENT = [row('100.00', '6222 0001', '张三', '工行'), row('50.00', '62220002', '李四', '建行')];

it('the same payees in another order, or with rows of one payee put together, are the same', () => {
  expect(otherPayees(SENT, [...SENT].reverse())).toEqual([]);
  const taxi = [row('30.00', '62220001', '张三'), row('20.00', '62220001', '张三')];
  expect(otherPayees(taxi, [row('50.00', '62220001', '张三')])).toEqual([]);
});

it('another account or name in any row differs, and is named by its field; another name of the bank is no other payee', () => {
  const [first, second] = SENT as [PaidRow, PaidRow];
  const held = (field: string, value: string) => [first, { ...second, fields: { ...second.fields, [field]: value } }];
  expect(otherPayees(SENT, held('oppositeAccount', '62229999'))).toEqual(['对方银行账号']);
  expect(otherPayees(SENT, held('oppositeName', '王五'))).toEqual(['对方账户名称']);
  expect(otherPayees(SENT, held('oppositeBank', '农行'))).toEqual([]);
});

it('the same accounts with the amounts, or the names, of each other differ', () => {
  const swapped = [row('50.00', '62220001', '张三'), row('100.00', '62220002', '李四')];
  expect(otherPayees(SENT, swapped)).toEqual(['对方银行账号', '对方账户名称']);
  const crossed = [row('75.00', '62220001', '李四'), row('75.00', '62220002', '张三')];
  expect(otherPayees([row('75.00', '62220001', '张三'), row('75.00', '62220002', '李四')], crossed)).toEqual([
    '对方账户名称',
  ]);
});

it('what was not sent, and what Kingdee does not show, says nothing; one more payee does', () => {
  expect(otherPayees([row('100.00')], [row('100.00', '62229999', '王五')])).toEqual([]);
  expect(otherPayees(SENT, [row('100.00'), row('50.00')])).toEqual([]);
  expect(otherPayees([], [row('100.00', '62229999')])).toEqual([]);
  const half = [row('100.00', '62220001'), row('50.00')];
  expect(otherPayees(half, [row('100.00', '62220001'), row('50.00', '62229999')])).toEqual([]);
  expect(otherPayees(half, [row('99.00', '62220001'), row('51.00', '62229999')])).toEqual(['对方银行账号']);
});

it('where the total is another, only somebody who got nothing before is another payee', () => {
  const differs = (rows: readonly PaidRow[]) =>
    otherPayees(...rowsToCompare({ total: '150.00', rows: SENT }, { total: '151.00', rows }));
  expect(differs([row('130.00', '62220001', '张三'), row('50.00', '62220002', '李四')])).toEqual([]);
  expect(differs([...SENT, row('1.00', '62229999', '王五')])).toEqual(['对方银行账号', '对方账户名称']);
});

it('rows that do not make up the same sum are compared in full all the same: the total alone excuses nothing', () => {
  expect(otherPayees(SENT, [row('1.00', '62220001', '张三'), row('149.50', '62220002', '李四')])).toEqual([
    '对方银行账号',
    '对方账户名称',
  ]);
});

it('two accounts with the same last digits are told apart', () => {
  const told = (sent: string[], held: string[]) =>
    payeeDifferences(
      sent.map((account) => row('1.00', account, '张三')),
      held.map((account) => row('1.00', account, '张三')),
    );
  expect(told(['6217000012340001'], ['6217000099990001'])).toEqual([
    { label: '对方银行账号', sent: '尾号 0001', now: '尾号 0001（倒数第 5 位不同）' },
  ]);
  const [many] = told(['6217000012340001', '6217000012340002'], ['6217000099990001', '6217000012340002']);
  expect(many).toMatchObject({ sent: '尾号 0001、尾号 0002', now: '尾号 0001、尾号 0002（尾号前面的数字不同）' });
});
