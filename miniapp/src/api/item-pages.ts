import { useInfiniteQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { ApiProblem } from './api-problem.js';

/** One page of a list, as the server gives it. */
interface ItemPage<Item> {
  items: Item[];
  next: string | null;
  total: number;
}

/**
 * A list of the server that is read page after page, as far as somebody looks.
 * @param read the page behind a cursor; the first one for null.
 */
export function useItemPages<Item>(
  key: Ref<readonly unknown[]>,
  read: (cursor: string | null) => Promise<ItemPage<Item>>,
) {
  const pages = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const items = computed(() => pages.data.value?.pages.flatMap((page) => page.items) ?? []);
  return {
    items,
    /** How many the server has that were not read. */
    left: computed(() => (pages.data.value?.pages[0]?.total ?? 0) - items.value.length),
    isPending: pages.isPending,
    problem: computed(() => (pages.error.value instanceof ApiProblem ? pages.error.value : null)),
    refetch: () => void pages.refetch(),
    more: () => void pages.fetchNextPage(),
    hasMore: pages.hasNextPage,
    reading: pages.isFetchingNextPage,
  };
}
