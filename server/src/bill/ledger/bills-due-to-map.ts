import type { BillStateKind } from '@dingdee/shared/bill-state';
import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';
import { changedBy, type Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { BillDueMap } from './due-map.entity.js';

export interface DueToMap {
  id: string;
  version: number;
}

/** States in which a changed table or scheme version maps bills again at once. */
const MAPPED_AT_ONCE: ReadonlySet<BillStateKind> = new Set(['collected', 'needs-mapping', 'ready', 'held']);
/** States in which a bill can be mapped. `failed` counts even if Kingdee holds the bill: the mapping run checks that itself. */
const MAPPED: ReadonlySet<BillStateKind> = new Set(['needs-mapping', 'ready', 'held', 'failed']);

/**
 * Returns whether a bill comes back from a state in which nothing maps it (approved, being pushed, closed …). Tables and scheme may have
 * changed meanwhile, and nothing else would map it again for that.
 */
export const isThawed = (from: BillStateKind, to: BillStateKind): boolean =>
  from !== to && MAPPED.has(to) && !MAPPED_AT_ONCE.has(from);

/** Marks these bills to be mapped again, whatever they were mapped with. Nobody approves them before that is done. */
export async function noteDueToMap(tx: EntityManager, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += 200) {
    const part = ids.slice(start, start + 200);
    const rows: { id: string; version: unknown }[] = await tx.query(
      `SELECT id, version FROM bill WHERE id IN (${placeholders(part)})`,
      [...part],
    );
    await clearDueToMap(tx, part);
    await insertRows(
      tx,
      BillDueMap,
      rows.map(({ id, version }) => ({ bill_id: id, version: readInt(version) })),
    );
  }
}

/** Removes the mark of bills that have just been mapped. */
export async function clearDueToMap(tx: EntityManager, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(`DELETE FROM bill_due_map WHERE bill_id IN (${placeholders(ids)})`, [...ids]);
}

/** Removes the mark of bills for which the mapping run had nothing to write. A bill that was marked again since stays due. */
export async function settleDueToMap(tx: EntityManager, due: readonly DueToMap[]): Promise<void> {
  for (const { id, version } of due)
    await changedBy(tx, 'DELETE FROM bill_due_map WHERE bill_id = ? AND version = ?', [id, version]);
}

/** @returns at most 100 of the due bills, by id, after `after`. */
export async function dueToMap(db: Pick<Database, 'query'>, after: string): Promise<DueToMap[]> {
  const rows = await db.query<{ bill_id: string; version: unknown }>(
    'SELECT bill_id, version FROM bill_due_map WHERE bill_id > ? ORDER BY bill_id LIMIT 100',
    [after],
  );
  return rows.map(({ bill_id, version }) => ({ id: bill_id, version: readInt(version) }));
}
