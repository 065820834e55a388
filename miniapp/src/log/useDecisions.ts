import { DECISION_KINDS, type DecisionKind } from '@dingdee/shared/decision';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query';
import { computed, reactive, ref } from 'vue';
import { useRoute } from 'vue-router';
import { ApiProblem } from '../api/api-problem.js';
import { decisionApi } from '../api/decision-api.js';
import { setPageTitle } from '../dingtalk/page-title.js';
import { useSettled } from '../ui/useSettled.js';
import { daysOf, type Range } from './ranges.js';
import { logWords as words } from './words.js';

const PAGE = 100;
const TYPING_MS = 300;

/** State of the list: loading, failed, empty or shown. */
export type LogState = 'loading' | 'failed' | 'empty' | 'list';

/** Reads the decisions for the log page of desk and phone, by keyset pages, filtered by kind, person and days; a link may give the kind. */
export function useDecisions() {
  setPageTitle(words.title);
  const { kind: asked } = useRoute().query;
  const named = typeof asked === 'string' && Object.hasOwn(DECISION_KINDS, asked) ? (asked as DecisionKind) : '';
  const filter = reactive({ kind: named as DecisionKind | '', range: 'all' as Range });
  const typed = ref('');
  const who = useSettled(() => typed.value.trim(), TYPING_MS);
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
  const problem = computed(() => (pages.error.value instanceof ApiProblem ? pages.error.value : null));
  const state = computed<LogState>(() => {
    if (pages.isPending.value) return 'loading';
    if (items.value.length > 0) return 'list';
    return problem.value ? 'failed' : 'empty';
  });
  /** Label and state of the button for older decisions; null if there are none. */
  const more = computed(() => {
    if (!pages.hasNextPage.value) return null;
    const busy = pages.isFetchingNextPage.value;
    return { busy, word: busy ? words.loading : words.more };
  });
  return {
    filter,
    typed,
    items,
    kinds,
    narrowed,
    state,
    problem,
    more,
    /** True while the shown decisions belong to the former filter. */
    outdated: pages.isPlaceholderData,
    clear,
    retry: () => void pages.refetch(),
    readOn: () => void pages.fetchNextPage(),
  };
}
