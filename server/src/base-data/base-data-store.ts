import { type BaseDataItem, type BaseDataKind, baseDataKind } from '@dingdee/shared/base-data';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { BaseDataRecord } from '../connectors/target.js';
import { readInt } from '../database/columns.js';
import { Database, insertRows } from '../database/database.js';
import { type UnusableReason, unusableWords } from '../domain/draft/usable-base-data.js';
import { type Reading, readingOf } from './base-data-reading.js';

const GONE: UnusableReason = 'gone';
const CHUNK = 200;
const PAGE = 1000;
const COLUMNS = [
  'kind',
  'org_number',
  'number',
  'name',
  'pinyin',
  'initials',
  'usable',
  'reason',
  'extra',
  'refreshed_at',
] as const;

interface Row {
  kind: string;
  org_number: string;
  number: string;
  name: string;
  usable: unknown;
  reason: string | null;
  extra: string | null;
}

export interface KindDiff {
  added: readonly BaseDataRecord[];
  changed: readonly BaseDataRecord[];
  removed: readonly { orgNumber: string; number: string }[];
}

/** A current row of a mapping table, with what it points at. */
export interface MappingTarget {
  table: string;
  target: BaseDataKind;
  key: string;
  orgNumber: string;
  number: string;
}

const keyOf = (orgNumber: string, number: string): string => `${orgNumber}\n${number}`;
const isUsable = (value: unknown): boolean => readInt(value) === 1;

/** A record as the columns hold it; null where its numbers are longer than any that can be sent. */
function fitting(record: BaseDataRecord): BaseDataRecord | null {
  if (record.number.length > 80 || record.orgNumber.length > 40) return null;
  return { ...record, name: record.name.slice(0, 200) };
}

/** Table base_data. */
@Injectable()
export class BaseDataStore {
  constructor(private readonly db: Database) {}

  /** Everything, streamed by key-set pages. */
  async *all(): AsyncGenerator<BaseDataItem> {
    let last: Row | undefined;
    do {
      const rows: Row[] = await this.db.query(
        `SELECT kind, org_number, number, name, usable, reason, extra FROM base_data
         ${last ? 'WHERE (kind, org_number, number) > (?, ?, ?)' : ''} ORDER BY kind, org_number, number LIMIT ${PAGE}`,
        last ? [last.kind, last.org_number, last.number] : [],
      );
      for (const row of rows) {
        const kind = baseDataKind.safeParse(row.kind);
        if (!kind.success) continue;
        yield {
          kind: kind.data,
          number: row.number,
          name: row.name,
          orgNumber: row.org_number,
          usable: isUsable(row.usable),
          reason: unusableWords(row.reason),
        };
      }
      last = rows.length < PAGE ? undefined : rows.at(-1);
    } while (last);
  }

  /** Changes whenever a refresh of any process was stored; `at` is the last one, 0 before the first. */
  async stamp(): Promise<{ at: number; rows: number }> {
    const [row] = await this.db.query<{ at: unknown; n: unknown }>(
      'SELECT MAX(refreshed_at) AS at, COUNT(*) AS n FROM base_data',
    );
    return { at: readInt(row?.at), rows: readInt(row?.n) };
  }

  /** Whether anything of a kind is held that Kingdee listed when it was last asked. */
  async holds(kind: BaseDataKind): Promise<boolean> {
    const rows = await this.db.query(
      'SELECT number FROM base_data WHERE kind = ? AND (reason IS NULL OR reason <> ?) LIMIT 1',
      [kind, GONE],
    );
    return rows.length > 0;
  }

  /** Organisations of which so many rows of a kind were listed last time. */
  async orgsWith(kind: BaseDataKind, atLeast: number): Promise<string[]> {
    const rows = await this.db.query<{ org: string }>(
      `SELECT org_number AS org FROM base_data WHERE kind = ? AND org_number <> '' AND (reason IS NULL OR reason <> ?)
       GROUP BY org_number HAVING COUNT(*) >= ? ORDER BY org_number`,
      [kind, GONE, atLeast],
    );
    return rows.map(({ org }) => org);
  }

