import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BillKey, KingdeeUnavailableError, type StoredBill } from '../../server/src/connectors/target.js';
import type { Finding } from '../../server/src/ops/finding.js';
import { ledgerBills, verifySums } from '../../server/src/ops/verify-bills.js';
import { verifyHeld } from '../../server/src/ops/verify-kingdee.js';
import { ourMarks } from '../../server/src/statement/our-marks.js';
import type { Amount } from '../../shared/src/money.js';
import { putBill, stand } from './bill-rows.js';
import { migratedDatabase, type OpenedDatabase } from './intake-parts.js';

/** `npm run ops -- verify` beside people who push: what happens between its questions is no fault. */
let opened: OpenedDatabase;
let findings: Finding[];
beforeEach(async () => {
  opened = await migratedDatabase();
  findings = [];
});
afterEach(() => opened.close());

const marks = { forms: ['AP_PAYBILL' as const], prefixes: ['DD'], keyFields: ['FTHIRDBILLNO'] };
const held = (billNo: string, thirdBillNo: string): StoredBill => ({
  id: '100001',
  billNo,
  thirdBillNo,
  status: 'A',
  orgNumber: '101',
  currency: 'PRE001',
  total: '1.00' as Amount,
  header: {},
  rows: [],
});

it('a bill that is pushed between the look into the ledger and the one into Kingdee is no fault', async () => {
  const id = await putBill(opened.db, 'pushed', { state_kind: 'approved' });
  const [row] = await ledgerBills(opened.db, [id]);
  if (!row) throw new Error('no bill');
  const kingdee = {
    find: async () => {
      const saved = { state_kind: 'pushing', reached: 'saved', kingdee_id: '100001', kingdee_no: row.bill_no };
      await stand(opened.db, id, saved);
      return new Map([[row.bill_no, [held(row.bill_no, row.third_bill_no)]]]);
    },
  };
  await verifyHeld(opened.db, kingdee, [row], marks, findings);
  expect(findings).toEqual([]);
});

it('a bill that Kingdee left out of one answer is asked about again before it is called missing', async () => {
  const booked = { state_kind: 'written-back', reached: 'audited', kingdee_id: '100001' };
  const id = await putBill(opened.db, 'left-out', booked);
  const [row] = await ledgerBills(opened.db, [id]);
  if (!row) throw new Error('no bill');
  await stand(opened.db, id, { kingdee_no: row.bill_no });
  let asked = 0;
  const answers = [new Map(), new Map([[row.bill_no, [held(row.bill_no, row.third_bill_no)]]])];
  const kingdee = { find: async () => answers[asked++] ?? new Map() };
  await verifyHeld(opened.db, kingdee, [row], marks, findings);
  expect(findings).toEqual([]);
});

it('a bill that cannot be read in Kingdee is named, and the others are verified', async () => {
  const booked = { state_kind: 'written-back', reached: 'audited', kingdee_id: '100001' };
  const ids = [await putBill(opened.db, 'hidden', booked), await putBill(opened.db, 'deleted', booked)];
  const rows = await ledgerBills(opened.db, ids);
  const [hidden, deleted] = ids.map((id) => rows.find((row) => row.id === id)?.bill_no ?? '');
  const kingdee = {
    find: async (keys: readonly BillKey[]) => {
      const about = new Map(keys.filter(({ billNo }) => billNo === hidden).map(({ billNo }) => [billNo, '看不到金额']));
      if (about.size > 0) throw new KingdeeUnavailableError('看不到金额', false, { about });
      return new Map();
    },
  };
  await verifyHeld(opened.db, kingdee, rows, marks, findings);
  expect(findings).toHaveLength(2);
  expect(findings).toContainEqual({ rule: expect.stringContaining('读不出来'), subject: hidden });
  expect(findings).toContainEqual({ rule: expect.stringContaining('金蝶里查不到'), subject: deleted });
});

it('a second bill is named under whatever key field it stands, though the scheme writes to another one now', async () => {
  const { db } = opened;
  const booked = { state_kind: 'written-back', reached: 'audited', kingdee_id: '100001' };
  const id = await putBill(db, 'twice', booked);
  const [row] = await ledgerBills(db, [id]);
  if (!row) throw new Error('no bill');
  await stand(db, id, { kingdee_no: row.bill_no });
  await db.inTransaction((tx) =>
    tx.query("INSERT INTO scheme_key_field (scheme_id, key_field) VALUES ('scheme', 'F_ABCD_Key')"),
  );
  const second = { ...held('FKD1', ''), id: '100002', header: { F_ABCD_Key: row.third_bill_no } };
  const kingdee = {
    find: async (keys: readonly BillKey[]) => {
      const asked = keys.some(({ formerFields = [] }) => formerFields.includes('F_ABCD_Key'));
      return new Map([[row.bill_no, [held(row.bill_no, row.third_bill_no), ...(asked ? [second] : [])]]]);
    },
  };
  await verifyHeld(db, kingdee, [row], await ourMarks(db), findings);
  expect(findings).toEqual([{ rule: expect.stringContaining('两张'), subject: row.bill_no }]);
});

it('a booked bill that was cancelled in Kingdee is named', async () => {
  const { db } = opened;
  const id = await putBill(db, 'cancelled', { state_kind: 'written-back', reached: 'audited', kingdee_id: '100001' });
  const [first] = await ledgerBills(db, [id]);
  await stand(db, id, { kingdee_no: first?.bill_no ?? '' });
  const [row] = await ledgerBills(db, [id]);
  if (!row) throw new Error('no bill');
  const kingdee = {
    find: async () => new Map([[row.bill_no, [{ ...held(row.bill_no, row.third_bill_no), cancelled: true }]]]),
  };
  await verifyHeld(db, kingdee, [row], marks, findings);
  expect(findings).toEqual([{ rule: expect.stringContaining('作废'), subject: row.bill_no }]);
});

it('a bill that is collected between two sums is no fault', async () => {
  await putBill(opened.db, 'first');
  const query = opened.db.query.bind(opened.db);
  let n = 0;
  const live = Object.assign(Object.create(opened.db) as typeof opened.db, {
    query: async (sql: string, parameters: unknown[]) => {
      const rows = await query(sql, parameters);
      await putBill(opened.db, `then-${++n}`);
      return rows;
    },
  });
  await verifySums(live, findings);
  expect(findings.filter(({ rule }) => rule.startsWith('各状态'))).toEqual([]);
});
