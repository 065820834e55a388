import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { intakeApi } from '../api/intake-api.js';
import { monthDay } from '../ui/formats.js';
import { useNow } from '../ui/useNow.js';
import { freshWords as words } from './today-words.js';
import { useChosenScheme } from './useChosenScheme.js';

/** Kinds of runs that list all finished approvals, known or not. */
const LISTING: readonly string[] = ['head', 'look-back', 'manual'];

/** Returns as text how events arrive and what replaces them; null until both are known. */
export function useFreshness() {
  const channel = useQuery({ queryKey: ['runs', 'channel'], queryFn: intakeApi.channel, refetchInterval: 15_000 });
  const budget = useQuery({ queryKey: ['runs', 'budget'], queryFn: intakeApi.budget, refetchInterval: 60_000 });
  const chosen = useChosenScheme();
  const of = computed(() => chosen.value.schemeId);
  const ways = useQuery({
    queryKey: computed(() => ['runs', 'ways', of.value]),
    queryFn: () => intakeApi.ways({ schemeId: of.value }),
    refetchInterval: 60_000,
  });
  const now = useNow(15_000);
  const fresh = computed(() => {
    const [given, calls] = [channel.data.value, budget.data.value];
    if (!given || !calls) return null;
    const nextAt = ways.data.value?.items.find(({ kind }) => kind === 'head')?.nextAt ?? null;
    const tone = given.mode === 'stream' && given.state === 'down' ? 'down' : given.state === 'ok' ? 'ok' : 'none';
    return {
      tone,
      head: words.head(given, now.value),
      last: words.last(given, calls, now.value, monthDay(calls.resetsAt)),
      beside: words.beside(given, calls, nextAt),
      closer: words.closer(given, now.value),
    } as const;
  });
  /** Time up to which finished approvals are known: now if events arrive, otherwise the last listing; null before the first listing. */
  const knownUntil = computed(() => {
    const listed = (ways.data.value?.items ?? [])
      .filter(({ kind }) => LISTING.includes(kind))
      .flatMap(({ lastAt }) => lastAt ?? []);
    if (fresh.value?.tone === 'ok' && listed.length > 0) return ways.dataUpdatedAt.value;
    return listed.length === 0 ? null : Math.max(...listed);
  });
  return { channel: channel.data, budget: budget.data, ways, fresh, knownUntil, now };
}
