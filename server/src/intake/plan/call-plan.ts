import { beijingDate, dayStart, monthOf } from '../../domain/beijing-time.js';
import { scarceShare } from '../scope/sweep-budget.js';
import { OLDER_LOOK_EVERY_MS } from '../scope/sweep-window.js';
import { isLastDay, lookBackDueAt, lookBacksIn, wholeGaps } from './month-end.js';

/** The load of one form, estimated from the approvals that have come. */
export interface FormLoad {
  schemeId: string;
  /** Number of approvals that finish on an average day. */
  perDay: number;
  /** Number of finished approvals among the launches that a look-back lists. */
  inLookBack: number;
  /** Number of running approvals launched before the swept range, about which DingTalk is asked now and then (decision 129). */
  older?: number;
  /** Estimated number of approvals that have finished late since the last look-back and are not read yet; the next one will find them. */
  unread?: number;
  /** Start of the last completed look-back, in Unix ms; null without one. */
  lookedBackAt?: number | null;
}

export interface MonthSoFar {
  now: number;
  /** When the next calendar month (Beijing) begins. */
  monthEnd: number;
  /** Calls that DingTalk allows in a month; `used` is the number of calls used so far. */
  limit: number;
  used: number;
  /** Calls a day for other work than approvals: files, forms, notices. */
  otherPerDay: number;
  /** Percent of the limit that is kept for write-backs (DINGTALK_RESERVE_PERCENT). */
  reserve: number;
  /** Estimated number of approvals that have finished and are not read yet; a look-back will find them. */
  unread: number;
  /** Number of approvals that are read and whose comment is still to be written. */
  owed: number;
  /** Share of the approvals that are asked about before the send because nothing listened to their form (decision 123). */
  asked: number;
  /** Time since which events come without a break, in Unix ms; null if they do not. After a look-back since then nothing is asked about. */
  eventsSince: number | null;
  /** Start of the oldest of the forms' last look-backs, in Unix ms. */
  lookedBackAt: number;
}

/** Shortest intervals between two sweeps, in ms; 0 = the sweep never starts by itself. */
export interface Floors {
  headMs: number;
  lookBackMs: number;
  /** Interval of head sweeps where there are only few, if it is not that of SELDOM. */
  seldomHeadMs?: number;
}

/**
 * While events are relied upon, sweeps only prove that none was missed and need not be quick: an approval whose event was missed is found
 * within two hours, or within a day if it was launched long ago or the month's calls are scarce.
 */
const AS_PROOF = { headMs: 2 * 3_600_000, lookBackMs: 86_400_000, seldomHeadMs: 86_400_000 };

/** Returns the floors while events are relied upon; a sweep that is switched off stays off. */
export const asProof = ({ headMs, lookBackMs }: Floors): Floors => ({
  headMs: headMs === 0 ? 0 : Math.max(headMs, AS_PROOF.headMs),
  lookBackMs: lookBackMs === 0 ? 0 : Math.max(lookBackMs, AS_PROOF.lookBackMs),
  seldomHeadMs: AS_PROOF.seldomHeadMs,
});

export const PLAN_LEVELS = ['ample', 'slower', 'scarce'] as const;

export interface CallPlan {
  /**
   * Intervals in ms for one form: between two head sweeps over recent launches, and between two look-backs over all launches that may still finish.
   */
  headEveryMs: number;
  lookBackEveryMs: number;
  level: (typeof PLAN_LEVELS)[number];
  /** Calls used by the end of the month if every day is like the days so far. */
  forecast: number;
  /**
   * Whether the month's calls do not last even with the fewest sweeps. What is asked about because nothing listened does not count: the share
   * so far is not that of the days to come, and where calls for it lack, some approvals wait for the next month.
   */
  short: boolean;
  /** Whether four sweeps a day are too many for the month: there are fewer, and none of them reaches further back than one page. */
  tight: boolean;
  /** Whether each approval is read once more before its bill is sent. */
  recheck: boolean;
  /**
   * Whether a look-back now saves more calls than it costs: what finished before events came is still asked about before the send, until a
   * look-back has found it. Events are taken to go on for as long as they have come.
   */
  proofPays: boolean;
  /**
   * Set on the month's last day if its calls do not last for a look-back and what it would find: the pages that the last deep head sweep of
   * each form may list instead. Null otherwise.
   */
  lastPages: number | null;
}

/** When approvals are read again before the send (SOURCE_RECHECK): never · if the month's calls still last · always. */
export type Recheck = 'off' | 'quota' | 'always';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Low rate: four head sweeps a day, and one look-back in half a month for approvals that take longer than a few days. */
const SELDOM = { head: 6 * HOUR_MS, lookBack: 15 * DAY_MS };
/**
 * Hours of the Beijing day in which the fewest sweeps run. What is read at night waits for people until the morning, and by then DingTalk
 * has to be asked about it again, a third call (decision 123).
 */
