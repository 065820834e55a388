import type { Grouping, ReasonGroup } from '@dingdee/shared/bill';
import type { Stage } from '@dingdee/shared/bill-state';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApp, type EffectScope, effectScope, ref } from 'vue';
import { billApi } from '../../api/bill-api.js';
import { useLive } from '../../live/useLive.js';
import type { Narrowing } from '../views.js';
import { useDeskList } from './useDeskList.js';

/** The stream of the page; `say` makes it announce a changed bill. */
class Stream {
  static open: Stream | null = null;
  private readonly hear = new Map<string, (message: { data: string }) => void>();
  constructor() {
    Stream.open = this;
  }
  addEventListener(kind: string, listener: (message: { data: string }) => void): void {
    this.hear.set(kind, listener);
  }
  say(): void {
    this.hear.get('bill')?.({ data: JSON.stringify({ id: '1', kind: 'bill', subject: 'b', at: Date.now() }) });
  }
  onerror = () => {};
  close(): void {}
}

const GROUP = { key: 'clean', label: '', count: 1, amount: '1.00', unknown: 0, mark: '1' } as unknown as ReasonGroup;
let items: ReasonGroup[];
let reads: number[];
let scope: EffectScope;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  vi.stubGlobal('EventSource', Stream);
  items = [];
  reads = [];
  vi.spyOn(billApi, 'groups').mockImplementation(async () => {
    reads.push(Date.now());
    return { items, first: null } as never;
  });
  const queries = new QueryClient();
  const app = createApp({}).use(VueQueryPlugin, { queryClient: queries });
  scope = effectScope();
  app.runWithContext(() =>
    scope.run(() => {
      useLive(queries);
      const list = useDeskList(
        {
          stage: ref<Stage>('review'),
          schemeId: ref(undefined),
          narrowed: ref<Narrowing>({}),
          sort: ref('waiting' as const),
          grouped: ref(true),
          by: ref<Grouping>('reason'),
          released: ref(undefined),
        },
        { list: async () => ({ items: [], next: null, total: 0, sum: '0.00' }) as never },
      );
      void list.segments.value;
    }),
  );
});
afterEach(() => {
  scope.stop();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Announces a bill, then another within the second in which queries are read once. @returns how soon the second one was read, in ms. */
async function secondBill(): Promise<number> {
  await vi.advanceTimersByTimeAsync(5_000);
  Stream.open?.say();
  await vi.advanceTimersByTimeAsync(250);
  const before = reads.length;
  const at = Date.now();
  Stream.open?.say();
  await vi.advanceTimersByTimeAsync(2_000);
  return (reads[before] ?? Number.POSITIVE_INFINITY) - at;
}

it('an empty list reads its groups at once for the next bill, which nobody is about to press on', async () => {
  expect(await secondBill()).toBeLessThanOrEqual(400);
});

it('groups with buttons are read once a second, however many bills come', async () => {
  items = [GROUP];
  expect(await secondBill()).toBeGreaterThan(700);
});
