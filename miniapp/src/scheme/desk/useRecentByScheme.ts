import { type RecentByScheme, WAITING_STAGES } from '@dingdee/shared/bill';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { billApi } from '../../api/bill-api.js';

/** The collected and booked approvals of one scheme or of all. */
export interface Recent {
  collected: CountAndSum;
  booked: CountAndSum;
}
/** Number of bills that stand still, by stage; null if unknown. */
export type Waiting = { stage: (typeof WAITING_STAGES)[number]; count: number }[] | null;
const NOTHING: CountAndSum = { count: 0, amount: '0.00' as Amount };

/** Reads the last 30 days for each scheme; null while unknown, so that a missing answer does not read as 0. */
export function useRecentByScheme() {
  const { data } = useQuery({ queryKey: ['bills', 'by-scheme'], queryFn: billApi.byScheme });
  const days = computed(() => (data.value ? { from: data.value.from.slice(5), to: data.value.to.slice(5) } : null));
  const ofScheme = (id: string): Recent | null => {
    if (!data.value) return null;
    return data.value.items.find(({ schemeId }) => schemeId === id) ?? { collected: NOTHING, booked: NOTHING };
  };
  const total = computed<Recent | null>(() => {
    const { items } = data.value ?? {};
    return items
      ? { collected: sum(items.map((item) => item.collected)), booked: sum(items.map((item) => item.booked)) }
      : null;
  });
  /** Returns the bills that wait for a person now, of one scheme or of all. */
  const waitingOf = (id?: string): Waiting => {
    if (!data.value) return null;
    const own = data.value.waiting.filter(({ schemeId }) => id === undefined || schemeId === id);
    return WAITING_STAGES.map((stage) => ({ stage, count: inStage(own, stage) }));
  };
  return { days, ofScheme, total, waitingOf };
}

const inStage = (rows: RecentByScheme['waiting'], stage: (typeof WAITING_STAGES)[number]): number =>
  rows.reduce((n, row) => (row.stage === stage ? n + row.count : n), 0);

function sum(parts: readonly CountAndSum[]): CountAndSum {
  const unknown = parts.reduce((n, part) => n + (part.unknown ?? 0), 0);
  return {
    count: parts.reduce((n, part) => n + part.count, 0),
    amount: fromFen(parts.reduce((fen, part) => fen + toFen(part.amount), BigInt(0))),
    ...(unknown > 0 ? { unknown } : {}),
  };
}