const BY_DAY = { from: 7.5 * HOUR_MS, to: 18 * HOUR_MS };
/** Factor on intervals, so that a timer that fires slightly early still counts. */
export const SLACK = 0.9;
/** Lowest rate, for a month whose calls last by nothing else (many forms with many approvals). */
const FEWEST_HEAD_MS = DAY_MS;
/** Days differ and a forecast is off by up to a tenth: only beyond that the saving is given up, and the month said to be short. */
const GIVEN_UP_SHARE = 1.1;
/**
 * Sweeps beyond the lowest rate aim at this share of the month's calls. If approvals alone reach it, sweeps are slower and aim at the next
 * share; from that on only the fewest sweeps run, and the rest is left for write-backs (product.md §6). A month that reaches it as late as
 * in its last days is one that was aimed at it: what it has left is not given to sweeps.
 */
const SLOWER = { share: 0.7, head: HOUR_MS, lookBack: 4 * HOUR_MS, lastDays: 5 };
/** Calls per approval: its detail and its comment, plus one if it is read again before its bill is sent. */
const CALLS_EACH = { once: 2, again: 3 };
const PAGE = 20;
/** Ids on a page of a look-back, which leaves place for approvals that have finished since (on-one-page.ts). */
const LOOK_BACK_PAGE = 19;
/** Windows that cover a year without the days of a look-back; one list covers 120 days. */
const OLDER_WINDOWS = 3;
/** A head sweep reaches back so far that its only page holds about this many ids. The first sweep of a day reaches back ONCE_A_DAY_MS. */
const ON_A_PAGE = 15;
export const ONCE_A_DAY_MS = 3 * DAY_MS;
/** Time of the Beijing day in ms (06:00). The first sweep after it reaches back further, before anybody is at work. */
const MORNING_MS = 6 * HOUR_MS;
/** Look-backs so far apart are planned as a whole number a month: one more is a good part of what they cost. */
const FEW_MS = 3 * DAY_MS;
/** Share of the calls beyond the fewest sweeps that goes to one look-back a day, so that nothing waits longer than that. */
const FOR_DAILY = 0.6;

/**
 * Spreads the month's remaining calls, after details and comments, over the sweeps of all forms: as often as the floors allow if there are
 * plenty, four times a day if not, and once a day if the month lasts only that way. Pure.
 * @param lookMs interval in ms at which the schedule checks whether a sweep is due
 */
export function planCalls(
  month: MonthSoFar,
  forms: readonly FormLoad[],
  floors: Floors,
  wanted: Recheck = 'off',
  lookMs = looksEvery(floors),
): CallPlan {
  const few = fewOf(floors);
  const dear = costsOf(month, forms, floors, CALLS_EACH.again);
  // The recheck is not done at all if it would take the calls of approvals that come or are still unread, or of comments.
  const affordable =
    month.used < month.limit * scarceShare(month) &&
    usedAtEnd(month, dear, () => few) <= month.limit * scarceShare(month);
  const recheck = wanted === 'always' || (wanted === 'quota' && affordable);
  const costs = recheck ? dear : costsOf(month, forms, floors, CALLS_EACH.once, isHeard(month) ? 0 : month.asked);
  const pace = paceOf(month, costs, floors, lookMs);
  const least = leastOf(month, costs, floors);
  const withLeast = usedAtEnd(month, costs, () => least);
  const needed = recheck ? dear : costsOf(month, forms, floors, CALLS_EACH.once);
  return {
    headEveryMs: pace.head,
    lookBackEveryMs: pace.lookBack,
    level: levelOf(pace, few, floors),
    forecast: Math.round(usedAtEnd(month, costs, (now) => paceOf(now, costs, floors, lookMs))),
    short: !canLast(month, needed, floors),
    tight: pace.tight === true,
    recheck,
    proofPays: proofPays(month, costs, pace, floors),
    lastPages: lastPagesOf(month, costs, least, withLeast, forms.length),
  };
}

function proofPays(month: MonthSoFar, { asking, lookBack }: Costs, pace: Pace, { lookBackMs }: Floors): boolean {
  const { now, monthEnd, eventsSince, lookedBackAt } = month;
  if (eventsSince === null || isHeard(month)) return false;
  const planned = Math.min(monthEnd, lookBackDueAt(lookedBackAt, pace.lookBack, lookBackMs));
  return (asking * Math.min(now - eventsSince, planned - now)) / DAY_MS > lookBack;
}