  /**
   * Stores what Kingdee lists of one kind, in chunks of one transaction each. Rows it no longer lists stay, unusable.
   * @param kept organisations whose rows are left as they are.
   */
  async replace(
    kind: BaseDataKind,
    listed: readonly BaseDataRecord[],
    at: number,
    kept: ReadonlySet<string> = new Set(),
  ): Promise<KindDiff> {
    const records = listed.flatMap((record) => fitting(record) ?? []);
    const whole = diffOf(records, await this.rowsOf(kind));
    const diff = { ...whole, removed: whole.removed.filter(({ orgNumber }) => !kept.has(orgNumber)) };
    for (const part of chunks(diff.added))
      await this.db.inTransaction((tx) =>
        insertRows(
          tx,
          'base_data',
          COLUMNS,
          part.map((each) => cells(each, at)),
        ),
      );
    for (const part of chunks(diff.changed))
      await this.db.inTransaction(async (tx) => {
        for (const record of part) await update(tx, record, at);
      });
    for (const part of chunks(diff.removed))
      await this.db.inTransaction(async (tx) => {
        for (const { orgNumber, number } of part)
          await tx.query(
            'UPDATE base_data SET usable = 0, reason = ? WHERE kind = ? AND org_number = ? AND number = ?',
            [GONE, kind, orgNumber, number],
          );
      });
    await this.db.inTransaction((tx) => tx.query('UPDATE base_data SET refreshed_at = ? WHERE kind = ?', [at, kind]));
    return diff;
  }

  /** Current rows of the mapping tables, streamed. */
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

  private rowsOf(kind: BaseDataKind): Promise<Row[]> {
    return this.db.query('SELECT kind, org_number, number, name, usable, reason, extra FROM base_data WHERE kind = ?', [
      kind,
    ]);
  }
}

/** What a listing changes of the rows we hold. A row that is gone already is not removed again. */
export function diffOf(records: readonly BaseDataRecord[], rows: readonly Row[]): KindDiff {
  const held = new Map(rows.map((row) => [keyOf(row.org_number, row.number), row]));
  const listed = new Set(records.map((record) => keyOf(record.orgNumber, record.number)));
  const heldOf = (record: BaseDataRecord) => held.get(keyOf(record.orgNumber, record.number));
  return {
    added: records.filter((record) => !heldOf(record)),
    changed: records.filter((record) => {
      const row = heldOf(record);
      return row !== undefined && !sameAs(record, row);
    }),
    removed: rows
      .filter((row) => !listed.has(keyOf(row.org_number, row.number)) && row.reason !== GONE)
      .map((row) => ({ orgNumber: row.org_number, number: row.number })),
  };
}

const sameAs = (record: BaseDataRecord, row: Row): boolean =>
  record.name === row.name &&
  record.usable === isUsable(row.usable) &&
  record.reason === row.reason &&
  JSON.stringify(record.extra) === (row.extra ?? '{}');

function cells(record: BaseDataRecord, at: number): unknown[] {
  const reading: Reading = readingOf(record.name);
  const { kind, orgNumber, number, name, usable, reason, extra } = record;
  return [
    kind,
    orgNumber,
    number,
    name,
    reading.pinyin,
    reading.initials,
    usable ? 1 : 0,
    reason,
    JSON.stringify(extra),
    at,
  ];
}

async function update(tx: EntityManager, record: BaseDataRecord, at: number): Promise<void> {
  const [kind, orgNumber, number, ...values] = cells(record, at);
  const set = COLUMNS.slice(3).map((column) => `${column} = ?`);
  await tx.query(`UPDATE base_data SET ${set.join(', ')} WHERE kind = ? AND org_number = ? AND number = ?`, [
    ...values,
    kind,
    orgNumber,
    number,
  ]);
}

function chunks<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / CHUNK) }, (_, i) => list.slice(i * CHUNK, (i + 1) * CHUNK));
}
