import { checkState } from '@dingdee/shared/check-up';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import * as z from 'zod/mini';
import { readInt } from '../../database/columns.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { ownKey } from '../../database/lease-token.js';
import { insertRows, type NewRow } from '../../database/rows.js';
import { type Finding, unknown } from '../probe/finding.js';
import { CONSENT_PROBES, type LineFound } from '../words/line-words.js';
import { CheckUpLine, CheckUpRun } from './check-up.entity.js';
import { RUN_LEASE_MS } from './check-up-times.js';

/** Ids of check_up_run: who asks now (a run, or one line), the last run with a result, and the last failed run for each reason of failure. */
const ASKING = 'asking';
const LAST = 'last';
const FAILURES = ['broken', 'died'] as const;
const COLUMNS = ['line', 'probe', 'subject_id', 'subject_name', 'state', 'finding', 'asked_at', 'took_ms'] as const;

const RUN_COLUMNS = ['id', 'started_by', 'started_at', 'finished_at', 'lease_until', 'done', 'total'] as const;

const stored = z.object({
  v: z.literal(1),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** The last run with a result, the running one, and a failed one since. Times in Unix ms. */
export interface RunState {
  startedAt: number | null;
  finishedAt: number | null;
  running: { since: number; done: number; of: number } | null;
  /** A failed run later than the last result: it ended by an error of ours, or its process died. */
  failed: { startedAt: number; why: (typeof FAILURES)[number] } | null;
}

/** Writes check_up_run and check_up_line; nothing else writes them. */
@Injectable()
export class CheckUpStore {
  constructor(private readonly db: Database) {}

  /**
   * Claims the check-up: of all who ask at once, in any process, one gets it, for a run, one line or a probe by consent.
   * @param total approximate number of lines of a run; 0 for one line. @returns the token; null if another one holds the claim.
   */
  claim(startedBy: string, total: number): Promise<string | null> {
    const token = ownKey();
    return this.db.inTransaction(async (tx) => {
      const now = Date.now();
      const values = [startedBy, now, token, now + RUN_LEASE_MS, total];
      const [row]: (Record<(typeof RUN_COLUMNS)[number], unknown> | undefined)[] = await tx.query(
        `SELECT ${RUN_COLUMNS.join(', ')} FROM check_up_run WHERE id = '${ASKING}'`,
      );
      const taken = await changedBy(
        tx,
        `UPDATE check_up_run SET started_by = ?, started_at = ?, lease_token = ?, lease_until = ?, total = ?, finished_at = NULL, done = 0
          WHERE id = '${ASKING}' AND (finished_at IS NOT NULL OR lease_until < ?)`,
        [...values, now],
      );
      // Keeps the record of a run that died, which this claim of a single line would overwrite.
      if (taken > 0 && row && row.finished_at === null && readInt(row.total) > 0)
        await this.note(tx, 'died', readInt(row.started_at), now);
      if (taken > 0) return token;
      if (row) return null;
      await insertRows(tx, CheckUpRun, [
        {
          id: ASKING,
          started_by: startedBy,
          started_at: now,
          lease_token: token,
          lease_until: now + RUN_LEASE_MS,
          total,
          done: 0,
        },
      ]);
      return token;
    });
  }

  progress(token: string, done: number, total: number): Promise<unknown> {
    return this.db.inTransaction((tx) =>
      changedBy(tx, 'UPDATE check_up_run SET done = ?, total = ? WHERE lease_token = ? AND finished_at IS NULL', [
        done,
        total,
        token,
      ]),
    );
  }

  /**
   * Renews the claim, in the transaction of what must not happen twice. @returns whether the claim is still ours; it then lasts its full time again.
   */
  async renew(tx: EntityManager, token: string): Promise<boolean> {
    const mine = `UPDATE check_up_run SET lease_until = ? WHERE id = '${ASKING}' AND lease_token = ? AND finished_at IS NULL`;
    return (await changedBy(tx, mine, [Date.now() + RUN_LEASE_MS, token])) > 0;
  }

  /** Replaces all lines of the last run by those of this run; lines of probes by consent stay. */
  finish(token: string, lines: readonly LineFound[]): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      const startedAt = await this.end(tx, token);
      if (startedAt === null) return;
      await this.note(tx, LAST, startedAt, Date.now());
      const kept = Object.keys(CONSENT_PROBES);
      await changedBy(tx, `DELETE FROM check_up_line WHERE probe NOT IN (${placeholders(kept)})`, kept);
      await insertRows(tx, CheckUpLine, lines.map(rowOf));
    });
  }

  /** Ends a run without a result: the earlier result stays. */
  fail(token: string): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      const startedAt = await this.end(tx, token);
      if (startedAt !== null) await this.note(tx, 'broken', startedAt, Date.now());
    });
  }

  /** Ends the claim and stores its one line. A later claim is not touched. */
  finishLine(token: string, line: LineFound): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      if ((await this.end(tx, token)) !== null) await this.put(tx, line);
    });
  }

  /** Ends the claim of one line, whether or not the line was stored. */
  release(token: string): Promise<unknown> {
    return this.db.inTransaction((tx) => this.end(tx, token));
  }

  /** Ends the claim. @returns when it began; null if it is no longer ours. */
  private async end(tx: EntityManager, token: string): Promise<number | null> {
    const end = `UPDATE check_up_run SET finished_at = ? WHERE id = '${ASKING}' AND lease_token = ? AND finished_at IS NULL`;
    if ((await changedBy(tx, end, [Date.now(), token])) === 0) return null;
    const [row]: { at: unknown }[] = await tx.query(`SELECT started_at AS at FROM check_up_run WHERE id = '${ASKING}'`);
    return readInt(row?.at);
  }

  private async note(
    tx: EntityManager,
    id: typeof LAST | (typeof FAILURES)[number],
    startedAt: number,
    at: number,
  ): Promise<void> {
    await changedBy(tx, 'DELETE FROM check_up_run WHERE id = ?', [id]);
    await insertRows(tx, CheckUpRun, [
      {
        id,
        started_by: '',
        started_at: startedAt,
        finished_at: at,
        lease_token: '',
        lease_until: 0,
        done: 0,
        total: 0,
      },
    ]);
  }

  /** Stores one line. */
  async put(tx: EntityManager, line: LineFound): Promise<void> {
    await changedBy(tx, 'DELETE FROM check_up_line WHERE line = ?', [line.line]);
    await insertRows(tx, CheckUpLine, [rowOf(line)]);
  }

  /** Replaces `before` by `after` if `before` is still stored. @returns whether it was replaced. */
  async replace(tx: EntityManager, before: LineFound, after: LineFound): Promise<boolean> {
    const { state, finding, asked_at, took_ms } = rowOf(after);
    const changed = await changedBy(
      tx,
      'UPDATE check_up_line SET state = ?, finding = ?, asked_at = ?, took_ms = ? WHERE line = ? AND finding = ? AND asked_at = ?',
      [state, finding, asked_at, took_ms, before.line, JSON.stringify(wire(before.finding)), before.at],
    );
    return changed > 0;
  }

  async lines(): Promise<LineFound[]> {
    const rows: LineRow[] = await this.db.query(`SELECT ${COLUMNS.join(', ')} FROM check_up_line ORDER BY line`);
    return rows.map(lineOf);
  }

  async line(line: string, reads: Pick<EntityManager, 'query'> = this.db.read): Promise<LineFound | undefined> {
    const rows: LineRow[] = await reads.query(`SELECT ${COLUMNS.join(', ')} FROM check_up_line WHERE line = ?`, [line]);
    return rows.map(lineOf)[0];
  }

  async run(): Promise<RunState> {
    const rows = await this.db.query<Record<(typeof RUN_COLUMNS)[number], unknown>>(
      `SELECT ${RUN_COLUMNS.join(', ')} FROM check_up_run`,
    );
    const of = (id: string) => rows.find((row) => row.id === id);
    const asking = of(ASKING);
    const last = of(LAST);
    const startedAt = last ? readInt(last.started_at) : null;
    const finishedAt = last && last.finished_at !== null ? readInt(last.finished_at) : null;
    const unended = asking && asking.finished_at === null && readInt(asking.total) > 0 ? asking : undefined;
    const since = readInt(unended?.started_at ?? 0);
    const running = unended !== undefined && readInt(unended.lease_until) > Date.now();
    return {
      startedAt,
      finishedAt,
      running: running ? { since, done: readInt(unended.done), of: readInt(unended.total) } : null,
      failed: running ? null : unended ? { startedAt: since, why: 'died' } : failedSince(rows, finishedAt ?? 0),
    };
  }
}

