import { beijingDate, dayStart } from '../../domain/beijing-time.js';
import { scarceShare } from '../scope/sweep-budget.js';
import { OLDER_LOOK_EVERY_MS } from '../scope/sweep-window.js';

/** How much is listed of one form, from what has come of it. */
export interface FormLoad {
  schemeId: string;
  /** Approvals that finish on an average day. */
  perDay: number;
  /** Finished ones among the launches that a look-back lists. */
  inLookBack: number;
  /** Running ones from before what is swept, of which is asked now and then (decision 129). */
  older?: number;
}

export interface MonthSoFar {
  now: number;
  /** When the next calendar month (Beijing) begins. */
  monthEnd: number;
  /** Calls that DingTalk allows in a month, and those used. */
  limit: number;
  used: number;
  /** Calls a day beside those that approvals cost: files, forms, notices. */
  otherPerDay: number;
  /** Percent of the limit that is kept for write-backs (DINGTALK_RESERVE_PERCENT). */
  reserve: number;
  /** Approvals that will have finished this month by now, as every day is, and that nobody has read yet: a look-back will find them. */
  unread: number;
}

/** Never oftener than this; 0 = never by itself. */
export interface Floors {
  headMs: number;
  lookBackMs: number;
}

/**
 * Where events are relied upon, sweeps are the proof that none was missed, and need not be quick: what an event did not tell is there
 * within two hours, or a day where it was launched long ago.
 */
const AS_PROOF = { headMs: 2 * 3_600_000, lookBackMs: 86_400_000 };

/** The floors while events are relied upon; what is switched off stays off. */
export const asProof = ({ headMs, lookBackMs }: Floors): Floors => ({
  headMs: headMs === 0 ? 0 : Math.max(headMs, AS_PROOF.headMs),
  lookBackMs: lookBackMs === 0 ? 0 : Math.max(lookBackMs, AS_PROOF.lookBackMs),
});

export const PLAN_LEVELS = ['ample', 'slower', 'scarce'] as const;

export interface CallPlan {
  /** Between two sweeps of one form over what was launched lately, and between two over all that may still finish. */
  headEveryMs: number;
  lookBackEveryMs: number;
  level: (typeof PLAN_LEVELS)[number];
  /** Calls used by the end of the month if every day is as these have been. */
  forecast: number;
  /** Even with the fewest sweeps the month's calls do not last. */
  short: boolean;
  /** Four sweeps a day are too many for the month: fewer, and none of them reaches further back than its page. */
  tight: boolean;
  /** Whether each approval is read once more before its bill is sent. */
  recheck: boolean;
}

/** Never · where the month lasts all the same · whatever it costs (SOURCE_RECHECK). */
export type Recheck = 'off' | 'quota' | 'always';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Few: four sweeps a day, and a look-back in two weeks, for approvals that take longer than a few days. */
const SELDOM = { head: 6 * HOUR_MS, lookBack: 14 * DAY_MS };
/** The fewest, for a month that lasts by nothing else: many forms of which much comes. So much of its calls is left for days that are fuller. */
const FEWEST_HEAD_MS = DAY_MS;
const TIGHT_SHARE = 0.95;
/** Days are not alike: a month is not given up for a forecast that is a little above it. */
const GIVEN_UP_SHARE = 1.05;
/**
 * Sweeps beyond the fewest aim at this share of the month's calls. Where approvals alone take it there, they are slower and aim at the
 * next; from that on there are only the fewest, and the rest is left for write-backs (product.md §6).
 */
const SLOWER = { share: 0.7, head: HOUR_MS, lookBack: 4 * HOUR_MS };
/** An approval costs its detail and its comment; one more where it is read again before its bill is sent. */
const CALLS_EACH = { once: 2, again: 3 };
const PAGE = 20;
/** A year but the days of a look-back, of which one list covers 120 days. */
const OLDER_WINDOWS = 3;
/** A head sweep reaches back so far that about so many are on its only page; the first of a day reaches these days back. */
const ON_A_PAGE = 15;
const ONCE_A_DAY_MS = 3 * DAY_MS;
/** The first sweep after this hour of Beijing's day is the one: before anybody is at work. */
const MORNING_MS = 6 * HOUR_MS;
/** Of what can be spent beyond the fewest sweeps: for one look-back a day, so that nothing waits longer. */
const FOR_DAILY = 0.6;

