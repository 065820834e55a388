import { CHANGE_WAYS, type ChangeKept, type MappingChange, type MappingChanges } from '@dingdee/shared/mapping-change';
import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { departmentLabels } from '../../access/department/departments.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { departmentIds } from '../../domain/approval/department-key.js';
import { MappingCursorError } from '../run/mapping.errors.js';
import { scopeOf } from '../run/row-scopes.js';
import type { Place } from '../table/former-rows.js';
import { labelOf, type MappingTableRef, MappingTables } from '../table/mapping-tables.js';
import { dayIn, placeOf, spottedRow } from '../table/row-spots.js';
import { replacedRows } from './replaced-rows.js';

const UNDO_MS = 86_400_000;
const PAGE = 50;
/** Rows read at a time where a page is not yet full: an import that replaced many rows leaves as many that are told with their successors. */
const AT_A_TIME = 400;

interface Row {
  [column: string]: unknown;
}

/** A change with its place in the table. */
export interface PlacedChange {
  place: Place;
  change: MappingChange;
}

/** Position of a change: its revision, and the id of its row. */
const position = z.tuple([z.int(), z.string()]);
type Position = z.infer<typeof position>;

/** A row that a revision set (s) or ended (u). */
interface Touched {
  id: string;
  key: string;
  revision: number;
  as: 's' | 'u';
}

