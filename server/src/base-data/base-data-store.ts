import { type BaseDataKind, baseDataKind } from '@dingdee/shared/base-data';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { BaseDataRecord } from '../connectors/target.js';
import { clock } from '../database/clock.js';
import { readInt } from '../database/columns.js';
import { changedBy, Database, placeholders } from '../database/database.js';
import { deleteExpired } from '../database/expired-rows.js';
import { bound, insertRows } from '../database/rows.js';
import { type UnusableReason, unusableWords } from '../domain/draft/usable-base-data.js';
import { BaseData, BaseDataChangeRow, BaseDataKindRow } from './base-data.entity.js';
import { OvertakenError } from './base-data.errors.js';
import type { Reading } from './base-data-reading.js';
import { EntryBlock } from './held/entry-block.js';
import { change, changesOf, isUsable, type KindReading, type Row, rowOf, sameAs } from './reading-rows.js';
import { isSeenOnly } from './seen/seen-mark.js';

const GONE: UnusableReason = 'gone';
/** Rows per transaction: another writer waits some ms for the one writer of SQLite. */
export const CHUNK = 200;
const PAGE = 1000;
/** Most changes of one kind and one reading that are recorded one by one. */
const MOST_NOTED = 500;

/** A current row of a mapping table, with its target. */
export interface MappingTarget {
  table: string;
  target: BaseDataKind;
  key: string;
  orgNumber: string;
  number: string;
}

export const keyOf = (orgNumber: string, number: string): string => `${orgNumber}\n${number}`;
/** Yields to the event loop: SQLite answers synchronously. */
const others = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Returns a record that fits the columns; null if its numbers are longer than any that can be sent. */
export function fitting(record: BaseDataRecord): BaseDataRecord | null {
  if (record.number.length > 80 || record.orgNumber.length > 40) return null;
  return { ...record, name: record.name.slice(0, 200) };
}

/** Reads and writes the tables base_data, base_data_kind and base_data_change. */
@Injectable()
export class BaseDataStore {
  constructor(private readonly db: Database) {}

  /** Yields one kind, packed: block by block, in the order of organisations and numbers. */
  async *blocks(kind: BaseDataKind): AsyncGenerator<EntryBlock> {
    const columns = `number, name, pinyin, initials, usable, reason${kind === 'organisation' ? ', extra' : ''}`;
    for (const org of await this.orgsOf(kind))
      for await (const rows of this.pages<Row & Reading>(kind, org, columns)) {
        const entries = rows.map(({ usable, reason, extra, ...row }) => ({
          ...row,
          usable: isUsable(usable),
          reason: unusableWords(reason),
          ...(isSeenOnly(extra) ? { seen: true as const } : {}),
        }));
        yield new EntryBlock(kind, org, entries);
      }
  }

  /** Returns kind → revision, which grows with every change of its rows by any process. */
  async revisions(): Promise<Map<BaseDataKind, number>> {
    const rows = await this.db.query<{ kind: string; revision: unknown }>('SELECT kind, revision FROM base_data_kind');
    return new Map(
      rows.flatMap(({ kind, revision }) => {
        const known = baseDataKind.safeParse(kind);
        return known.success ? [[known.data, readInt(revision)] as const] : [];
      }),
    );
  }

  /** Returns when the last completed reading of any kind began, in Unix ms; 0 before the first. */
  async readAt(): Promise<number> {
    const [row] = await this.db.query<{ at: unknown }>('SELECT MAX(read_at) AS at FROM base_data_kind');
    return readInt(row?.at ?? 0);
  }

  /** Returns whether any row of a kind is held that Kingdee listed last time. */
  async holds(kind: BaseDataKind): Promise<boolean> {
    // Only organisations have entries that were seen and not listed, and a company has few of them.
    const few = kind === 'organisation' ? '' : 'LIMIT 1';
    const rows = await this.db.query<{ extra: string | null }>(
      `SELECT extra FROM base_data WHERE kind = ? AND (reason IS NULL OR reason <> ?) ${few}`,
      [kind, GONE],
    );
    return rows.some(({ extra }) => !isSeenOnly(extra));
  }

  /** Returns the numbers of a kind that Kingdee does not have any more. */
  async gone(kind: BaseDataKind): Promise<string[]> {
    const sql = 'SELECT number FROM base_data WHERE kind = ? AND reason = ?';
    return (await this.db.query<{ number: string }>(sql, [kind, GONE])).map(({ number }) => number);
  }

  /** Returns the organisations that have an entry of any kind that Kingdee listed last time. */
  async owners(): Promise<string[]> {
    const rows = await this.db.query<{ org: string }>(
      "SELECT DISTINCT org_number AS org FROM base_data WHERE org_number <> '' AND (reason IS NULL OR reason <> ?)",
      [GONE],
    );
    return rows.map(({ org }) => org);
  }

