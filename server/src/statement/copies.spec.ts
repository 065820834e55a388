import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import type { StoredBill } from '../connectors/target.js';
import { heldOf } from '../proof/watch/what-changed.js';
import { type Copied, copyEntry } from './copies.js';

const stored: StoredBill = {
  id: '7',
  billNo: 'FKD7',
  thirdBillNo: 'instance-1',
  status: 'A',
  orgNumber: '101',
  currency: 'PRE001',
  total: '157.30' as Amount,
  header: {},
  rows: [],
};
const of = (change: Partial<Copied> = {}): Copied => ({
  id: 'bill-1',
  billNo: 'DD1',
  processCode: 'form-1',
  processInstanceId: 'instance-1',
  businessId: '2026',
  day: '2026-11-01',
  accepted: null,
  ...change,
});
const entryOn = (day: string, change: Partial<Copied> = {}) => copyEntry(stored, of(change), day, 'kingdee 7', '彭祥');

describe('a second bill of Kingdee under the key of one that the ledger knows', () => {
  it('is named on the day that it bears, with the bill it repeats, and counted on the day of its approval', () => {
    const entry = entryOn('2026-11-20');
    expect(entry).toMatchObject({ target: 'double', billId: 'bill-1', billNo: 'FKD7', kingdee: { n: 0, fen: 0n } });
    for (const said of ['FKD7', '157.30', 'DD1', '2026-11-01']) expect(entry?.told.sentence).toContain(said);
    expect(entryOn('2026-11-01')).toMatchObject({ target: 'double', kingdee: { n: 1, fen: 15730n } });
  });

  it('is not named where a person let it stand beside the other', () => {
    const accepted = heldOf({ ...stored, id: '1' }, [stored]);
    expect(entryOn('2026-11-20', { accepted })).toBeNull();
    expect(entryOn('2026-11-20', { accepted: heldOf(stored, []) })).not.toBeNull();
  });
});
