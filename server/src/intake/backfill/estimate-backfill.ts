import type { BackfillEstimate, BackfillEstimateQuery } from '@dingdee/shared/backfill';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { beijingDate, dayStart } from '../../domain/beijing-time.js';
import { readDate } from '../../engine/source/dates.js';
import { PlanCalls } from '../plan/plan-calls.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import { SchemesToPull } from '../scope/schemes-to-pull.js';
import { DAY_MS } from '../scope/sweep-window.js';
import { BackfillRangeError, NoCallsLeftError, NothingToBackfillError } from './backfill.errors.js';
import { daysIn, type LaunchDays, OLDEST_DAYS, sliceDays } from './launch-days.js';

/** Days of launches from which the daily average is computed; fewer than LEAST_DAYS give no estimate. */
const COUNTED_DAYS = 60;
const LEAST_DAYS = 7;
const PAGE = 20;
/** Calls per second if DINGTALK_QPS sets no pace. */
const USUAL_PACE = 20;

/** One scheme's share of a back-fill. */
export interface SchemeEstimate {
  scheme: SchemeToPull;
  /** Expected number of approvals; null if too little has come of the form. */
  items: number | null;
  known: number;
  lists: number;
  details: number;
  sliceDays: number;
}

/** Estimates the cost of a back-fill from the approvals that have come of each form; DingTalk is not asked. */
@Injectable()
export class EstimateBackfill {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemesToPull,
    private readonly plan: PlanCalls,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_QPS'>,
  ) {}

  /** @throws BackfillRangeError, NothingToBackfillError */
  async show(query: BackfillEstimateQuery): Promise<BackfillEstimate> {
    const parts = await this.of(query, query.schemeId);
    const lists = parts.reduce((sum, part) => sum + part.lists, 0);
    const details = parts.reduce((sum, part) => sum + part.details, 0);
    const calls = lists + details;
    const month = await this.plan.withExtra(calls);
    const perSecond = this.settings.DINGTALK_QPS || USUAL_PACE;
    return {
      schemes: parts.map(({ scheme, items, known }) => ({
        schemeId: scheme.id,
        formName: scheme.content.formName,
        items,
        known,
        cutOverDate: scheme.content.cutOverDate,
      })),
      items: parts.some(({ items }) => items === null) ? null : parts.reduce((sum, { items }) => sum + (items ?? 0), 0),
      lists,
      details,
      calls,
      seconds: Math.max(1, Math.ceil(calls / perSecond)),
      perSecond,
      used: month.used,
      limit: month.limit,
      reserve: month.reserve,
      rest: Math.max(0, month.forecast - month.used - calls),
      forecast: month.forecast,
      saved: month.saved,
      left: month.left,
      resetsAt: month.resetsAt,
    };
  }

  /** Returns the estimate for each enabled scheme. @throws BackfillRangeError, NothingToBackfillError */
  async of(range: LaunchDays, schemeId?: string): Promise<SchemeEstimate[]> {
    mustBePast(range, Date.now());
    const on = (await this.schemes.enabled()).filter(({ id }) => schemeId === undefined || id === schemeId);
    if (on.length === 0) throw new NothingToBackfillError();
    return Promise.all(on.map((scheme) => this.scheme(scheme, range)));
  }

  /** @throws NoCallsLeftError if the calls would be taken from those that write-backs need. */
  async mustAfford(calls: number): Promise<void> {
    const { left, resetsAt } = await this.plan.withExtra(calls);
    if (calls <= left) return;
    throw new NoCallsLeftError(
      `没有开始：要 ${said(calls)} 次，本月只剩 ${said(left)} 次可用，其余要留给平时的采集和回写。缩短日期，或等 ${beijingDate(resetsAt).slice(5)}。`,
    );
  }

  private async scheme(scheme: SchemeToPull, range: LaunchDays): Promise<SchemeEstimate> {
    const now = Date.now();
    const { sweptFrom } = scheme.coverage;
    const since = Math.max(sweptFrom ?? now, now - COUNTED_DAYS * DAY_MS);
    const counted = (now - since) / DAY_MS;
    const came = counted < LEAST_DAYS ? 0 : await this.launched(scheme.id, since, now);
    const perDay = came === 0 ? null : came / counted;
    const known = await this.launched(scheme.id, dayStart(range.from), dayStart(range.to) + DAY_MS - 1);
    const days = daysIn(range);
    const slice = sliceDays(perDay);
    const all = perDay === null ? known : Math.max(known, Math.round(perDay * days));
    return {
      scheme,
      items: perDay === null ? null : all - known,
      known,
      lists: listsOf(Math.ceil(days / slice), Math.ceil(all / PAGE)),
      details: perDay === null ? 0 : all - known,
      sliceDays: slice,
    };
  }

  private async launched(schemeId: string, from: number, to: number): Promise<number> {
    const [row] = await this.db.query<{ n: unknown }>(
      'SELECT COUNT(*) AS n FROM approval WHERE source_version = 1 AND scheme_id = ? AND started_at >= ? AND started_at <= ?',
      [schemeId, from, to],
    );
    return readInt(row?.n);
  }
}

/** Returns the number of list calls. Pieces with several pages are listed twice, so that none is skipped (list-window.ts). */
const listsOf = (pieces: number, pages: number): number => (pages > pieces ? 2 * pages : pieces);

const said = (n: number): string => n.toLocaleString('en-US');

/** @throws BackfillRangeError */
function mustBePast({ from, to }: LaunchDays, now: number): void {
  const yesterday = beijingDate(now - DAY_MS);
  const oldest = beijingDate(now - OLDEST_DAYS * DAY_MS);
  for (const day of [from, to])
    if (readDate(day) !== day) throw new BackfillRangeError(`${day} 不是一个日期。换一天再看。`);
  if (from > to) throw new BackfillRangeError('开始的日期在结束的日期后面。换一下再看。');
  if (to > yesterday) throw new BackfillRangeError(`补采到昨天 ${yesterday} 为止，今天发起的由平时的采集收。`);
  if (from < oldest) throw new BackfillRangeError(`钉钉只列得出一年以内发起的审批，最早从 ${oldest} 开始。`);
}
