import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import ListHead from './ListHead.vue';

const setSearch = vi.fn();
vi.mock('./useDesk.js', () => ({
  useDesk: () => ({
    at: {
      stage: ref('review'),
      q: ref(undefined),
      filters: ref({}),
      schemeId: ref(undefined),
      group: ref('off'),
      setSearch,
    },
    list: { loading: ref(false), total: ref(0), byReason: ref(false), sum: ref(null), unknown: ref(0) },
    problem: ref(null),
    canGroup: ref(false),
    wide: ref(true),
    sheetOpen: ref(false),
    orgName: (number: string) => number,
  }),
}));

beforeEach(() => {
  vi.useFakeTimers();
  setSearch.mockClear();
});
afterEach(() => {
  vi.useRealTimers();
});
const shown = () => mount(ListHead, { global: { stubs: { FilterButton: true, ColumnMenu: true } } });

it('searches for what is typed once nobody types', async () => {
  const page = shown();
  await page.get('input[type="search"]').setValue(' 华新 ');
  expect(setSearch).not.toHaveBeenCalled();
  vi.advanceTimersByTime(300);
  expect(setSearch).toHaveBeenCalledExactlyOnceWith('华新');
});

it('does not search, and so does not call the person back, once the desk was left', async () => {
  const page = shown();
  await page.get('input[type="search"]').setValue('华新');
  page.unmount();
  vi.advanceTimersByTime(300);
  expect(setSearch).not.toHaveBeenCalled();
});
