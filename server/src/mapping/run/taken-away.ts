import type { EntityManager } from 'typeorm';
import type { GoneRow } from '../../engine/rule/mapping-book.js';
import { isConfirmed } from './put-back.js';
import { scopeOf } from './row-scopes.js';

interface EndedRow {
  id: string;
  org_number: string;
  row_key: string;
  scope: string;
  scope_value: string;
  from_day: string;
  target_number: string;
  created_by: string;
  confirmed_by: string | null;
  confirmed_revision: unknown;
  since_revision: unknown;
  until_revision: unknown;
  ended_by: string | null;
}

/** Rows of a table that have ended by a revision, at places without a row in it. */
const ENDED = `SELECT r.id, r.org_number, r.row_key, r.scope, r.scope_value, r.from_day, r.target_number, r.created_by, r.confirmed_by, r.confirmed_revision,
    r.since_revision, r.until_revision, r.ended_by
   FROM mapping_row r WHERE r.table_id = ? AND r.until_revision <= ? AND NOT EXISTS (SELECT 1 FROM mapping_row c
     WHERE c.table_id = r.table_id AND c.row_key = r.row_key AND c.org_number = r.org_number AND c.scope = r.scope AND c.scope_value = r.scope_value AND c.from_day = r.from_day
       AND c.since_revision <= ? AND (c.until_revision IS NULL OR c.until_revision > ?))
   ORDER BY r.since_revision, r.id`;

/**
 * Returns the places of a table whose row somebody took away, if nobody else has confirmed that since: with the last confirmed value, or,
 * if none was ever confirmed, the first value.
 */
export async function takenAway(
  reads: Pick<EntityManager, 'query'>,
  tableId: string,
  revision: number,
): Promise<GoneRow[]> {
  const rows: EndedRow[] = await reads.query(ENDED, [tableId, revision, revision, revision]);
  const places = new Map<string, EndedRow[]>();
  for (const row of rows) {
    const place = JSON.stringify([row.org_number, row.row_key, row.scope, row.scope_value, row.from_day]);
    places.set(place, [...(places.get(place) ?? []), row]);
  }
  return [...places.values()].flatMap((chain) => goneFrom(chain, revision) ?? []);
}

function goneFrom(chain: readonly EndedRow[], revision: number): GoneRow | null {
  const [first, last] = [chain[0], chain.at(-1)];
  // In older rows the person who ended them was not recorded.
  if (!first || last?.ended_by == null) return null;
  const seen = last.confirmed_revision === null ? 0 : Number(last.confirmed_revision);
  if (seen > Number(last.until_revision) && seen <= revision) return null;
  const agreed = chain.findLast((row) => isConfirmed(row)) ?? null;
  const isOwn = agreed === null && chain.every(({ created_by }) => created_by === last.ended_by);
  return {
    orgNumber: last.org_number,
    key: last.row_key,
    scope: scopeOf(last.scope),
    scopeValue: last.scope_value,
    ...(last.from_day === '' ? {} : { fromDay: last.from_day }),
    targetNumber: (agreed ?? first).target_number,
    id: last.id,
    until: Number(last.until_revision),
    by: last.ended_by,
    ownSince: isOwn ? Number(first.since_revision) : null,
  };
}
