import { expect, it } from 'vitest';
import type { StoredBill } from '../../connectors/target.js';
import { draftForSpec } from '../../domain/draft/draft-for-spec.js';
import { askedKey, type Claimed, mismatch } from './after-look.js';

const draft = draftForSpec('DD0001');
const stored: StoredBill = {
  id: '100001',
  billNo: 'DD0001',
  thirdBillNo: draft.thirdBillNo,
  status: 'C',
  orgNumber: draft.orgNumber,
  currency: 'PRE001',
  total: draft.total,
  header: draft.header,
  rows: draft.rows,
};
const claimed: Claimed = {
  form: 'AP_PAYBILL',
  thirdBillNo: draft.thirdBillNo,
  keyFields: ['FTHIRDBILLNO'],
  keyless: false,
  orgNumber: draft.orgNumber,
  currency: 'PRE001',
  total: draft.total,
  payee: draft.header,
  rows: draft.rows,
  outcome: 'save+submit+audit',
};

it('a stored bill is ours as it was sent', () => {
  expect(mismatch(claimed, stored)).toEqual([]);
});

it('a supplier with the number of an employee is another payee, of either unit', () => {
  for (const [field, label] of [
    ['contactUnitType', '往来单位类型'],
    ['receivingUnitType', '收款单位类型'],
  ] as const)
    expect(mismatch(claimed, { ...stored, header: { ...draft.header, [field]: 'BD_Supplier' } })).toEqual([label]);
});

it('a bill that carries no key of ours is asked about by its Id as well, since its number may be changed in Kingdee', () => {
  const bill = {
    billNo: 'DD0001',
    kingdeeNo: 'FKD1',
    kingdeeId: '100001',
    thirdBillNo: 'inst-1',
    keyField: 'FTHIRDBILLNO',
    formerKeyFields: [],
    sentForm: 'AP_OtherPayable',
    targetForm: 'AP_PAYBILL',
  } as const;
  expect(askedKey({ ...bill, state: { keyless: true } })).toMatchObject({
    forms: ['AP_OtherPayable'],
    billNo: 'FKD1',
    held: { form: 'AP_OtherPayable', id: '100001' },
  });
  // A bill with a key is found by it under any number, and before it is saved there is no Id.
  expect(askedKey({ ...bill, state: {} }).held).toBeUndefined();
  expect(askedKey({ ...bill, kingdeeId: null, state: { keyless: true } }).held).toBeUndefined();
});
