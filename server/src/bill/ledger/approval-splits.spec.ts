import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditLog } from '../../audit/audit-log.js';
import type { Database } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { partIn, placeOf, placesOf } from './approval-splits.js';
import { BillLedger } from './bill-ledger.js';
import type { CollectedBill } from './collected-row.js';

let given: Awaited<ReturnType<typeof temporaryDatabase>>;
let db: Database;
const ledger = new BillLedger(new AuditLog(), new LiveEvents());
beforeEach(async () => {
  given = await temporaryDatabase();
  db = given.db;
});
afterEach(() => given.drop());

const whole: CollectedBill = {
  corpId: 'corp',
  processInstanceId: 'inst-1',
  part: '',
  billNoPrefix: 'DD',
  schemeId: 'scheme',
  schemeVersion: 1,
  approvalId: 'approval-1',
  orgNumber: '101',
  outcome: 'save+submit+audit',
  businessId: '2026',
  title: '报销',
  originatorUserId: 'user',
  originatorName: '员工',
  department: '部门',
  departmentKey: '',
  formTotal: null,
  finishedAt: 0,
};
const ALL = ['AAAAAAAAAAAAAAAA', 'BBBBBBBBBBBBBBBB'];
const parts = (all: readonly string[]): CollectedBill[] =>
  all.map((part) => ({ ...whole, part, split: { by: 'payee', from: 'row:收款人', all } }));
const collect = (bills: readonly CollectedBill[]) => db.inTransaction((tx) => ledger.collect(tx, bills, SYSTEM));
const keys = async () =>
  (await db.query<{ third_bill_no: string }>('SELECT third_bill_no FROM bill ORDER BY third_bill_no')).map(
    (row) => row.third_bill_no,
  );

describe('the bills of one approval', () => {
  it('are made at once, each with a key of its own that names the approval', async () => {
    const ids = await collect(parts(ALL));
    expect(await keys()).toEqual(['inst-1~AAAAAA', 'inst-1~BBBBBB']);
    expect(
      new Set((await db.query<{ bill_no: string }>('SELECT bill_no FROM bill')).map((row) => row.bill_no)).size,
    ).toBe(2);
    expect([...(await placesOf(db.read, ids)).values()]).toEqual([
      { place: 1, of: 2 },
      { place: 2, of: 2 },
    ]);
  });

  it('are made once for ever: neither split where it is one bill, nor made one, nor split otherwise', async () => {
    await collect([whole]);
    expect(await collect(parts(ALL))).toEqual([]);
    expect(await keys()).toEqual(['inst-1']);
    const other = (bill: CollectedBill): CollectedBill => ({ ...bill, processInstanceId: 'inst-2' });
    await collect(parts(ALL).map(other));
    expect(await collect([other(whole)])).toEqual([]);
    expect(await collect(parts(['CCCCCCCCCCCCCCCC', ...ALL]).map(other))).toEqual([]);
    expect(await keys()).toEqual(['inst-1', 'inst-2~AAAAAA', 'inst-2~BBBBBB']);
  });
});

describe('a bill that is a part', () => {
  it('is not mapped as if all rows were its own where what it is a part of is lost', () => {
    expect(partIn({ part: '' })).toBeUndefined();
    expect(() => partIn({ part: 'A', parts: null })).toThrow();
    expect(() => partIn({ part: 'A', split_by: 'colour', split_from: 'row:x', parts: '["A"]' })).toThrow();
  });

  it('is none of several where it is the only one, or void', () => {
    expect(placeOf({ all: ['A'] }, 'A')).toBeNull();
    expect(placeOf({ all: ['A', 'B'] }, 'C')).toBeNull();
  });
});
