import { asProof, type FormLoad, headDueAt, headReachMs, morningOf, planCalls } from './call-plan.js';
import { lookBackDueAt } from './month-end.js';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
export const MINUTE = 60_000;
export const FLOORS = { headMs: 15 * MINUTE, lookBackMs: 60 * MINUTE };
export const LOOK_BACK = 45 * DAY;
export const START = Date.UTC(2026, 10, 1) - 8 * 3_600_000;
export const END = START + 30 * DAY;

export const loadOf = (perMonth: number, schemeId = 'form'): FormLoad => ({
  schemeId,
  perDay: perMonth / 30,
  inLookBack: (perMonth / 30) * 45,
});
export const forms = (count: number, perMonth: number) =>
  Array.from({ length: count }, (_, i) => loadOf(perMonth, `form-${i}`));
export const month = (change: object = {}) => ({
  now: START,
  monthEnd: END,
  limit: 5000,
  used: 0,
  otherPerDay: 0,
  unread: 0,
  owed: 0,
  asked: 0,
  eventsSince: null,
  lookedBackAt: START,
  reserve: 10,
  ...change,
});

/** A month of 5,000 calls as `live` returns it. Each month is simulated once a file, however many rules look at it. */
export function lived(count: number, perMonth: number, events: Events | null = null): ReturnType<typeof live> {
  const key = JSON.stringify([count, perMonth, events]);
  const month = LIVED.get(key) ?? live(count, perMonth, events);
  LIVED.set(key, month);
  return month;
}
const LIVED = new Map<string, ReturnType<typeof live>>();
const LIMIT = 5000;

/**
 * Returns a month as the schedule lives through it, a quarter of an hour at a time: every approval is launched at its minute, passes hours
 * or days later, and costs its detail and its comment when a sweep has found it, or an event has told of it.
 */
