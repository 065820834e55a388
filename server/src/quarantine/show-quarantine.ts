import {
  BACKFILL_STATES,
  type Backfill,
  type Quarantined,
  type QuarantinePage,
  type QuarantineQuery,
} from '@dingdee/shared/backfill';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Injectable } from '@nestjs/common';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { maskText } from '../domain/bill/account-mask.js';
import { BackfillNotFoundError, QuarantineCursorError } from '../intake/backfill/backfill.errors.js';
import { type OwnOnes, QUARANTINE_SQL } from '../intake/quarantine/quarantine-decisions.js';
import { OwnOfBatch } from './own-of-batch.js';

interface Row {
  [column: string]: unknown;
}

/** Number of batches that are listed whatever their state. */
const SHOWN = 20;
const UNDECIDED = "('waiting', 'releasing', 'closing')";
const NONE: CountAndSum = { count: 0, amount: fromFen(0n) };
/** Order in which the states of a batch's schemes decide the state of the batch. */
const FIRST: readonly Backfill['state'][] = ['running', 'failed', 'stopped', 'done'];

/** Shows back-fills（补采）and their quarantine to people. */
@Injectable()
export class ShowQuarantine {
  constructor(
    private readonly db: Database,
    private readonly own: OwnOfBatch,
  ) {}

  /** Returns the newest batches, and every older one that is not over or in which approvals wait, newest first. */
  async list(actor: Actor): Promise<Backfill[]> {
    const [batches, open] = await Promise.all([
      this.db.query<{ id: string; broken: unknown }>(
        `SELECT batch_id AS id, MAX(started_at) AS at, MAX(CASE WHEN state = 'done' THEN 0 ELSE 1 END) AS broken
         FROM backfill GROUP BY batch_id ORDER BY at DESC, id DESC`,
      ),
      this.db.query<{ id: string }>(`SELECT DISTINCT batch_id AS id FROM backfill_item WHERE state IN ${UNDECIDED}`),
    ]);
    // An approval in quarantine has no bill: a batch that left the list would take it out of everybody's sight.
    const kept = new Set(open.map(({ id }) => id));
    const shown = batches.filter(({ id, broken }, at) => at < SHOWN || readInt(broken) === 1 || kept.has(id));
    return Promise.all(shown.map(({ id }) => this.show(id, actor)));
  }

  /** @throws BackfillNotFoundError */
  async show(batchId: string, actor: Actor): Promise<Backfill> {
    const rows = await this.db.query<Row>(
      `SELECT f.*, s.form_name FROM backfill f LEFT JOIN scheme s ON s.id = f.scheme_id WHERE f.batch_id = ? ORDER BY s.created_at, f.id`,
      [batchId],
    );
    const [first] = rows;
    if (!first) throw new BackfillNotFoundError(batchId);
    const sums = await this.db.query<Row>(
      `SELECT scheme_id, state, CASE WHEN finding = 'paid' THEN 1 ELSE 0 END AS paid, COUNT(*) AS n, ${sumOfFen('total_fen')} AS fen,
       SUM(CASE WHEN total_fen IS NULL THEN 1 ELSE 0 END) AS unknown_n
       FROM backfill_item WHERE batch_id = ? GROUP BY scheme_id, state, CASE WHEN finding = 'paid' THEN 1 ELSE 0 END`,
      [batchId],
    );
    const sumOf = (fits: (row: Row) => boolean): CountAndSum => total(sums.filter(fits));
    const waiting = (paid: number | null, schemeId?: unknown) => (row: Row) =>
      row.state === 'waiting' &&
      (paid === null || readInt(row.paid) === paid) &&
      (schemeId === undefined || row.scheme_id === schemeId);
    const own = await this.own.of(batchId, actor);
    const states = rows.map(({ state }) => stateOf(state));
    const listed = rows.map(({ listed_until: until }) => (until == null ? '' : String(until)));
    const [least = ''] = listed.sort();
    const unread = rows.reduce((sum, row) => sum + readInt(row.unread), 0);
    const problems = [...new Set(rows.flatMap(({ problem }) => (problem == null ? [] : [String(problem)])))];
    if (unread > 0) problems.push(`有 ${unread} 条没有读到，再补采一次同一段时间会再读；读过的不再用额度。`);
    const add = (column: string): number => rows.reduce((sum, row) => sum + readInt(row[column]), 0);
    return {
      id: batchId,
      from: String(first.from_day),
      to: String(first.to_day),
      byName: String(first.started_by_name),
      startedAt: Number(first.started_at),
      state: FIRST.find((state) => states.includes(state)) ?? 'done',
      listedUntil: least === '' ? null : least,
      problem: problems.length === 0 ? null : problems.join(''),
      calls: add('calls'),
      seconds: Math.ceil(add('work_ms') / 1000),
      estimatedCalls: add('estimated_calls'),
      known: add('known'),
      leftOut: add('left_out'),
      schemes: rows.map(({ scheme_id, form_name }) => ({
        schemeId: String(scheme_id),
        formName: String(form_name ?? ''),
        all: sumOf(waiting(null, scheme_id)),
        found: sumOf(waiting(1, scheme_id)),
        look: sumOf(waiting(0, scheme_id)),
      })),
      all: sumOf(waiting(null)),
      found: sumOf(waiting(1)),
      look: sumOf(waiting(0)),
      moving: sumOf(({ state }) => state === 'releasing' || state === 'closing'),
      released: sumOf(({ state }) => state === 'released'),
      opening: sumOf(({ state }) => state === 'opening'),
      gone: sumOf(({ state }) => state === 'gone'),
      own: own === null ? { found: NONE, look: NONE } : await this.ownSums(batchId, own),
      lookedAt: rows.reduce<number | null>(
        (at, { looked_at: each }) => (each == null ? at : Math.max(at ?? 0, Number(each))),
        null,
      ),
      looking: rows.some(({ look_due }) => readInt(look_due) > 0),
      lookProblem: first.look_problem == null ? null : String(first.look_problem),
    };
  }

