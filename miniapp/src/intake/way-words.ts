import type { CallBudget, EventChannel, IntakeRun, IntakeWays } from '@dingdee/shared/intake';
import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import { editWords } from '../ui/edit-words.js';
import { count, dateTime, fullDate, hourMinute } from '../ui/formats.js';
import { span, sweepPace } from './budget-words.js';
import { eventWords } from './event-words.js';
import { latenessWords } from './lateness-words.js';
import { runWords } from './run-words.js';

type Kind = IntakeRun['kind'];
type Way = IntakeWays['items'][number];
type Planned = Pick<CallBudget, 'spent' | 'headEveryMs' | 'seenWithinMs' | 'lookBackEveryMs' | 'events'>;

const WAYS: Readonly<Record<Kind, { name: string; what: string }>> = {
  event: { name: eventWords.title, what: '审批一结束，钉钉就通知' },
  head: { name: PAGE_TERMS.newApprovals, what: '按发起时间列一遍，补事件漏的' },
  'look-back': { name: '回看', what: latenessWords.columns.late },
  manual: { name: runWords.runNow, what: '有人按了“现在采集”' },
  open: { name: '还在审批的', what: '隔一阵再读一次' },
  amendments: { name: runWords.amendments, what: '停用的方案，只收撤销和修改' },
  'back-fill': { name: PAGE_TERMS.backFill, what: '取进隔离区，不推送' },
};

/** Texts of the ways by which today's approvals arrived. */
export const wayWords = {
  title: '从哪条路到的',
  hint: '今天。同一条审批从两条路到，只记一次',
  columns: {
    way: '途径',
    state: '状态',
    last: editWords.lastTime,
    next: '下一次',
    seen: '看到',
    created: '新收',
    known: '收过',
    skipped: '不采集',
    failed: '没读到',
    latest: '最迟多久可见',
  },
  total: '合计',
  name: (kind: Kind, lookBackDays: number | null) =>
    kind === 'look-back' && lookBackDays !== null ? `回看 ${lookBackDays} 天` : WAYS[kind].name,
  what: (kind: Kind) => WAYS[kind].what,
  state: ({ kind }: Way, channel: string, { spent, headEveryMs, seenWithinMs, lookBackEveryMs }: Planned): string => {
    if (kind === 'event') return channel;
    const every = kind === 'head' ? headEveryMs : kind === 'look-back' ? lookBackEveryMs : undefined;
    if (every === undefined) return '';
    if (every === null) return '没有开';
    return spent ? '额度用完，停着' : sweepPace(every, kind === 'head' ? seenWithinMs : null);
  },
  reading: (n: number) => `正在读 ${count(n)} 条`,
  next: ({ kind, nextAt }: Way, { mode, state }: Pick<EventChannel, 'mode' | 'state'>, now: number): string => {
    if (kind === 'event') return mode === 'http' || state === 'ok' ? '随时' : '—';
    if (nextAt === null) return '—';
    return fullDate(nextAt) === fullDate(now) ? hourMinute(nextAt) : dateTime(nextAt);
  },
  /** A promise, not a measurement. */
  latest: (
    { kind }: Way,
    { mode, state }: Pick<EventChannel, 'mode' | 'state'>,
    { spent, seenWithinMs, events }: Planned,
  ) => {
    if (kind === 'event') return events.outlook !== 'used-up' && (mode === 'http' || state === 'ok') ? '几秒' : '—';
    if (kind === 'head') return spent || seenWithinMs === null ? '—' : span(seenWithinMs);
    return kind === 'look-back' ? '下一次回看' : '';
  },
} as const;