/** Reads the history of rows of a mapping table: who changed them, when, how, from what to what. */
@Injectable()
export class RowChanges {
  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
  ) {}

  /** Returns one keyset page of changes, newest first: of a row's place, or of the whole table. @throws MappingTableNotFoundError, MappingCursorError */
  async list(
    code: string,
    row?: string,
    { cursor, limit = PAGE }: { cursor?: string | undefined; limit?: number } = {},
  ): Promise<MappingChanges> {
    const table = await this.tables.table(code);
    const after = cursor === undefined ? null : readCursor(cursor);
    const { found, next } = await this.page(table, row, after, limit);
    return { items: found.map(({ change }) => change), next: next && cursorAt(next) };
  }

  /** Returns one change; null if the table has no such change. */
  async one(table: MappingTableRef, revision: number, id: string): Promise<PlacedChange | null> {
    const [row] = await this.db.query<Row>(
      'SELECT row_key, since_revision FROM mapping_row WHERE table_id = ? AND id = ? AND ? IN (since_revision, until_revision)',
      [table.id, id, revision],
    );
    if (!row) return null;
    const as = readInt(row.since_revision) === revision ? 's' : 'u';
    const [found] = await this.changesOf(table, [{ id, key: String(row.row_key), revision, as }]);
    return found ?? null;
  }

  /** Returns the newest change of a row of any of these days at the place of a row. */
  async latest(table: MappingTableRef, id: string, days: readonly string[]): Promise<PlacedChange | null> {
    for (let after: Position | null = null; ; ) {
      const { found, next }: { found: PlacedChange[]; next: Position | null } = await this.page(table, id, after, PAGE);
      const latest = found.find(({ place }) => place.days.some((day) => days.includes(day)));
      if (latest || next === null) return latest ?? null;
      after = next;
    }
  }

  private async page(
    { id: tableId }: MappingTableRef,
    row: string | undefined,
    after: Position | null,
    limit: number,
  ): Promise<{ found: PlacedChange[]; next: Position | null }> {
    const found: PlacedChange[] = [];
    for (let [at, most] = [after, limit + 1]; ; most = Math.max(AT_A_TIME, most)) {
      const touched = await this.touched(tableId, row, at, most);
      found.push(...(await this.changesOf({ id: tableId }, touched)));
      const last = touched.at(-1);
      if (last === undefined || touched.length < most || found.length > limit) break;
      at = [last.revision, last.id];
    }
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1)?.change : undefined;
    return { found: shown, next: last ? [last.revision, last.id] : null };
  }

  /** Returns the rows that were set or ended, by revision and id, the newest first. */
  private async touched(
    tableId: string,
    row: string | undefined,
    after: Position | null,
    most: number,
  ): Promise<Touched[]> {
    const here =
      row === undefined
        ? ''
        : `JOIN mapping_row own ON own.table_id = r.table_id AND own.row_key = r.row_key AND own.org_number = r.org_number
             AND own.scope = r.scope AND own.scope_value = r.scope_value AND own.id = ?`;
    const part = async (as: 's' | 'u', revision: string): Promise<Touched[]> => {
      const rows = await this.db.query<Row>(
        `SELECT r.id, r.row_key, ${revision} AS revision FROM mapping_row r ${here}
         WHERE r.table_id = ? AND ${revision} IS NOT NULL ${after ? `AND ${revision} <= ? AND (${revision} < ? OR r.id < ?)` : ''}
         ORDER BY ${revision} DESC, r.id DESC LIMIT ${most}`,
        [...(row === undefined ? [] : [row]), tableId, ...(after ? [after[0], ...after] : [])],
      );
      return rows.map((each) => ({
        id: String(each.id),
        key: String(each.row_key),
        revision: readInt(each.revision),
        as,
      }));
    };
    const both = [...(await part('s', 'r.since_revision')), ...(await part('u', 'r.until_revision'))];
    return both
      .sort((one, other) => other.revision - one.revision || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0))
      .slice(0, most);
  }

  /** Returns the changes of these rows in their order; a row that another one took the place of is told with that one. */
  private async changesOf({ id: tableId }: { id: string }, touched: readonly Touched[]): Promise<PlacedChange[]> {
    if (touched.length === 0) return [];
    const keys = [...new Set(touched.map(({ key }) => key))];
    const revisions = touched.map(({ revision }) => revision);
    const [from, until] = [Math.min(...revisions), Math.max(...revisions)];
    const rows = await this.db.query<Row>(
      `${ROWS} WHERE r.table_id = ? AND r.row_key IN (${placeholders(keys)})
         AND (r.since_revision BETWEEN ? AND ? OR r.until_revision BETWEEN ? AND ?)`,
      [tableId, ...keys, from, until, from, until],
    );
    const departments = await this.departmentsIn(rows);
    const replaced = replacedRows(rows);
    const over = new Set(replaced.values());
    const byId = new Map(rows.map((row) => [String(row.id), row]));
    const now = clock.now();
    const changes = touched.flatMap(({ id, as }): (PlacedChange & { spot: string })[] => {
      const row = byId.get(id);
      if (row === undefined || (as === 'u' && over.has(row))) return [];
      const former = replaced.get(row);
      const told =
        as === 'u' ? { was: targetOf(row), to: null } : { was: former ? targetOf(former) : null, to: targetOf(row) };
      return [{ ...changeOf(row, as, departments, told), spot: spottedRow(row).spot }];
    });
    // What is kept for its age is so whatever came after it: the past of its place is not read.
    const recent = changes.filter(({ change }) => keptForAge(change, now) === null);
    const last = await this.lastTouches(tableId, [...new Set(recent.map(({ place }) => place.key))]);
    return changes.map(({ place, change, spot }) => {
      const isLast = place.days.every((fromDay) => (last.get(placeOf({ spot, fromDay })) ?? 0) <= change.revision);
      const kept = keptForAge(change, now) ?? whyKept(change, isLast);
      const undoUntil = kept === null && change.at !== null ? change.at + UNDO_MS : null;
      return { place, change: { ...change, kept, undoUntil } };
    });
  }

  /** Returns for each place and day of these keys the last revision that set or ended a row there. */
  private async lastTouches(tableId: string, keys: readonly string[]): Promise<Map<string, number>> {
    if (keys.length === 0) return new Map();
    const rows = await this.db.query<Row>(
      `SELECT row_key, org_number, scope, scope_value, from_day, MAX(since_revision) AS since, MAX(until_revision) AS until_last
       FROM mapping_row WHERE table_id = ? AND row_key IN (${placeholders(keys)})
       GROUP BY row_key, org_number, scope, scope_value, from_day`,
      [tableId, ...keys],
    );
    return new Map(
      rows.map((row) => [
        placeOf(spottedRow(row)),
        Math.max(readInt(row.since), row.until_last == null ? 0 : readInt(row.until_last)),
      ]),
    );
  }

  private departmentsIn(rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
    const words = rows.flatMap((row) => [String(row.row_key), String(row.scope_value)]);
    return departmentLabels(this.db, [...new Set(words.filter((each) => departmentIds(each).length > 0))]);
  }
}

const cursorAt = (at: Position): string => Buffer.from(JSON.stringify(at)).toString('base64url');

function readCursor(text: string): Position {
  try {
    return position.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw new MappingCursorError();
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

function keptForAge({ way, at }: MappingChange, now: number): ChangeKept | null {
  if (way === null || at === null) return 'unrecorded';
  return at + UNDO_MS <= now ? 'late' : null;
}

function whyKept({ file }: MappingChange, isLast: boolean): ChangeKept | null {
  if (!isLast) return 'changed';
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
