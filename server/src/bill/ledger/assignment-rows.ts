import type { AssignedTo } from '@dingdee/shared/bill-assignment';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import type { EntityManager } from 'typeorm';
import * as z from 'zod/mini';
import { placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { BillAssignment } from './bill-assignment.entity.js';

/** States under review: a bill in one of these may be assigned. In any other state it is not. */
export const IN_REVIEW: readonly BillStateKind[] = ['collected', 'needs-mapping', 'ready', 'held'];

/** One row of bill_assignment. `userId` '' means unassigned. */
export interface Given {
  userId: string;
  dueAt: number | null;
  note: string;
  by: string;
  at: number;
  /** The request that gave it to this person, if it is not the one that is being written. */
  handedBy?: string | undefined;
}
const given = z.object({
  userId: z.string(),
  dueAt: z.nullable(z.number()),
  note: z.string(),
  by: z.string(),
  at: z.number(),
  handedBy: z.optional(z.string()),
});
const READ = 'bill_id, user_id, due_at, note, assigned_by, assigned_at, handed_by_act';

type Row = Record<string, unknown>;
const toGiven = (row: Row): Given => ({
  userId: String(row.user_id),
  dueAt: row.due_at == null ? null : Number(row.due_at),
  note: String(row.note),
  by: String(row.assigned_by),
  at: Number(row.assigned_at),
  handedBy: row.handed_by_act == null ? undefined : String(row.handed_by_act),
});

/** Returns rows of these bills by bill id, unassigned ones too. */
export async function givenOf(tx: EntityManager, billIds: readonly string[]): Promise<Map<string, Given>> {
  if (billIds.length === 0) return new Map();
  const rows: Row[] = await tx.query(
    `SELECT ${READ} FROM bill_assignment WHERE bill_id IN (${placeholders(billIds)})`,
    [...billIds],
  );
  return new Map(rows.map((row) => [String(row.bill_id), toGiven(row)]));
}

/**
 * Writes the reviewers of these bills.
 * @param before row that is kept for an undo; absent if an undo is no longer possible.
 */
export async function writeGiven(
  tx: EntityManager,
  act: string,
  rows: readonly { billId: string; now: Given; before?: Given | undefined }[],
): Promise<void> {
  const ids = rows.map(({ billId }) => billId);
  if (ids.length === 0) return;
  await tx.query(`DELETE FROM bill_assignment WHERE bill_id IN (${placeholders(ids)})`, ids);
  await insertRows(
    tx,
    BillAssignment,
    rows.map(({ billId, now, before }) => ({
      bill_id: billId,
      user_id: now.userId,
      due_at: now.dueAt,
      note: now.note,
      assigned_by: now.by,
      assigned_at: now.at,
      act_id: act,
      handed_by_act: now.handedBy ?? act,
      before_act: before ? JSON.stringify(before) : null,
    })),
  );
}

/** Returns the rows that one request of this person wrote since then, with the rows before: at most 200. */
export async function givenByAct(
  tx: EntityManager,
  act: string,
  by: string,
  since: number,
): Promise<{ billId: string; now: Given; before: Given | null }[]> {
  const rows: Row[] = await tx.query(
    `SELECT ${READ}, before_act FROM bill_assignment WHERE act_id = ? AND assigned_by = ? AND assigned_at > ? ORDER BY bill_id LIMIT 200`,
    [act, by, since],
  );
  return rows.map((row) => ({
    billId: String(row.bill_id),
    now: toGiven(row),
    before: row.before_act == null ? null : given.parse(JSON.parse(String(row.before_act))),
  }));
}

/** Ends the assignment of bills that have left the review: approved, closed, or otherwise. */
export async function endAssignments(tx: EntityManager, billIds: readonly string[]): Promise<void> {
  if (billIds.length === 0) return;
  await tx.query(`DELETE FROM bill_assignment WHERE bill_id IN (${placeholders(billIds)})`, [...billIds]);
}

/** Returns the reviewer of each bill, as it is shown; an unassigned bill is absent. */
export async function assignedOf(tx: EntityManager, billIds: readonly string[]): Promise<Map<string, AssignedTo>> {
  if (billIds.length === 0) return new Map();
  const rows: Row[] = await tx.query(
    `SELECT a.bill_id, a.user_id, a.due_at, a.note, a.assigned_by, a.assigned_at, a.handed_by_act, m.name, g.name AS by_name
     FROM bill_assignment a LEFT JOIN member m ON m.user_id = a.user_id LEFT JOIN member g ON g.user_id = a.assigned_by
     WHERE a.user_id <> '' AND a.bill_id IN (${placeholders(billIds)})`,
    [...billIds],
  );
  return new Map(
    rows.map((row) => {
      const { userId, dueAt, note, by, at } = toGiven(row);
      const name = row.name == null ? userId : String(row.name);
      return [
        String(row.bill_id),
        { userId, name, dueAt, note, by: row.by_name == null ? by : String(row.by_name), at },
      ];
    }),
  );
}
