import { createHash } from 'node:crypto';
import type { CloseContent, CloseNote, ClosePoint } from '@dingdee/shared/close';
import { fromFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import { AuditSealer } from '../audit/audit-sealer.js';
import { BaseDataCatalog } from '../base-data/base-data-catalog.js';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { Database } from '../database/database.js';
import { FEN, PLACE } from '../read/day/day-places.js';
import { accrualSums, accruedBefore } from './accruals.js';
import { checklistOf, NOT_BEGUN, type Open } from './checklist.js';
import { type CloseMonth, type DayRun, runsOfMonth } from './close-month.js';
import { monthSums } from './month-sums.js';
import { outdatedDays } from './outdated-days.js';

type Row = Record<string, unknown>;
/** State of a bill → the point that it keeps open. */
const POINT_OF: Readonly<Record<string, ClosePoint>> = {
  collected: 'mapping',
  'needs-mapping': 'mapping',
  ready: 'review',
  approved: 'push',
  pushing: 'pushing',
  'in-doubt': 'in-doubt',
  failed: 'trouble',
  'reversal-needed': 'trouble',
  held: 'held',
};

/** Returns 64 hex digits; equal numbers, points and notes give an equal hash. */
export const hashOf = (content: CloseContent): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex');

/** Computes the current pack of a month; within a transaction it reads in that transaction. */
@Injectable()
export class MonthContent {
  constructor(
    private readonly db: Database,
    private readonly catalog: BaseDataCatalog,
    private readonly sealer: AuditSealer,
  ) {}

  async of(month: CloseMonth, notes: ReadonlyMap<string, CloseNote>): Promise<CloseContent> {
    const runs = await runsOfMonth(this.db, month);
    const { look, lookDays, redDays, ...sums } = await monthSums(this.db, runs);
    const open: Partial<Record<ClosePoint, Open>> = {
      ...(await this.bills(month)),
      days: missing(month, runs, await outdatedDays(this.db, month, runs)),
      complete: await this.incomplete(month),
      unexplained: { ...sums.red, days: redDays },
      look: { count: look.count, amount: null, days: lookDays },
      quarantine: await this.quarantine(month),
      audit: { count: this.sealer.stopped === null ? 0 : 1, amount: null },
    };
    const accrued = await accrualSums(this.db, accruedBefore(month.end), (number) => this.orgName(number));
    return { month: month.code, ...sums, ...accrued, points: checklistOf(open, notes) };
  }

  orgName(number: string): string {
    return number === '' ? '' : this.catalog.nameOf('organisation', number, '');
  }

  /** Counts bills of approvals that finished in the month and are not finished themselves; the desk shows the same bills for these days. */
  private async bills({ start, end }: CloseMonth): Promise<Partial<Record<ClosePoint, Open>>> {
    const kinds = Object.keys(POINT_OF);
    const rows = await this.db.query<Row>(
      `SELECT state_kind, COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${unknownOf('base_fen')} FROM bill
       WHERE state_kind IN (${kinds.map(() => '?').join(', ')}) AND finished_at >= ? AND finished_at < ? GROUP BY state_kind`,
      [...kinds, start, end],
    );
    const open: Partial<Record<ClosePoint, Open>> = {};
    const sums = new Map<ClosePoint, { count: number; fen: bigint; unknown: number }>();
    for (const { state_kind, n, fen, unknown_n } of rows) {
      const point = POINT_OF[String(state_kind)];
      if (point === undefined) continue;
      const before = sums.get(point) ?? { count: 0, fen: 0n, unknown: 0 };
      sums.set(point, {
        count: before.count + readInt(n),
        fen: before.fen + readFen(fen),
        unknown: before.unknown + readInt(unknown_n),
      });
    }
    for (const [point, { count, fen, unknown }] of sums) open[point] = { count, amount: fromFen(fen), unknown };
    return open;
  }

  /** Counts the 未解释 approvals of 采集 on these days, and approvals that are still being read. */
  private async incomplete({ from, before }: CloseMonth): Promise<Open> {
    const [row] = await this.db.query<Row>(
      `SELECT COUNT(*) AS n, ${sumOfFen('x.fen')} AS fen, ${unknownOf('x.fen')} FROM (
         SELECT ${PLACE} AS place, ${FEN} AS fen FROM listed_approval l WHERE l.day >= ? AND l.day < ?) x
       WHERE x.place IN ('unexplained', 'reading')`,
      [from, before],
    );
    return openOf(row);
  }

  private async quarantine({ start, end }: CloseMonth): Promise<Open> {
    const [row] = await this.db.query<Row>(
      `SELECT COUNT(*) AS n, ${sumOfFen('total_fen')} AS fen, ${unknownOf('total_fen')} FROM backfill_item
       WHERE state IN ('waiting', 'releasing', 'closing') AND finished_at >= ? AND finished_at < ?`,
      [start, end],
    );
    return openOf(row);
  }
}

const unknownOf = (fen: string): string => `COUNT(*) - COUNT(${fen}) AS unknown_n`;
const openOf = (row: Row | undefined): Open => ({
  count: readInt(row?.n),
  amount: fromFen(readFen(row?.fen)),
  unknown: readInt(row?.unknown_n),
});

function missing({ days }: CloseMonth, runs: readonly DayRun[], outdated: ReadonlySet<string>): Open {
  if (days.length === 0) return NOT_BEGUN;
  const whole = new Set(runs.filter((run) => run.whole).map(({ day }) => day));
  const open = days.filter((day) => !whole.has(day) || outdated.has(day));
  return { count: open.length, amount: null, days: open };
}
