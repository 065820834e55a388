import type { EntityManager } from 'typeorm';
import { changedBy } from '../../database/database.js';

/** Approvals launched from `from` up to `to`, Unix ms. */
interface Span {
  from: number;
  to: number;
}

/** How far the sweeps of a scheme have come, Unix ms; null if unknown. */
interface Covered {
  sweptFrom: number | null;
  lookBackUntil: number | null;
  owed: Span | null;
  longSweepAt: number | null;
}

const SAME_HEARING = 'WHERE id = ? AND hearing_from = ? AND hearing_at = ?';
const SAME_OWED = 'WHERE id = ? AND owed_from = ? AND owed_to = ?';

/** Stores that a search for cancellations among these launches begins. */
export async function beginHearing(tx: EntityManager, id: string, { from, to }: Span): Promise<void> {
  await changedBy(tx, 'UPDATE scheme SET hearing_from = ?, hearing_at = ?, hearing_tries = 0 WHERE id = ?', [
    from,
    to,
    id,
  ]);
}

/** Counts one more try at the same piece of that search. @returns false if it already had `most` tries, or another process is at it. */
export async function tryHearingAgain(tx: EntityManager, id: string, same: Span, most: number): Promise<boolean> {
  const met = await changedBy(
    tx,
    `UPDATE scheme SET hearing_tries = COALESCE(hearing_tries, 0) + 1 ${SAME_HEARING} AND COALESCE(hearing_tries, 0) < ?`,
    [id, same.from, same.to, most],
  );
  return met === 1;
}

/** Moves the start of what the search still has to do to `from`. @returns false if another process is at it. */
export async function goOnHearing(tx: EntityManager, id: string, same: Span, from: number): Promise<boolean> {
  const met = await changedBy(tx, `UPDATE scheme SET hearing_from = ?, hearing_tries = 0 ${SAME_HEARING}`, [
    from,
    id,
    same.from,
    same.to,
  ]);
  return met === 1;
}

/** Ends the search: cancellations are known up to its end. */
export async function endHearing(tx: EntityManager, id: string, same: Span): Promise<void> {
  await changedBy(tx, `UPDATE scheme SET heard_until = ?, hearing_from = NULL, hearing_at = NULL ${SAME_HEARING}`, [
    same.to,
    id,
    same.from,
    same.to,
  ]);
}

/** Stores that launches up to `at` have been seen. @param wrongFrom a mark later than this was set by a wrong clock and is set back. */
export async function raiseHead(tx: EntityManager, id: string, at: number, wrongFrom: number): Promise<void> {
  await changedBy(
    tx,
    'UPDATE scheme SET head_until = ? WHERE id = ? AND (head_until IS NULL OR head_until < ? OR head_until > ?)',
    [at, id, at, wrongFrom],
  );
}

/** Stores the marks that a look-back leaves. */
export async function setCovered(tx: EntityManager, id: string, covered: Covered): Promise<void> {
  const { sweptFrom, lookBackUntil, owed, longSweepAt } = covered;
  await changedBy(
    tx,
    'UPDATE scheme SET swept_from = ?, look_back_until = ?, owed_from = ?, owed_to = ?, long_sweep_at = ? WHERE id = ?',
    [sweptFrom, lookBackUntil, owed?.from ?? null, owed?.to ?? null, longSweepAt, id],
  );
}

/** Counts one more try at the same owed span. @returns false if it already had `most` tries, or another process is at it. */
export async function tryOwedAgain(tx: EntityManager, id: string, same: Span, most: number): Promise<boolean> {
  const met = await changedBy(
    tx,
    `UPDATE scheme SET owed_tries = COALESCE(owed_tries, 0) + 1 ${SAME_OWED} AND COALESCE(owed_tries, 0) < ?`,
    [id, same.from, same.to, most],
  );
  return met === 1;
}

/** Stores what is still owed of the span; null: nothing. @returns false if another process is at it. */
export async function setOwed(tx: EntityManager, id: string, same: Span, left: Span | null): Promise<boolean> {
  const met = await changedBy(tx, `UPDATE scheme SET owed_from = ?, owed_to = ?, owed_tries = 0 ${SAME_OWED}`, [
    left?.from ?? null,
    left?.to ?? null,
    id,
    same.from,
    same.to,
  ]);
  return met === 1;
}

/**
 * Stores that a look-back that began at `at` has listed everything finished by then. @param wrongFrom a mark later than this was set by a wrong clock
 * and is set back.
 */
export async function raiseProven(tx: EntityManager, id: string, at: number, wrongFrom: number): Promise<void> {
  await changedBy(
    tx,
    'UPDATE scheme SET proven_until = ? WHERE id = ? AND (proven_until IS NULL OR proven_until < ? OR proven_until > ?)',
    [at, id, at, wrongFrom],
  );
}

/** Stores that launches older than the sweeps cover were searched at `at`. */
export async function setOlderLookedAt(tx: EntityManager, id: string, at: number): Promise<void> {
  await changedBy(tx, 'UPDATE scheme SET older_looked_at = ? WHERE id = ?', [at, id]);
}

/**
 * Sends approvals that finished before `before` and are read from now on into the quarantine of this back-fill; if an earlier call set a later time,
 * that time stays.
 */
export async function quarantineOlder(
  tx: EntityManager,
  id: string,
  before: number,
  backfillId: string,
): Promise<void> {
  await changedBy(
    tx,
    `UPDATE scheme SET quarantine_backfill = ?,
       quarantine_before = CASE WHEN quarantine_before > ? THEN quarantine_before ELSE ? END WHERE id = ?`,
    [backfillId, before, before, id],
  );
}
