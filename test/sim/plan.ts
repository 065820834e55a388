import { FAULT_KINDS, type FaultKind, type FaultRequest, seededRandom } from '../sandbox/faults.js';

/** Event in an office besides its ordinary work. The draws in it, from 0 to below 1, choose among what exists when it happens. */
export type Happening = { at: number } & (
  | { what: 'filed'; count: number; seed: number }
  /** @param booked whether an approval with a bill in Kingdee is preferred, if there is one. */
  | { what: 'changed' | 'revoked'; which: number; booked: boolean }
  | { what: 'work'; careless: number }
  | { what: 'fault'; fault: FaultRequest }
  | { what: 'question'; operation: 'Save' | 'Submit' | 'Audit'; times: number }
  | { what: 'workflow'; on: boolean }
  | { what: 'un-audited'; which: number }
  | { what: 'pause'; minutes: number }
  | { what: 'restart' }
  /**
   * The process is killed at the given piece of a request that it writes from now on, or soon in any case. With a `call` the pieces count
   * from the arrival of that call; 0: while the process waits for its answer.
   */
  | { what: 'dies'; call: DeathPlace; writes: number; sent: boolean; minutes: number }
  /** The process is stopped for a time, and so is everything that it waits for. */
  | { what: 'frozen'; minutes: number }
  /** DingTalk lists no approvals but still answers for single ones. */
  | { what: 'deaf'; kind: FaultKind; minutes: number }
  /** At the next save a person comments on an approval that is being pushed, and names the number of its bill. */
  | { what: 'quoted'; which: number }
  /** A bill that is being pushed or in doubt becomes unreadable until the end. */
  | { what: 'spoilt'; which: number; column: string; value: string }
  | { what: 'slow'; ms: number }
);

export interface Plan {
  seed: number;
  days: number;
  /** Whether Kingdee numbers the bills. */
  renumbers: boolean;
  /** Whether one call does save, submit and audit. */
  single: boolean;
  /** Whether approvals are read again before each push, if the month's calls allow it. */
  reads: boolean;
  happenings: readonly Happening[];
}

/** Calls after which a process may die; '' = any call. */
const DEATH_PLACES = ['', 'BatchSave', 'Submit', 'Audit', '/comments'] as const;
export type DeathPlace = (typeof DEATH_PLACES)[number];

/** Length of a day's work; at night the machine sleeps. */
export const DAY_MS = 2 * 3_600_000;
const MINUTE = 60_000;
/** Interval at which people look at their desk. */
const WORK_EVERY = 8 * MINUTE;

/** Paths of calls that a fault hits; '' = every call of the system. */
const PLACES = {
  kingdee: ['', 'BatchSave', 'Submit', '.Audit.', 'ExecuteBillQuery', '.Delete.', 'AuthService'],
  dingtalk: ['', 'comments', 'processInstances', 'instanceIds', 'accessToken'],
} as const;
/** Longer than any call waits: a commit that late comes after the call was given up. */
const LATEST_MS = 170_000;
/** Faults of a save whose answer never comes, or comes too late, although Kingdee has stored the bill. */
const LOST = ['lose-answer', 'truncate', 'exception', 'unmentioned', 'slow'] as const;
/** Faults of a comment that does not arrive, although nobody can know this. */
const UNHEARD = ['hang', 'reset', 'http-500', 'http-502-html'] as const;
/** Faults of the list of approvals while DingTalk is deaf. */
const DEAF = ['http-500', 'permission-denied', 'http-502-html'] as const;
/** Unreadable values of a column of a bill. */
type Spoil = readonly [column: string, value: string];
const SPOILS: readonly [Spoil, ...Spoil[]] = [
  ['payees', '{'],
  ['state', '{"v":99}'],
  ['state', '{"orderId"'],
  ['outcome', 'everything'],
];
/** Delays of a commit: while the call still waits, before the last look of a doubt, and after it. */
const COMMITS = [
  { least: 20_000, most: 120_000 },
  { least: 120_000, most: 12 * MINUTE },
  { least: 12 * MINUTE, most: 25 * MINUTE },
  { least: 12 * MINUTE, most: 25 * MINUTE },
] as const;

/** Draws the parts of a plan from one seed. */
class Draws {
  readonly random: () => number;
  constructor(seed: number) {
    this.random = seededRandom(seed);
  }
  upTo = (most: number): number => Math.floor(this.random() * most);
  oneOf = <T>(list: readonly [T, ...T[]]): T => list[this.upTo(list.length)] ?? list[0];
  fault(): FaultRequest {
    const system = this.random() < 0.7 ? 'kingdee' : 'dingtalk';
    const kind: FaultKind = this.oneOf(FAULT_KINDS);
    const api = this.oneOf<string>(PLACES[system]);
    return { system, kind, api, times: 1 + this.upTo(4), skip: this.upTo(3), delayMs: 50 + this.upTo(LATEST_MS) };
  }
  filed = (at: number): Happening => ({ at, what: 'filed', count: 1 + this.upTo(4), seed: 1 + this.upTo(1_000_000) });
  dies = (at: number, call: DeathPlace, writes: number): Happening => ({
    at,
    what: 'dies',
    call,
    writes,
    sent: this.random() < 0.6,
    minutes: 1 + this.upTo(this.random() < 0.6 ? 3 : 15),
  });
  lostSave(at: number): Happening {
    const { least, most } = this.oneOf(COMMITS);
    const kind: FaultKind = this.random() < 0.5 ? 'slow-commit' : this.oneOf(LOST);
    const fault: FaultRequest = {
      system: 'kingdee',
      kind,
      api: 'BatchSave',
      times: 1 + this.upTo(3),
      skip: this.upTo(2),
    };
    return { at, what: 'fault', fault: { ...fault, delayMs: least + this.upTo(most - least) } };
  }
  lostComment(at: number): Happening {
    const kind: FaultKind = this.random() < 0.7 ? this.oneOf(UNHEARD) : 'lose-answer';
    return {
      at,
      what: 'fault',
      fault: { system: 'dingtalk', kind, api: '/comments', times: 1 + this.upTo(3), skip: 0 },
    };
  }
  amended = (at: number, booked: boolean): Happening => ({
    at,
    what: this.oneOf(['changed', 'revoked']),
    which: this.random(),
    booked,
  });
}

