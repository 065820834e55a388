import { readInt } from '../../database/columns.js';
import { spottedRow } from '../table/row-spots.js';

interface Row {
  [column: string]: unknown;
}

/**
 * Returns for each row the row that it took the place of, among those that its revision ended at the same place: the one of its day; else, where
 * days were changed, the one with the same target; else the next one. Each pair goes by the days, the earliest first, so that it is always the same.
 * @param rows of some places, with all that the same revisions set and ended there.
 */
export function replacedRows(rows: readonly Row[]): ReadonlyMap<Row, Row> {
  const moves = new Map<string, { set: Row[]; ended: Row[] }>();
  const at = (row: Row, revision: unknown) => {
    const where = JSON.stringify([spottedRow(row).spot, readInt(revision)]);
    const move = moves.get(where) ?? { set: [], ended: [] };
    moves.set(where, move);
    return move;
  };
  for (const row of [...rows].sort(byDay)) {
    at(row, row.since_revision).set.push(row);
    if (row.until_revision != null) at(row, row.until_revision).ended.push(row);
  }
  const replaced = new Map<Row, Row>();
  for (const { set, ended } of moves.values()) {
    const free = new Set(ended);
    for (const fits of [sameDay, sameTarget, () => true])
      for (const row of set) {
        const former = replaced.has(row) ? undefined : [...free].find((each) => fits(row, each));
        if (former === undefined) continue;
        replaced.set(row, former);
        free.delete(former);
      }
  }
  return replaced;
}

const sameDay = (row: Row, former: Row): boolean => row.from_day === former.from_day;
const sameTarget = (row: Row, former: Row): boolean => row.target_number === former.target_number;
const byDay = (one: Row, other: Row): number => compare(one.from_day, other.from_day) || compare(one.id, other.id);
const compare = (one: unknown, other: unknown): number => (String(one) < String(other) ? -1 : one === other ? 0 : 1);
