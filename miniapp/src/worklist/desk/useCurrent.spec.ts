import type { BillSummary } from '@dingdee/shared/bill';
import { expect, it } from 'vitest';
import { computed, ref, shallowReactive } from 'vue';
import type { BillPages } from '../bill-pages.js';
import type { Segment } from './grid/segments.js';
import { useCurrent } from './useCurrent.js';
import type { DeskList } from './useDeskList.js';

const bill = (id: string) => ({ id }) as BillSummary;

/** A group of which nothing has been read yet; what `ensure` is asked for comes a moment later. */
function unread(ids: readonly string[]): Segment {
  const items = shallowReactive<BillSummary[]>([]);
  const pages = {
    items,
    get count() {
      return ids.length;
    },
    ensure: async () => {
      items.splice(0, items.length, ...ids.map(bill));
    },
  } as unknown as BillPages;
  return { key: 'g', group: null, collapsed: false, filter: {}, released: false, count: ids.length, pages } as Segment;
}

it('after the bill in front has left, the first row of a group that nobody has read yet comes up', async () => {
  const segments = ref<Segment[]>([unread(['next'])]);
  const current = useCurrent({ segments: computed(() => segments.value) } as unknown as DeskList);
  expect(current.afterLeaving({ key: 'gone', index: 0 })).toBeNull();
  await new Promise((done) => setTimeout(done, 0));
  expect(current.currentId.value).toBe('next');
});

it('where what was asked for has gone meanwhile, the first row of the groups that are read next comes up', async () => {
  const gone = unread([]);
  const segments = ref<Segment[]>([{ ...gone, count: 1 } as Segment]);
  const current = useCurrent({ segments: computed(() => segments.value) } as unknown as DeskList);
  expect(current.afterLeaving({ key: 'g', index: 0 })).toBeNull();
  await new Promise((done) => setTimeout(done, 0));
  expect(current.currentId.value).toBeNull();
  segments.value = [];
  await new Promise((done) => setTimeout(done, 0));
  segments.value = [unread(['next'])];
  await new Promise((done) => setTimeout(done, 0));
  expect(current.currentId.value).toBe('next');
});

it('where the first row of a list has gone before it was read, the one that is read next comes up', async () => {
  const segments = ref<Segment[]>([{ ...unread([]), count: 1 } as Segment]);
  const current = useCurrent({ segments: computed(() => segments.value) } as unknown as DeskList);
  expect(await current.first()).toBeNull();
  segments.value = [unread(['next'])];
  await new Promise((done) => setTimeout(done, 0));
  expect(current.currentId.value).toBe('next');
});

it('the late first row of a list that was left takes nothing away from the next one', async () => {
  const slow = unread(['old']);
  let answer = () => {};
  const late = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const segments = ref<Segment[]>([
    { ...slow, key: 'left', pages: Object.assign(slow.pages, { ensure: () => late }) } as Segment,
  ]);
  const current = useCurrent({ segments: computed(() => segments.value) } as unknown as DeskList);
  const former = current.first();
  segments.value = [unread(['next'])];
  await current.first();
  answer();
  await former;
  expect(current.currentId.value).toBe('next');
});

it('what the person has opened meanwhile stays in front', async () => {
  const segments = ref<Segment[]>([unread(['next'])]);
  const current = useCurrent({ segments: computed(() => segments.value) } as unknown as DeskList);
  current.afterLeaving(null);
  current.currentId.value = 'chosen';
  await new Promise((done) => setTimeout(done, 0));
  expect(current.currentId.value).toBe('chosen');
});
