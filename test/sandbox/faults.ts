/** Kinds of faults on the way to a system or inside it. Each system words its own refusals. */
export const FAULT_KINDS = [
  'rate-limit',
  'quota',
  'http-500',
  'http-502-html',
  'hang',
  'reset',
  'truncate',
  'lose-answer',
  'slow-commit',
  'session-drop',
  'slow',
  'token-expired',
  'permission-denied',
  'exception',
  'database-error',
  'unmentioned',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];
export type SystemName = 'dingtalk' | 'kingdee';

export interface Fault {
  id: string;
  system: SystemName;
  /** Substring of the path, case-insensitive, such as 'comments' or 'BatchSave'; absent: every call of the system. */
  api?: string;
  kind: FaultKind;
  /** Number of times that the fault fires; 0 = until cleared. */
  times: number;
  /** Number of matching calls that pass before the fault fires for the first time. */
  skip: number;
  /** Share of the matching calls that the fault hits, 0 to 1, drawn from `seed`. */
  probability: number;
  seed: number;
  /** Delay of slow and slow-commit, in ms. */
  delayMs: number;
  /** Replaces `delayMs`: slow holds back the answer until it resolves, slow-commit the whole execution. */
  until?: Promise<unknown>;
}

export type FaultRequest = Pick<Fault, 'system' | 'kind'> & Partial<Omit<Fault, 'system' | 'kind'>>;

interface Armed {
  fault: Fault;
  needle: string;
  remaining: number;
  toSkip: number;
  random: () => number;
}

/** Returns a small seeded generator (mulberry32): the same seed gives the same numbers on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Holds the armed faults. A call takes the first fault that matches it, in order of arming. */
export class FaultBoard {
  /** Number of faults that fired since the start or since the last `clear()` of all faults. */
  fired = 0;
  private armed: Armed[] = [];
  private nextId = 1;

  /** Arms a fault. Defaults: once, no skip, every call, 500 ms. */
  add(request: FaultRequest): Fault {
    const fault: Fault = {
      ...request,
      id: request.id ?? `fault-${this.nextId++}`,
      times: request.times ?? 1,
      skip: request.skip ?? 0,
      probability: request.probability ?? 1,
      seed: request.seed ?? 1,
      delayMs: request.delayMs ?? 500,
    };
    this.armed.push({
      fault,
      needle: (fault.api ?? '').toLowerCase(),
      remaining: fault.times === 0 ? Number.POSITIVE_INFINITY : fault.times,
      toSkip: fault.skip,
      random: seededRandom(fault.seed),
    });
    return fault;
  }

  /** Disarms one fault, or all of them (which also zeroes `fired`). */
  clear(id?: string): void {
    if (id === undefined) {
      this.armed = [];
      this.fired = 0;
    } else this.armed = this.armed.filter((each) => each.fault.id !== id);
  }

  /** Returns the fault that hits this call, or undefined. Call it exactly once per request, with the path as requested. */
  take(system: SystemName, path: string): Fault | undefined {
    if (this.armed.length === 0) return undefined;
    const lower = path.toLowerCase();
    for (const each of this.armed) {
      if (each.fault.system !== system || !lower.includes(each.needle)) continue;
      if (each.toSkip > 0) {
        each.toSkip -= 1;
        continue;
      }
      if (each.fault.probability < 1 && each.random() >= each.fault.probability) continue;
      each.remaining -= 1;
      if (each.remaining <= 0) this.armed = this.armed.filter((other) => other !== each);
      this.fired += 1;
      return each.fault;
    }
    return undefined;
  }

  /** Returns the faults that are still armed. */
  list(): Fault[] {
    return this.armed.map((each) => each.fault);
  }
}
