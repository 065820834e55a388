import { FAULT_KINDS, type FaultKind, seededRandom } from '../sandbox/faults.js';
import type { FaultOrder } from './sandbox-control.js';

/** Event on the machines while bills are being processed. */
export interface Blow {
  what: 'kill-server' | 'stop-server' | 'restart-database' | 'lose-redis';
  /** Time after the start of the schedule, in ms. */
  atMs: number;
  /** Index of the server, for blows to a server. */
  server: number;
}

/**
 * Ways in which the servers of one schedule call both systems; some faults have no effect with some of them (a session with signatures).
 */
export interface Manner {
  KINGDEE_AUTH: 'signature' | 'appsecret' | 'password';
  DINGTALK_API_FAMILY: 'v1' | 'topapi';
}

/** Switch positions of one schedule, for facts that docs/spec leaves open. */
export interface Positions {
  kingdee: {
    partialIsSuccess: boolean;
    batchRollback: 'none' | 'all';
    msgCodePresent: boolean;
    idAsString: boolean;
    answerOmits: number;
    latencyMs: number;
  };
  dingtalk: { retryAfter: boolean; oldLimitsWrapped: boolean; listOrder: 'asc' | 'desc'; successAsString: boolean };
}

/** Positions after the storm: answers are complete and not late. */
export const CALM: Positions = {
  kingdee: {
    partialIsSuccess: false,
    batchRollback: 'none',
    msgCodePresent: true,
    idAsString: false,
    answerOmits: 0,
    latencyMs: 0,
  },
  dingtalk: { retryAfter: false, oldLimitsWrapped: false, listOrder: 'desc', successAsString: false },
};

/** All faults of one schedule; only the seed decides them. */
export interface Schedule {
  seed: number;
  bills: number;
  faults: FaultOrder[];
  blows: Blow[];
  manner: Manner;
  positions: Positions;
}

/** Parts that a schedule may use. */
export interface Ground {
  servers: number;
  database: boolean;
  redis: boolean;
}

/** Substrings of paths, for both API families of DingTalk; '' = every call of the system. */
const PLACES = {
  kingdee: ['', 'BatchSave', 'Submit', '.Audit.', 'ExecuteBillQuery', 'AuthService'],
  dingtalk: ['', 'comment', 'comment', 'processInstance', 'ids', 'token'],
} as const;
/** Longest delay: a commit may come after the caller gave up and after both of its looks. */
const LONGEST_DELAY_MS = 2_600;
/** Time in which blows fall: bills are collected, pushed and commented during it. */
const STORM_MS = 4_000;

/** Returns the schedule of a seed. */
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
  const either = (): boolean => random() < 0.5;
  const manner: Manner = {
    KINGDEE_AUTH: oneOf(['signature', 'appsecret', 'password'] as const, 'signature'),
    DINGTALK_API_FAMILY: either() ? 'v1' : 'topapi',
  };
  const positions: Positions = {
    kingdee: {
      partialIsSuccess: either(),
      batchRollback: either() ? 'none' : 'all',
      msgCodePresent: either(),
      idAsString: either(),
      answerOmits: upTo(4) === 0 ? 1 : 0,
      latencyMs: upTo(40),
    },
    dingtalk: {
      retryAfter: either(),
      oldLimitsWrapped: either(),
      listOrder: either() ? 'desc' : 'asc',
      successAsString: either(),
    },
  };
  return { seed, bills, faults, blows, manner, positions };
}

/** Describes a schedule in one line for the log. */
export function told({ seed, bills, faults, blows, manner, positions }: Schedule): string {
  const parts = [
    ...faults.map(
      ({ system, kind, api, times, skip, delayMs }) =>
        `${system}${api === undefined ? '' : ` ${api}`} ${kind}${/slow/.test(kind) ? ` ${delayMs} ms` : ''} ×${times} after ${skip}`,
    ),
    ...blows.map(({ what, atMs, server }) => `${what}${/server/.test(what) ? ` ${server}` : ''} at ${atMs} ms`),
  ];
  const odd = (['kingdee', 'dingtalk'] as const).flatMap((system) =>
    Object.entries(positions[system])
      .filter(([name, value]) => value !== Reflect.get(CALM[system], name))
      .map(([name, value]) => `${name} ${value}`),
  );
  const how = [manner.KINGDEE_AUTH, manner.DINGTALK_API_FAMILY, ...odd].join(', ');
  return `seed ${seed}, ${bills} bills, ${how}: ${parts.join(' · ')}`;
}
