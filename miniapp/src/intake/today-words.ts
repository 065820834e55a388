import type { Completeness } from '@dingdee/shared/completeness';
import type { CallBudget, EventChannel } from '@dingdee/shared/intake';
import { fromFen, toFen } from '@dingdee/shared/money';
import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import { clock, count, dateTime, fullDate, hourMinute, waiting } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';
import { span, sweepPace } from './budget-words.js';
import { dayWords } from './day-words.js';
import { eventWords } from './event-words.js';
import { caughtUpWords } from './lateness-words.js';
import { runWords } from './run-words.js';
import { wayWords } from './way-words.js';

/** `collected`: approvals were listed at least once; before that today is unknown. */
type Today = Completeness['today'] & { collected: boolean };
const MOST_REASONS = 2;

/** Formats "10:42:16"; adds the day if it was not today. */
export const precise = (at: number, now: number): string => (fullDate(at) === fullDate(now) ? clock(at) : dateTime(at));

/** Returns the gap between today's finished approvals in DingTalk and those in the ledger. */
export function gapOf({ finished, ledger, unexplained, reading, collected }: Today) {
  const count = finished.count - ledger.count;
  const fen = toFen(finished.amount) - toFen(ledger.amount);
  return {
    count,
    /** Null if the missing approvals have no amount: "−0.00" would mean that they are worth nothing. */
    amount: count > 0 && fen === 0n && (finished.unknown ?? 0) > 0 ? null : fromFen(fen),
    tone: unexplained.count > 0 ? 'bad' : reading.count > 0 || !collected || finished.count === 0 ? 'mut' : 'ok',
  } as const;
}

/** Texts of today on 采集: both sums, the gap between them, and the age of the numbers. */
export const todayWords = {
  title: '今天是否完整',
  finished: PAGE_TERMS.dingtalkFinished,
  ledger: PAGE_TERMS.ledger,
  finishedOf: (n: number, at: string | null) => `${count(n)} 条${at === null ? '' : `，今天到 ${at}`}`,
  ledgerOf: ({ ledger, unexplained, reading, collected }: Today) =>
    `${count(ledger.count)} 条${
      unexplained.count > 0
        ? `，漏 ${count(unexplained.count)} 条`
        : reading.count > 0
          ? '，正在收'
          : collected
            ? '，没有漏的'
            : ''
    }`,
  less: ({ finished, ledger, collected }: Today) => {
    if (!collected) return runWords.none;
    if (finished.count === 0) return '今天还没有完成的审批';
    return finished.count === ledger.count ? '一条不少' : `少 ${count(finished.count - ledger.count)} 条`;
  },
  unknown: plainWords.unknownAmount,
  why: ({ finished, leftOut, settled, unexplained, reading, reasons, collected }: Today): string => {
    if (unexplained.count > 0) return `${count(unexplained.count)} 条没有说明`;
    if (reading.count > 0) return wayWords.reading(reading.count);
    if (!collected) return '启用方案后自动采集';
    if (finished.count === 0) return '';
    if (leftOut.count + settled.count === 0) return '金额一致';
    const told = [
      ...reasons.slice(0, MOST_REASONS).map(({ reason }) => reason),
      ...(settled.count > 0 ? ['读不到，已说明'] : []),
    ];
    return `有说明：${told.join('；')}${reasons.length > MOST_REASONS ? ' 等' : ''}`;
  },
  toDays: dayWords.notice.go,
} as const;

/** Texts about the age of the numbers: by events, and by what replaces them. */
export const freshWords = {
  title: eventWords.title,
  head: ({ mode, state, since }: EventChannel, now: number): string => {
    if (mode === 'off') return '没有开事件推送';
    if (mode === 'http') return state === 'down' ? '钉钉送来的消息没有收' : '事件推送由钉钉送来';
    if (state === 'ok') return '事件推送正常';
    if (state === 'unknown') return '正在连接事件推送';
    return since === null ? '事件推送断了' : `事件推送断了 ${waiting(since, now)}`;
  },
  last: ({ mode, state, lastEventAt }: EventChannel, budget: CallBudget, now: number, again: string): string => {
    const last = mode === 'off' ? '' : lastEventAt === null ? '还没有来过' : `最近一条 ${precise(lastEventAt, now)}`;
    const late = budget.spent
      ? caughtUpWords(again)
      : budget.kept
        ? `额度留给回写，${again} 恢复后补齐`
        : mode !== 'off' && state !== 'down' && lastEventAt !== null && budget.events.outlook !== 'used-up'
          ? '通常几秒可见'
          : budget.seenWithinMs === null
            ? '要有人按“现在采集”'
            : `${state === 'down' ? '现在' : ''}最迟 ${span(budget.seenWithinMs)}可见`;
    return last === '' ? late : `${last}，${late}`;
  },
  beside: (
    { mode, state }: EventChannel,
    { spent, kept, headEveryMs, seenWithinMs, seenWithoutEventsMs, events }: CallBudget,
    nextAt: number | null,
  ): string => {
    const waits = events.waiting > 0 ? `${count(events.waiting)} 条事件等着取。` : '';
    if (spent || kept || headEveryMs === null) return waits;
    if (mode === 'off' || state !== 'ok')
      return `${waits}${sweepPace(headEveryMs, seenWithinMs, '补一遍')}${nextAt === null ? '' : `，下一次 ${hourMinute(nextAt)}`}`;
    return `${waits}事件断了也不会漏，最迟 ${span(seenWithoutEventsMs ?? headEveryMs)}补到`;
  },
  /** Details beside the state. */
  closer: ({ state, since, holder, sentence }: EventChannel, now: number): string =>
    [
      ...(sentence === null ? [] : [sentence]),
      ...(state === 'ok' && since !== null ? [`从 ${precise(since, now)} 起没有断过`] : []),
      ...(holder === null ? [] : [`由 ${holder.replace(/ (\d+)$/, ' 上的 $1 号进程')}接收`]),
    ].join('。'),
  /** Text at the top of the page while no events arrive. */
  down: ({ since }: EventChannel, now: number): string =>
    since === null ? '事件推送没有来。' : `事件推送 ${hourMinuteOrDay(since, now)} 起没有来。`,
  downMeans: ({ headWithoutEventsMs: every, seenWithoutEventsMs: within }: CallBudget): string =>
    `不会漏：${every === null || within === null ? '补扫会补上' : `${sweepPace(every, within, '补一遍')}，最迟 ${span(within)}可见`}；审核、推送、回写照常。`,
  see: '看连接',
} as const;

const hourMinuteOrDay = (at: number, now: number): string =>
  fullDate(at) === fullDate(now) ? hourMinute(at) : dateTime(at);
