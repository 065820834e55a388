import { fromFen } from '@dingdee/shared/money';
import { unknownIn } from '../bill/ledger/unknown-amounts.js';
import { baseTotal } from '../domain/draft/base-total.js';
import type { Unsuggested } from '../mapping/fix/unmapped-values.js';
import type { Tried } from './try-one.js';

interface Missing {
  keyLabel: string;
  fen: bigint;
  /** Organisation → ids of tried approvals that look the value up there. */
  byOrg: Map<string, Set<string>>;
  bills: Set<string>;
  /** Ids of those in which a row, or the whole, has no amount, so that the sum is incomplete. */
  unknown: Set<string>;
}

/** Returns table → keys without a mapping row in the tried approvals, largest sum first; approvals that the scheme does not collect do not count. */
export function missingIn(tried: readonly Pick<Tried, 'id' | 'state' | 'result'>[]): Map<string, Unsuggested[]> {
  const tables = new Map<string, Map<string, Missing>>();
  for (const { id, state, result } of tried) {
    if (state === 'left-out') continue;
    const isKnown = baseTotal(result.facts) !== null && result.fields.rows.every(({ amount }) => amount !== null);
    for (const { table, key, keyLabel, orgNumber, hit, amountFen } of result.lookups) {
      if (hit) continue;
      const keys = tables.get(table) ?? new Map<string, Missing>();
      tables.set(table, keys);
      const one = keys.get(key) ?? {
        keyLabel,
        fen: 0n,
        byOrg: new Map<string, Set<string>>(),
        bills: new Set(),
        unknown: new Set(),
      };
      keys.set(key, one);
      one.fen += amountFen;
      one.bills.add(id);
      if (!isKnown) one.unknown.add(id);
      one.byOrg.set(orgNumber, (one.byOrg.get(orgNumber) ?? new Set<string>()).add(id));
    }
  }
  return new Map([...tables].map(([code, keys]) => [code, listed(keys)]));
}

const listed = (keys: ReadonlyMap<string, Missing>): Unsuggested[] =>
  [...keys]
    .sort(([one, a], [other, b]) => (a.fen === b.fen ? (one < other ? -1 : 1) : a.fen < b.fen ? 1 : -1))
    .map(([key, { keyLabel, fen, byOrg, bills, unknown }]) => ({
      key,
      keyLabel,
      orgNumbers: [...byOrg.keys()],
      bills: bills.size,
      billsByOrg: Object.fromEntries([...byOrg].map(([org, ids]) => [org, ids.size])),
      details: fromFen(fen),
      ...unknownIn(unknown.size),
    }));
