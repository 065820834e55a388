import { FIRST_DAY_KEPT, type FirstDayEffect } from '@dingdee/shared/first-day';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { APPROVED_ONCE } from '../bill/action/action-facts.js';
import { unknownIn } from '../bill/ledger/unknown-amounts.js';
import { innerSumOfFen, readFen, readInt, sumOfFen } from '../database/columns.js';
import { Database } from '../database/database.js';
import { beijingDate, DAY_MS, dayStart, isDay } from '../domain/beijing-time.js';
import { EstimateBackfill } from '../intake/backfill/estimate-backfill.js';
import { type LaunchDays, OLDEST_DAYS } from '../intake/backfill/launch-days.js';
import { CutOverDateError, SchemeStateError } from '../scheme/version/scheme.errors.js';
import { SchemeStore, type StoredScheme } from '../scheme/version/scheme-store.js';

/** A range of finish times, in Unix ms: from `from` (null: no lower limit) and before `to`. */
export interface FinishedSpan {
  from: number | null;
  to: number;
}

interface Row {
  [column: string]: unknown;
}

const NONE: CountAndSum = { count: 0, amount: fromFen(0n) };
const OVER = `('excluded', 'handled-outside', 'superseded', 'no-payment')`;
/** SQL for how far a bill has come: 1 in the queue · 2 approved, now or once · 3 sent · 4 booked. An approval counts as its furthest bill. */
const STANDING = `CASE WHEN b.state_kind IN ('booked', 'written-back') THEN 4
  WHEN b.state_kind IN ('pushing', 'in-doubt', 'failed', 'reversal-needed') OR b.reached <> 'none' OR b.sent_form IS NOT NULL THEN 3
  WHEN ${APPROVED_ONCE} THEN 2 ELSE 1 END`;
const QUEUED = 1;
const KEPT_AS: Readonly<Record<(typeof FIRST_DAY_KEPT)[number], number>> = { booked: 4, sent: 3, approved: 2 };

/** Computes what moving the first day of a scheme (期初) would do: before the change, and once more when it is made. */
@Injectable()
export class FirstDayEffects {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly estimates: EstimateBackfill,
  ) {}

  /** Returns the effect. @throws SchemeNotFoundError, SchemeStateError if the scheme is off, CutOverDateError */
  async show(id: string, day: string, now = Date.now()): Promise<FirstDayEffect> {
    const scheme = await this.schemes.get(id);
    mustBeOn(scheme);
    const { earliest, latest } = daysToChoose(now);
    mustBeBetween(day, earliest, latest);
    const { content } = await this.schemes.version(id, scheme.currentVersion);
    const was = content.cutOverDate;
    const way = was === day ? 'same' : was === null || day > was ? 'later' : 'earlier';
    const nothing = { opening: NONE, kept: [], quarantined: NONE, closed: NONE, backfill: null };
    const base = { version: scheme.version, was, day, earliest, latest, way, ...nothing } as const;
    if (was === day) return base;
    if (way === 'later') return { ...base, ...(await this.later(this.db.read, id, laterSpan(was, day))) };
    const from = was ?? day;
    const [closed, range] = [
      await this.closed(id, { from: dayStart(day), to: dayStart(from) }),
      launchesOf(day, from, now),
    ];
    if (range === null) return { ...base, closed };
    return { ...base, closed, backfill: { ...range, estimate: await this.estimates.show({ ...range, schemeId: id }) } };
  }

  /** Returns, of approvals that finished in this range, how many become 期初, which stay as they are, and how many wait in quarantine. */
  async later(
    reads: EntityManager,
    id: string,
    span: FinishedSpan,
  ): Promise<Pick<FirstDayEffect, 'opening' | 'kept' | 'quarantined'>> {
    const { sql, values } = within(span);
    const rows: Row[] = await reads.query(
      `SELECT standing, COUNT(*) AS n, ${sumOfFen('fen')} AS fen, SUM(unknowns) AS unknowns FROM (
         SELECT b.process_instance_id, MAX(${STANDING}) AS standing, ${innerSumOfFen('b.base_fen')} AS fen,
           SUM(CASE WHEN b.base_fen IS NULL THEN 1 ELSE 0 END) AS unknowns
         FROM bill b WHERE b.scheme_id = ? AND b.state_kind NOT IN ${OVER}${sql} GROUP BY b.process_instance_id) each_one GROUP BY standing`,
      [id, ...values],
    );
    const of = (standing: number) => sumOf(rows.find((row) => readInt(row.standing) === standing));
    const kept = FIRST_DAY_KEPT.map((why) => ({ why, sum: of(KEPT_AS[why]) })).filter(({ sum }) => sum.count > 0);
    return { opening: of(QUEUED), kept, quarantined: await this.waiting(reads, id, span) };
  }

  /** Returns the ids of the bills whose approvals become 期初. */
  async openingBills(reads: EntityManager, id: string, span: FinishedSpan): Promise<string[]> {
    const { sql, values } = within(span);
    const rows: { id: string; instance: string; standing: unknown }[] = await reads.query(
      `SELECT b.id, b.process_instance_id AS instance, ${STANDING} AS standing
       FROM bill b WHERE b.scheme_id = ? AND b.state_kind NOT IN ${OVER}${sql} ORDER BY b.id`,
      [id, ...values],
    );
    // All bills of an approval become 期初, or none: half an approval cannot.
    const kept = new Set(rows.filter(({ standing }) => readInt(standing) !== QUEUED).map(({ instance }) => instance));
    return rows.filter(({ instance }) => !kept.has(instance)).map((row) => row.id);
  }

  private async waiting(reads: EntityManager, id: string, span: FinishedSpan): Promise<CountAndSum> {
    const { sql, values } = within(span);
    const [row]: Row[] = await reads.query(
      `SELECT COUNT(*) AS n, ${sumOfFen('b.total_fen')} AS fen, SUM(CASE WHEN b.total_fen IS NULL THEN 1 ELSE 0 END) AS unknowns
       FROM backfill_item b WHERE b.scheme_id = ? AND b.state = 'waiting'${sql}`,
      [id, ...values],
    );
    return sumOf(row);
  }

  private async closed(id: string, span: FinishedSpan): Promise<CountAndSum> {
    const { sql, values } = within(span);
    const [row] = await this.db.query<Row>(
      `SELECT COUNT(DISTINCT b.process_instance_id) AS n, ${sumOfFen('b.base_fen')} AS fen,
         SUM(CASE WHEN b.base_fen IS NULL THEN 1 ELSE 0 END) AS unknowns
       FROM bill b WHERE b.scheme_id = ? AND b.state_kind = 'handled-outside'${sql}`,
      [id, ...values],
    );
    return sumOf(row);
  }
}

