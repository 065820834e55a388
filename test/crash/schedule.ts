import { FAULT_KINDS, type FaultKind, seededRandom } from '../sandbox/faults.js';
import type { FaultOrder } from './sandbox-control.js';

/** Something that happens to the machines while bills are on their way. */
export interface Blow {
  what: 'kill-server' | 'stop-server' | 'restart-database' | 'lose-redis';
  /** After the start of the schedule. */
  atMs: number;
  /** Which of the servers, where one is meant. */
  server: number;
}

/** All that goes wrong in one schedule; the seed alone decides it. */
export interface Schedule {
  seed: number;
  bills: number;
  faults: FaultOrder[];
  blows: Blow[];
}

/** What a schedule may use. */
export interface Ground {
  servers: number;
  database: boolean;
  redis: boolean;
}

/** Substrings of paths; '' is every call of the system. */
const PLACES = {
  kingdee: ['', 'BatchSave', 'Submit', '.Audit.', 'ExecuteBillQuery', 'QueryBusinessInfo'],
  dingtalk: ['', 'comments', 'comments', 'processInstances', 'instanceIds', 'accessToken'],
} as const;
/** A commit may come after the caller gave up, and after both of its looks. */
const LONGEST_DELAY_MS = 2_600;
/** Blows fall while bills are collected, pushed and commented. */
const STORM_MS = 4_000;

/** The schedule of a seed. */
export function scheduleOf(seed: number, ground: Ground): Schedule {
  const random = seededRandom(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const oneOf = <T>(list: readonly T[], otherwise: T): T => list[upTo(list.length)] ?? otherwise;
  const bills = 3 + upTo(6);
  const faults = Array.from({ length: 2 + upTo(7) }, (): FaultOrder => {
    const system = random() < 0.6 ? 'kingdee' : 'dingtalk';
    const kind: FaultKind = oneOf(FAULT_KINDS, 'hang');
    const api = oneOf(PLACES[system], '');
    return {
      system,
      kind,
      ...(api === '' ? {} : { api }),
      times: 1 + upTo(3),
      skip: upTo(3),
      delayMs: 50 + upTo(LONGEST_DELAY_MS),
    };
  });
  const kinds: Blow['what'][] = ['kill-server', 'kill-server', 'stop-server'];
  if (ground.database) kinds.push('restart-database');
  if (ground.redis) kinds.push('lose-redis');
  const blows = Array.from(
    { length: upTo(3) },
    (): Blow => ({ what: oneOf(kinds, 'kill-server'), atMs: upTo(STORM_MS), server: upTo(ground.servers) }),
  ).sort((a, b) => a.atMs - b.atMs);
  return { seed, bills, faults, blows };
}

/** One line for the log. */
export function told({ seed, bills, faults, blows }: Schedule): string {
  const parts = [
    ...faults.map(
      ({ system, kind, api, times, skip, delayMs }) =>
        `${system}${api === undefined ? '' : ` ${api}`} ${kind}${/slow/.test(kind) ? ` ${delayMs} ms` : ''} ×${times} after ${skip}`,
    ),
    ...blows.map(({ what, atMs, server }) => `${what}${/server/.test(what) ? ` ${server}` : ''} at ${atMs} ms`),
  ];
  return `seed ${seed}, ${bills} bills: ${parts.join(' · ')}`;
}
