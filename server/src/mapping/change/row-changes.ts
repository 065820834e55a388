import { CHANGE_WAYS, type ChangeKept, type MappingChange, type MappingChanges } from '@dingdee/shared/mapping-change';
import { Injectable } from '@nestjs/common';
import { departmentLabels } from '../../access/department/departments.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { departmentIds } from '../../domain/approval/department-key.js';
import { scopeOf } from '../run/row-scopes.js';
import type { Place } from '../table/former-rows.js';
import { labelOf, type MappingTableRef, MappingTables } from '../table/mapping-tables.js';
import { dayIn, spottedRow } from '../table/row-spots.js';

const UNDO_MS = 86_400_000;
const SHOWN = 50;

interface Row {
  [column: string]: unknown;
}

/** A change with its place in the table. */
export interface PlacedChange {
  place: Place;
  change: MappingChange;
}

/** Reads the history of rows of a mapping table: who changed them, when, how, from what and to what. */
@Injectable()
export class RowChanges {
  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
  ) {}

  /** Returns changes, newest first: all of a row's place, or the last fifty of the whole table. @throws MappingTableNotFoundError */
  async list(code: string, row?: string): Promise<MappingChanges> {
    const table = await this.tables.table(code);
    const found = row === undefined ? (await this.ofTable(table)).slice(0, SHOWN) : await this.ofRow(table, row);
    return { items: found.map(({ change }) => change) };
  }

  /** Returns one change; null if the table has no such change. */
  async one(table: MappingTableRef, revision: number, id: string): Promise<PlacedChange | null> {
    const found = await this.ofRow(table, id);
    return found.find(({ change }) => change.revision === revision && change.id === id) ?? null;
  }

  /** Returns the newest change of a row of any of these days at the place of a row. */
  async latest(table: MappingTableRef, id: string, days: readonly string[]): Promise<PlacedChange | null> {
    return (await this.ofRow(table, id)).find(({ place }) => place.days.some((day) => days.includes(day))) ?? null;
  }

  private async ofRow({ id: tableId }: MappingTableRef, id: string): Promise<PlacedChange[]> {
    const rows = await this.db.query<Row>(
      `${ROWS} JOIN mapping_row own ON own.table_id = r.table_id AND own.row_key = r.row_key AND own.org_number = r.org_number
         AND own.scope = r.scope AND own.scope_value = r.scope_value
       WHERE r.table_id = ? AND own.id = ? ORDER BY r.since_revision`,
      [tableId, id],
    );
    return this.changesOf(rows);
  }

  private async ofTable({ id }: MappingTableRef): Promise<PlacedChange[]> {
    const part = async (revision: string) =>
      this.db.query<Row>(
        `SELECT row_key, ${revision} AS revision FROM mapping_row WHERE table_id = ? AND ${revision} IS NOT NULL
         ORDER BY ${revision} DESC, id DESC LIMIT ${SHOWN}`,
        [id],
      );
    const parts = [await part('since_revision'), await part('until_revision')];
    // Below this revision a change may be incomplete: only one of its two halves was read.
    const from = Math.max(0, ...parts.map((rows) => (rows.length < SHOWN ? 0 : readInt(rows.at(-1)?.revision))));
    const keys = [...new Set(parts.flat().map((row) => String(row.row_key)))];
    if (keys.length === 0) return [];
    const rows = await this.db.query<Row>(
      `${ROWS} WHERE r.table_id = ? AND r.row_key IN (${placeholders(keys)}) AND (r.until_revision IS NULL OR r.until_revision >= ?)
       ORDER BY r.since_revision`,
      [id, ...keys, from],
    );
    return (await this.changesOf(rows)).filter(({ change }) => change.revision >= from);
  }

  /** @param rows by revision; for each place all rows from some revision on. */
  private async changesOf(rows: readonly Row[]): Promise<PlacedChange[]> {
    const words = rows.flatMap((row) => [String(row.row_key), String(row.scope_value)]);
    const departments = await departmentLabels(this.db, [
      ...new Set(words.filter((each) => departmentIds(each).length > 0)),
    ]);
    const places = new Map<string, Row[]>();
    // Rows of one key with several days have one past: one of them may have taken the place of another.
    for (const row of rows) {
      const { spot } = spottedRow(row);
      places.set(spot, [...(places.get(spot) ?? []), row]);
    }
    const now = clock.now();
    const changes = [...places.values()].flatMap((own) => changesAt(own, departments, now));
    return changes.sort((one, other) => other.change.revision - one.change.revision);
  }
}

