import { isAllOffset, isOfScheme, stoppedByScheme } from '@dingdee/shared/bill';
import type { BillAction } from '@dingdee/shared/bill-action';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';
import { placeholders } from '../../database/database.js';
import { readIssues } from '../ledger/bill-content.js';
import { type ActionFacts, NO_FACTS } from './offered-actions.js';

interface Known {
  id: string;
  kind: BillStateKind;
  approvedHash: string | null;
  processInstanceId: string;
}

/** Facts that each action uses: other facts are not read for it. A spec compares this list with the rules. */
export const LOOKS_AT: Readonly<Partial<Record<BillAction, readonly (keyof ActionFacts)[]>>> = {
  approve: ['replaced', 'originalStands'],
  exclude: ['approvedOnce'],
  'handle-outside': ['approvedOnce'],
  restore: ['replaced', 'approvedOnce'],
  'no-payment': ['replaced', 'nothingLeft', 'approvedOnce'],
  'ask-applicant': ['schemeLacks'],
  push: ['ledgerHeld'],
  continue: ['ledgerHeld', 'baseDataReadAt'],
  withdraw: ['ledgerHeld'],
  resend: ['ledgerHeld'],
};

/** @param actions actions to check. @returns the facts that their rules use, as `reads` sees them. */
export async function actionFacts(
  reads: EntityManager,
  bills: readonly Known[],
  actions: readonly BillAction[],
): Promise<(id: string) => ActionFacts> {
  const wanted = new Set(actions.flatMap((action) => LOOKS_AT[action] ?? []));
  if (bills.length === 0 || wanted.size === 0) return () => NO_FACTS;
  const replaced = wanted.has('replaced') ? await replacedAmong(reads, bills) : new Set<string>();
  const stands = wanted.has('originalStands') ? await besideOriginal(reads, bills) : new Set<string>();
  const approved = wanted.has('approvedOnce') ? await approvedAmong(reads, bills) : new Set<string>();
  const lacks = wanted.has('schemeLacks') ? await lackedBy(reads, bills) : new Map<string, string>();
  const offset = wanted.has('nothingLeft') ? await offsetAmong(reads, bills) : new Set<string>();
  const ledgerHeld = wanted.has('ledgerHeld') && (await isLedgerHeld(reads));
  const baseDataReadAt = wanted.has('baseDataReadAt') ? await baseDataRead(reads) : 0;
  return (id) => ({
    replaced: replaced.has(id),
    originalStands: stands.has(id),
    approvedOnce: approved.has(id),
    nothingLeft: offset.has(id),
    schemeLacks: lacks.get(id) ?? null,
    ledgerHeld,
    baseDataReadAt,
  });
}

/** The same facts about the bill `b`, in SQL. */
export const REPLACED = 'b.process_instance_id IN (SELECT original_instance_id FROM amendment)';
export const ORIGINAL_STANDS = `EXISTS (SELECT 1 FROM amendment m JOIN bill o ON o.corp_id = m.corp_id AND o.process_instance_id = m.original_instance_id
  WHERE m.corp_id = b.corp_id AND m.process_instance_id = b.process_instance_id
  AND (o.state_kind IN ('pushing', 'in-doubt', 'booked', 'written-back', 'reversal-needed') OR (o.state_kind = 'failed' AND o.reached <> 'none')))`;
const APPROVED_BEFORE = `SELECT 1 FROM audit WHERE subject_id = b.id AND subject_kind = 'bill' AND action = 'approve'`;
export const APPROVED_ONCE = `(b.state_kind = 'approved' OR b.approved_hash IS NOT NULL OR EXISTS (${APPROVED_BEFORE}))`;

/** Returns those of these approvals that another one is known to change or cancel. */
export async function amendedAmong(reads: EntityManager, instanceIds: readonly string[]): Promise<Set<string>> {
  const rows: { id: string }[] = await reads.query(
    `SELECT original_instance_id AS id FROM amendment WHERE original_instance_id IN (${placeholders(instanceIds)})`,
    [...instanceIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Returns bills whose approval was changed or cancelled: open ones become void as soon as that is processed, and nobody approves them before. */
async function replacedAmong(reads: EntityManager, bills: readonly Known[]): Promise<Set<string>> {
  const gone = await amendedAmong(
    reads,
    bills.map((bill) => bill.processInstanceId),
  );
  return new Set(bills.filter((bill) => gone.has(bill.processInstanceId)).map(({ id }) => id));
}

/**
 * Returns bills whose original is in Kingdee or may be. The state of a bill says what a change waits for; this query checks the originals
 * themselves.
 */
async function besideOriginal(reads: EntityManager, bills: readonly Known[]): Promise<Set<string>> {
  const rows: { id: string }[] = await reads.query(
    `SELECT b.id FROM bill b WHERE b.id IN (${placeholders(bills)}) AND ${ORIGINAL_STANDS}`,
    bills.map(({ id }) => id),
  );
  return new Set(rows.map(({ id }) => id));
}

/** Returns bills that were ever approved, also long ago: an approval that was taken back, or voided, does not make the bill one person's again. */
export async function approvedAmong(
  reads: EntityManager,
  bills: readonly Pick<Known, 'id' | 'kind' | 'approvedHash'>[],
): Promise<Set<string>> {
  const now = bills.filter(({ kind, approvedHash }) => kind === 'approved' || approvedHash !== null);
  const approved = new Set(now.map(({ id }) => id));
  for (const { id } of bills) {
    if (approved.has(id)) continue;
    const rows: unknown[] = await reads.query(
      `SELECT 1 FROM audit WHERE subject_id = ? AND subject_kind = 'bill' AND action = 'approve' LIMIT 1`,
      [id],
    );
    if (rows.length > 0) approved.add(id);
  }
  return approved;
}

/** Returns bills whose deductions leave nothing to pay, as their form says, and that have no other red issue. */
async function offsetAmong(reads: EntityManager, bills: readonly Known[]): Promise<Set<string>> {
  const open = bills.filter(({ kind }) => kind === 'needs-mapping').map(({ id }) => id);
  if (open.length === 0) return new Set();
  const rows: { bill_id: string; issues: string }[] = await reads.query(
    `SELECT bill_id, issues FROM bill_content WHERE bill_id IN (${placeholders(open)}) AND issues <> '[]'`,
    open,
  );
  return new Set(rows.filter(({ issues }) => isAllOffset(readIssues(issues))).map(({ bill_id }) => bill_id));
}

/** Returns what the scheme lacks, for bills that nothing else stops. */
async function lackedBy(reads: EntityManager, bills: readonly Known[]): Promise<Map<string, string>> {
  const ids = bills.map(({ id }) => id);
  const rows: { bill_id: string; issues: string }[] = await reads.query(
    `SELECT bill_id, issues FROM bill_content WHERE bill_id IN (${placeholders(ids)}) AND issues <> '[]'`,
    ids,
  );
  return new Map(
    rows.flatMap((row) => {
      const issues = readIssues(row.issues);
      return stoppedByScheme(issues) ? [[row.bill_id, issues.find(isOfScheme)?.message ?? ''] as const] : [];
    }),
  );
}

async function baseDataRead(reads: EntityManager): Promise<number> {
  const [row]: { at: unknown }[] = await reads.query('SELECT MAX(read_at) AS at FROM base_data_kind');
  return readInt(row?.at ?? 0);
}

/** Returns whether the whole ledger is held（全部暂停）. */
export const isLedgerHeld = async (reads: EntityManager): Promise<boolean> =>
  (await reads.query('SELECT id FROM ledger_hold WHERE released_at IS NULL LIMIT 1')).length > 0;