/** Times of a day at which people are at their desks. */
const WORK_TIMES = Array.from({ length: DAY_MS / WORK_EVERY - 1 }, (_, index) => (index + 1) * WORK_EVERY);

/** Events that may hit what is pushed at `at`, a time of work; approvals were filed shortly before. */
const TRAPS: readonly ((draws: Draws, at: number) => Happening[])[] = [
  (draws, at) => [draws.lostSave(at - 1)],
  (draws, at) => [draws.lostSave(at - 1)],
  (draws, at) => [draws.lostSave(at - 2), draws.dies(at - 1, 'BatchSave', draws.upTo(3))],
  (draws, at) => [draws.lostSave(at - 2), draws.dies(at - 1, 'BatchSave', 0)],
  (draws, at) => [draws.dies(at - 1, draws.oneOf(DEATH_PLACES), draws.upTo(6))],
  (draws, at) => [{ at: at - 2, what: 'quoted', which: draws.random() }, draws.lostComment(at - 1)],
  (draws, at) => [
    { at: at - 3, what: 'quoted', which: draws.random() },
    draws.lostSave(at - 2),
    draws.lostComment(at - 1),
  ],
  (draws, at) => [draws.lostSave(at - 1), { at: at + 3_000, what: 'frozen', minutes: 1 + draws.upTo(10) }],
  (draws, at) => [draws.lostSave(at - 1), draws.amended(at + draws.upTo(90_000), draws.random() < 0.5)],
  (draws, at) => {
    const [column, value] = draws.oneOf(SPOILS);
    return [draws.lostSave(at - 1), { at: at + MINUTE, what: 'spoilt', which: draws.random(), column, value }];
  },
];

/**
 * Returns events in which DingTalk is deaf while approvals are changed or cancelled, and earlier approvals are pushed only after a pause.
 */
function unheard(draws: Draws, at: number): Happening[] {
  return [
    { at: at - 2, what: 'pause', minutes: 36 },
    draws.filed(at - 1),
    { at: at + 5 * MINUTE, what: 'work', careless: draws.random() },
    { at: at + 6 * MINUTE, what: 'deaf', kind: draws.oneOf(DEAF), minutes: 45 + draws.upTo(15) },
    draws.amended(at + 7 * MINUTE, false),
    draws.amended(at + 8 * MINUTE, false),
  ];
}

/** Returns the whole plan, decided by the seed alone. */
export function planOf(seed: number, days: number): Plan {
  const draws = new Draws(seed);
  const { random, upTo, oneOf } = draws;
  const happenings: Happening[] = [];
  for (let day = 0; day < days; day++) {
    const begin = day * DAY_MS;
    const moment = (): number => begin + upTo(DAY_MS);
    for (const time of WORK_TIMES) happenings.push({ at: begin + time, what: 'work', careless: random() });
    for (let times = 4 + upTo(4); times > 0; times--) {
      const at = begin + oneOf([WORK_EVERY, ...WORK_TIMES.slice(1, -2)]);
      happenings.push(draws.filed(at - 2 * MINUTE), ...(TRAPS[upTo(TRAPS.length)]?.(draws, at) ?? []));
    }
    if (random() < 0.5) happenings.push(...unheard(draws, begin + MINUTE + upTo(40 * MINUTE)));
    if (random() < 0.5) happenings.push(draws.filed(moment()));
    for (let times = 1 + upTo(5); times > 0; times--)
      happenings.push({ at: moment(), what: 'fault', fault: draws.fault() });
    for (let times = upTo(3); times > 0; times--) happenings.push(draws.amended(moment(), random() < 0.3));
    for (let times = upTo(2); times > 0; times--) {
      const operation = oneOf(['Save', 'Submit', 'Audit'] as const);
      happenings.push({ at: moment(), what: 'question', operation, times: 1 + upTo(3) });
    }
    if (random() < 0.2) {
      const at = moment();
      happenings.push({ at, what: 'workflow', on: true }, { at: at + 20 * MINUTE, what: 'workflow', on: false });
    }
    if (random() < 0.3) happenings.push({ at: moment(), what: 'un-audited', which: random() });
    if (random() < 0.2) happenings.push({ at: moment(), what: 'pause', minutes: 5 + upTo(40) });
    if (random() < 0.3) happenings.push({ at: moment(), what: 'restart' });
    if (random() < 0.4) happenings.push(draws.dies(moment(), '', 1 + upTo(30)));
    if (random() < 0.3) happenings.push({ at: moment(), what: 'slow', ms: upTo(20_000) });
  }
  happenings.sort((one, other) => one.at - other.at);
  return { seed, days, renumbers: random() < 0.4, single: random() < 0.3, reads: random() < 0.5, happenings };
}
