import { type RecentByScheme, WAITING_STAGES } from '@dingdee/shared/bill';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { analysisApi } from '../../api/analysis-api.js';
import { billApi } from '../../api/bill-api.js';
import { completenessApi } from '../../api/completeness-api.js';

/** Booked bills, and how many of them nobody had to touch. */
export interface Yield {
  once: number;
  booked: number;
}
/** The last 30 days of one scheme or of all, by the day on which the approvals were finished. */
export interface Recent {
  /** Approvals of the form that finished in DingTalk; null if unknown, or if another scheme of the form has them. */
  seen: CountAndSum | null;
  /** Those of them that are not collected. */
  leftOut: CountAndSum | null;
  /** Bills. */
  collected: CountAndSum;
  booked: CountAndSum;
  firstPass: Yield | null;
}
/** Number of bills that stand still, by stage; null if unknown. */
export type Waiting = { stage: (typeof WAITING_STAGES)[number]; count: number }[] | null;
const NOTHING: CountAndSum = { count: 0, amount: '0.00' as Amount };
const RECENT_DAYS = 30;

/** Reads the last 30 days for each scheme; null while unknown, so that a missing answer does not read as 0. */
export function useRecentByScheme() {
  const { data } = useQuery({ queryKey: ['bills', 'by-scheme'], queryFn: billApi.byScheme });
  const passes = useQuery({ queryKey: ['analysis', 'first-pass'], queryFn: analysisApi.firstPasses });
  const named = useQuery({
    queryKey: ['runs', 'days', RECENT_DAYS],
    queryFn: () => completenessApi.days(RECENT_DAYS),
  });
  const days = computed(() => (data.value ? { from: data.value.from.slice(5), to: data.value.to.slice(5) } : null));
  /** Returns what finished in DingTalk for the form that this scheme collects. */
  const listedOf = (id: string): Pick<Recent, 'seen' | 'leftOut'> => {
    const form = named.data.value?.forms.find(({ schemeId }) => schemeId === id);
    const own = named.data.value?.items.filter(({ processCode }) => processCode === form?.processCode);
    if (!form || !own) return { seen: null, leftOut: null };
    return { seen: sum(own.map(({ finished }) => finished)), leftOut: sum(own.map(({ leftOut }) => leftOut)) };
  };
  const ofScheme = (id: string): Recent | null => {
    if (!data.value) return null;
    const bills = data.value.items.find(({ schemeId }) => schemeId === id) ?? { collected: NOTHING, booked: NOTHING };
    const firstPass = passes.data.value?.items.find(({ schemeId }) => schemeId === id) ?? null;
    return { ...listedOf(id), collected: bills.collected, booked: bills.booked, firstPass };
  };
  const total = computed<Recent | null>(() => {
    const { items } = data.value ?? {};
    if (!items) return null;
    const listed = named.data.value;
    return {
      seen: listed ? listed.total.finished : null,
      leftOut: listed ? listed.total.leftOut : null,
      collected: sum(items.map((item) => item.collected)),
      booked: sum(items.map((item) => item.booked)),
      firstPass: passes.data.value ? added(passes.data.value.items) : null,
    };
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

const added = (parts: readonly Yield[]): Yield => ({
  once: parts.reduce((n, part) => n + part.once, 0),
  booked: parts.reduce((n, part) => n + part.booked, 0),
});

function sum(parts: readonly CountAndSum[]): CountAndSum {
  const unknown = parts.reduce((n, part) => n + (part.unknown ?? 0), 0);
  return {
    count: parts.reduce((n, part) => n + part.count, 0),
    amount: fromFen(parts.reduce((fen, part) => fen + toFen(part.amount), BigInt(0))),
    ...(unknown > 0 ? { unknown } : {}),
  };
}