function lastPagesOf(month: MonthSoFar, costs: Costs, least: Pace, atEnd: number, forms: number): number | null {
  const { now, monthEnd, limit, lookedBackAt } = month;
  if (!isLastDay(now, monthEnd) || atEnd <= limit) return null;
  // The deep sweep stands for the look-back, if one is still due, and for one head sweep.
  const counted = looksOf(costs, { from: now, to: monthEnd, last: lookedBackAt }, least).calls;
  return Math.max(0, Math.floor((limit - atEnd + counted + costs.head) / Math.max(1, forms)));
}

/** Returns from how many used calls on head sweeps are slower, and their interval in ms then; null if they are off. */
export function stepsOf({ limit, reserve }: Pick<MonthSoFar, 'limit' | 'reserve'>, { headMs }: Floors) {
  const every = (ms: number) => (headMs === 0 ? null : Math.max(ms, headMs));
  return {
    slower: { from: Math.ceil(limit * SLOWER.share), headEveryMs: every(SLOWER.head) },
    scarce: { from: Math.ceil(limit * scarceShare({ reserve })), headEveryMs: every(SELDOM.head) },
  };
}

/** Returns the level of a pace. A sweep that is switched off does not count. */
function levelOf(pace: Pace, least: Pace, { headMs, lookBackMs }: Floors): CallPlan['level'] {
  const often = (ms: number, floor: number) => floor === 0 || ms <= floor;
  if (often(pace.head, headMs) && often(pace.lookBack, lookBackMs)) return 'ample';
  const seldom = headMs > 0 ? pace.head >= least.head : pace.lookBack >= least.lookBack;
  return seldom ? 'scarce' : 'slower';
}

/** Returns how often the schedule checks for due sweeps, in ms: the shorter floor. */
export const looksEvery = ({ headMs, lookBackMs }: Floors): number =>
  Math.min(...[headMs, lookBackMs].filter((ms) => ms > 0), DAY_MS);

/**
 * Calls: `rest` a day for other work than sweeps, `asking` a day beside it while nothing listens, `morning` for the first sweep of a day
 * beyond its page, `head` and `lookBack` for one sweep of that kind over all forms, `due` once for what has come and is not read or not
 * commented on.
 */
interface Costs {
  rest: number;
  asking: number;
  due: number;
  floorMs: number;
  morning: number;
  head: number;
  lookBack: number;
}

interface Pace {
  head: number;
  lookBack: number;
  tight?: boolean;
}

function costsOf(month: MonthSoFar, forms: readonly FormLoad[], floors: Floors, callsEach: number, asked = 0): Costs {
  const sum = (of: (load: FormLoad) => number) => forms.reduce((total, load) => total + of(load), 0);
  return {
    rest: month.otherPerDay + sum(({ perDay, older = 0 }) => callsEach * perDay + olderPerDay(older)),
    asking: asked * sum(({ perDay }) => perDay),
    due: (callsEach + asked) * month.unread + (callsEach + asked - 1) * month.owed,
    floorMs: floors.lookBackMs,
    morning: sum(({ perDay }) => pagesOf((perDay * ONCE_A_DAY_MS) / DAY_MS) - 1),
    head: floors.headMs === 0 ? 0 : forms.length,
    lookBack: floors.lookBackMs === 0 ? 0 : sum(({ inLookBack }) => pagesOf(inLookBack, LOOK_BACK_PAGE)),
  };
}

const fewOf = ({ headMs, lookBackMs, seldomHeadMs = SELDOM.head }: Floors): Pace => ({
  head: Math.max(seldomHeadMs, headMs),
  lookBack: Math.max(SELDOM.lookBack, lookBackMs),
});

/**
 * Returns the lowest pace: four sweeps a day, or one beside events; one a day that reaches no further than its page if the month lasts only
 * that way, and the former again if nothing makes it last.
 */
function leastOf(month: MonthSoFar, costs: Costs, floors: Floors): Pace {
  const few = fewOf(floors);
  const withFew = usedAtEnd(month, costs, () => few);
  if (withFew <= month.limit) return few;
  const fewest = { ...few, head: Math.max(few.head, FEWEST_HEAD_MS), tight: true };
  const withFewest = usedAtEnd(month, costs, () => fewest);
  if (withFewest > month.limit * GIVEN_UP_SHARE) return few;
  return fewest;
}

/** Returns whether the month's calls last with the fewest sweeps. */
function canLast(month: MonthSoFar, costs: Costs, floors: Floors): boolean {
  const least = leastOf(month, costs, floors);
  return least.tight === true || usedAtEnd(month, costs, () => least) <= month.limit;
}

