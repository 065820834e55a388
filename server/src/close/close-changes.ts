import type { CloseChange, CloseChanges, CloseListQuery } from '@dingdee/shared/close';
import { type Amount, fromFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { readFen, readInt } from '../database/columns.js';
import { Database, placeholders } from '../database/database.js';
import { beijingDate } from '../domain/beijing-time.js';
import { maskText } from '../domain/bill/account-mask.js';
import type { Source } from './accruals.js';
import { reasonOf, type Seen } from './change-reason.js';
import { CloseCursorError } from './close.errors.js';
import { billSubject, type CloseMonth, type DayRun, runsOfMonth } from './close-month.js';
import { stateWord } from './close-words.js';
import { formNames } from './month-sums.js';
import type { Pack } from './read-pack.js';
import { SAME_STATE } from './same-state.js';

type Row = Record<string, unknown>;
/** Number of statement lines that are read at once. */
const AT_ONCE = 500;
const told = z.object({ sentence: z.optional(z.string()) });
const SEEN = ['dingtalk_fen', 'ledger_fen', 'kingdee_fen', 'source_bucket', 'target_bucket', 'reached'] as const;
const COUNTS = ['dingtalk_n', 'ledger_n', 'kingdee_n'] as const;
const ABOUT = ['subject', 'process_code', 'bill_id', 'business_id', 'bill_no', 'payee'] as const;

const columns = (from: string, state: string, base: string, alias: string): string =>
  [
    ...[...COUNTS, ...SEEN.slice(0, -1)].map((name) => `${from}.${name} AS ${alias}_${name}`),
    `${state}.reached AS ${alias}_reached`,
    `${state === 'b' ? SAME_STATE : `${state}.state_kind`} AS ${alias}_state`,
    `${base}.base_fen AS ${alias}_base_fen`,
  ].join(', ');
const nothing = (alias: string): string =>
  [...COUNTS, ...SEEN, 'state', 'base_fen'].map((name) => `NULL AS ${alias}_${name}`).join(', ');
const other = (one: string, two: string): string => `COALESCE(${one}, '') <> COALESCE(${two}, '')`;
/** 分 may be negative: null differs from every number. */
const otherFen = (one: string, two: string): string =>
  `(COALESCE(${one}, 0) <> COALESCE(${two}, 0) OR (${one} IS NULL) <> (${two} IS NULL))`;

/** Lists differences from what was signed（签字后变动）; computed on every request from current statements and bills. */
@Injectable()
export class CloseChangeList {
  constructor(private readonly db: Database) {}

  async count(pack: Pack, month: CloseMonth): Promise<number> {
    const { sql, params } = this.changed(pack, month, await runsOfMonth(this.db, month));
    const [row] = await this.db.query<Row>(`SELECT COUNT(*) AS n FROM (${sql}) x`, [...params]);
    return readInt(row?.n);
  }

  /** Returns all changes in the order of the pages, from one query: paging through them would compare the whole month for each page. */
  async whole(pack: Pack, month: CloseMonth): Promise<CloseChange[]> {
    const { sql, params } = this.changed(pack, month, await runsOfMonth(this.db, month));
    const rows = await this.db.query<Row>(`SELECT x.* FROM (${sql}) x ORDER BY x.day, x.subject`, [...params]);
    return this.shown(rows);
  }

  /** Returns one page by day; changes without a statement come first. @throws CloseCursorError */
  async page(pack: Pack, month: CloseMonth, { cursor, limit }: CloseListQuery): Promise<CloseChanges> {
    const at = /^(\d{4}-\d\d-\d\d|) (.*)$/.exec(cursor ?? ' ');
    if (at === null) throw new CloseCursorError();
    const [, day = '', subject = ''] = at;
    const { sql, params } = this.changed(pack, month, await runsOfMonth(this.db, month));
    const rows = await this.db.query<Row>(
      `SELECT x.* FROM (${sql}) x WHERE x.day > ? OR (x.day = ? AND x.subject > ?) ORDER BY x.day, x.subject LIMIT ${limit}`,
      [...params, day, day, subject],
    );
    const last = rows.at(-1);
    return {
      items: await this.shown(rows),
      next: last && rows.length === limit ? `${String(last.day)} ${String(last.subject)}` : null,
      total: await this.count(pack, month),
    };
  }

  private async shown(rows: readonly Row[]): Promise<CloseChange[]> {
    const [forms, sentences] = [await formNames(this.db), await this.sentences(rows)];
    return rows.map((row) => changeOf(row, forms, sentences.get(keyOf(row)) ?? null));
  }

  /** Reads the statement's sentence for each row. */
  private async sentences(rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const byRun = new Map<string, unknown[]>();
    for (const { run_id, seq } of rows)
      if (run_id != null) byRun.set(String(run_id), [...(byRun.get(String(run_id)) ?? []), seq]);
    for (const [run, all] of byRun)
      for (let from = 0; from < all.length; from += AT_ONCE) {
        const some = all.slice(from, from + AT_ONCE);
        const entries = await this.db.query<{ seq: unknown; told: string }>(
          `SELECT seq, told FROM statement_entry WHERE run_id = ? AND seq IN (${placeholders(some)})`,
          [run, ...some],
        );
        for (const entry of entries) {
          const { sentence } = told.parse(JSON.parse(entry.told));
          if (sentence !== undefined) found.set(keyOf({ run_id: run, seq: entry.seq }), sentence);
        }
      }
    return found;
  }

  /** Combines three disjoint parts: lines that differ or are new · lines that are gone · bills that no statement has yet. */
  private changed(pack: Pack, { start, end }: CloseMonth, runs: readonly DayRun[]): Source {
    const ids = runs.map(({ id }) => id);
    const inRuns = ids.length === 0 ? "('')" : `(${placeholders(ids)})`;
    const about = (from: string) => ABOUT.map((name) => `${from}.${name} AS ${name}`).join(', ');
    const subject = billSubject(this.db.dialect);
    // If Kingdee did not answer, no difference on its side is known.
    const answered = "COALESCE(e.target_bucket, '') <> 'unanswered'";
    const differs = [
      ...COUNTS.slice(0, 2).map((name) => `e.${name} <> f.${name}`),
      otherFen('e.dingtalk_fen', 'f.dingtalk_fen'),
      otherFen('e.ledger_fen', 'f.ledger_fen'),
      other('e.source_bucket', 'f.source_bucket'),
      `(${answered} AND (e.kingdee_n <> f.kingdee_n OR ${otherFen('e.kingdee_fen', 'f.kingdee_fen')} OR ${other('e.target_bucket', 'f.target_bucket')}))`,
      other(SAME_STATE, 'f.state_kind'),
      other('b.reached', 'f.reached'),
      otherFen('b.base_fen', 'f.base_fen'),
    ].join(' OR ');
    const lines = `SELECT r.day AS day, e.run_id AS run_id, e.seq AS seq, ${about('e')}, 0 AS at, CASE WHEN f.pack_id IS NULL THEN 'new' ELSE 'changed' END AS what,
        ${columns('f', 'f', 'f', 'before')}, ${columns('e', 'b', 'b', 'now')}
      FROM statement_run r JOIN statement_entry e ON e.run_id = r.id LEFT JOIN bill b ON b.id = e.bill_id
      LEFT JOIN close_entry f ON f.pack_id = ? AND f.day = r.day AND f.subject = e.subject
      WHERE r.id IN ${inRuns} AND (f.pack_id IS NULL OR ${differs})`;
    const gone = `SELECT f.day AS day, NULL AS run_id, NULL AS seq, ${about('f')}, 0 AS at, 'gone' AS what, ${columns('f', 'f', 'f', 'before')}, ${nothing('now')}
      FROM close_entry f WHERE f.pack_id = ? AND NOT EXISTS (
        SELECT 1 FROM statement_run r JOIN statement_entry e ON e.run_id = r.id AND e.subject = f.subject WHERE r.day = f.day AND r.id IN ${inRuns})`;
    // The order of the joins is needed: else SQLite checks every bill.
    const late = `SELECT '' AS day, NULL AS run_id, NULL AS seq, ${subject} AS subject, a.process_code AS process_code, b.id AS bill_id, b.business_id AS business_id,
        b.bill_no AS bill_no, b.payee AS payee, b.finished_at AS at, 'new' AS what, ${nothing('before')},
        NULL AS now_dingtalk_n, NULL AS now_ledger_n, NULL AS now_kingdee_n, NULL AS now_dingtalk_fen, b.base_fen AS now_ledger_fen, NULL AS now_kingdee_fen,
        NULL AS now_source_bucket, NULL AS now_target_bucket, b.reached AS now_reached, ${SAME_STATE} AS now_state, b.base_fen AS now_base_fen
      FROM scheme c CROSS JOIN approval a ON a.scheme_id = c.id AND a.finished_at >= ? AND a.finished_at < ? CROSS JOIN bill b ON b.approval_id = a.id
      WHERE NOT EXISTS (SELECT 1 FROM close_entry f WHERE f.pack_id = ? AND f.bill_id = b.id)
        AND NOT EXISTS (SELECT 1 FROM statement_entry e WHERE e.run_id IN ${inRuns} AND e.subject = ${subject})`;
    return {
      sql: `${lines} UNION ALL ${gone} UNION ALL ${late}`,
      params: [pack.id, ...ids, pack.id, ...ids, start, end, pack.id, ...ids],
    };
  }
}

const keyOf = (row: Row): string => `${String(row.run_id)} ${String(row.seq)}`;
const orNull = (value: unknown): string | null => (value == null ? null : String(value));
const amountOf = (fen: unknown): Amount | null => (fen == null ? null : fromFen(readFen(fen)));

const seenOf = (row: Row, when: 'before' | 'now'): Seen => ({
  source: orNull(row[`${when}_source_bucket`]),
  target: orNull(row[`${when}_target_bucket`]),
  state: orNull(row[`${when}_state`]),
  reached: orNull(row[`${when}_reached`]),
  // A bill of today has its amount or none; a line of a pack may be from before bills' amounts were frozen with it.
  ledger: amountOf(
    row[`${when}_base_fen`] ?? (when === 'now' && row.now_state != null ? null : row[`${when}_ledger_fen`]),
  ),
  kingdee: amountOf(row[`${when}_kingdee_fen`]),
  dingtalk: amountOf(row[`${when}_dingtalk_fen`]),
  counts: {
    dingtalk: readInt(row[`${when}_dingtalk_n`]),
    ledger: readInt(row[`${when}_ledger_n`]),
    kingdee: readInt(row[`${when}_kingdee_n`]),
  },
});

function changeOf(row: Row, forms: ReadonlyMap<string, string>, sentence: string | null): CloseChange {
  const before = row.what === 'new' ? null : seenOf(row, 'before');
  const now = row.what === 'gone' ? null : seenOf(row, 'now');
  const shown = (seen: Seen | null) =>
    seen && { dingtalk: seen.dingtalk, ledger: seen.ledger, kingdee: seen.kingdee, state: stateWord(seen.state) };
  return {
    day: String(row.day) === '' ? beijingDate(readInt(row.at)) : String(row.day),
    billId: orNull(row.bill_id),
    businessId: orNull(row.business_id),
    billNo: orNull(row.bill_no),
    payee: maskText(String(row.payee)),
    formName: forms.get(String(row.process_code)) ?? '',
    reason: reasonOf(before, now, sentence),
    before: shown(before),
    now: shown(now),
  };
}