function failedSince(rows: readonly { [column: string]: unknown }[], finishedAt: number): RunState['failed'] {
  const [row] = rows
    .filter(({ id, finished_at }) => FAILURES.some((why) => why === id) && readInt(finished_at) > finishedAt)
    .sort((a, b) => readInt(b.finished_at) - readInt(a.finished_at));
  const why = FAILURES.find((each) => each === row?.id);
  return row && why ? { startedAt: readInt(row.started_at), why } : null;
}

type LineRow = Record<(typeof COLUMNS)[number], unknown>;

const lineOf = (row: LineRow): LineFound => ({
  line: String(row.line),
  probe: String(row.probe),
  subject: { id: String(row.subject_id), name: String(row.subject_name) },
  finding: findingOf(row.state, row.finding),
  at: readInt(row.asked_at),
  ms: readInt(row.took_ms),
});
const wire = ({ code, params }: Finding) => ({ v: 1, code, params });

const rowOf = ({ line, probe, subject, finding, at, ms }: LineFound): NewRow<CheckUpLine> => ({
  line,
  probe,
  subject_id: subject.id,
  subject_name: subject.name.slice(0, 200),
  state: finding.state,
  finding: JSON.stringify(wire(finding)),
  asked_at: at ?? Date.now(),
  took_ms: ms,
});

/** Reads a finding; a finding of another program version is unknown here. */
function findingOf(state: unknown, finding: unknown): Finding {
  const known = checkState.safeParse(state);
  const read = typeof finding === 'string' ? stored.safeParse(JSON.parse(finding)) : null;
  if (!known.success || !read?.success) return unknown('not-yet');
  const { code, params } = read.data;
  return { state: known.data, code, params };
}
