import { type BillSummary, suggestedAction } from '@dingdee/shared/bill';
import { BILL_STATES, OUTCOMES, REACHED } from '@dingdee/shared/bill-state';
import { fromFen } from '@dingdee/shared/money';
import * as z from 'zod/mini';
import { readFen, readInt } from '../../database/columns.js';
import { maskText } from '../../domain/bill/account-mask.js';

/** The columns that a list shows of a bill. */
export const SUMMARY_COLUMNS = `id, part, version, state_kind, reached, outcome, action, payee, department, purpose, cost_items, base_fen,
 currency, org_number, business_id, bill_no, kingdee_no, reason, reason_key, withdrawing, attachments, finished_at, state_since, paid_at`;

const whole = z.pipe(z.union([z.number(), z.string()]), z.transform(Number));
const summaryRow = z.object({
  id: z.string(),
  version: whole,
  state_kind: z.enum(BILL_STATES),
  // A list shows a bill without the values that cannot be read; nothing is decided by a list (docs/decisions/0126).
  reached: z.catch(z.enum(REACHED), 'none'),
  outcome: z.catch(z.enum(OUTCOMES), 'save'),
  action: z.catch(suggestedAction, 'none'),
  payee: z.string(),
  department: z.string(),
  purpose: z.string(),
  cost_items: z.string(),
  base_fen: z.unknown(),
  currency: z.string(),
  org_number: z.string(),
  business_id: z.string(),
  bill_no: z.string(),
  kingdee_no: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  reason_key: z.string(),
  withdrawing: z.pipe(
    z.unknown(),
    z.transform((value) => readInt(value) === 1),
  ),
  attachments: whole,
  finished_at: whole,
  state_since: whole,
  paid_at: z.nullable(whole),
});
const costItems = z.array(z.string());

function costItemsIn(text: string): string[] {
  try {
    return costItems.parse(JSON.parse(text)).slice(0, 3);
  } catch {
    return [];
  }
}

/** Converts a row of SUMMARY_COLUMNS to the contract; accounts inside texts are masked. */
export function toSummary(raw: unknown): BillSummary {
  const row = summaryRow.parse(raw);
  return {
    id: row.id,
    version: row.version,
    state: row.state_kind,
    reached: row.reached,
    outcome: row.outcome,
    action: row.action,
    payee: maskText(row.payee),
    department: row.department,
    purpose: maskText(row.purpose),
    costItems: costItemsIn(row.cost_items),
    amount: row.base_fen == null ? null : fromFen(readFen(row.base_fen)),
    currency: row.currency,
    orgNumber: row.org_number,
    businessId: row.business_id,
    billNo: row.bill_no,
    kingdeeNo: row.kingdee_no,
    reason: row.reason === null ? null : maskText(row.reason),
    reasonKey: row.reason_key,
    withdrawing: row.withdrawing,
    attachments: row.attachments,
    finishedAt: row.finished_at,
    stateSince: row.state_since,
    paidAt: row.paid_at,
  };
}
