import { STAGE_WORDS, type Stage } from '@dingdee/shared/bill-state';
import type { DatasetFilter } from '@dingdee/shared/data-export';
import { DATASET } from '@dingdee/shared/dataset';
import { formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import type { ReportContent } from '@dingdee/shared/report';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { Injectable } from '@nestjs/common';
import { ShowAnalysis } from '../analysis/show-analysis.js';
import { Database } from '../database/database.js';
import { Datasets } from '../dataset/read/datasets.js';
import { beijingDate, dayStart } from '../domain/beijing-time.js';
import { baseNames } from '../read/bill/base-names.js';
import type { Card, CardLine } from './report-card.js';
import { daysOf } from './schedule.js';

/** Most lines by organisation; further organisations are summed up in one line, because a message holds 2,048 bytes. */
const MOST_LINES = 8;
const WAITING: readonly Stage[] = ['review', 'push', 'mapping', 'trouble'];
/** Stages that are neither booked nor waiting for a person. */
const REST: readonly Stage[] = ['pushing', 'held', 'archived'];

/** Reads the content of a report as of one time: SQL sums, as 数据 and 分析 show them. */
@Injectable()
export class ReadCard {
  constructor(
    private readonly db: Database,
    private readonly datasets: Datasets,
    private readonly analysis: ShowAnalysis,
  ) {}

  /** @param at Unix ms. @throws DatasetFilterError */
  read(content: ReportContent, at: number): Promise<Card> {
    return content.source === 'analysis' ? this.ofAnalysis(content, at) : this.ofDataset(content, content.source, at);
  }

  private async ofDataset(
    { name, period, filter }: ReportContent,
    source: Exclude<ReportContent['source'], 'analysis'>,
    at: number,
  ): Promise<Card> {
    const days = daysOf(period, at);
    const wanted: DatasetFilter = { ...filter, ...(days ?? {}) };
    const scope = { filter: wanted, orgs: null, fullAccounts: false };
    const query = new URLSearchParams(Object.entries(wanted).map(([key, value]) => [key, String(value)]));
    const { rows, amount, unknown } = await this.datasets.totals(source, scope);
    const unit = source === 'bills' ? '笔' : '行';
    const whole: CardLine = { name: '合计', count: counted(rows, unit), amount };
    return {
      title: name,
      days: days === null ? '全部' : daysInWords(days, at),
      lines: source === 'bills' && rows > 0 ? await this.organisations(scope) : [],
      whole: rows === 0 ? null : whole,
      notes: [
        ...(rows === 0 ? [`${DATASET[source].name}：没有`] : []),
        ...(unknown ? [`其中 ${counted(unknown, unit)}${TERM_WORDS.noYuanSum}`] : []),
      ],
      path: `/data/${source}${query.size === 0 ? '' : `?${query}`}`,
    };
  }

  private async organisations(scope: Parameters<Datasets['byOrganisation']>[0]): Promise<CardLine[]> {
    const sums = await this.datasets.byOrganisation(scope);
    const named = sums.length > MOST_LINES ? sums.slice(0, MOST_LINES - 1) : sums;
    const rest = sums.slice(named.length);
    const nameOf = await baseNames(
      this.db,
      named.filter(({ org }) => org !== '').map(({ org: number }) => ({ kind: 'organisation' as const, number })),
    );
    return [
      ...named.map(({ org, ...of }) => line(org === '' ? '还没有组织' : nameOf('organisation', org) || org, of)),
      ...(rest.length === 0 ? [] : [line(`其余 ${rest.length} 家`, together(rest))]),
    ];
  }

  /** 分析: state of the month and waiting bills; the lines add up to the collected bills. */
  private async ofAnalysis({ name, filter: { schemeId, org } }: ReportContent, at: number): Promise<Card> {
    const found = await this.analysis.show({ schemeId, org }, at);
    const waiting = WAITING.flatMap((stage) => found.stages.filter((each) => each.stage === stage)).filter(
      ({ count }) => count > 0,
    );
    const before = found.booked.before;
    const shown = [found.booked.now, ...waiting];
    const rest = without(found.collected.now, together(shown));
    const { unknown } = found.collected.now;
    const query = new URLSearchParams({
      month: found.month,
      ...(schemeId === undefined ? {} : { scheme: schemeId }),
      ...(org === undefined ? {} : { org }),
    });
    return {
      title: name,
      days: daysInWords(found, at),
      lines: [
        line(STAGE_WORDS.booked, found.booked.now),
        ...waiting.map(({ stage, ...of }) => line(STAGE_WORDS[stage], of)),
        ...(rest.count === 0 ? [] : [line(`其余（${REST.map((stage) => STAGE_WORDS[stage]).join('、')}）`, rest)]),
      ],
      whole: line('这个月采集到', found.collected.now),
      notes: [
        `上月同期已入账 ${counted(before.count, '笔')} ${formatAmount(before.amount)}`,
        ...(unknown ? [`其中 ${counted(unknown, '笔')}${TERM_WORDS.noYuanSum}`] : []),
      ],
      path: `/analysis?${query}`,
    };
  }
}

const counted = (count: number, unit: string): string =>
  `${String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')} ${unit}`;
const line = (name: string, { count, amount }: CountAndSum): CardLine => ({
  name,
  count: counted(count, '笔'),
  amount,
});
const together = (sums: readonly CountAndSum[]): CountAndSum => ({
  count: sums.reduce((whole, { count }) => whole + count, 0),
  amount: fromFen(sums.reduce((whole, { amount }) => whole + toFen(amount), 0n)),
});
const without = (whole: CountAndSum, part: CountAndSum): CountAndSum => ({
  count: whole.count - part.count,
  amount: fromFen(toFen(whole.amount) - toFen(part.amount)),
});

/** Returns "11-16—11-22", or "11-27"; with the year if it differs from the current one. */
function daysInWords({ from, to }: { from: string; to: string }, at: number): string {
  const year = beijingDate(at).slice(0, 4);
  const short = (day: string): string => (day.startsWith(year) ? day.slice(5) : day);
  return dayStart(from) === dayStart(to) ? short(from) : `${short(from)}—${short(to)}`;
}
