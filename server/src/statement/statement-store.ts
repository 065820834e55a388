import { fromFen } from '@dingdee/shared/money';
import { SOURCE_BUCKETS, type SourceBucket, TARGET_BUCKETS, type TargetBucket } from '@dingdee/shared/statement';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { clock } from '../database/clock.js';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { changedBy, Database } from '../database/database.js';
import { ownKey } from '../database/lease-token.js';
import { insertRows, type NewRow } from '../database/rows.js';
import { putEvents, whoWants } from '../webhook/put-events.js';
import type { Told } from './compare-target.js';
import { isUnderWay, type Runs } from './due-days.js';
import { StatementEntryRow, StatementRunRow } from './statement.entity.js';
import { StatementRunningError } from './statement.errors.js';
import { STATEMENT_LEASE_MS } from './statement-times.js';

/** Count and 分 of one of the three sides; null: unknown, or in another currency. */
export interface EntrySide {
  n: number;
  fen: bigint | null;
}

export interface Entry {
  /** Subject of the entry, the same in every run: a bill of ours, an approval without a bill, or a bill of Kingdee. */
  subject: string;
  processCode: string;
  orgNumber: string;
  processInstanceId: string | null;
  billId: string | null;
  businessId: string | null;
  billNo: string | null;
  payee: string;
  dingtalk: EntrySide;
  ledger: EntrySide;
  kingdee: EntrySide;
  source: SourceBucket | null;
  target: TargetBucket | null;
  told: Told;
}

/** Handle of a run: only its holder writes to the run. */
export interface HeldRun {
  id: string;
  day: string;
  token: string;
}

const MINE = "WHERE id = ? AND lease_token = ? AND state = 'running'";
const ENDS = 'running_day = NULL, lease_token = NULL, lease_until = NULL, ended_at = ?';

/** The only writer of statement_run and statement_entry. */
@Injectable()
export class StatementStore {
  constructor(private readonly db: Database) {}

  /** Begins a run. @param by null: the nightly run. @throws StatementRunningError */
  begin(day: string, by: { userId: string; name: string } | null): Promise<HeldRun> {
    return this.db.inTransaction(async (tx) => {
      const now = clock.now();
      await changedBy(
        tx,
        `UPDATE statement_run SET state = 'failed', ${ENDS} WHERE running_day = ? AND lease_until < ?`,
        [now, day, now],
      );
      const under: unknown[] = await tx.query('SELECT id FROM statement_run WHERE running_day = ?', [day]);
      if (under.length > 0) throw new StatementRunningError();
      const held = { id: uuid(), day, token: ownKey() };
      const row = {
        id: held.id,
        day,
        running_day: day,
        state: 'running',
        asked_by: by?.userId ?? null,
        asked_name: by?.name.slice(0, 120) ?? null,
        created_at: now,
        lease_token: held.token,
        lease_until: now + STATEMENT_LEASE_MS,
      };
      await insertRows(tx, StatementRunRow, [row]);
      return held;
    });
  }

  /** Adds entries and renews the lease. @param from seq of the first. @returns false if this process no longer holds the run. */
  add({ id, token }: HeldRun, from: number, entries: readonly Entry[]): Promise<boolean> {
    const rows = entries.map((entry, at) => rowOf(id, from + at, entry));
    return this.db.inTransaction(async (tx) => {
      const kept = await changedBy(tx, `UPDATE statement_run SET lease_until = ? ${MINE}`, [
        clock.now() + STATEMENT_LEASE_MS,
        id,
        token,
      ]);
      if (kept === 0) return false;
      await insertRows(tx, StatementEntryRow, rows);
      return true;
    });
  }

