import type { Facts } from '../probe/facts.js';
import type { World } from '../probe/probe.js';

type Systems = Pick<World, 'kingdee' | 'target' | 'dingtalk' | 'source'>;

/** What the probes of one run share: an answer that several lines need is asked for once. */
export function worldOf(systems: Systems, facts: Facts, now = Date.now()): World {
  const asked = new Map<string, Promise<unknown>>();
  return {
    ...systems,
    facts,
    now,
    once<T>(key: string, ask: () => Promise<T>): Promise<T> {
      const known = (asked.get(key) as Promise<T> | undefined) ?? ask();
      asked.set(key, known);
      return known;
    },
  };
}
