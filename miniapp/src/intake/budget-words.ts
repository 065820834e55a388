import type { CallBudget } from '@dingdee/shared/intake';
import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import { count, hourMinute, monthDay } from '../ui/formats.js';
import { larger } from './call-plans.js';
import { othersWords } from './others-words.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Formats a duration: "15 分钟", "2.5 小时", "3 天". */
export function span(ms: number): string {
  if (ms < HOUR_MS) return `${Math.max(1, Math.round(ms / MINUTE_MS))} 分钟`;
  if (ms < DAY_MS) return `${tenths(ms / HOUR_MS)} 小时`;
  return `${tenths(ms / DAY_MS)} 天`;
}
/** Returns whole percent, rounded down as in the top bar: a limit that is shown as reached is reached. */
export const shareOf = (calls: number, limit: number): number => Math.floor((calls * 100) / Math.max(1, limit));
/** Formats a frequency: "一天 4 次". */
const perDay = (ms: number): string => (ms < DAY_MS ? `一天 ${Math.round(DAY_MS / ms)} 次` : `每 ${span(ms)}一次`);
/**
 * Formats how often sweeps run: "每 15 分钟一次"; where they run by day only, the times between which they do.
 * @param withinMs longest time between two of them; longer than `everyMs` where nights are left out. @param done what is done so often.
 */
export const sweepPace = (everyMs: number, withinMs: number | null, done = '一次'): string =>
  withinMs !== null && withinMs > everyMs
    ? `一天最多 ${Math.max(1, Math.round(DAY_MS / everyMs))} 次，只在 7:30 到 18:00`
    : `每 ${span(everyMs)}${done}`;
const morePlans = (month: Pick<CallBudget, 'forecast' | 'limit'>): string =>
  `要一直采，请管理员在钉钉加额度：${larger(month)}。加了以后，请部署钉蝶的人把新的次数写进设置（DINGTALK_MONTHLY_CALLS），在那之前仍按 ${count(month.limit)} 次安排。`;
const tenths = (n: number): string => String(Math.round(n * 10) / 10);

interface Notice {
  what: string;
  means: string;
}

export const budgetWords = {
  title: '钉钉接口额度',
  resets: (day: string) => `${day} 恢复`,
  of: (limit: string, share: number) => `/ ${limit} 次，已用 ${share}%`,
  forecast: (calls: string, share: number) => `月底约 ${calls}，${share}%`,
  slow: '70% 放慢',
  scarce: (reserve: number) => `${100 - reserve}%`,
  bar: (used: string, forecast: string, limit: string) => `已用 ${used} 次，月底预计 ${forecast} 次，上限 ${limit} 次`,
  total: '合计',
  byPurpose: '按用途看',
  byApi: '按接口看',
  api: '接口',
  purpose: '用途',
  uncounted: '按接口计数以前的',
  /** The effects of the used calls, with the number of calls from which each begins. */
  steps: (
    { steps: { slower, scarce }, limit, reserve, spent }: CallBudget,
    again: string,
  ): { from: string; means: string }[] => [
    ...(slower.headEveryMs === null
      ? []
      : [{ from: `${count(slower.from)} 次起`, means: `补扫最多 ${span(slower.headEveryMs)}一次` }]),
    ...(scarce.headEveryMs === null
      ? []
      : [
          {
            from: `${count(scarce.from)} 次起`,
            means: `${perDay(scarce.headEveryMs)}，留 ${count(limit - scarce.from)} 次给回写，${reserve}%`,
          },
        ]),
    { from: spent ? '现在' : '用完', means: `停止采集到 ${again}，审核、推送照常` },
  ],
  recheckLabel: PAGE_TERMS.recheck,
  recheck: { off: '没有开', on: '每笔读一次', short: '额度不够，停着' } satisfies Record<CallBudget['recheck'], string>,
  /** The notice for a person; null while the month's calls suffice and sweeps run as often as configured. */
  notice: (budget: CallBudget, again: string): Notice | null => {
    const notice = noticeOf(budget, again);
    return notice && budget.others ? { ...notice, means: `${othersWords(budget.others)}${notice.means}` } : notice;
  },
} as const;

function noticeOf(budget: CallBudget, again: string): Notice | null {
  const { spent, grace, kept, short, level, limit, used, forecast, headEveryMs, seenWithinMs } = budget;
  if (spent)
    return {
      what: '本月的钉钉接口额度用完了，采集停到下个月。',
      means: `审核、推送照常；${again} 自动恢复，从停下的地方补齐，不会漏。不想等，请管理员在钉钉给企业加额度：${larger(budget)}；加了以后六小时内自动接上，急的按“现在采集”。`,
    };
  if (grace)
    return {
      what:
        grace.until === null
          ? '本月的钉钉接口额度用完了，钉钉暂时还在答。'
          : `本月的钉钉接口额度用完了，钉钉最多宽限 ${grace.days} 天，到 ${monthDay(grace.until)} ${hourMinute(grace.until)} 还能调用。`,
      means: `${grace.until === null ? '什么时候停以钉钉的回答为准。' : '钉钉可能更早停。'}停了以后采集等到 ${again}，从停下的地方补齐，不会漏。${morePlans(budget)}`,
    };
  if (kept)
    return {
      what: `本月剩下的 ${(limit - used).toLocaleString('en-US')} 次钉钉接口额度留给回写，采集停到 ${again}。`,
      means: `审核、推送、回写照常；${again} 自动恢复，从停下的地方补齐，不会漏。${morePlans(budget)}急的按“现在采集”，会用掉留给回写的。`,
    };
  if (short)
    return {
      what: `照现在的量，到月底约要 ${forecast.toLocaleString('en-US')} 次，超过本月的 ${limit.toLocaleString('en-US')} 次。`,
      means: `用完后采集停到 ${again}，之后从停下的地方补齐，不会漏。${morePlans(budget)}`,
    };
  if (level !== 'scarce' || headEveryMs === null) return null;
  return {
    what: `采集放慢到${sweepPace(headEveryMs, seenWithinMs)}，让本月的额度用到月底。`,
    means: `要得急的按“现在采集”，一张表单多用几次。${again} 恢复。`,
  };
}
