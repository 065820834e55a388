import { BASE_DATA_CHANGES, type BaseDataChange, type BaseDataKind } from '@dingdee/shared/base-data';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { mappingApi } from '../api/mapping-api.js';
import { useUndo } from '../ui/useUndo.js';
import { baseDataWords as words } from './base-data-words.js';

const PAGE = 100;

/** Reads the counts of each kind and the latest changes in groups from bad to harmless; refreshes all base data. */
export function useBaseDataOverview() {
  const queries = useQueryClient();
  const undo = useUndo();
  const query = useQuery({ queryKey: ['base-data', 'overview'], queryFn: mappingApi.baseDataOverview });
  const groups = computed(() =>
    BASE_DATA_CHANGES.map((what) => ({
      what,
      changes: (query.data.value?.changes ?? []).filter((change) => change.what === what),
    })).filter(({ changes }) => changes.length > 0),
  );
  const entries = computed(() => query.data.value?.kinds.reduce((sum, kind) => sum + kind.entries, 0) ?? 0);
  const reads = computed(() => query.data.value?.kinds.filter(({ readAt }) => readAt !== null) ?? []);
  const readAt = computed(() =>
    reads.value.length === 0 ? null : Math.max(...reads.value.map((one) => one.readAt ?? 0)),
  );
  const changesAt = computed(() => {
    const times = reads.value.flatMap((one) => one.changesAt ?? []);
    return times.length === 0 ? null : Math.max(...times);
  });
  const tookMs = computed(() => reads.value.reduce((sum, one) => sum + one.tookMs, 0));
  const refresh = useMutation({
    mutationFn: mappingApi.refreshBaseData,
    onSuccess: (answer) => {
      for (const key of ['mapping', 'base-data']) void queries.invalidateQueries({ queryKey: [key] });
      undo.show(words.refreshed(answer.kinds.reduce((n, kind) => n + kind.added + kind.changed + kind.removed, 0)));
    },
  });
  /** Kinds that the last refresh started here could not read. */
  const unread = computed(() => refresh.data.value?.problems ?? []);
  const refused = computed(() => (refresh.error.value instanceof ApiProblem ? refresh.error.value : null));
  const problem = computed(() => (query.error.value instanceof ApiProblem ? query.error.value : null));
  return { query, overview: query.data, groups, entries, readAt, changesAt, tookMs, refresh, unread, refused, problem };
}

/** Searches the entries of one kind by number, name, pinyin or initials, page by page. */
export function useBaseDataEntries(kind: Ref<BaseDataKind | null>, search: Ref<string>) {
  const pages = useInfiniteQuery({
    queryKey: ['base-data', 'entries', kind, search],
    queryFn: ({ pageParam }) =>
      mappingApi.baseData(kind.value ?? 'costItem', {
        q: search.value || undefined,
        cursor: pageParam ?? undefined,
        limit: PAGE,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: computed(() => kind.value !== null),
    placeholderData: (rows, query) => (query?.queryKey[2] === kind.value ? keepPreviousData(rows) : undefined),
  });
  const items = computed(() => pages.data.value?.pages.flatMap((page) => page.items) ?? []);
  const total = computed(() => pages.data.value?.pages[0]?.total ?? null);
  return { pages, items, total };
}

/** Returns true if a person has to act: the entry is unusable, and mapping rows point to it. */
export const needsSomebody = ({ unusable, mappings }: BaseDataChange): boolean => unusable && mappings > 0;
