import { useInfiniteQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { ApiProblem } from './api-problem.js';

/** One page of a list as the server returns it. */
interface ItemPage<Item> {
  items: Item[];
  next: string | null;
  total: number;
}

/** Reads a list of the server page by page, as far as the person scrolls. @param read reads the page after a cursor; null means the first page */
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
    /** Number of items on the server that are not read yet. */
    left: computed(() => (pages.data.value?.pages[0]?.total ?? 0) - items.value.length),
    isPending: pages.isPending,
    problem: computed(() => (pages.error.value instanceof ApiProblem ? pages.error.value : null)),
    refetch: () => void pages.refetch(),
    more: () => void pages.fetchNextPage(),
    hasMore: pages.hasNextPage,
    reading: pages.isFetchingNextPage,
  };
}