  /** Returns the organisations that had at least this many rows of a kind last time. */
  async orgsWith(kind: BaseDataKind, atLeast: number): Promise<string[]> {
    const rows = await this.db.query<{ org: string }>(
      `SELECT org_number AS org FROM base_data WHERE kind = ? AND org_number <> '' AND (reason IS NULL OR reason <> ?)
       GROUP BY org_number HAVING COUNT(*) >= ? ORDER BY org_number`,
      [kind, GONE, atLeast],
    );
    return rows.map(({ org }) => org);
  }

  /** Begins a reading. From here on an earlier reading, in any process, writes nothing more: its data is older. */
  async begin(tx: EntityManager, kind: BaseDataKind, at: number): Promise<KindReading> {
    const held: unknown[] = await tx.query('SELECT kind FROM base_data WHERE kind = ? LIMIT 1', [kind]);
    const known = await changedBy(tx, 'UPDATE base_data_kind SET reading = reading + 1 WHERE kind = ?', [kind]);
    if (known === 0) await insertRows(tx, BaseDataKindRow, [{ kind, reading: 1, read_at: 0, took_ms: 0, revision: 0 }]);
    const [row]: { reading: unknown }[] = await tx.query('SELECT reading FROM base_data_kind WHERE kind = ?', [kind]);
    const heldBefore = held.length > 0;
    return { kind, reading: readInt(row?.reading), at, heldBefore, added: 0, changed: 0, removed: 0, noted: 0 };
  }

  /**
   * Stores the records that differ from the held ones; no number occurs twice in them, and equal records cost no transaction. @throws
   * OvertakenError
   */
  async put(of: KindReading, records: readonly BaseDataRecord[]): Promise<void> {
    for (const part of chunks(records)) {
      const held = await this.rowsOf(of.kind, part);
      const heldOf = (record: BaseDataRecord) => held.get(keyOf(record.orgNumber, record.number));
      const added = part.filter((record) => !heldOf(record));
      const changed = part.flatMap((record) => {
        const row = heldOf(record);
        return row === undefined || sameAs(record, row) ? [] : [{ record, row }];
      });
      if (added.length + changed.length > 0) await this.write(of, added, changed);
      await others();
    }
  }

  private async write(
    of: KindReading,
    added: readonly BaseDataRecord[],
    changed: readonly { record: BaseDataRecord; row: Row }[],
  ): Promise<void> {
    const noted = of.heldBefore
      ? [
          ...added.map((record) => change(of, record, 'added')),
          ...changed.flatMap(({ record, row }) => changesOf(of, record, row)),
        ].slice(0, MOST_NOTED - of.noted)
      : [];
    const rows = added.map((record) => rowOf(record, of.at));
    await this.db.inTransaction(async (tx) => {
      // Only readings write here: the compared rows are unchanged as long as no other reading has begun.
      await stillOurs(tx, of);
      await insertRows(tx, BaseData, rows);
      for (const { record } of changed) await update(tx, record, of.at);
      await insertRows(tx, BaseDataChangeRow, noted);
      // In the same transaction: a reading that is killed before its end has changed rows all the same.
      await bumpRevision(tx, of.kind);
    });
    of.added += added.length;
    of.changed += changed.length;
    of.noted += noted.length;
  }

  /**
   * Marks rows that were not listed as unusable; the rows stay.
   * @param listed keys as keyOf returns them.
   * @param kept organisations whose rows are left as they are. @throws OvertakenError
   */
  async putGone(of: KindReading, listed: ReadonlySet<string>, kept: ReadonlySet<string>): Promise<void> {
    for (const org of await this.orgsOf(of.kind)) {
      if (kept.has(org)) continue;
      for await (const rows of this.pages<Row>(of.kind, org, 'number, name, reason')) {
        const gone = rows.filter(({ number, reason }) => reason !== GONE && !listed.has(keyOf(org, number)));
        for (const part of chunks(gone)) {
          const numbers = part.map(({ number }) => number);
          const noted = part
            .slice(0, MOST_NOTED - of.noted)
            .map(({ number, name }) => change(of, { orgNumber: org, number, name }, 'gone'));
          await this.db.inTransaction(async (tx) => {
            await stillOurs(tx, of);
            await tx.query(
              `UPDATE base_data SET usable = 0, reason = ?, refreshed_at = ? WHERE kind = ? AND org_number = ? AND number IN (${placeholders(numbers)})`,
              [GONE, of.at, of.kind, org, ...numbers],
            );
            await insertRows(tx, BaseDataChangeRow, noted);
            await bumpRevision(tx, of.kind);
          });
          of.removed += part.length;
          of.noted += noted.length;
        }
      }
    }
  }

  /** Stores that a full reading is complete; one that broke off leaves what it has stored visible all the same. */
  async end(tx: EntityManager, of: KindReading): Promise<void> {
    await tx.query('UPDATE base_data_kind SET read_at = ?, took_ms = ? WHERE kind = ? AND reading = ?', [
      of.at,
      Math.max(0, clock.now() - of.at),
      of.kind,
      of.reading,
    ]);
  }

