import { type Ref, shallowRef, watch } from 'vue';
import { type BillApi, type BillFilter, billApi } from '../api/bill-api.js';
import { onLive } from '../live/useLive.js';
import { type BillPages, type BillSort, createBillPages } from './bill-pages.js';

/**
 * Reads a list of bills; it starts again when filter or sort change, and follows live events. `list.value` is reactive (items, total, sum, loading,
 * problem); call `list.value.ensure(n)` to read on.
 */
export function useBillList(
  filter: Ref<BillFilter>,
  sort: Ref<BillSort>,
  api: Pick<BillApi, 'list'> = billApi,
): Readonly<Ref<BillPages>> {
  const list = shallowRef<BillPages>(createBillPages(filter.value, sort.value, api));
  void list.value.ensure(0);

  watch([filter, sort], ([nextFilter, nextSort], [oldFilter, oldSort]) => {
    if (nextSort === oldSort && JSON.stringify(nextFilter) === JSON.stringify(oldFilter)) return;
    list.value = createBillPages(nextFilter, nextSort, api);
    void list.value.ensure(0);
  });
  onLive((kinds) => {
    if (kinds.has('bill') || kinds.has('bills')) void list.value.refresh(list.value.items.length);
  });
  return list;
}