const ROWS = `SELECT r.*, ${told('s')}, ${told('u')} FROM mapping_row r ${source('s', 'r.since_revision', 'r.created_by')}
  ${source('u', 'r.until_revision', 'r.ended_by')}`;

/** Returns the columns about the revision that set a row (s), or that ended it (u). */
function told(as: 's' | 'u'): string {
  return `${as}c.way AS ${as}_way, ${as}c.made_at AS ${as}_at, ${as}m.name AS ${as}_name, ${as}i.file_name AS ${as}_file`;
}
function source(as: 's' | 'u', revision: string, by: string): string {
  return `LEFT JOIN mapping_change ${as}c ON ${as}c.table_id = r.table_id AND ${as}c.revision = ${revision}
    LEFT JOIN mapping_import ${as}i ON ${as}i.table_id = r.table_id AND ${as}i.applied_revision = COALESCE(${as}c.undoes, ${revision})
    LEFT JOIN member ${as}m ON ${as}m.user_id = ${by}`;
}

/** @param rows of one place with all its days, by revision. */
function changesAt(rows: readonly Row[], departments: ReadonlyMap<string, string>, now: number): PlacedChange[] {
  const replaced = replacedRows(rows);
  const over = new Set(replaced.values());
  const changes = rows.flatMap((row): PlacedChange[] => {
    const former = replaced.get(row);
    const set = changeOf(row, 's', departments, { was: former ? targetOf(former) : null, to: targetOf(row) });
    const isOver = row.until_revision != null && !over.has(row);
    return isOver ? [set, changeOf(row, 'u', departments, { was: targetOf(row), to: null })] : [set];
  });
  const touches = ({ place }: PlacedChange, days: readonly string[]) => place.days.some((day) => days.includes(day));
  return changes.map(({ place, change }) => {
    const later = (other: PlacedChange) => other.change.revision > change.revision && touches(other, place.days);
    const kept = whyKept(change, !changes.some(later), now);
    const undoUntil = kept === null && change.at !== null ? change.at + UNDO_MS : null;
    return { place, change: { ...change, kept, undoUntil } };
  });
}

/**
 * Returns for each row the row that it took the place of: the one of its day that ended in the same revision; without one of its day, one whose day
 * was changed.
 */
function replacedRows(rows: readonly Row[]): ReadonlyMap<Row, Row> {
  const replaced = new Map<Row, Row>();
  const free = (row: Row): Row[] =>
    rows.filter(
      (each) =>
        each.until_revision != null &&
        Number(each.until_revision) === Number(row.since_revision) &&
        ![...replaced.values()].includes(each),
    );
  for (const row of rows) {
    const former = free(row).find((each) => each.from_day === row.from_day);
    if (former) replaced.set(row, former);
  }
  for (const row of rows) {
    const [moved] = replaced.has(row) ? [] : free(row);
    if (moved) replaced.set(row, moved);
  }
  return replaced;
}

function whyKept({ way, file, at }: MappingChange, isLast: boolean, now: number): ChangeKept | null {
  if (!isLast) return 'changed';
  if (way === null || at === null) return 'unrecorded';
  if (at + UNDO_MS <= now) return 'late';
  return file === null ? null : 'import';
}

function changeOf(
  row: Row,
  as: 's' | 'u',
  departments: ReadonlyMap<string, string>,
  { was, to }: Pick<MappingChange, 'was' | 'to'>,
): PlacedChange {
  const by = as === 's' ? row.created_by : row.ended_by;
  const at = row[`${as}_at`] ?? (as === 's' ? row.created_at : null);
  const file = row[`${as}_file`];
  const way = CHANGE_WAYS.find((each) => each === row[`${as}_way`]) ?? null;
  const [orgNumber, key] = [String(row.org_number), String(row.row_key)];
  return {
    place: {
      orgNumber,
      key,
      scope: scopeOf(String(row.scope)),
      scopeValue: String(row.scope_value),
      days: [...new Set([was, to].flatMap((one) => (one === null ? [] : (one.fromDay ?? ''))))],
    },
    change: {
      id: String(row.id),
      revision: readInt(as === 's' ? row.since_revision : row.until_revision),
      orgNumber,
      key,
      keyLabel: labelOf(row, departments),
      was,
      to,
      by: by == null ? null : String(row[`${as}_name`] ?? by),
      at: at == null ? null : readInt(at),
      // For changes from before ways were recorded, an import is known from its file.
      way: way ?? (file == null ? null : 'import'),
      file: file == null ? null : String(file),
      undoUntil: null,
      kept: null,
    },
  };
}

const targetOf = (row: Row) => ({
  number: String(row.target_number),
  name: String(row.target_name),
  ...dayIn(String(row.from_day)),
});