/**
 * Spreads what the month has left, after details and comments, over the sweeps of all forms: as often as the floors allow where there
 * is plenty, four times a day where there is not, and once a day where a month lasts by that alone. Pure.
 * @param lookMs how often is looked whether a sweep is due
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
  // Where it would take the calls of approvals that are still to come, or of their comments, it is not done at all.
  const affordable =
    month.used < month.limit * scarceShare(month) &&
    usedAtEnd(month, dear, () => few) <= month.limit * scarceShare(month);
  const recheck = wanted === 'always' || (wanted === 'quota' && affordable);
  const costs = recheck ? dear : costsOf(month, forms, floors, CALLS_EACH.once);
  const pace = paceOf(month, costs, floors, lookMs);
  return {
    headEveryMs: pace.head,
    lookBackEveryMs: pace.lookBack,
    level: levelOf(pace, few, floors),
    forecast: Math.round(usedAtEnd(month, costs, (now) => paceOf(now, costs, floors, lookMs))),
    short: !leastOf(month, costs, floors).tight && usedAtEnd(month, costs, () => few) > month.limit,
    tight: pace.tight === true,
    recheck,
  };
}

/** From how many used calls on sweeps of what was launched lately are slower, and how often they are then; null where they are off. */
export function stepsOf({ limit, reserve }: Pick<MonthSoFar, 'limit' | 'reserve'>, { headMs }: Floors) {
  const every = (ms: number) => (headMs === 0 ? null : Math.max(ms, headMs));
  return {
    slower: { from: Math.ceil(limit * SLOWER.share), headEveryMs: every(SLOWER.head) },
    scarce: { from: Math.ceil(limit * scarceShare({ reserve })), headEveryMs: every(SELDOM.head) },
  };
}

/** A sweep that is switched off is neither often nor seldom. */
function levelOf(pace: Pace, least: Pace, { headMs, lookBackMs }: Floors): CallPlan['level'] {
  const often = (ms: number, floor: number) => floor === 0 || ms <= floor;
  if (often(pace.head, headMs) && often(pace.lookBack, lookBackMs)) return 'ample';
  const seldom = headMs > 0 ? pace.head >= least.head : pace.lookBack >= least.lookBack;
  return seldom ? 'scarce' : 'slower';
}

/** In either interval is looked whether a sweep is due. */
export const looksEvery = ({ headMs, lookBackMs }: Floors): number =>
  Math.min(...[headMs, lookBackMs].filter((ms) => ms > 0), DAY_MS);

/** Calls a day that are not for sweeping, those for the first sweep of a day beyond its page, and of one sweep of each kind over all forms. */
interface Costs {
  rest: number;
  morning: number;
  head: number;
  lookBack: number;
}

interface Pace {
  head: number;
  lookBack: number;
  tight?: boolean;
}

function costsOf(month: MonthSoFar, forms: readonly FormLoad[], floors: Floors, callsEach: number): Costs {
  const sum = (of: (load: FormLoad) => number) => forms.reduce((total, load) => total + of(load), 0);
  return {
    rest: month.otherPerDay + sum(({ perDay, older = 0 }) => callsEach * perDay + olderPerDay(older)),
    morning: sum(({ perDay }) => pagesOf((perDay * ONCE_A_DAY_MS) / DAY_MS) - 1),
    head: floors.headMs === 0 ? 0 : forms.length,
    lookBack: floors.lookBackMs === 0 ? 0 : sum(({ inLookBack }) => pagesOf(inLookBack)),
  };
}

const fewOf = ({ headMs, lookBackMs }: Floors): Pace => ({
  head: Math.max(SELDOM.head, headMs),
  lookBack: Math.max(SELDOM.lookBack, lookBackMs),
});

/** Four sweeps a day; one where the month lasts by that alone, and four again where nothing makes it last. */
function leastOf(month: MonthSoFar, costs: Costs, floors: Floors): Pace {
  const few = fewOf(floors);
  // What is found late costs no less: a month that seems to have calls to spare on its tenth day may not.
  const most = month.limit * TIGHT_SHARE - month.unread * CALLS_EACH.once;
  const withFew = usedAtEnd(month, costs, () => few);
  if (withFew <= most || few.head >= FEWEST_HEAD_MS) return few;
  const fewest = { ...few, head: FEWEST_HEAD_MS, tight: true };
  const withFewest = usedAtEnd(month, costs, () => fewest);
  if (withFewest > month.limit * GIVEN_UP_SHARE) return few;
  return fewest;
}

