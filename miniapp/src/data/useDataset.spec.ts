import { STAGES } from '@dingdee/shared/bill-state';
import type { DatasetPage } from '@dingdee/shared/data-export';
import type { Amount } from '@dingdee/shared/money';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApp, nextTick, reactive } from 'vue';
import { useDataset } from './useDataset.js';

const route = reactive({ params: { dataset: 'bills' }, query: {} as Record<string, string> });
vi.mock('vue-router', () => ({ useRoute: () => route }));
vi.mock('../bill/useStages.js', () => ({
  useStages: () => ({ data: { value: undefined }, totalOf: () => undefined }),
}));
const asked: { dataset: string; filter: object; answer: (rows: number) => void }[] = [];
vi.mock('../api/dataset-api.js', () => ({
  datasetApi: {
    page: (dataset: string, { limit: _, ...filter }: { limit: number }) =>
      new Promise<DatasetPage>((done) => {
        asked.push({
          dataset,
          filter,
          answer: (rows) => done({ items: [], next: null, totals: { rows, amount: '1.00' as Amount } }),
        });
      }),
  },
}));

let set: ReturnType<typeof useDataset>;
let end: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  route.params.dataset = 'bills';
  const app = createApp({
    setup: () => {
      set = useDataset();
      return () => null;
    },
  });
  app.use(VueQueryPlugin, { queryClient: new QueryClient() });
  app.mount(document.createElement('div'));
  end = () => app.unmount();
});
afterEach(() => {
  end();
  vi.useRealTimers();
});
async function answered(rows: number): Promise<void> {
  asked.at(-1)?.answer(rows);
  await vi.advanceTimersByTimeAsync(1);
  await flushPromises();
}

it('another dataset never shows the rows and the total of the one before', async () => {
  await answered(41);
  expect([set.page?.totals.rows, set.counting]).toEqual([41, false]);
  route.params.dataset = 'lines';
  await nextTick();
  expect(asked.at(-1)?.dataset).toBe('lines');
  expect([set.page, set.counting]).toEqual([undefined, true]);
  await answered(97);
  expect([set.page?.totals.rows, set.counting]).toEqual([97, false]);
});

it('a filter that changed counts anew from the first letter on, and keeps the rows on screen meanwhile', async () => {
  await answered(41);
  set.form.stage = STAGES[0];
  await nextTick();
  expect([set.page?.totals.rows, set.counting]).toEqual([41, true]);
  await vi.advanceTimersByTimeAsync(400);
  expect(asked.at(-1)?.filter).toEqual({ stage: STAGES[0] });
  expect([set.page?.totals.rows, set.counting]).toEqual([41, true]);
  await answered(7);
  expect([set.page?.totals.rows, set.counting]).toEqual([7, false]);
});

it('a link names what the list is narrowed to: the first rows and their total are of that already', async () => {
  end();
  asked.length = 0;
  route.query = { stage: 'review', from: '2026-11-01', anything: 'x' };
  const app = createApp({
    setup: () => {
      set = useDataset();
      return () => null;
    },
  });
  app.use(VueQueryPlugin, { queryClient: new QueryClient() });
  app.mount(document.createElement('div'));
  end = () => app.unmount();
  expect(asked.map(({ filter }) => filter)).toEqual([{ stage: 'review', from: '2026-11-01' }]);
  route.query = {};
  await answered(3);
});
