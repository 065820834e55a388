import type { BillStateKind, Outcome, Reached } from '@dingdee/shared/bill-state';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { readFen } from '../database/columns.js';
import { changedBy, Database, placeholders } from '../database/database.js';
import type { PaymentBillDraft } from '../kingdee/payment-bill.js';
import type { BillRef } from './bill-ledger.js';

/** What pushing needs of a bill. */
export interface PushBill extends BillRef {
  billNo: string;
  thirdBillNo: string;
  processInstanceId: string;
  businessId: string;
  originatorUserId: string;
  originatorName: string;
  payee: string;
  department: string;
  purpose: string;
  orgNumber: string;
  currency: string;
  outcome: Outcome;
  schemeId: string;
  schemeVersion: number;
  baseFen: bigint | null;
  contentHash: string | null;
  approvedHash: string | null;
  approvedBy: string | null;
  kingdeeId: string | null;
  kingdeeNo: string | null;
  businessDate: string | null;
  attempt: number;
  leaseUntil: number | null;
  state: Readonly<Record<string, unknown>>;
}

interface Row {
  [column: string]: unknown;
}

const COLUMNS = `b.id, b.version, b.state_kind, b.reached, b.bill_no, b.third_bill_no, b.process_instance_id, b.business_id, b.department, b.originator_userid,
 b.originator_name, b.payee, b.purpose, b.org_number, b.currency, b.outcome, b.scheme_id, b.scheme_version, b.base_fen, b.content_hash,
 b.approved_hash, b.approved_by, b.kingdee_id, b.kingdee_no, b.business_date, b.attempt, b.lease_until, b.state`;

/** Reads and leases of bills for the workers: a claim is one conditional UPDATE, and what it returns is committed with the caller's transaction. */
@Injectable()
export class BillClaims {
  constructor(private readonly db: Database) {}

  /**
   * Leases bills that are due in a state.
   * @returns the bills as they are now (version already raised by the claim); `expired` is set for one whose earlier lease ran out.
   */
  async claimDue(
    tx: EntityManager,
    claim: { kind: BillStateKind; token: string; until: number; limit: number; now: number },
  ): Promise<(PushBill & { expired: boolean })[]> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
    const rows: Row[] = await tx.query(
      `SELECT ${COLUMNS} FROM bill b WHERE b.state_kind = ? AND b.next_attempt_at <= ? AND (b.lease_until IS NULL OR b.lease_until < ?)
       ORDER BY b.next_attempt_at, b.id LIMIT ${Math.trunc(claim.limit)}${lock}`,
      [claim.kind, claim.now, claim.now],
    );
    if (rows.length === 0) return [];
    const ids = rows.map((row) => String(row.id));
    await changedBy(
      tx,
      `UPDATE bill SET lease_token = ?, lease_until = ?, version = version + 1 WHERE id IN (${placeholders(ids)})`,
      [claim.token, claim.until, ...ids],
    );
    return rows.map((row) => {
      const bill = toPushBill(row);
      return { ...bill, version: bill.version + 1, expired: bill.leaseUntil !== null };
    });
  }

  /** The bills with these ids, in no particular order; unknown ids are left out. */
  async load(tx: EntityManager, ids: readonly string[]): Promise<PushBill[]> {
    const bills: PushBill[] = [];
    for (let start = 0; start < ids.length; start += 500) {
      const part = ids.slice(start, start + 500);
      const rows: Row[] = await tx.query(`SELECT ${COLUMNS} FROM bill b WHERE b.id IN (${placeholders(part)})`, part);
      bills.push(...rows.map(toPushBill));
    }
    return bills;
  }

  /** Only what a move needs of these bills. */
  async states(tx: EntityManager, ids: readonly string[]): Promise<(BillRef & Pick<PushBill, 'state'>)[]> {
    if (ids.length === 0) return [];
    const rows: Row[] = await tx.query(
      `SELECT id, version, state_kind, reached, state FROM bill WHERE id IN (${placeholders(ids)})`,
      [...ids],
    );
    return rows.map(toPushBill);
  }

  /** Keeps other transactions from changing these bills until this one ends; on SQLite there is only one writer anyway. */
  async lock(tx: EntityManager, ids: readonly string[]): Promise<void> {
    if (ids.length === 0 || this.db.dialect !== 'mysql') return;
    await tx.query(`SELECT id FROM bill WHERE id IN (${placeholders(ids)}) ORDER BY id FOR UPDATE`, [...ids]);
  }

  /** Exact payloads by bill id. */
  async drafts(tx: EntityManager, ids: readonly string[]): Promise<Map<string, PaymentBillDraft>> {
    if (ids.length === 0) return new Map();
    const rows: { bill_id: string; draft: string | null }[] = await tx.query(
      `SELECT bill_id, draft FROM bill_content WHERE bill_id IN (${placeholders(ids)})`,
      [...ids],
    );
    return new Map(
      rows.flatMap((row) => (row.draft === null ? [] : [[row.bill_id, JSON.parse(row.draft) as PaymentBillDraft]])),
    );
  }

  /** When the next bill of a state falls due; null when none waits. */
  async nextDue(kind: BillStateKind): Promise<number | null> {
    const [row] = await this.db.query<{ at: unknown }>(
      'SELECT MIN(next_attempt_at) AS at FROM bill WHERE state_kind = ? AND next_attempt_at IS NOT NULL',
      [kind],
    );
    return row?.at == null ? null : Number(row.at);
  }
}

function toPushBill(row: Row): PushBill {
  const text = (column: string) => String(row[column] ?? '');
  const orNull = (column: string) => (row[column] == null ? null : String(row[column]));
  return {
    id: text('id'),
    version: Number(row.version),
    kind: text('state_kind') as BillStateKind,
    reached: text('reached') as Reached,
    billNo: text('bill_no'),
    thirdBillNo: text('third_bill_no'),
    processInstanceId: text('process_instance_id'),
    businessId: text('business_id'),
    originatorUserId: text('originator_userid'),
    originatorName: text('originator_name'),
    payee: text('payee'),
    department: text('department'),
    purpose: text('purpose'),
    orgNumber: text('org_number'),
    currency: text('currency'),
    outcome: text('outcome') as Outcome,
    schemeId: text('scheme_id'),
    schemeVersion: Number(row.scheme_version),
    baseFen: row.base_fen == null ? null : readFen(row.base_fen),
    contentHash: orNull('content_hash'),
    approvedHash: orNull('approved_hash'),
    approvedBy: orNull('approved_by'),
    kingdeeId: orNull('kingdee_id'),
    kingdeeNo: orNull('kingdee_no'),
    businessDate: orNull('business_date'),
    attempt: Number(row.attempt ?? 0),
    leaseUntil: row.lease_until == null ? null : Number(row.lease_until),
    state: JSON.parse(text('state') || '{}') as Record<string, unknown>,
  };
}
