import type { EntityManager } from 'typeorm';
import { placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { BillLock } from './bill.entity.js';

/**
 * Sets values of a person on one bill, whatever it is mapped to: `value` at these paths.
 * @param paths as in the draft, e.g. "rows[2].oppositeAccount"
 * @param value undefined removes the locks.
 * @param lines path → lines of the form that its row is made of; nothing for fields of the header.
 */
export async function writeLocks(
  tx: EntityManager,
  billId: string,
  paths: readonly string[],
  value: string | undefined,
  by: Actor,
  lines: ReadonlyMap<string, string>,
): Promise<void> {
  for (let start = 0; start < paths.length; start += 200) {
    const part = paths.slice(start, start + 200);
    await tx.query(`DELETE FROM bill_lock WHERE bill_id = ? AND path IN (${placeholders(part)})`, [billId, ...part]);
  }
  if (value === undefined) return;
  const now = Date.now();
  await insertRows(
    tx,
    BillLock,
    paths.map((path) => ({
      bill_id: billId,
      path,
      value,
      actor: by.userId,
      at: now,
      row_lines: lines.get(path) ?? null,
    })),
  );
}
