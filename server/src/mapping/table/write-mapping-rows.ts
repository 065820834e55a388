import { kindWord, mayCountFromDay } from '@dingdee/shared/base-data';
import type { PutMappingRows, RemapResult, RemoveRowQuery } from '@dingdee/shared/mapping';
import type { ChangeWay } from '@dingdee/shared/mapping-change';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { AuditLog } from '../../audit/audit-log.js';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { isDay } from '../../domain/beijing-time.js';
import { type BookRow, KEY_LENGTH } from '../../engine/rule/mapping-book.js';
import { cut } from '../../engine/source/texts.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { type DaySpan, withinSpans } from '../run/bills-to-map.js';
import { MapBills } from '../run/map-bills.js';
import {
  MappingRowChangedError,
  MappingRowGoneError,
  MappingTableChangedError,
  UnusableTargetError,
} from '../run/mapping.errors.js';
import { MappingRow } from '../run/mapping-table.entity.js';
import { RemapTally } from '../run/remap-tally.js';
import { editedRows, fitsEdit } from './edited-rows.js';
import { MappingChangeRow } from './mapping-change.entity.js';
import { type MappingTableRef, MappingTables } from './mapping-tables.js';
import { revisionDigest, setRow } from './revision-digest.js';
import { dayIn, placeOf, type Spotted, spansOf, spotted, spottedRow } from './row-spots.js';

/** A row to be set: the current row of the same key, organisation and scope ends with the revision before. */
export interface NewRow extends BookRow {
  /** The value that the person saw there; null: there was none; undefined: not compared. */
  was?: string | null | undefined;
  keyLabel: string;
  targetName: string;
}

/** The way in which a revision is made. */
export interface How {
  way: ChangeWay;
  /** The revision that it undoes. */
  undoes?: number;
}

/** A row to be ended; `fromDay`: as of the row, absent without one. */
export interface EndedRow {
  id: string;
  key: string;
  keyLabel: string;
  target: string;
  fromDay?: string | undefined;
}

/** What was written; `spans`: days of the bills that a change of these rows can concern. */
export interface Written {
  revision: number;
  keys: string[];
  spans: readonly DaySpan[];
}

/** A change of a whole table: it applies only to the revision that the person saw, and may end rows as well. */
export interface WholeChange {
  revision: number;
  ends: readonly EndedRow[];
  /** Details for the audit log: the file that it came from. */
  said: Readonly<Record<string, unknown>>;
}

interface Row {
  [column: string]: unknown;
}
interface StandingRow extends Spotted {
  id: string;
  target: string;
}
const MOST_TOLD = 50;
const NOT_DATED = '决定付给谁、由谁付的对应不分日期，去掉生效日期';