/** Returns the range that is 期初 by the later day and was not by the earlier one. */
export const laterSpan = (was: string | null, day: string): FinishedSpan => ({
  from: was === null ? null : dayStart(was),
  to: dayStart(day),
});

/** @throws SchemeStateError */
export function mustBeOn({ enabled }: Pick<StoredScheme, 'enabled'>): void {
  if (!enabled) throw new SchemeStateError('scheme/not-enabled', '没有改动：方案没有启用。先启用，再改从哪天开始收。');
}

/** Returns the days to choose from: DingTalk lists a year of launches, and tomorrow may be the first day collected. */
const daysToChoose = (now: number): { earliest: string; latest: string } => ({
  earliest: beijingDate(now - OLDEST_DAYS * DAY_MS),
  latest: beijingDate(now + DAY_MS),
});

function mustBeBetween(day: string, earliest: string, latest: string): void {
  if (!isDay(day)) throw new CutOverDateError(`没有改动：${day} 不是一个日期。换一天再看。`);
  if (day < earliest || day > latest)
    throw new CutOverDateError(`没有改动：可以选 ${earliest} 到 ${latest} 之间的一天。换一天再看。`);
}

/** Returns the newly included launch days before today, for a back-fill; null if there are none. Sweeps list today's launches. */
function launchesOf(day: string, was: string, now: number): LaunchDays | null {
  const last = beijingDate(Math.min(dayStart(was), dayStart(beijingDate(now))) - DAY_MS);
  return last < day ? null : { from: day, to: last };
}

function within({ from, to }: FinishedSpan): { sql: string; values: number[] } {
  return from === null
    ? { sql: ' AND b.finished_at < ?', values: [to] }
    : { sql: ' AND b.finished_at >= ? AND b.finished_at < ?', values: [from, to] };
}

const sumOf = (row: Row | undefined): CountAndSum => ({
  count: readInt(row?.n),
  amount: fromFen(readFen(row?.fen ?? null)),
  ...unknownIn(readInt(row?.unknowns)),
});
