import { DECISION_KINDS, type DecisionKind } from '@dingdee/shared/decision';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query';
import { computed, reactive, ref, watch } from 'vue';
import { useRoute } from 'vue-router';
import { decisionApi } from '../api/decision-api.js';
import { daysOf, type Range } from './ranges.js';

const PAGE = 100;
const TYPING_MS = 300;

/** The list of decisions by key-set pages, narrowed by kind, person and days; a link may name the kind. */
export function useDecisions() {
  const { kind: asked } = useRoute().query;
  const named = typeof asked === 'string' && Object.hasOwn(DECISION_KINDS, asked) ? (asked as DecisionKind) : '';
  const filter = reactive({ kind: named as DecisionKind | '', range: 'all' as Range });
  const typed = ref('');
  const who = ref('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(typed, (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      who.value = text.trim();
    }, TYPING_MS);
  });
  const wanted = computed(() => ({
    kind: filter.kind || undefined,
    who: who.value || undefined,
    ...daysOf(filter.range, Date.now()),
  }));
  const pages = useInfiniteQuery({
    queryKey: ['decisions', wanted],
    queryFn: ({ pageParam }) => decisionApi.page({ ...wanted.value, cursor: pageParam ?? undefined, limit: PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
  const items = computed(() => pages.data.value?.pages.flatMap((page) => page.items) ?? []);
  const kinds = computed(() => pages.data.value?.pages[0]?.kinds ?? []);
  const narrowed = computed(() => Object.values(wanted.value).some((value) => value !== undefined));
  function clear(): void {
    Object.assign(filter, { kind: '', range: 'all' });
    typed.value = '';
    who.value = '';
  }
  return { filter, typed, pages, items, kinds, narrowed, clear };
}