  /** Returns code of each mapping table → kind of its targets. */
  async tableTargets(): Promise<Map<string, BaseDataKind>> {
    const rows = await this.db.query<{ code: string; target: string }>(
      'SELECT code, target FROM mapping_table ORDER BY code',
    );
    return new Map(
      rows.flatMap(({ code, target }) => {
        const known = baseDataKind.safeParse(target);
        return known.success ? [[code, known.data] as const] : [];
      }),
    );
  }

  /** Yields the current rows of the mapping tables, streamed. */
  async *mappingTargets(): AsyncGenerator<MappingTarget> {
    let after = '';
    for (;;) {
      const rows = await this.db.query<
        Record<'id' | 'code' | 'target' | 'row_key' | 'key_label' | 'org' | 'number', string>
      >(
        `SELECT r.id, t.code, t.target, r.row_key, r.key_label, r.org_number AS org, r.target_number AS number
         FROM mapping_row r JOIN mapping_table t ON t.id = r.table_id
         WHERE r.until_revision IS NULL AND r.id > ? ORDER BY r.id LIMIT ${PAGE}`,
        [after],
      );
      for (const row of rows) {
        const target = baseDataKind.safeParse(row.target);
        if (!target.success) continue;
        const key = row.key_label === '' ? row.row_key : row.key_label;
        yield { table: row.code, target: target.data, key, orgNumber: row.org, number: row.number };
      }
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = last.id;
    }
  }

  private async rowsOf(kind: BaseDataKind, records: readonly BaseDataRecord[]): Promise<Map<string, Row>> {
    const numbers = new Map<string, string[]>();
    for (const { orgNumber, number } of records) numbers.set(orgNumber, [...(numbers.get(orgNumber) ?? []), number]);
    const held = new Map<string, Row>();
    for (const [org, of] of numbers) {
      const rows = await this.db.query<Row>(
        `SELECT org_number, number, name, usable, reason, extra FROM base_data WHERE kind = ? AND org_number = ? AND number IN (${placeholders(of)})`,
        [kind, org, ...of],
      );
      for (const row of rows) held.set(keyOf(row.org_number, row.number), row);
    }
    return held;
  }

  private async orgsOf(kind: BaseDataKind): Promise<string[]> {
    const rows = await this.db.query<{ org: string }>(
      'SELECT DISTINCT org_number AS org FROM base_data WHERE kind = ? ORDER BY org_number',
      [kind],
    );
    return rows.map(({ org }) => org);
  }

  /** Yields rows of one kind and organisation by number, so that each page is one range of the key on every database. */
  private async *pages<R extends { number: string }>(
    kind: BaseDataKind,
    org: string,
    columns: string,
  ): AsyncGenerator<R[]> {
    let after: string | null = null;
    for (;;) {
      const rows: R[] = await this.db.query<R>(
        `SELECT ${columns} FROM base_data WHERE kind = ? AND org_number = ? ${after === null ? '' : 'AND number > ?'} ORDER BY number LIMIT ${PAGE}`,
        after === null ? [kind, org] : [kind, org, after],
      );
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = last.number;
      await others();
    }
  }
}

/** Raises the revision: every process that holds rows of the kind reads them again. */
export const bumpRevision = (tx: EntityManager, kind: BaseDataKind): Promise<unknown> =>
  tx.query('UPDATE base_data_kind SET revision = revision + 1 WHERE kind = ?', [kind]);

/** Checks that no other reading of the kind has begun; none can until the transaction ends. @throws OvertakenError */
async function stillOurs(tx: EntityManager, { kind, reading }: KindReading): Promise<void> {
  const ours = await changedBy(tx, 'UPDATE base_data_kind SET reading = reading WHERE kind = ? AND reading = ?', [
    kind,
    reading,
  ]);
  if (ours === 0) throw new OvertakenError();
}

async function update(tx: EntityManager, record: BaseDataRecord, at: number): Promise<void> {
  const { kind, org_number: orgNumber, number, ...values } = rowOf(record, at);
  const set = Object.keys(values).map((column) => `${column} = ?`);
  await tx.query(`UPDATE base_data SET ${set.join(', ')} WHERE kind = ? AND org_number = ? AND number = ?`, [
    ...Object.values(values).map(bound),
    kind,
    orgNumber,
    number,
  ]);
}

function chunks<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / CHUNK) }, (_, i) => list.slice(i * CHUNK, (i + 1) * CHUNK));
}

const KEPT_MS = 90 * 24 * 3_600_000;
/** Deletes changes older than 90 days, which nobody asks about any more. */
export const sweepBaseDataChanges = (db: Database, now: number): Promise<void> =>
  deleteExpired(db, 'base_data_change', { key: 'id', column: 'at' }, now - KEPT_MS);
