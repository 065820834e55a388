import type { Amount } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import type { PushBill } from '../ledger/bill-claims.js';
import { ApproveSheet } from './approve-sheet.js';

it('what is left out for one cause is one line, whatever person each sentence names', () => {
  const sheet = new ApproveSheet(2_000_000n);
  const left = (id: string, reason: string) => ({
    id,
    payee: id,
    amount: '1.00' as Amount,
    code: 'note-needed:payee-hand',
    reason,
  });
  sheet.add([], [left('a', '往来单位原来是“A”，人工改成了“B”')], new Map());
  sheet.add([], [left('b', '往来单位原来是“C”，人工改成了“D”')], new Map());
  expect(sheet.answer().leftOut).toMatchObject([
    { count: 2, amount: '2.00', reason: '收款信息由人改过，要逐笔打开核对、写明理由再通过' },
  ]);
});

it('counts what has no file, a payee account nothing was booked to, or another content than was last seen, each with its sum', () => {
  const sheet = new ApproveSheet(2_000_000n);
  const bill = (id: string, fen: bigint) => ({ id, baseFen: fen, payee: '', department: '', purpose: '' }) as PushBill;
  const marks = new Map([
    ['a', { bare: true, newAccount: true, changed: false }],
    ['b', { bare: false, newAccount: true, changed: true }],
  ]);
  sheet.add([bill('a', 100n), bill('b', 250n), bill('c', 50n)], [], marks);
  expect(sheet.answer()).toMatchObject({
    eligible: { count: 3, amount: '4.00' },
    withoutFiles: { count: 1, amount: '1.00' },
    newAccount: { count: 2, amount: '3.50' },
    changed: { count: 1, amount: '2.50' },
  });
});
