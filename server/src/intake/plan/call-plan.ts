import { beijingDate, dayStart } from '../../domain/beijing-time.js';

/** How much is listed of one form, from what has come of it. */
export interface FormLoad {
  schemeId: string;
  /** Approvals that finish on an average day. */
  perDay: number;
  /** Finished ones among the launches that a look-back lists. */
  inLookBack: number;
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
}

/** Never oftener than this; 0 = never by itself. */
export interface Floors {
  headMs: number;
  lookBackMs: number;
}

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
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** The fewest: four sweeps a day, and a look-back in two weeks, for approvals that take longer than a few days. */
const SELDOM = { head: 6 * HOUR_MS, lookBack: 14 * DAY_MS };
/**
 * Sweeps beyond the fewest aim at this share of the month's calls. Where approvals alone take it there, they are slower and aim at the
 * next; from that on there are only the fewest, and 10 % are left for write-backs (product.md §6).
 */
const SLOWER = { share: 0.7, head: HOUR_MS, lookBack: 4 * HOUR_MS };
const SCARCE_SHARE = 0.9;
/** An approval costs its detail and its comment. */
const CALLS_EACH = 2;
const PAGE = 20;
/** A head sweep reaches back so far that about so many are on its only page; the first of a day reaches these days back. */
const ON_A_PAGE = 15;
const ONCE_A_DAY_MS = 3 * DAY_MS;
/** The first sweep after this hour of Beijing's day is the one: before anybody is at work. */
const MORNING_MS = 6 * HOUR_MS;
/** Of what can be spent beyond the fewest sweeps: for one look-back a day, so that nothing waits longer. */
const FOR_DAILY = 0.6;

/**
 * Spreads what the month has left, after details and comments, over the sweeps of all forms: as often as the floors allow where there
 * is plenty, never less than four times a day. Pure.
 */
export function planCalls(month: MonthSoFar, forms: readonly FormLoad[], floors: Floors): CallPlan {
  const costs = costsOf(month, forms, floors);
  const pace = paceOf(month, costs, floors);
  const least = { head: Math.max(SELDOM.head, floors.headMs), lookBack: Math.max(SELDOM.lookBack, floors.lookBackMs) };
  const ample = pace.head <= floors.headMs && pace.lookBack <= floors.lookBackMs;
  return {
    headEveryMs: pace.head,
    lookBackEveryMs: pace.lookBack,
    level: ample ? 'ample' : pace.head >= least.head ? 'scarce' : 'slower',
    forecast: Math.round(usedAtEnd(month, costs, (now) => paceOf(now, costs, floors))),
    short: usedAtEnd(month, costs, () => least) > month.limit,
  };
}

/** Calls a day that are not for sweeping, and of one sweep of each kind over all forms. */
interface Costs {
  rest: number;
  head: number;
  lookBack: number;
}

interface Pace {
  head: number;
  lookBack: number;
}

function costsOf(month: MonthSoFar, forms: readonly FormLoad[], floors: Floors): Costs {
  const sum = (of: (load: FormLoad) => number) => forms.reduce((total, load) => total + of(load), 0);
  return {
    rest: month.otherPerDay + sum(({ perDay }) => CALLS_EACH * perDay + pagesOf((perDay * ONCE_A_DAY_MS) / DAY_MS) - 1),
    head: floors.headMs === 0 ? 0 : forms.length,
    lookBack: floors.lookBackMs === 0 ? 0 : sum(({ inLookBack }) => pagesOf(inLookBack)),
  };
}

function paceOf(month: MonthSoFar, costs: Costs, floors: Floors): Pace {
  const least = { head: Math.max(SELDOM.head, floors.headMs), lookBack: Math.max(SELDOM.lookBack, floors.lookBackMs) };
  const share = month.used / month.limit;
  if (share >= SCARCE_SHARE) return least;
  const slow = share >= SLOWER.share;
  const aim = month.limit * (slow ? SCARCE_SHARE : SLOWER.share);
  const free = (aim - month.used) / daysLeft(month) - costs.rest - sweepsPerDay(costs, least);
  if (free <= 0) return least;
  const pace = spread(free, costs, least, {
    head: Math.max(floors.headMs, slow ? SLOWER.head : 0),
    lookBack: Math.max(floors.lookBackMs, slow ? SLOWER.lookBack : 0),
  });
  // Whether a sweep is due is looked at once in the shortest interval: what is promised is what that gives.
  const step = floors.headMs || floors.lookBackMs || 1;
  return { head: Math.ceil(pace.head / step) * step, lookBack: Math.ceil(pace.lookBack / step) * step };
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
const sweepsPerDay = ({ head, lookBack }: Costs, pace: Pace): number =>
  head * Math.max(0, DAY_MS / pace.head - DAY_MS / pace.lookBack) + (lookBack * DAY_MS) / pace.lookBack;

/**
 * How far back a head sweep lists: late finishers of the last days come with the page that is paid for anyway, and once a day those of
 * three days whatever they cost. @param last when the newest launches were last listed.
 */
export function headReachMs(perDay: number, lookBackMs: number, now: number, last: number | null): number {
  const page = perDay <= 0 ? lookBackMs : (ON_A_PAGE / perDay) * DAY_MS;
  const morning = dayStart(beijingDate(now - MORNING_MS)) + MORNING_MS;
  const firstToday = last !== null && last < morning;
  return Math.min(lookBackMs, firstToday ? Math.max(page, ONCE_A_DAY_MS) : page);
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

const pagesOf = (ids: number): number => Math.max(1, Math.ceil(ids / PAGE));
