import type { EntityManager } from 'typeorm';
import { placeholders } from '../../database/database.js';
import { ENGINE_REVISION } from '../../engine/engine-revision.js';

/** Returns those of these bills whose content was made by a former engine: they are mapped anew after a start, and nobody approves them before. */
export async function engineBehind(tx: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows: { bill_id: string }[] = await tx.query(
    `SELECT bill_id FROM bill_content WHERE engine_revision < ? AND bill_id IN (${placeholders(ids)})`,
    [ENGINE_REVISION, ...ids],
  );
  return new Set(rows.map(({ bill_id }) => bill_id));
}