/** Returns whether events tell of what finishes, and a look-back has found what finished before them: nothing is asked about then. */
const isHeard = ({ eventsSince, lookedBackAt }: MonthSoFar): boolean =>
  eventsSince !== null && lookedBackAt >= eventsSince;

/** Returns the calls a day for other work than sweeps. */
const restOf = ({ rest, asking }: Costs, month: MonthSoFar): number => (isHeard(month) ? rest : rest + asking);

function paceOf(month: MonthSoFar, costs: Costs, floors: Floors, lookMs: number): Pace {
  const least = leastOf(month, costs, floors);
  if (least.tight) return least;
  const share = month.used / month.limit;
  const slow = share >= SLOWER.share;
  const until = { from: month.now, to: month.monthEnd, last: month.lookedBackAt };
  const fewest = looksOf(costs, until, least).calls / daysLeft(month) + headsPerDay(costs, least);
  const freeUpTo = (most: number) =>
    (month.limit * most - month.used - costs.due) / daysLeft(month) - restOf(costs, month) - fewest;
  const isAimed = share < scarceShare(month) && (!slow || isReachedLate(month));
  const free = share >= scarceShare(month) ? 0 : freeUpTo(isAimed ? SLOWER.share : scarceShare(month));
  // The promised interval is a multiple of `lookMs`, because the schedule checks only that often.
  const promised = (ms: number, floor: number) => (ms <= floor ? floor : Math.ceil(ms / lookMs) * lookMs);
  if (free <= 0) {
    // What the last day of a scarce month leaves is worth nothing in the next one: its reserve goes to head sweeps.
    const more = isLastDay(month.now, month.monthEnd) && !isAimed ? freeUpTo(1) : 0;
    if (more <= 0) return least;
    const most = Math.max(floors.headMs, SLOWER.head);
    return { ...least, head: promised(every(costs.head, more, least.head, most).ms, floors.headMs) };
  }
  const pace = spread(free, costs, least, {
    head: Math.max(floors.headMs, slow ? SLOWER.head : 0),
    lookBack: Math.max(floors.lookBackMs, slow ? SLOWER.lookBack : 0),
  });
  const few = pace.lookBack >= FEW_MS;
  const gaps = few ? wholeGaps(month.lookedBackAt, pace.lookBack, least.lookBack) : pace.lookBack;
  return {
    head: promised(pace.head, floors.headMs),
    lookBack: Math.min(promised(gaps, floors.lookBackMs), least.lookBack),
  };
}

/** Returns whether calls used as evenly as so far reach the share that sweeps aim at only in the month's last days. */
function isReachedLate({ now, monthEnd, used, limit }: MonthSoFar): boolean {
  const start = monthOf(now);
  const reachedAt = start + ((now - start) * limit * SLOWER.share) / Math.max(1, used);
  return reachedAt >= monthEnd - SLOWER.lastDays * DAY_MS;
}

/** Forecasts the calls used by the end of the month, day by day, because the pace changes as calls are used. */
function usedAtEnd(month: MonthSoFar, costs: Costs, pace: (month: MonthSoFar) => Pace): number {
  let { now, used, lookedBackAt } = month;
  while (now < month.monthEnd) {
    const next = Math.min(now + DAY_MS, month.monthEnd);
    const current = pace({ ...month, now, used, lookedBackAt });
    const looks = looksOf(costs, { from: now, to: next, last: lookedBackAt }, current);
    const rest = restOf(costs, { ...month, lookedBackAt });
    used += ((rest + headsPerDay(costs, current)) * (next - now)) / DAY_MS + looks.calls;
    lookedBackAt = looks.last;
    now = next;
  }
  return used + costs.due;
}

const daysLeft = ({ now, monthEnd }: MonthSoFar): number => Math.max(monthEnd - now, HOUR_MS) / DAY_MS;

const headsPerDay = ({ head, morning }: Costs, pace: Pace): number =>
  (pace.tight ? 0 : morning) + (head * DAY_MS) / pace.head;

/** Returns the calls of the look-backs in that time. A look-back lists everything that a head sweep would, so it replaces one. */
function looksOf({ lookBack, head, floorMs }: Costs, time: { from: number; to: number; last: number }, pace: Pace) {
  if (lookBack === 0) return { calls: 0, last: time.last };
  const { count, last } = lookBacksIn(time, pace.lookBack, floorMs);
  const heads = head * Math.min(count, (time.to - time.from) / pace.head);
  return { calls: lookBack * count - heads, last };
}