function paceOf(month: MonthSoFar, costs: Costs, floors: Floors, lookMs: number): Pace {
  const least = leastOf(month, costs, floors);
  if (least.tight) return least;
  const share = month.used / month.limit;
  if (share >= scarceShare(month)) return least;
  const slow = share >= SLOWER.share;
  const aim = month.limit * (slow ? scarceShare(month) : SLOWER.share);
  const free = (aim - month.used) / daysLeft(month) - costs.rest - sweepsPerDay(costs, least);
  if (free <= 0) return least;
  const pace = spread(free, costs, least, {
    head: Math.max(floors.headMs, slow ? SLOWER.head : 0),
    lookBack: Math.max(floors.lookBackMs, slow ? SLOWER.lookBack : 0),
  });
  // What is promised is what comes of looking only so often.
  const promised = (ms: number, floor: number) => (ms <= floor ? floor : Math.ceil(ms / lookMs) * lookMs);
  return { head: promised(pace.head, floors.headMs), lookBack: promised(pace.lookBack, floors.lookBackMs) };
}

/** Day by day: the pace changes as the calls are used. */
function usedAtEnd(month: MonthSoFar, costs: Costs, pace: (month: MonthSoFar) => Pace): number {
  let { now, used } = month;
  while (now < month.monthEnd) {
    const next = Math.min(now + DAY_MS, month.monthEnd);
    used += ((costs.rest + sweepsPerDay(costs, pace({ ...month, now, used }))) * (next - now)) / DAY_MS;
    now = next;
  }
  return used;
}

const daysLeft = ({ now, monthEnd }: MonthSoFar): number => Math.max(monthEnd - now, HOUR_MS) / DAY_MS;

/** A look-back lists what a head sweep would have: it takes the place of one. */
const sweepsPerDay = ({ head, lookBack, morning }: Costs, pace: Pace): number =>
  (pace.tight ? 0 : morning) +
  head * Math.max(0, DAY_MS / pace.head - DAY_MS / pace.lookBack) +
  (lookBack * DAY_MS) / pace.lookBack;

/**
 * How far back a head sweep lists: late finishers of the last days come with the page that is paid for anyway, and once a day those of
 * three days whatever they cost, in a month that bears it. Whole milliseconds. @param last when the newest launches were last listed.
 */
export function headReachMs(
  perDay: number,
  lookBackMs: number,
  now: number,
  last: number | null,
  tight = false,
): number {
  const page = perDay <= 0 ? lookBackMs : Math.round((ON_A_PAGE / perDay) * DAY_MS);
  const morning = dayStart(beijingDate(now - MORNING_MS)) + MORNING_MS;
  const firstToday = last !== null && last < morning;
  return Math.min(lookBackMs, firstToday && !tight ? Math.max(page, ONCE_A_DAY_MS) : page);
}

/** How long it takes until about a page of a form is launched, a day at least, ms; null where nothing comes of it. */
export function turnMs({ perDay, inLookBack }: FormLoad, lookBackDays: number): number | null {
  const launches = Math.max(perDay, inLookBack / lookBackDays);
  return launches <= 0 ? null : Math.max(DAY_MS, Math.round((PAGE / launches) * DAY_MS));
}

/**
 * Look-backs towards one a day first, then head sweeps, then look-backs again with what is left.
 * @param free calls a day beyond the fewest sweeps. @param least the fewest. @param most how often at most.
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
 * Their list in as many windows as a year has, each of several pages read twice; and each in the end its detail and comment, spread over
 * the year in which it is listed.
 */
function olderPerDay(running: number): number {
  if (running === 0) return 0;
  const pages = pagesOf(running);
  const look = OLDER_WINDOWS - 1 + (pages > 1 ? 2 * pages : 1);
  return (look * DAY_MS) / OLDER_LOOK_EVERY_MS + (CALLS_EACH.once * running) / 365;
}

const pagesOf = (ids: number): number => Math.max(1, Math.ceil(ids / PAGE));
