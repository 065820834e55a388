import { type IntakeRun, type IntakeWays, RUN_KINDS, type WaysQuery } from '@dingdee/shared/intake';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { beijingDate, dayStart, monthOf } from '../../domain/beijing-time.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { headDueAt } from '../plan/call-plan.js';
import { lookBackDueAt } from '../plan/month-end.js';
import { PlanCalls } from '../plan/plan-calls.js';
import { readReasons } from '../run/left-out.js';
import { ShowLateness } from './show-lateness.js';

type Kind = IntakeRun['kind'];
type Came = IntakeWays['total'];
interface Row {
  kind: Kind;
  state: IntakeRun['state'];
  seen: unknown;
  created: unknown;
  known: unknown;
  skipped: string;
  failed: string;
}

/** Ways that are listed every day; others are listed only if they had a run. */
const ALWAYS: readonly Kind[] = ['event', 'head', 'look-back'];
const ORDER: readonly Kind[] = [...ALWAYS, ...RUN_KINDS.filter((kind) => !ALWAYS.includes(kind))];
/** Range of the search for the last start; longer than the time between any two look-backs. */
const REMEMBERED_MS = 31 * 86_400_000;

/** Shows by which way today's approvals came, from the record of runs. Each approval counts in one run, by the way it came first. */
@Injectable()
export class ShowWays {
  constructor(
    private readonly db: Database,
    private readonly plan: PlanCalls,
    private readonly health: DingTalkHealth,
    private readonly holds: LedgerHolds,
    private readonly lateness: ShowLateness,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @param schemeId only runs of this scheme; absent: of all. */
  async run({ schemeId }: WaysQuery, now = Date.now()): Promise<IntakeWays> {
    const day = beijingDate(now);
    const own = ownOf(schemeId);
    const [rows, last, next, forms] = await Promise.all([
      this.db.query<Row>(
        `SELECT kind, state, seen, created, known, skipped, failed FROM intake_run WHERE started_at >= ?${own.runs}`,
        [dayStart(day), ...own.values],
      ),
      this.lastStarts(now, own),
      this.next(now, own),
      this.lateness.run(now),
    ]);
    const of = (kind: Kind) => rows.filter((row) => row.kind === kind);
    return {
      day,
      items: ORDER.filter((kind) => ALWAYS.includes(kind) || of(kind).length > 0).map((kind) => ({
        kind,
        ...cameOf(of(kind)),
        lastAt: last.get(kind) ?? null,
        nextAt: next.get(kind) ?? null,
      })),
      total: cameOf(rows),
      forms: forms.filter((form) => schemeId === undefined || form.schemeId === schemeId),
    };
  }

  private async lastStarts(now: number, own: Own): Promise<ReadonlyMap<Kind, number>> {
    const rows = await this.db.query<{ kind: Kind; at: unknown }>(
      `SELECT kind, MAX(started_at) AS at FROM intake_run WHERE started_at >= ?${own.runs} GROUP BY kind`,
      [now - REMEMBERED_MS, ...own.values],
    );
    return new Map(rows.map(({ kind, at }) => [kind, readInt(at)]));
  }

  /** Returns the next start of each kind as the schedule plans it, in Unix ms; the earliest of the schemes. */
  private async next(now: number, own: Own): Promise<ReadonlyMap<Kind, number>> {
    const { SWEEP_INTERVAL_MS: head, LOOK_BACK_INTERVAL_MS: lookBack } = this.settings;
    const none = new Map<Kind, number>();
    if (this.health.isQuotaSpent(now) || (await this.holds.open()).length > 0) return none;
    const rows = await this.db.query<{ newest: unknown; whole: unknown }>(
      `SELECT MAX(r.started_at) AS newest, MAX(CASE WHEN r.kind = 'head' THEN NULL ELSE r.started_at END) AS whole
       FROM scheme s LEFT JOIN intake_run r ON r.scheme_id = s.id AND r.kind IN ('head', 'look-back', 'manual') AND r.state <> 'failed'
       WHERE s.enabled = 1${own.schemes} GROUP BY s.id`,
      own.values,
    );
    if (rows.length === 0) return none;
    const plan = await this.plan.run();
    const due = (next: (row: (typeof rows)[number]) => number) => Math.max(now, Math.min(...rows.map(next)));
    if (head > 0)
      none.set(
        'head',
        due(({ newest }) => Math.round(headDueAt(readInt(newest), plan, head))),
      );
    if (lookBack > 0)
      none.set(
        'look-back',
        due(({ whole }) => {
          const at = Math.round(lookBackDueAt(readInt(whole), plan.lookBackEveryMs, lookBack));
          return plan.lastPages === null ? at : Math.max(at, monthOf(now, 1));
        }),
      );
    return none;
  }
}

/** Conditions on runs and on `s`, a row of scheme, that one scheme is asked about; `values` are the parameters of either. */
interface Own {
  runs: string;
  schemes: string;
  values: string[];
}

const ownOf = (schemeId: string | undefined): Own =>
  schemeId === undefined
    ? { runs: '', schemes: '', values: [] }
    : { runs: ' AND scheme_id = ?', schemes: ' AND s.id = ?', values: [schemeId] };

/** Adds up the counts of runs. Approvals that an ended run named but did not reach count as failed, so that the sum is right. */
function cameOf(rows: readonly Row[]): Came {
  const came = { seen: 0, created: 0, known: 0, skipped: 0, failed: 0, reading: 0 };
  for (const row of rows) {
    const [seen, created, known] = [readInt(row.seen), readInt(row.created), readInt(row.known)];
    const skipped = readReasons(row.skipped, false).reduce((sum, { count }) => sum + count, 0);
    // Failures are listed up to a limit; the others are part of the rest (run-tally.ts).
    const failed = (JSON.parse(row.failed) as IntakeRun['failed']).filter((one) => one.processInstanceId !== '').length;
    const rest = Math.max(0, seen - created - known - skipped - failed);
    came.seen += seen;
    came.created += created;
    came.known += known;
    came.skipped += skipped;
    came.failed += failed + (row.state === 'running' ? 0 : rest);
    came.reading += row.state === 'running' ? rest : 0;
  }
  return came;
}
