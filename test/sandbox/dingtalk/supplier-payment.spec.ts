import { describe, expect, it } from 'vitest';
import * as companyData from '../company.js';
import { createContext } from '../context.js';
import { createDingTalk } from './dingtalk.js';
import { SUPPLIER_PAYMENT_CODE } from './supplier-payment.js';

const given = (supplierForm?: boolean) => createDingTalk(createContext(companyData), { qps: 0, supplierForm });

describe('供应商付款申请', () => {
  it('is there only for a company that has it', () => {
    expect(given().state.approvals.forms.has(SUPPLIER_PAYMENT_CODE)).toBe(false);
    expect(() => given().generateSupplierPayments({ count: 1, seed: 1 })).toThrowError('no such form');
    const dingtalk = given(true);
    dingtalk.reset({ approvals: 20, seed: 1 });
    expect(
      dingtalk.state.approvals.all().filter(({ processCode }) => processCode === SUPPLIER_PAYMENT_CODE),
    ).toHaveLength(2);
  });

  it('has two detail tables, of which the paid one sums up to the total, and a supplier whom the payer knows', () => {
    const form = given(true).state.approvals.firstForm(SUPPLIER_PAYMENT_CODE);
    expect(form.controls.filter(({ columns }) => columns).map(({ label }) => label)).toEqual(['采购明细', '发票明细']);
    for (const { expected, originatorUserid } of given(true).generateSupplierPayments({ count: 30, seed: 4 })) {
      const cents = (text: string) => BigInt(text.replace('.', ''));
      expect(expected.rows.reduce((sum, { amount }) => sum + cents(amount), 0n)).toBe(cents(expected.total));
      const supplier = companyData.suppliers.find(({ number }) => number === expected.supplier);
      const org = companyData.employees.find(({ userid }) => userid === originatorUserid)?.orgNumber ?? '';
      expect(supplier?.orgNumbers).toContain(org);
    }
  });
});
