import { FAULT_KINDS, type FaultKind, type FaultRequest, seededRandom } from '../sandbox/faults.js';

/** What happens in an office besides its ordinary work. The draws in it choose among what is there when it happens, from 0 to below 1. */
export type Happening = { at: number } & (
  | { what: 'filed'; count: number; seed: number }
  /** @param booked of one that Kingdee holds already, where there is such a one. */
  | { what: 'changed' | 'revoked'; which: number; booked: boolean }
  | { what: 'work'; careless: number }
  | { what: 'fault'; fault: FaultRequest }
  | { what: 'question'; operation: 'Save' | 'Submit' | 'Audit'; times: number }
  | { what: 'workflow'; on: boolean }
  | { what: 'un-audited'; which: number }
  | { what: 'pause'; minutes: number }
  | { what: 'restart' }
  /**
   * The process is killed with the so many-th piece of a request that it writes from now on, or soon in any case. With a `call` it is so
   * many after this one has arrived there; 0: while it waits for its answer.
   */
  | { what: 'dies'; call: DeathPlace; writes: number; sent: boolean; minutes: number }
  /** The process stands still in the middle of what it does, and so does everything that it waits for. */
  | { what: 'frozen'; minutes: number }
  /** DingTalk lists no approvals, and still answers for each that it is asked for. */
  | { what: 'deaf'; kind: FaultKind; minutes: number }
  /** With the next save somebody writes under an approval that is being pushed, and names the number of its bill. */
  | { what: 'quoted'; which: number }
  /** A bill that is on its way or in doubt becomes unreadable until the end. */
  | { what: 'spoilt'; which: number; column: string; value: string }
  | { what: 'slow'; ms: number }
);

export interface Plan {
  seed: number;
  days: number;
  /** Whether Kingdee numbers the bills. */
  renumbers: boolean;
  /** One call for save, submit and audit. */
  single: boolean;
  /** Approvals are read once more before each push, where the month's calls allow it. */
  reads: boolean;
  happenings: readonly Happening[];
}

/** Calls after which a process may die; '' is any. */
const DEATH_PLACES = ['', 'BatchSave', 'Submit', 'Audit', '/comments'] as const;
export type DeathPlace = (typeof DEATH_PLACES)[number];

/** A day's work; at night the machine sleeps. */
export const DAY_MS = 2 * 3_600_000;
const MINUTE = 60_000;
/** Of a day without anything else: people look at their desk. */
const WORK_EVERY = 8 * MINUTE;

/** Paths of calls that a fault hits; '' is every call of the system. */
const PLACES = {
  kingdee: ['', 'BatchSave', 'Submit', '.Audit.', 'ExecuteBillQuery', '.Delete.', 'AuthService'],
  dingtalk: ['', 'comments', 'processInstances', 'instanceIds', 'accessToken'],
} as const;
/** Longer than any call waits: what is committed that late was given up before. */
const LATEST_MS = 170_000;
/** What a save meets whose answer never comes, or comes too late, though Kingdee has stored the bill. */
const LOST = ['lose-answer', 'truncate', 'exception', 'unmentioned', 'slow'] as const;
/** What a comment meets that does not arrive, though nobody can tell. */
const UNHEARD = ['hang', 'reset', 'http-500', 'http-502-html'] as const;
/** What becomes of a list of approvals while DingTalk is deaf. */
const DEAF = ['http-500', 'permission-denied', 'http-502-html'] as const;
/** What stands in a column of a bill that nobody can read. */
type Spoil = readonly [column: string, value: string];
const SPOILS: readonly [Spoil, ...Spoil[]] = [
  ['payees', '{'],
  ['state', '{"v":99}'],
  ['state', '{"orderId"'],
  ['outcome', 'everything'],
];
/** Saves that commit while the call still waits, before the last look of a doubt, and after it. */
const COMMITS = [
  { least: 20_000, most: 120_000 },
  { least: 120_000, most: 12 * MINUTE },
  { least: 12 * MINUTE, most: 25 * MINUTE },
  { least: 12 * MINUTE, most: 25 * MINUTE },
] as const;

/** What is drawn of one seed. */
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

/** People are at their desks at these times of a day. */
const WORK_TIMES = Array.from({ length: DAY_MS / WORK_EVERY - 1 }, (_, index) => (index + 1) * WORK_EVERY);

/** What may befall what is pushed at `at`, a time of work; something was filed shortly before. */
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

/** DingTalk is deaf when something is cancelled, and what was approved before is pushed only after a while. */
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

/** Everything that will happen, of the seed alone. */
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
