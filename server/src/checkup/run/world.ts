import type { Facts } from '../probe/facts.js';
import { QuotaKeptError, type World } from '../probe/probe.js';

/** Largest share of the month's calls at which a check-up may still call; the rest is for new approvals and write-backs. */
const MOST_USED = 0.95;

type Systems = Pick<World, 'kingdee' | 'target' | 'dingtalk' | 'source'>;

/** Builds what the probes of one run share: an answer that several lines need is asked for once. */
export function worldOf(systems: Systems, facts: Facts, now = Date.now()): World {
  const asked = new Map<string, Promise<unknown>>();
  const reserved = new Map<string, number>();
  return {
    ...systems,
    facts,
    now,
    once<T>(key: string, ask: () => Promise<T>): Promise<T> {
      const known = (asked.get(key) as Promise<T> | undefined) ?? ask();
      asked.set(key, known);
      return known;
    },
    spend(key: string, calls: number): void {
      if (facts.quota === null || reserved.has(key)) return;
      const { used, limit } = facts.quota;
      const aside = [...reserved.values()].reduce((sum, each) => sum + each, 0);
      if (used + aside + calls > limit * MOST_USED) throw new QuotaKeptError(key);
      reserved.set(key, calls);
    },
  };
}
