import type { RemapResult } from '@dingdee/shared/mapping';
import type { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import type { BillCondition } from './bills-to-map.js';
import { MapBills } from './map-bills.js';
import { OpenUses } from './open-uses.js';
import { RemapTally } from './remap-tally.js';

/** Maps the open bills behind a change again: only keys that any of them asks for are used, and of those the bills that meet a condition. */
export async function remapAfter(
  db: Database,
  mapping: MapBills,
  table: { code: string },
  { revision, keys }: { revision: number; keys: readonly string[] },
  why: string,
  by: Actor,
  only?: BillCondition,
  tally = new RemapTally(),
): Promise<RemapResult> {
  if (keys.length === 0) return tally.answer(table.code, revision);
  const uses = await OpenUses.of(db, table.code);
  const used = keys.filter((key) => uses.has(key));
  // The paying organisation depends on all rows of a table: one key is enough to map the bills again that no row applies to.
  const touched = used.length > 0 ? used : keys.slice(0, 1);
  await mapping.remap({ table: table.code, keys: touched, ...(only ? { only } : {}) }, why, by, tally);
  return tally.answer(table.code, revision);
}
