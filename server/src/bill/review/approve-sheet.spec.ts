import type { Amount } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
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
  sheet.add([], [left('a', '往来单位原来是“A”，人工改成了“B”')], new Set());
  sheet.add([], [left('b', '往来单位原来是“C”，人工改成了“D”')], new Set());
  expect(sheet.answer().leftOut).toMatchObject([
    { count: 2, amount: '2.00', reason: '收款信息由人改过，要逐笔打开核对、写明理由再通过' },
  ]);
});