function live(count: number, perMonth: number, events: Events | null) {
  const loads = forms(count, perMonth);
  let random = 20261127;
  const next = () => {
    random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
    return random / 2_147_483_648;
  };
  const approvals = loads.flatMap(({ schemeId }) =>
    Array.from({ length: Math.round((perMonth / 30) * 75) }, () => {
      const launched = END - next() * 75 * DAY;
      // Most pass within a day, some take weeks.
      const takes = next() < 0.8 ? next() * DAY : next() * 20 * DAY;
      const passed = launched + takes;
      return { schemeId, launched, passed, found: passed < START ? START : 0 };
    }).filter(({ passed }) => passed < END),
  );
  const ofForm = new Map(loads.map(({ schemeId }) => [schemeId, approvals.filter((one) => one.schemeId === schemeId)]));
  // Those that have passed and are not found: a few of thousands, which every quarter of an hour looks at.
  const toPass = approvals.filter(({ found }) => found === 0).sort((a, b) => b.passed - a.passed);
  let waiting: typeof approvals = [];
  let used = 0;
  let refused = 0;
  const spend = (calls: number) => {
    if (used + calls > LIMIT) refused += calls;
    else used += calls;
  };
  const last = new Map(loads.map(({ schemeId }) => [schemeId, { head: START, lookBack: START }]));
  const forecasts: number[] = [];
  let short = 0;
  let reliedFor = 0;
  for (let now = START; now < END; now += FLOORS.headMs) {
    const since = events === null ? null : cameSince(events, now);
    for (let one = toPass.at(-1); one && one.passed <= now; one = toPass.at(-1)) {
      toPass.pop();
      waiting.push(one);
    }
    waiting = waiting.filter(({ found }) => found === 0);
    for (const one of waiting)
      if (events !== null && isTold(events, one.passed) && used + 2 <= LIMIT) {
        one.found = one.passed;
        spend(2);
      }
    const trusted = since !== null && now - since >= HOUR;
    const relies = trusted && [...last.values()].every(({ lookBack }) => lookBack >= since);
    const unread = waiting.filter(({ found, launched, passed }) => found === 0 && passed - launched > 3 * DAY).length;
    const lookedBackAt = Math.min(...[...last.values()].map(({ lookBack }) => lookBack));
    const inMonth = month({ now, used, limit: LIMIT, unread, lookedBackAt });
    const plan = planCalls(inMonth, loads, relies ? asProof(FLOORS) : FLOORS, 'off', FLOORS.headMs);
    if (relies) reliedFor += FLOORS.headMs;
    if (now === START + 10 * DAY) forecasts.push(plan.forecast);
    if (short === 0 && plan.short) short = now;
    for (const { schemeId, perDay } of loads) {
      const swept = last.get(schemeId) ?? { head: 0, lookBack: 0 };
      // As the schedule does: what finished while no events came is looked for at once, four times a day at most.
      const owed = trusted && swept.lookBack < since && plan.level !== 'scarce' && now - swept.lookBack >= 6 * HOUR;
      const due = now >= lookBackDueAt(swept.lookBack, plan.lookBackEveryMs, FLOORS.lookBackMs);
      const whole = owed || (due && plan.lastPages === null);
      const newest = Math.max(swept.head, swept.lookBack);
      const deep = due && plan.lastPages !== null && newest < morningOf(now);
      if (!whole && !deep && now < headDueAt(newest, plan, FLOORS.headMs)) continue;
      const wanted = headReachMs(perDay, LOOK_BACK, now, swept.head, plan.tight, plan.lastPages);
      const reach = whole ? LOOK_BACK : Math.max(wanted, now - swept.head + 10 * MINUTE);
      const own = ofForm.get(schemeId) ?? [];
      const listed = own.filter((one) => one.launched >= now - reach && one.passed <= now);
      if (used < LIMIT) {
        spend(Math.max(1, Math.ceil(listed.length / 20)));
        for (const one of listed.filter(({ found }) => found === 0)) {
          one.found = now;
          spend(2);
        }
      }
      swept.head = now;
      if (whole) swept.lookBack = now;
    }
  }
  const due = approvals.filter(({ passed }) => passed >= START);
  const untold = events === null ? [] : due.filter(({ passed }) => !isTold(events, passed));
  const untoldWaits = untold.map(({ found, passed }) => (found || END) - passed);
  const found = due.filter((one) => one.found > 0);
  const waits = found.map((one) => one.found - one.passed).sort((a, b) => a - b);
  return {
    used,
    refused,
    /** Of what passed before the last day, the share that is left to the next month. */
    left: due.filter(({ found: at, passed }) => at === 0 && passed < END - DAY).length / due.length,
    /** How many of what passed longer than `hours` before the end were never found. */
    missedAfter: (hours: number) =>
      due.filter(({ found: at, passed }) => at === 0 && passed < END - hours * HOUR).length,
    worstHours: (waits.at(-1) ?? 0) / 3_600_000,
    medianMinutes: (waits[Math.floor(waits.length / 2)] ?? 0) / MINUTE,
    forecast: forecasts[0] ?? 0,
    shortOnDay: short === 0 ? null : (short - START) / DAY,
    /** Of the month, while events were relied upon. */
    relied: reliedFor / (END - START),
    untold: untold.length,
    untoldWorstHours: Math.max(0, ...untoldWaits) / HOUR,
  };
}

/** Times without events, as days of the month; a share of the others that are lost on the way. */
export interface Events {
  broken: readonly (readonly [number, number])[];
  lost?: number;
}
const isBroken = ({ broken }: Events, at: number) =>
  broken.some(([from, to]) => at >= START + from * DAY && at < START + to * DAY);
const isTold = (events: Events, at: number) => !isBroken(events, at) && (at % 1000) / 1000 >= (events.lost ?? 0);
function cameSince(events: Events, now: number): number | null {
  if (isBroken(events, now)) return null;
  return Math.max(START, ...events.broken.map(([, to]) => START + to * DAY).filter((at) => at <= now));
}
