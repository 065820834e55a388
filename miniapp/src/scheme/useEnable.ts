import { FINDING_LEVELS, type SchemeReadiness, type SchemeSummary } from '@dingdee/shared/scheme';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref, ref, watch } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { schemeApi } from '../api/scheme-api.js';
import { fullDate } from '../ui/formats.js';

/** Chosen first day of each draft, by its id, kept while the app is open: a person who goes back a step finds it again. */
const began = new Map<string, string>();
const warnedIn = (readiness: SchemeReadiness | undefined): string =>
  JSON.stringify(readiness?.findings.flatMap(({ level, key }) => (level === 'warns' ? [key] : [])) ?? []);

/** Holds the findings of enabling a scheme, their acceptance and the first day; enables the scheme. */
export function useEnable(scheme: Ref<Pick<SchemeSummary, 'id' | 'version'>>, done: () => void) {
  const queries = useQueryClient();
  const readiness = useQuery({
    queryKey: computed(() => ['scheme-readiness', scheme.value.id]),
    queryFn: () => schemeApi.readiness(scheme.value.id),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const { data } = readiness;
  const accepted = ref(false);
  /** The acceptance stays while the warnings are the same. */
  watch(data, (now, before) => {
    if (warnedIn(now) !== warnedIn(before)) accepted.value = false;
  });
  const of = (level: (typeof FINDING_LEVELS)[number]) =>
    data.value?.findings.filter((one) => one.level === level) ?? [];
  const warns = computed(() => of('warns'));
  /** Allowed first days of a new scheme; null for a scheme that has begun. */
  const cutOver = computed(() => data.value?.cutOver ?? null);
  const today = fullDate(Date.now());
  const from = ref(began.get(scheme.value.id) ?? today);
  watch(from, (day) => began.set(scheme.value.id, day));
  /** Name of the version to enable; '' keeps the present name. */
  const versionName = ref('');
  const dayFits = computed(
    () => cutOver.value === null || (from.value >= cutOver.value.earliest && from.value <= cutOver.value.latest),
  );
  const ready = computed(
    () => of('blocks').length === 0 && (warns.value.length === 0 || accepted.value) && dayFits.value,
  );
  const enable = useMutation({
    mutationFn: () =>
      schemeApi.enable(scheme.value.id, {
        version: data.value?.version ?? scheme.value.version,
        accepted: warns.value.map(({ key }) => key),
        ...(cutOver.value === null ? {} : { cutOverDate: from.value }),
        ...(versionName.value.trim() === '' ? {} : { versionName: versionName.value.trim() }),
      }),
    onSuccess: done,
    onError: () => readiness.refetch(),
    onSettled: () => queries.invalidateQueries({ queryKey: ['schemes'] }),
  });
  const problemOf = (error: unknown) => (error instanceof ApiProblem ? error : null);
  return {
    data,
    isFetching: readiness.isFetching,
    refetch: readiness.refetch,
    unread: computed(() => problemOf(readiness.error.value)),
    accepted,
    of,
    warns,
    cutOver,
    today,
    from,
    versionName,
    dayFits,
    ready,
    enable,
    problem: computed(() => problemOf(enable.error.value)),
  };
}
export type Enabling = ReturnType<typeof useEnable>;
