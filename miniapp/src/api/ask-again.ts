import type { Query, QueryClient } from '@tanstack/vue-query';

/**
 * A first answer that was asked for before something changed is asked for once more.
 * The library starts a question anew when its answer goes out of date on the way, but only where it has an older answer to show meanwhile;
 * a first answer would be taken for a fresh one, and a list that was opened while a row was being saved would stand without it.
 * @returns ends it.
 */
export function askAgainWhatChanged(queries: QueryClient): () => void {
  const early = new WeakSet<Query>();
  return queries.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return;
    // The cache's own type of a query, whatever its data.
    const query = event.query as Query;
    const { type } = event.action;
    if (type === 'invalidate' && query.state.data === undefined && query.state.fetchStatus === 'fetching')
      early.add(query);
    else if (type === 'error') early.delete(query);
    else if (type === 'success' && early.delete(query))
      void queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
  });
}
