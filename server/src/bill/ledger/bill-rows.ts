import type { SuggestedAction } from '@dingdee/shared/bill';
import { BILL_STATES, OUTCOMES, REACHED } from '@dingdee/shared/bill-state';
import { targetNamed, USUAL_TARGET } from '@dingdee/shared/scheme';
import type { EntityManager } from 'typeorm';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { readFen, readInt } from '../../database/columns.js';
import { type BillState, inState, readState } from '../../domain/bill/stored-state.js';
import { NOBODY, readPayees } from '../../domain/draft/payee-hands.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import type { PushBill } from './bill-claims.js';
import { closedAtOf } from './closed-by-person.js';

export interface Row {
  [column: string]: unknown;
}

export const COLUMNS = `b.id, b.version, b.state_kind, b.reached, b.bill_no, b.third_bill_no, b.process_instance_id, b.part, b.business_id, b.department, b.originator_userid,
 b.originator_name, b.payee, b.purpose, b.org_number, b.currency, b.outcome, b.scheme_id, b.scheme_version, b.base_fen, b.content_hash,
 b.approved_hash, b.approved_by, b.kingdee_id, b.kingdee_no, b.numbering, b.key_field, b.target_form, b.sent_form, b.business_date, b.push_day, b.attempt, b.lease_until,
 b.created_at, b.finished_at, b.action, b.reason_key, b.state_since, b.payees, b.state`;

/** Former key fields by scheme id: few, and none in most companies. */
export type KeyFields = ReadonlyMap<string, readonly string[]>;
export const NO_KEY_FIELDS: KeyFields = new Map();

export async function formerKeyFields(tx: EntityManager): Promise<KeyFields> {
  const rows: { scheme_id: string; key_field: string }[] = await tx.query(
    'SELECT scheme_id, key_field FROM scheme_key_field ORDER BY scheme_id, key_field',
  );
  const fields = new Map<string, string[]>();
  for (const row of rows) fields.set(row.scheme_id, [...(fields.get(row.scheme_id) ?? []), row.key_field]);
  return fields;
}

/** Returns a stored payload; null if there is none or it cannot be read. */
export function readDraft(text: string | null): PaymentBillDraft | null {
  try {
    const read: unknown = text === null ? null : JSON.parse(text);
    if (typeof read !== 'object' || read === null || !('header' in read && 'rows' in read)) return null;
    const whole = typeof read.header === 'object' && read.header !== null && Array.isArray(read.rows);
    return whole ? (read as PaymentBillDraft) : null;
  } catch {
    return null;
  }
}

/** A bill with the names of its unreadable columns: the bill's values of these columns are placeholders. */
export interface ReadBill {
  bill: PushBill;
  spoilt: readonly string[];
}

/** Reads each column of a row separately. `spoilt` names the unreadable columns; each of them gets its fallback. */
export function columnsOf(row: Row) {
  const spoilt: string[] = [];
  const or = <T>(column: string, read: () => T, fallback: T): T => {
    try {
      return read();
    } catch {
      spoilt.push(column);
      return fallback;
    }
  };
  const one = <T extends string>(column: string, among: readonly T[], fallback: T): T =>
    or(column, () => among.find((each) => each === row[column]) ?? raise(column), fallback);
  return { spoilt, or, one };
}

/**
 * Reads each column separately: a row that an edit by hand, a fault or a later program left unreadable is reported by its columns, and
 * does not keep other rows from being read.
 */
export function readBill(row: Row, keyFields: KeyFields): ReadBill {
  const { spoilt, or, one } = columnsOf(row);
  const text = (column: string) => String(row[column] ?? '');
  const orNull = (column: string) => (row[column] == null ? null : String(row[column]));
  const kind = one('state_kind', BILL_STATES, 'failed');
  const bill: PushBill = {
    id: text('id'),
    action: text('action') as SuggestedAction,
    reasonKey: text('reason_key'),
    payees: or('payees', () => readPayees(row.payees, PAYMENT_FORM), NOBODY),
    version: Number(row.version),
    reached: one('reached', REACHED, 'none'),
    billNo: text('bill_no'),
    thirdBillNo: text('third_bill_no'),
    processInstanceId: text('process_instance_id'),
    part: text('part'),
    businessId: text('business_id'),
    originatorUserId: text('originator_userid'),
    originatorName: text('originator_name'),
    payee: text('payee'),
    department: text('department'),
    purpose: text('purpose'),
    orgNumber: text('org_number'),
    currency: text('currency'),
    outcome: one('outcome', OUTCOMES, 'save'),
    schemeId: text('scheme_id'),
    schemeVersion: Number(row.scheme_version),
    baseFen: or('base_fen', () => (row.base_fen == null ? null : readFen(row.base_fen)), null),
    contentHash: orNull('content_hash'),
    approvedHash: orNull('approved_hash'),
    approvedBy: orNull('approved_by'),
    kingdeeId: orNull('kingdee_id'),
    kingdeeNo: orNull('kingdee_no'),
    numbering: text('numbering') === 'kingdee' ? 'kingdee' : 'ours',
    keyField: text('key_field'),
    targetForm: or('target_form', () => targetNamed(text('target_form')), USUAL_TARGET),
    sentForm: or('sent_form', () => (row.sent_form == null ? null : targetNamed(text('sent_form'))), null),
    formerKeyFields: (keyFields.get(text('scheme_id')) ?? []).filter((field) => field !== row.key_field),
    businessDate: orNull('business_date'),
    pushDay: orNull('push_day'),
    attempt: Number(row.attempt ?? 0),
    leaseUntil: row.lease_until == null ? null : Number(row.lease_until),
    createdAt: Number(row.created_at),
    finishedAt: Number(row.finished_at),
    closedAt: closedAtOf(kind, text('reason_key'), readInt(row.state_since)),
    ...or<BillState>('state', () => readState(kind, text('state')), inState(kind, {})),
  };
  return { bill, spoilt };
}

function raise(column: string): never {
  throw new Error(`${column} cannot be read`);
}