  /**
   * Ends the run with the sums of its entries, and deletes the entries of runs between the first and this one. @param problem why Kingdee's side is
   * incomplete. @param proven whether DingTalk's side is complete
   */
  async end({ id, day, token }: HeldRun, problem: string | null, proven: boolean): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const [sums]: Record<string, unknown>[] = await tx.query(
        `SELECT ${SIDES.map(sideSums).join(', ')}, SUM(red_n) AS red_n, ${sumOfFen('red_fen')} AS red_fen, SUM(look_n) AS look_n,
           SUM(open_n) AS open_n
         FROM statement_entry WHERE run_id = ?`,
        [id],
      );
      const names = [
        ...SIDES.flatMap((side) => [`${side}_n`, `${side}_fen`, `${side}_unknown`]),
        'red_n',
        'red_fen',
        'look_n',
        'open_n',
      ];
      const set = names.map((name) => `${name} = ?`).join(', ');
      const mine = await changedBy(
        tx,
        `UPDATE statement_run SET state = 'done', problem = ?, proven = ?, ${set}, ${ENDS} ${MINE}`,
        [
          problem?.slice(0, 500) ?? null,
          proven ? 1 : 0,
          ...names.map((name) => sums?.[name] ?? 0),
          clock.now(),
          id,
          token,
        ],
      );
      if (mine === 0) return;
      const told = { day, red: readInt(sums?.red_n), look: readInt(sums?.look_n), at: new Date().toISOString() };
      const redAmount = fromFen(readFen(sums?.red_fen));
      await putEvents(tx, await whoWants(tx), [
        { event: 'statement.done', subject: day, fen: null, data: { ...told, redAmount, whole: problem === null } },
      ]);
      const runs: { id: string }[] = await tx.query(
        "SELECT id FROM statement_run WHERE day = ? AND state = 'done' ORDER BY created_at, id",
        [day],
      );
      for (const between of runs.slice(1, -1))
        await changedBy(tx, 'DELETE FROM statement_entry WHERE run_id = ?', [between.id]);
    });
  }

  /** Ends the run after an error, or because the process stops: its partial entries are deleted. */
  async giveUp({ id, token }: HeldRun): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const mine = await changedBy(tx, `UPDATE statement_run SET state = 'failed', ${ENDS} ${MINE}`, [
        clock.now(),
        id,
        token,
      ]);
      if (mine > 0) await changedBy(tx, 'DELETE FROM statement_entry WHERE run_id = ?', [id]);
    });
  }

  /** Returns the runs of this day; null if there is none. @param tonight start of the runs that count as tonight's */
  async runsOf(day: string, tonight: number): Promise<Runs | null> {
    const [row] = await this.db.query<Record<string, unknown>>(
      `SELECT MAX(created_at) AS last, MAX(CASE WHEN state = 'done' THEN created_at END) AS done,
         SUM(CASE WHEN created_at >= ? THEN 1 ELSE 0 END) AS tonight FROM statement_run WHERE day = ?`,
      [tonight, day],
    );
    if (row?.last == null) return null;
    return {
      last: readInt(row.last),
      done: row.done == null ? null : readInt(row.done),
      tonight: readInt(row.tonight),
    };
  }

  /**
   * Returns days, the newest first, with a bill that was under way in the newest run and has gone on before `tonight` with no run since.
   * Entries without a bill, or without an answer, do not show whether they went on.
   * @param from the oldest day; `unsureFrom`: the oldest day for such entries. @param before the first day that is excluded.
   */
  async wentOn(days: { from: string; unsureFrom: string; before: string }, tonight: number): Promise<string[]> {
    const rows = await this.db.query<{ day: string }>(
      `SELECT DISTINCT r.day FROM statement_run r JOIN statement_entry e ON e.run_id = r.id LEFT JOIN bill b ON b.id = e.bill_id
       WHERE r.state = 'done' AND r.open_n > 0 AND r.day >= ? AND r.day < ? AND e.open_n = 1
         AND ((b.state_since >= r.created_at AND b.state_since < ?)
           OR (r.day >= ? AND (e.bill_id IS NULL OR e.target_bucket = 'unanswered')))
         AND NOT EXISTS (SELECT 1 FROM statement_run n WHERE n.day = r.day AND (n.created_at >= ?
           OR (n.state = 'done' AND (n.created_at > r.created_at OR (n.created_at = r.created_at AND n.id > r.id)))))
       ORDER BY r.day DESC`,
      [days.from, days.before, tonight, days.unsureFrom, tonight],
    );
    return rows.map(({ day }) => day);
  }
}

export const SIDES = ['dingtalk', 'ledger', 'kingdee'] as const;
export const sideSums = (side: (typeof SIDES)[number]): string =>
  `SUM(${side}_n) AS ${side}_n, ${sumOfFen(`${side}_fen`)} AS ${side}_fen, SUM(CASE WHEN ${side}_n > 0 AND ${side}_fen IS NULL THEN 1 ELSE 0 END) AS ${side}_unknown`;
const by = (one: EntrySide, other: EntrySide): bigint => (other.fen ?? 0n) - (one.fen ?? 0n);
const size = (fen: bigint): bigint => (fen < 0n ? -fen : fen);
const differs = (one: EntrySide, other: EntrySide): boolean => one.n !== other.n || by(one, other) !== 0n;

/** Makes the row. A difference without a bucket becomes unexplained, so that the buckets add up to the whole difference between both ends. */
function rowOf(id: string, seq: number, entry: Entry): NewRow<StatementEntryRow> {
  const { dingtalk, ledger, kingdee } = entry;
  const source = entry.source ?? (differs(dingtalk, ledger) ? 'unexplained' : null);
  const target = entry.target ?? (differs(ledger, kingdee) ? 'unexplained' : null);
  const levels = [source && SOURCE_BUCKETS[source], target && TARGET_BUCKETS[target]];
  const red =
    (levels[0] === 'red' ? size(by(dingtalk, ledger)) : 0n) + (levels[1] === 'red' ? size(by(ledger, kingdee)) : 0n);
  return {
    run_id: id,
    seq,
    subject: entry.subject,
    process_code: entry.processCode,
    org_number: entry.orgNumber,
    process_instance_id: entry.processInstanceId,
    bill_id: entry.billId,
    business_id: entry.businessId,
    bill_no: entry.billNo,
    payee: entry.payee,
    dingtalk_n: dingtalk.n,
    dingtalk_fen: dingtalk.fen,
    ledger_n: ledger.n,
    ledger_fen: ledger.fen,
    kingdee_n: kingdee.n,
    kingdee_fen: kingdee.fen,
    source_bucket: source,
    target_bucket: target,
    look_n: levels.includes('look') ? 1 : 0,
    open_n: isUnderWay(source, target) ? 1 : 0,
    red_n: levels.includes('red') ? 1 : 0,
    red_fen: red,
    told: JSON.stringify(entry.told),
  };
}
