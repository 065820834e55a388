import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createApp } from 'vue';
import { useBillChanged } from './useBillChanged.js';

let queries: QueryClient;
let billChanged: ReturnType<typeof useBillChanged>;
let end: () => void;
beforeEach(() => {
  queries = new QueryClient();
  for (const queryKey of [
    ['bill', '1'],
    ['stages', 'views'],
    ['groups'],
    ['mapping', 'tables'],
    ['schemes'],
    ['bills', 'by-scheme'],
  ])
    queries.setQueryData(queryKey, []);
  const app = createApp({
    setup: () => {
      billChanged = useBillChanged();
      return () => null;
    },
  });
  app.use(VueQueryPlugin, { queryClient: queries });
  app.mount(document.createElement('div'));
  end = () => app.unmount();
});
afterEach(() => end());

const outdated = (): unknown[] =>
  queries
    .getQueryCache()
    .getAll()
    .filter((query) => query.state.isInvalidated)
    .map((query) => query.queryKey[0]);

it('a change of bills outdates the bills, the counts of the stages and the groups, and nothing else', () => {
  billChanged();
  expect(outdated()).toEqual(['bill', 'stages', 'groups']);
});

it('what else changed with the bills is outdated with them', () => {
  billChanged('mapping');
  expect(outdated()).toEqual(['bill', 'stages', 'groups', 'mapping']);
});
