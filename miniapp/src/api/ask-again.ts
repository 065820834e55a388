import type { Query, QueryClient } from '@tanstack/vue-query';

/**
 * Repeats a first read whose data changed while it was under way. The library restarts a read that becomes stale on the way only if it has an older
 * answer to show. It would take a first answer as fresh, and a list that is opened while a row is being saved would lack that row.
 * @returns a function that stops it
 */
export function askAgainWhatChanged(queries: QueryClient): () => void {
  const early = new WeakSet<Query>();
  return queries.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return;
    // The cache's own type of a query, for any data.
    const query = event.query as Query;
    const { type } = event.action;
    if (type === 'invalidate' && query.state.data === undefined && query.state.fetchStatus === 'fetching')
      early.add(query);
    else if (type === 'error') early.delete(query);
    else if (type === 'success' && early.delete(query))
      void queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
  });
}
