import type { SystemName } from './faults.js';

/** Call counts of one API of one system. `maxPerSecond` includes refused calls. */
export interface ApiCalls {
  api: string;
  total: number;
  maxPerSecond: number;
  throttled: number;
  /** Time of the first call, in Unix seconds by the sandbox clock; `lastSecond` is that of the last call. */
  firstSecond: number;
  lastSecond: number;
}

interface Counter extends ApiCalls {
  inSecond: number;
}

/** Counts calls per system and API in fixed one-second windows, so that tests can prove that no client exceeded a rate. */
export class CallLedger {
  private readonly counters: Record<SystemName, Map<string, Counter>> = { dingtalk: new Map(), kingdee: new Map() };

  /** Records one arriving call. @returns the number of calls to this API in the present second, including this one. */
  record(system: SystemName, api: string, nowMs: number): number {
    const second = Math.floor(nowMs / 1000);
    const counters = this.counters[system];
    let counter = counters.get(api);
    if (!counter) {
      counter = { api, total: 0, maxPerSecond: 0, throttled: 0, firstSecond: second, lastSecond: second, inSecond: 0 };
      counters.set(api, counter);
    }
    if (counter.lastSecond !== second) {
      counter.lastSecond = second;
      counter.inSecond = 0;
    }
    counter.total += 1;
    counter.inSecond += 1;
    if (counter.inSecond > counter.maxPerSecond) counter.maxPerSecond = counter.inSecond;
    return counter.inSecond;
  }

  /** Records that a call already counted by `record` was refused for its rate. */
  throttle(system: SystemName, api: string): void {
    const counter = this.counters[system].get(api);
    if (counter) counter.throttled += 1;
  }

  report(): Record<SystemName, ApiCalls[]> {
    const plain = (counters: Map<string, Counter>): ApiCalls[] =>
      [...counters.values()].map(({ inSecond: _, ...calls }) => calls);
    return { dingtalk: plain(this.counters.dingtalk), kingdee: plain(this.counters.kingdee) };
  }

  reset(): void {
    this.counters.dingtalk.clear();
    this.counters.kingdee.clear();
  }
}
