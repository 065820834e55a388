import { FAULT_KINDS, type FaultKind, type FaultRequest, seededRandom } from '../sandbox/faults.js';

/** What happens in an office besides its ordinary work. The draws in it choose among what is there when it happens, from 0 to below 1. */
export type Happening = { at: number } & (
  | { what: 'filed'; count: number; seed: number }
  | { what: 'changed' | 'revoked'; which: number }
  | { what: 'work'; careless: number }
  | { what: 'fault'; fault: FaultRequest }
  | { what: 'question'; operation: 'Save' | 'Submit' | 'Audit'; times: number }
  | { what: 'workflow'; on: boolean }
  | { what: 'un-audited'; which: number }
  | { what: 'pause'; minutes: number }
  | { what: 'restart' }
  /** The process is killed with the so many-th piece of a request that it writes from now on, or soon in any case. */
  | { what: 'dies'; writes: number; sent: boolean; minutes: number }
  | { what: 'slow'; ms: number }
);

export interface Plan {
  seed: number;
  days: number;
  /** Whether Kingdee numbers the bills. */
  renumbers: boolean;
  /** One call for save, submit and audit. */
  single: boolean;
  happenings: readonly Happening[];
}

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

/** Everything that will happen, of the seed alone. */
export function planOf(seed: number, days: number): Plan {
  const random = seededRandom(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const oneOf = <T>(list: readonly [T, ...T[]]): T => list[upTo(list.length)] ?? list[0];
  const fault = (): FaultRequest => {
    const system = random() < 0.7 ? 'kingdee' : 'dingtalk';
    const kind: FaultKind = oneOf(FAULT_KINDS);
    const api = oneOf<string>(PLACES[system]);
    return { system, kind, api, times: 1 + upTo(4), skip: upTo(3), delayMs: 50 + upTo(LATEST_MS) };
  };
  const moment = (day: number): number => day * DAY_MS + upTo(DAY_MS);
  const happenings: Happening[] = [];
  for (let day = 0; day < days; day++) {
    for (let at = WORK_EVERY; at < DAY_MS; at += WORK_EVERY)
      happenings.push({ at: day * DAY_MS + at, what: 'work', careless: random() });
    for (let times = 3 + upTo(4); times > 0; times--)
      happenings.push({ at: moment(day), what: 'filed', count: 1 + upTo(4), seed: 1 + upTo(1_000_000) });
    for (let times = 3 + upTo(9); times > 0; times--)
      happenings.push({ at: moment(day), what: 'fault', fault: fault() });
    for (let times = upTo(3); times > 0; times--)
      happenings.push({ at: moment(day), what: oneOf(['changed', 'revoked']), which: random() });
    for (let times = upTo(2); times > 0; times--)
      happenings.push({
        at: moment(day),
        what: 'question',
        operation: oneOf(['Save', 'Submit', 'Audit']),
        times: 1 + upTo(3),
      });
    if (random() < 0.2) {
      const at = moment(day);
      happenings.push({ at, what: 'workflow', on: true }, { at: at + 20 * MINUTE, what: 'workflow', on: false });
    }
    if (random() < 0.3) happenings.push({ at: moment(day), what: 'un-audited', which: random() });
    if (random() < 0.2) happenings.push({ at: moment(day), what: 'pause', minutes: 5 + upTo(40) });
    if (random() < 0.3) happenings.push({ at: moment(day), what: 'restart' });
    for (let times = upTo(3); times > 0; times--)
      happenings.push({
        at: moment(day),
        what: 'dies',
        writes: 1 + upTo(30),
        sent: random() < 0.6,
        minutes: 1 + upTo(15),
      });
    if (random() < 0.3) happenings.push({ at: moment(day), what: 'slow', ms: upTo(20_000) });
  }
  happenings.sort((one, other) => one.at - other.at);
  return { seed, days, renumbers: random() < 0.4, single: random() < 0.3, happenings };
}
