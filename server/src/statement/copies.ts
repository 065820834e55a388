import { formatAmount } from '@dingdee/shared/money';
import type { StoredBill } from '../connectors/target.js';
import { type Database, placeholders } from '../database/database.js';
import { beijingDate } from '../domain/beijing-time.js';
import { type Held, readHeld } from '../domain/bill/bill-notes.js';
import { sumOf } from './compare-target.js';
import type { Marked } from './our-marks.js';
import type { Entry } from './statement-store.js';

/** A bill of the ledger whose number or key another bill of Kingdee carries, too. */
export interface Copied {
  id: string;
  /** The number in Kingdee; our number if Kingdee's is not known. */
  billNo: string;
  processCode: string;
  processInstanceId: string;
  businessId: string | null;
  /** Day (Beijing) on which the approval finished; the bill is counted in the statement of this day. */
  day: string;
  /** The state in Kingdee that a person accepted, with other bills under the same key. */
  accepted: Held | null;
}

/** Finds ledger bills by number and by key. @param bills a few hundred at most. */
export async function copiedBills(db: Database, bills: readonly Marked[]): Promise<ReadonlyMap<string, Copied>> {
  const marks = [...new Set(bills.flatMap(({ billNo, keys }) => [billNo, ...keys]))];
  if (marks.length === 0) return new Map();
  const rows = await db.query<Record<string, unknown>>(
    `SELECT b.id, b.bill_no, b.third_bill_no, b.kingdee_no, b.process_instance_id, b.business_id, b.finished_at, a.process_code, w.accepted
     FROM bill b JOIN approval a ON a.id = b.approval_id LEFT JOIN kingdee_watch w ON w.bill_id = b.id
     WHERE b.bill_no IN (${placeholders(marks)}) OR b.third_bill_no IN (${placeholders(marks)})`,
    [...marks, ...marks],
  );
  return new Map(
    rows.flatMap((row) => {
      const copied: Copied = {
        id: String(row.id),
        billNo: String(row.kingdee_no ?? row.bill_no),
        processCode: String(row.process_code),
        processInstanceId: String(row.process_instance_id),
        businessId: row.business_id == null ? null : String(row.business_id),
        day: beijingDate(Number(row.finished_at)),
        accepted: readHeld(row.accepted == null ? null : String(row.accepted)),
      };
      return [
        [String(row.third_bill_no), copied],
        [String(row.bill_no), copied],
      ];
    }),
  );
}

/**
 * Makes the entry of a second bill in Kingdee that carries the number or key of a ledger bill with another Id. Like everything under a key, its
 * sum counts on the day of the approval: if that is another day, the bill is listed here and counted there.
 * @returns null if a person accepted it beside the other.
 */
export function copyEntry(stored: StoredBill, of: Copied, day: string, subject: string, payee: string): Entry | null {
  if (of.accepted?.others.includes(stored.id)) return null;
  const where = of.day === day ? '' : `金额算在审批完成的 ${of.day} 那一天，那一天要再对一次账。`;
  return {
    subject,
    processCode: of.processCode,
    orgNumber: stored.orgNumber,
    processInstanceId: of.processInstanceId,
    billId: of.id,
    businessId: of.businessId,
    billNo: stored.billNo,
    payee,
    dingtalk: { n: 0, fen: 0n },
    ledger: { n: 0, fen: 0n },
    kingdee: of.day === day ? { n: 1, fen: sumOf([stored]) } : { n: 0, fen: 0n },
    source: null,
    target: 'double',
    told: {
      sentence: `金蝶里的 ${stored.billNo}（金额 ${formatAmount(stored.total)}，业务日期 ${day}）带着这张审批的编号，而这张审批在金蝶里对应的是另一张 ${of.billNo}。可能会重复付款。${where}`,
      next: '在金蝶里核对这两张，只留一张；付款前先停下。',
    },
  };
}
