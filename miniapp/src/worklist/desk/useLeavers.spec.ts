import type { BillSummary } from '@dingdee/shared/bill';
import { expect, it } from 'vitest';
import { computed, effectScope, nextTick, ref } from 'vue';
import type { BillPages } from '../bill-pages.js';
import type { Segment } from './grid/segments.js';
import { useCurrent } from './useCurrent.js';
import type { DeskList } from './useDeskList.js';
import { useLeavers } from './useLeavers.js';

function segment(key: string, ids: readonly string[]): Segment {
  const items = ids.map((id) => ({ id }) as BillSummary);
  const pages = { items, ensure: async () => {} } as unknown as BillPages;
  return { key, group: null, collapsed: false, filter: {}, released: false, count: ids.length, pages } as Segment;
}

function desk(...shown: Segment[]) {
  const segments = ref(shown);
  const released = ref<string | undefined>('first');
  const list = { segments: computed(() => segments.value), total: ref(1), loading: ref(false) } as unknown as DeskList;
  const scope = effectScope();
  const { current, leavers } = scope.run(() => {
    const current = useCurrent(list);
    return { current, leavers: useLeavers(list, current, ref(null), ref(false), released) };
  }) as { current: ReturnType<typeof useCurrent>; leavers: ReturnType<typeof useLeavers> };
  return { segments, released, current, leavers };
}

it('when the next fix replaces 刚放行 while one of its bills is in front, a row of the list comes in front', async () => {
  const { segments, released, current, leavers } = desk(
    segment('released:ready', ['fixed before']),
    segment('g', ['missing']),
  );
  current.currentId.value = 'fixed before';
  await nextTick();
  released.value = 'second';
  await nextTick();
  segments.value = [segment('released:ready', ['just fixed']), segment('g', ['missing'])];
  leavers.followLeavers();
  expect(current.currentId.value).toBe('just fixed');
});

it('a bill of the list that another person moved away stays in front although 刚放行 was replaced', async () => {
  const { segments, released, current, leavers } = desk(
    segment('released:ready', ['fixed before']),
    segment('g', ['missing']),
  );
  current.currentId.value = 'missing';
  await nextTick();
  released.value = 'second';
  await nextTick();
  segments.value = [segment('released:ready', ['just fixed'])];
  leavers.followLeavers();
  expect(current.currentId.value).toBe('missing');
});
