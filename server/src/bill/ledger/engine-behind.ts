import type { EntityManager } from 'typeorm';
import { placeholders } from '../../database/database.js';
import { ENGINE_REVISION } from '../../engine/engine-revision.js';

/** Those of these bills whose content an engine of before has made: they are mapped anew after a start, and until then nobody approves them. */
export async function engineBehind(tx: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows: { bill_id: string }[] = await tx.query(
    `SELECT bill_id FROM bill_content WHERE engine_revision < ? AND bill_id IN (${placeholders(ids)})`,
    [ENGINE_REVISION, ...ids],
  );
  return new Set(rows.map(({ bill_id }) => bill_id));
}
