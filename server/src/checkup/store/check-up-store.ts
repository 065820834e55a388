import { checkState } from '@dingdee/shared/check-up';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import * as z from 'zod/mini';
import { readInt } from '../../database/columns.js';
import { changedBy, Database, insertRows, placeholders } from '../../database/database.js';
import { ownKey } from '../../database/lease-token.js';
import { type Finding, unknown } from '../probe/finding.js';
import { CONSENT_PROBES, type LineFound } from '../words/line-words.js';
import { RUN_LEASE_MS } from './check-up-times.js';

const RUN = 'last';
const COLUMNS = ['line', 'probe', 'subject_id', 'subject_name', 'state', 'finding', 'asked_at', 'took_ms'] as const;

const stored = z.object({
  v: z.literal(1),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** The last run, or the one under way. Instants in Unix ms. */
export interface RunState {
  startedAt: number | null;
  finishedAt: number | null;
  running: { since: number; done: number; of: number } | null;
}

/** Writes check_up_run and check_up_line; nobody else does. */
@Injectable()
export class CheckUpStore {
  constructor(private readonly db: Database) {}

  /** Of several who want a run at once, in whatever process, one has it. @returns its token; null where one is under way. */
  claim(startedBy: string): Promise<string | null> {
    const token = ownKey();
    return this.db.inTransaction(async (tx) => {
      const now = Date.now();
      const values = [startedBy, now, token, now + RUN_LEASE_MS];
      const taken = await changedBy(
        tx,
        `UPDATE check_up_run SET started_by = ?, started_at = ?, lease_token = ?, lease_until = ?, finished_at = NULL, done = 0, total = 0
          WHERE id = '${RUN}' AND (finished_at IS NOT NULL OR lease_until < ?)`,
        [...values, now],
      );
      if (taken > 0) return token;
      const there: unknown[] = await tx.query(`SELECT id FROM check_up_run WHERE id = '${RUN}'`);
      if (there.length > 0) return null;
      await insertRows(
        tx,
        'check_up_run',
        ['id', 'started_by', 'started_at', 'lease_token', 'lease_until', 'done', 'total'],
        [[RUN, ...values, 0, 0]],
      );
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

  /** All lines of a run take the place of those before; what was found by consent stays. */
  finish(token: string, lines: readonly LineFound[]): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      const end = 'UPDATE check_up_run SET finished_at = ? WHERE lease_token = ? AND finished_at IS NULL';
      if ((await changedBy(tx, end, [Date.now(), token])) === 0) return;
      const kept = Object.keys(CONSENT_PROBES);
      await changedBy(tx, `DELETE FROM check_up_line WHERE probe NOT IN (${placeholders(kept)})`, kept);
      await insertRows(tx, 'check_up_line', COLUMNS, lines.map(rowOf));
    });
  }

  /** One line anew. */
  async put(tx: EntityManager, line: LineFound): Promise<void> {
    await changedBy(tx, 'DELETE FROM check_up_line WHERE line = ?', [line.line]);
    await insertRows(tx, 'check_up_line', COLUMNS, [rowOf(line)]);
  }

  async lines(reads: Pick<EntityManager, 'query'> = this.db.read): Promise<LineFound[]> {
    const rows: Record<(typeof COLUMNS)[number], unknown>[] = await reads.query(
      `SELECT ${COLUMNS.join(', ')} FROM check_up_line ORDER BY line`,
    );
    return rows.map((row) => ({
      line: String(row.line),
      probe: String(row.probe),
      subject: { id: String(row.subject_id), name: String(row.subject_name) },
      finding: findingOf(row.state, row.finding),
      at: readInt(row.asked_at),
      ms: readInt(row.took_ms),
    }));
  }

  async run(): Promise<RunState> {
    const [row] = await this.db.query<Record<'started_at' | 'finished_at' | 'lease_until' | 'done' | 'total', unknown>>(
      `SELECT started_at, finished_at, lease_until, done, total FROM check_up_run WHERE id = '${RUN}'`,
    );
    if (!row) return { startedAt: null, finishedAt: null, running: null };
    const startedAt = readInt(row.started_at);
    const open = row.finished_at === null && readInt(row.lease_until) > Date.now();
    return {
      startedAt,
      finishedAt: row.finished_at === null ? null : readInt(row.finished_at),
      running: open ? { since: startedAt, done: readInt(row.done), of: readInt(row.total) } : null,
    };
  }
}

const rowOf = ({ line, probe, subject, finding, at, ms }: LineFound): unknown[] => [
  line,
  probe,
  subject.id,
  subject.name.slice(0, 200),
  finding.state,
  JSON.stringify({ v: 1, code: finding.code, params: finding.params }),
  at ?? Date.now(),
  ms,
];

/** What an other version wrote is not known here. */
function findingOf(state: unknown, finding: unknown): Finding {
  const known = checkState.safeParse(state);
  const read = typeof finding === 'string' ? stored.safeParse(JSON.parse(finding)) : null;
  if (!known.success || !read?.success) return unknown('not-yet');
  const { code, params } = read.data;
  return { state: known.data, code, params };
}