  /** @throws BackfillNotFoundError, QuarantineCursorError */
  async page(batchId: string, { group, cursor, limit }: QuarantineQuery, actor: Actor): Promise<QuarantinePage> {
    const there = await this.db.query('SELECT id FROM backfill WHERE batch_id = ? LIMIT 1', [batchId]);
    if (there.length === 0) throw new BackfillNotFoundError(batchId);
    const own = await this.own.of(batchId, actor);
    const among =
      group === 'decided' ? "q.state <> 'waiting'" : `q.state = 'waiting' AND q.${QUARANTINE_SQL.inGroup[group]}`;
    const [behind, parameters] = cursor === undefined ? ['', []] : after(cursor);
    const rows = await this.db.query<Row>(
      `SELECT q.*, a.business_id, a.title, a.originator_userid, a.originator_name, s.form_name,
         (SELECT MIN(b.id) FROM bill b WHERE b.corp_id = a.corp_id AND b.process_instance_id = a.process_instance_id) AS bill_id
       FROM backfill_item q JOIN approval a ON a.id = q.approval_id LEFT JOIN scheme s ON s.id = q.scheme_id
       WHERE q.batch_id = ? AND ${among}${behind} ORDER BY q.finished_at, q.approval_id LIMIT ?`,
      [batchId, ...parameters, limit + 1],
    );
    const [count] = await this.db.query<Row>(
      `SELECT COUNT(*) AS n FROM backfill_item q WHERE q.batch_id = ? AND ${among}`,
      [batchId],
    );
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((row) => toItem(row, own)),
      next: last ? `${Number(last.finished_at)}_${String(last.approval_id)}` : null,
      total: readInt(count?.n),
    };
  }

  private async ownSums(batchId: string, own: OwnOnes): Promise<Backfill['own']> {
    const rows = await this.db.query<Row>(
      `SELECT CASE WHEN finding = 'paid' THEN 1 ELSE 0 END AS paid, COUNT(*) AS n, ${sumOfFen('total_fen')} AS fen,
       SUM(CASE WHEN total_fen IS NULL THEN 1 ELSE 0 END) AS unknown_n
       FROM backfill_item WHERE batch_id = ? AND state = 'waiting' AND ${QUARANTINE_SQL.isOwn(own)}
       GROUP BY CASE WHEN finding = 'paid' THEN 1 ELSE 0 END`,
      [batchId, ...QUARANTINE_SQL.ownParameters(own)],
    );
    return {
      found: total(rows.filter(({ paid }) => readInt(paid) === 1)),
      look: total(rows.filter(({ paid }) => readInt(paid) === 0)),
    };
  }
}

function total(rows: readonly Row[]): CountAndSum {
  const unknown = rows.reduce((sum, row) => sum + readInt(row.unknown_n), 0);
  return {
    count: rows.reduce((sum, row) => sum + readInt(row.n), 0),
    amount: fromFen(rows.reduce((sum, row) => sum + readFen(row.fen), 0n)),
    ...(unknown > 0 ? { unknown } : {}),
  };
}

const stateOf = (state: unknown): Backfill['state'] => BACKFILL_STATES.find((one) => one === state) ?? 'failed';

function after(cursor: string): [string, unknown[]] {
  const m = /^(\d{1,16})_([0-9a-f-]{36})$/.exec(cursor);
  if (!m) throw new QuarantineCursorError();
  const at = Number(m[1]);
  return [' AND (q.finished_at > ? OR (q.finished_at = ? AND q.approval_id > ?))', [at, at, m[2]]];
}

const STATES: Readonly<Record<string, Quarantined['state']>> = {
  waiting: 'waiting',
  released: 'released',
  opening: 'opening',
  gone: 'gone',
};
const FINDINGS: readonly Quarantined['finding'][] = ['unasked', 'paid', 'none', 'other-payee', 'taken', 'unmapped'];

const toItem = (row: Row, own: OwnOnes | null): Quarantined => ({
  approvalId: String(row.approval_id),
  formName: String(row.form_name ?? ''),
  businessId: String(row.business_id),
  title: maskText(String(row.title)),
  originatorName: String(row.originator_name),
  payee: maskText(String(row.payee)),
  finishedAt: Number(row.finished_at),
  total: row.total_fen == null ? null : fromFen(readFen(row.total_fen)),
  state: STATES[String(row.state)] ?? 'moving',
  finding: FINDINGS.find((one) => one === row.finding) ?? 'unasked',
  note: maskText(String(row.note)),
  kingdeeNo: row.kingdee_no == null ? null : String(row.kingdee_no),
  own: own !== null && (row.originator_userid === own.userId || own.payees.includes(String(row.payee))),
  billId: row.bill_id == null ? null : String(row.bill_id),
  decidedBy: row.decided_by_name == null ? null : String(row.decided_by_name),
});
