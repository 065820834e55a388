import type { Amount } from '@dingdee/shared/money';
import type { PaymentBillDraft } from './payment-bill.js';

const amount = (text: string) => text as Amount;

/** Returns a reimbursement of two rows as the mapping gives it; `change` replaces header fields. For specs. */
export function draftForSpec(
  billNo: string,
  change: Readonly<Record<string, string>> = {},
  rows: readonly { amount: string; fields?: Readonly<Record<string, string>> }[] = [
    { amount: '120.50' },
    { amount: '36.80', fields: { costItem: 'CI0005', comment: '两晚' } },
  ],
): PaymentBillDraft {
  const cents = rows
    .reduce((sum, row) => sum + BigInt(row.amount.replace('.', '')), 0n)
    .toString()
    .padStart(3, '0');
  return {
    billNo,
    thirdBillNo: `inst-${billNo}`,
    orgNumber: '101',
    currency: 'PRE001',
    header: {
      billType: 'FKDLX02_SYS',
      businessDate: '2026-05-06',
      contactUnitType: 'BD_Empinfo',
      contactUnit: 'YG00012',
      receivingUnitType: 'BD_Empinfo',
      receivingUnit: 'YG00012',
      payOrg: '101',
      settleOrg: '101',
      currency: 'PRE001',
      settleCurrency: 'PRE001',
      exchangeRate: '1.0000000000',
      settleRate: '1.0000000000',
      department: 'BM000004',
      remark: '出差“杭州”',
      ...change,
    },
    rows: rows.map((row) => ({
      amount: amount(row.amount),
      fields: {
        settlementType: 'JSFS04_SYS',
        purpose: 'SFKYT10_SYS',
        costItem: 'CI0001',
        expenseDepartment: 'BM000004',
        ourBankAccount: '1202020109900112233',
        oppositeAccount: '6222000011112222333',
        oppositeName: '彭𠮷祥',
        ...row.fields,
      },
    })),
    total: amount(`${cents.slice(0, -2)}.${cents.slice(-2)}`),
  };
}