/**
 * Returns when the next head sweep is due, in Unix ms. The fewest sweeps (level scarce) run by day only, and twice as often there.
 * @param newest start of the last sweep, in Unix ms. @param floorMs shortest interval, as set by an administrator. @param slack factor on
 * the interval.
 */
export function headDueAt(
  newest: number,
  { headEveryMs, level }: Pick<CallPlan, 'headEveryMs' | 'level'>,
  floorMs: number,
  slack = 1,
): number {
  if (level !== 'scarce') return newest + headEveryMs * slack;
  const due = newest + Math.max(floorMs, headEveryMs / 2) * slack;
  const day = dayStart(beijingDate(due));
  if (due >= day + BY_DAY.to) return day + DAY_MS + BY_DAY.from;
  return Math.max(due, day + BY_DAY.from);
}

/**
 * Returns the longest time between two head sweeps, in ms: where there are only few, the night counts as well.
 * @param floorMs shortest interval, as set by an administrator.
 */
export function headWithinMs({ headEveryMs, level }: Pick<CallPlan, 'headEveryMs' | 'level'>, floorMs: number): number {
  if (level !== 'scarce') return headEveryMs;
  const night = DAY_MS - BY_DAY.to + BY_DAY.from;
  const gap = Math.max(floorMs, headEveryMs / 2);
  return gap > DAY_MS ? gap + night : Math.min(DAY_MS, gap + night);
}

/** Returns the last time in Unix ms at which it was six in the morning in Beijing. */
export const morningOf = (now: number): number => dayStart(beijingDate(now - MORNING_MS)) + MORNING_MS;

/**
 * Returns how far back a head sweep lists, in whole ms: as far as one page goes, which is paid for anyway, and once a day three
 * days whatever they cost, if the month allows it.
 * @param last when the newest launches were last listed, in Unix ms; null if never.
 * @param lastPages what the plan says of the month's last day; the first sweep of that day lists so many pages.
 */
export function headReachMs(
  perDay: number,
  lookBackMs: number,
  now: number,
  last: number | null,
  tight = false,
  lastPages: number | null = null,
): number {
  const page = perDay <= 0 ? lookBackMs : Math.round((ON_A_PAGE / perDay) * DAY_MS);
  const firstToday = last !== null && last < morningOf(now);
  if (!firstToday) return Math.min(lookBackMs, page);
  return Math.min(lookBackMs, Math.max(page * Math.max(1, lastPages ?? 1), tight ? 0 : ONCE_A_DAY_MS));
}

/** Returns the time in ms in which about one page of a form is launched, a day at least; null if nothing comes of the form. */
export function turnMs({ perDay, inLookBack }: FormLoad, lookBackDays: number): number | null {
  const launches = Math.max(perDay, inLookBack / lookBackDays);
  return launches <= 0 ? null : Math.max(DAY_MS, Math.round((PAGE / launches) * DAY_MS));
}

/**
 * Spreads the free calls: first look-backs up to one a day, then head sweeps, then look-backs again with the rest.
 * @param free calls a day beyond the fewest sweeps. @param least the lowest pace. @param most the highest pace.
 */
function spread(free: number, cost: Costs, least: Pace, most: Pace): Pace {
  const beyond = cost.lookBack - cost.head;
  const daily = Math.min(least.lookBack, Math.max(DAY_MS, most.lookBack));
  const first = every(beyond, free * FOR_DAILY, least.lookBack, daily);
  const heads = every(cost.head, free - first.spent, least.head, most.head);
  return { head: heads.ms, lookBack: every(beyond, free - heads.spent, least.lookBack, most.lookBack).ms };
}

function every(cost: number, extra: number, seldomMs: number, floorMs: number): { ms: number; spent: number } {
  if (cost <= 0) return { ms: floorMs === 0 ? seldomMs : floorMs, spent: 0 };
  const least = (cost * DAY_MS) / seldomMs;
  const ms = Math.min(seldomMs, Math.max(floorMs, (cost * DAY_MS) / (least + Math.max(0, extra))));
  return { ms, spent: (cost * DAY_MS) / ms - least };
}

/**
 * Returns the calls a day for older running approvals: their list in OLDER_WINDOWS windows, of which one with several pages is read twice,
 * and in the end the detail and the comment of each, spread over the year in which it is listed.
 */
function olderPerDay(running: number): number {
  if (running === 0) return 0;
  const pages = pagesOf(running);
  const look = OLDER_WINDOWS - 1 + (pages > 1 ? 2 * pages : 1);
  return (look * DAY_MS) / OLDER_LOOK_EVERY_MS + (CALLS_EACH.once * running) / 365;
}

const pagesOf = (ids: number, page = PAGE): number => Math.max(1, Math.ceil(ids / page));