/** Sets and ends rows of mapping tables. A saved change is one revision; the bills behind its keys are mapped again afterwards. */
@Injectable()
export class WriteMappingRows {
  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
    private readonly catalog: BaseDataCatalog,
    private readonly mapping: MapBills,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
  ) {}

  /** Sets rows. @throws MappingTableNotFoundError, UnusableTargetError if any target cannot be used: nothing is saved then. */
  async put(code: string, { rows, way = 'hand' }: PutMappingRows, by: Actor): Promise<RemapResult> {
    const table = await this.tables.table(code);
    const wanted = await this.checked(table, rows);
    const instead = rows.flatMap((row) => row.instead ?? []);
    const saved = await this.db.inTransaction((tx) => this.write(tx, table, wanted, by, { way }, undefined, instead));
    return this.remap(table, saved, by);
  }

  /** Ends a row. @throws MappingTableNotFoundError, MappingRowGoneError */
  async remove(code: string, rowId: string, by: Actor, { way = 'hand' }: RemoveRowQuery = {}): Promise<RemapResult> {
    const table = await this.tables.table(code);
    const saved = await this.db.inTransaction(async (tx) => {
      const revision = await this.nextRevision(tx, table);
      const rows: Row[] = await tx.query(
        `SELECT id, org_number, row_key, key_label, scope, scope_value, from_day, target_number FROM mapping_row
         WHERE id = ? AND table_id = ? AND until_revision IS NULL`,
        [rowId, table.id],
      );
      const [row] = rows;
      if (!row) throw new MappingRowGoneError(rowId);
      await this.end(tx, [rowId], revision, by);
      const own = spottedRow(row);
      await this.note(tx, table, revision, by, { way });
      const key = String(row.row_key);
      await this.record(tx, by, table, 'remove-mapping-row', {
        revision,
        key,
        label: row.key_label,
        was: row.target_number,
        ...dayIn(own.fromDay),
        way,
        digest: revisionDigest(table.code, revision, [], [rowId]),
      });
      const left = await this.currentRows(tx, table, [key]);
      return { revision, keys: [key], spans: spansOf([own], left.values()) };
    });
    return this.remap(table, saved, by);
  }

  /**
   * Writes rows as one revision in the caller's transaction; skips rows that are there already.
   * @param instead ids of rows that the set ones take the place of, with another day.
   * @throws MappingRowChangedError if somebody has changed what the person saw, MappingTableChangedError for a whole change,
   * MappingRowGoneError, UnusableTargetError for a row with a day in a table without days.
   * @returns the table's revision now, and the keys that changed.
   */
  async write(
    tx: EntityManager,
    table: MappingTableRef,
    rows: readonly NewRow[],
    by: Actor,
    how: How,
    whole?: WholeChange,
    instead: readonly string[] = [],
  ): Promise<Written> {
    // Taken first: on MySQL it makes other writers of this table wait, and mappings that use it.
    const revision = await this.nextRevision(tx, table);
    if (whole && whole.revision !== revision - 1) throw new MappingTableChangedError(table.name);
    // A row that is set again at its own place does not leave it.
    const places = new Set(rows.map((row) => placeOf(spotted(row))));
    const left = (await this.movedRows(tx, table, instead)).filter((row) => !places.has(placeOf(row)));
    const spots = new Set(rows.map((row) => spotted(row).spot));
    const stray = left.find(({ spot }) => !spots.has(spot));
    if (stray) throw new MappingRowGoneError(stray.id);
    const ends: readonly EndedRow[] = [...(whole?.ends ?? []), ...left];
    const there = await this.currentRows(tx, table, [...new Set(rows.map(({ key }) => key))]);
    const changed = rows.filter((row) => there.get(placeOf(spotted(row)))?.target !== row.targetNumber);
    refuseDays(table, changed);
    await this.refuseUnseen(tx, changed, there);
    if (changed.length + ends.length === 0) {
      await tx.query('UPDATE mapping_table SET revision = revision - 1 WHERE id = ?', [table.id]);
      return { revision: revision - 1, keys: [], spans: [] };
    }
    const ended = changed.flatMap((row) => there.get(placeOf(spotted(row)))?.id ?? []);
    const over = [...ended, ...ends.map(({ id }) => id)];
    await this.end(tx, over, revision, by);
    await this.note(tx, table, revision, by, how);
    const now = Date.now();
    const fresh = changed.map((row) => ({ ...row, id: uuid() }));
    await insertRows(
      tx,
      MappingRow,
      fresh.map((row) => ({
        id: row.id,
        table_id: table.id,
        org_number: row.orgNumber,
        row_key: row.key,
        key_label: row.keyLabel,
        scope: row.scope,
        scope_value: row.scopeValue,
        from_day: row.fromDay ?? '',
        target_number: row.targetNumber,
        target_name: row.targetName.slice(0, KEY_LENGTH),
        since_revision: revision,
        until_revision: null,
        created_by: by.userId,
        created_at: now,
      })),
    );
    const told = changed.slice(0, MOST_TOLD).map(({ key, orgNumber, scope, targetNumber, ...row }) => ({
      key,
      ...(row.keyLabel === '' || row.keyLabel === key ? {} : { label: row.keyLabel }),
      orgNumber,
      scope,
      ...(row.scopeValue === '' ? {} : { scopeValue: row.scopeValue }),
      to: targetNumber,
      was: there.get(placeOf(spotted({ key, orgNumber, scope, targetNumber, ...row })))?.target ?? null,
      ...dayIn(row.fromDay),
    }));
    const set = fresh.map(setRow);
    const said = {
      ...whole?.said,
      way: how.way,
      ...(how.undoes === undefined ? {} : { undoesRevision: how.undoes }),
      digest: revisionDigest(table.code, revision, set, over),
    };
    if (changed.length > 0)
      await this.record(tx, by, table, 'set-mapping-rows', { revision, count: changed.length, rows: told, ...said });
    for (const { key, keyLabel: label, target: was, fromDay } of ends.slice(0, MOST_TOLD))
      await this.record(tx, by, table, 'remove-mapping-row', {
        revision,
        key,
        label,
        was,
        count: ends.length,
        ...dayIn(fromDay),
        ...said,
      });
    const keys = [...new Set([...changed, ...ends].map(({ key }) => key))];
    const gone = new Set(over);
    const standing = [...[...there.values()].filter(({ id }) => !gone.has(id)), ...changed.map(spotted)];
    return { revision, keys, spans: spansOf([...changed.map(spotted), ...left], standing) };
  }

  /** Returns rows that others take the place of, with another day. @throws MappingRowGoneError */
  private async movedRows(
    tx: EntityManager,
    { id }: MappingTableRef,
    ids: readonly string[],
  ): Promise<(EndedRow & Spotted)[]> {
    const moved: (EndedRow & Spotted)[] = [];
    for (const rowId of new Set(ids)) {
      const [row]: Row[] = await tx.query(
        `SELECT org_number, row_key, key_label, scope, scope_value, from_day, target_number FROM mapping_row
         WHERE id = ? AND table_id = ? AND until_revision IS NULL`,
        [rowId, id],
      );
      if (!row) throw new MappingRowGoneError(rowId);
      moved.push({
        id: rowId,
        key: String(row.row_key),
        keyLabel: String(row.key_label),
        target: String(row.target_number),
        ...spottedRow(row),
      });
    }
    return moved;
  }

  private async refuseUnseen(
    tx: EntityManager,
    rows: readonly NewRow[],
    there: ReadonlyMap<string, StandingRow>,
  ): Promise<void> {
    const unseen = rows.find(
      (row) => row.was !== undefined && row.was !== (there.get(placeOf(spotted(row)))?.target ?? null),
    );
    if (unseen === undefined) return;
    const now = there.get(placeOf(spotted(unseen)));
    const shown = unseen.keyLabel || unseen.key;
    if (now === undefined) throw new MappingRowChangedError(shown, null);
    const found: Row[] = await tx.query(
      `SELECT r.created_at AS at, r.target_name AS target, COALESCE(m.name, r.created_by) AS name FROM mapping_row r
       LEFT JOIN member m ON m.user_id = r.created_by WHERE r.id = ?`,
      [now.id],
    );
    const [row] = found;
    const target = [now.target, String(row?.target ?? '')].filter(Boolean).join(' ');
    throw new MappingRowChangedError(shown, {
      target,
      by: String(row?.name ?? ''),
      at: readInt(row?.at),
      ...dayIn(unseen.fromDay),
    });
  }

  private async remap(table: MappingTableRef, { revision, keys, spans }: Written, by: Actor): Promise<RemapResult> {
    const why = whyOf(table, keys);
    const only = withinSpans(spans);
    const touched = { table: table.code, keys, ...(only ? { only } : {}) };
    const tally = keys.length === 0 ? new RemapTally() : await this.mapping.remap(touched, why, by);
    return tally.answer(table.code, revision);
  }

  /** Returns rows as they would be written. @throws UnusableTargetError, MappingRowGoneError for an edited row that is not in the table. */
  async checked(table: MappingTableRef, rows: PutMappingRows['rows']): Promise<NewRow[]> {
    const baseData = await this.catalog.current();
    const labels = await this.seenLabels(
      table.code,
      rows.map(({ key }) => key.trim()),
    );
    const edited = await editedRows(
      this.db,
      table.id,
      rows.flatMap(({ edits, instead }) => edits ?? instead ?? []),
    );
    const wanted = new Map<string, NewRow>();
    for (const [index, row] of rows.entries()) {
      const key = cut(row.key.trim(), KEY_LENGTH);
      const number = row.targetNumber.trim();
      const item = baseData.lookup(table.target, number, row.orgNumber);
      const known = baseData.knows(table.target);
      const fault =
        key === '' ? '没有填来源值' : !known || item?.usable ? null : (item?.reason ?? '金蝶里没有这个编码');
      const noDay = dayFault(table, row.fromDay);
      if (noDay !== null)
        throw new UnusableTargetError(`第 ${index + 1} 行（${cut(key, 40)} → ${number}）${noDay}。`, {
          row: index,
          key,
          number,
        });
      if (fault !== null)
        throw new UnusableTargetError(
          `第 ${index + 1} 行（${cut(key, 40)} → ${number}）不能用：${kindWord(table.target)}${fault}。`,
          { row: index, key, number },
        );
      const editedId = row.edits ?? row.instead ?? '';
      const own = edited.get(editedId);
      if (own && !fitsEdit(own, { key, ...dayIn(row.fromDay) })) throw new MappingRowGoneError(editedId);
      const ready: NewRow = {
        orgNumber: row.orgNumber,
        key,
        keyLabel: cut((own ? own.keyLabel : row.keyLabel?.trim()) || (labels.get(key) ?? ''), KEY_LENGTH),
        scope: own?.scope ?? 'company',
        scopeValue: own?.scopeValue ?? '',
        targetNumber: number,
        ...(row.fromDay ? { fromDay: row.fromDay } : {}),
        targetName: item?.name ?? '',
        was: row.was,
      };
      wanted.set(placeOf(spotted(ready)), ready);
    }
    return [...wanted.values()];
  }

  /** Returns the labels of keys, as bills recorded them. */
  private async seenLabels(code: string, keys: readonly string[]): Promise<Map<string, string>> {
    const labels = new Map<string, string>();
    for (let start = 0; start < keys.length; start += 200) {
      const part = keys.slice(start, start + 200);
      const rows = await this.db.query<Row>(
        `SELECT lookup_key AS k, MAX(key_label) AS label FROM bill_lookup WHERE table_code = ? AND lookup_key IN (${placeholders(part)})
         GROUP BY lookup_key`,
        [code, ...part],
      );
      for (const row of rows) labels.set(String(row.k), String(row.label));
    }
    return labels;
  }

  private async nextRevision(tx: EntityManager, { id }: MappingTableRef): Promise<number> {
    await changedBy(tx, 'UPDATE mapping_table SET revision = revision + 1, updated_at = ? WHERE id = ?', [
      Date.now(),
      id,
    ]);
    const rows: Row[] = await tx.query('SELECT revision FROM mapping_table WHERE id = ?', [id]);
    return readInt(rows[0]?.revision);
  }

  private async currentRows(
    tx: EntityManager,
    { id }: MappingTableRef,
    keys: readonly string[],
  ): Promise<Map<string, StandingRow>> {
    const there = new Map<string, StandingRow>();
    for (let start = 0; start < keys.length; start += 200) {
      const part = keys.slice(start, start + 200);
      const rows: Row[] = await tx.query(
        `SELECT id, org_number, row_key, scope, scope_value, from_day, target_number FROM mapping_row
         WHERE table_id = ? AND until_revision IS NULL AND row_key IN (${placeholders(part)})`,
        [id, ...part],
      );
      for (const row of rows)
        there.set(placeOf(spottedRow(row)), {
          id: String(row.id),
          target: String(row.target_number),
          ...spottedRow(row),
        });
    }
    return there;
  }

  private async end(tx: EntityManager, ids: readonly string[], revision: number, by: Actor): Promise<void> {
    for (let start = 0; start < ids.length; start += 200) {
      const part = ids.slice(start, start + 200);
      const ended = await changedBy(
        tx,
        `UPDATE mapping_row SET until_revision = ?, ended_by = ? WHERE until_revision IS NULL AND id IN (${placeholders(part)})`,
        [revision, by.userId, ...part],
      );
      if (ended !== part.length) throw new MappingRowGoneError(part[0] ?? '');
    }
  }

  private async note(
    tx: EntityManager,
    { id }: MappingTableRef,
    revision: number,
    by: Actor,
    { way, undoes }: How,
  ): Promise<void> {
    await insertRows(tx, MappingChangeRow, [
      { table_id: id, revision, way, undoes: undoes ?? null, made_by: by.userId, made_at: clock.now() },
    ]);
  }

  private async record(
    tx: EntityManager,
    by: Actor,
    table: MappingTableRef,
    action: string,
    detail: object,
  ): Promise<void> {
    await this.audit.append(tx, by, [{ action, subjectKind: 'mapping', subjectId: table.code, detail }]);
    await this.live.emit(tx, 'mapping', [table.code]);
  }
}

/** Returns why no row of the table can count from this day, as the rest of a sentence; null if one can, or without a day. */
function dayFault({ target }: MappingTableRef, day = ''): string | null {
  if (day === '' || (isDay(day) && mayCountFromDay(target))) return null;
  return `不能从“${cut(day, 20)}”起生效：${isDay(day) ? NOT_DATED : '这不是日期'}`;
}

/** Stands in front of every write, also of one that puts former rows back. @throws UnusableTargetError */
function refuseDays(table: MappingTableRef, rows: readonly NewRow[]): void {
  for (const { key, keyLabel, targetNumber: number, fromDay } of rows) {
    const fault = dayFault(table, fromDay);
    if (fault !== null) throw new UnusableTargetError(`“${cut(keyLabel || key, 40)}”${fault}。`, { key, number });
  }
}

/** Returns the reason that a voided approval shows. */
export function whyOf({ name }: MappingTableRef, keys: readonly string[]): string {
  const first = cut(keys[0] ?? '', 40);
  return `映射表“${name}”改了“${first}”${keys.length > 1 ? `等 ${keys.length} 项` : ''}`;
}
