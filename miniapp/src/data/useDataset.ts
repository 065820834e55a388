import { STAGES } from '@dingdee/shared/bill-state';
import type { DatasetFilter } from '@dingdee/shared/data-export';
import { columnsShown, DATASET, DATASETS, type DatasetCode } from '@dingdee/shared/dataset';
import { type Amount, parseAmount } from '@dingdee/shared/money';
import { useQuery } from '@tanstack/vue-query';
import { computed, reactive, ref, watch } from 'vue';
import { type LocationQuery, useRoute } from 'vue-router';
import { ApiProblem } from '../api/api-problem.js';
import { datasetApi } from '../api/dataset-api.js';
import { useStages } from '../bill/useStages.js';
import { useAfterPause } from '../ui/useAfterPause.js';

const PREVIEW_ROWS = 50;
const TYPING_MS = 300;
const EMPTY = { from: '', to: '', stage: '', schemeId: '', org: '', min: '', max: '', q: '' };
/** Reads the filter from an address: a message or a bar of 分析 links to exactly the list behind its sums. */
const addressed = (query: LocationQuery): Partial<typeof EMPTY> =>
  Object.fromEntries(
    Object.keys(EMPTY).flatMap((name) => {
      const value = query[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
const amountOf = (text: string): Amount | null | undefined => (text.trim() === '' ? undefined : parseAmount(text));

/** Holds one dataset: its filter, its first rows, the totals of all rows, and the chosen columns. */
export function useDataset() {
  const route = useRoute();
  const code = computed<DatasetCode>(() => DATASETS.find((each) => each === route.params.dataset) ?? 'bills');
  const dataset = computed(() => DATASET[code.value]);
  const form = reactive({ ...EMPTY, ...addressed(route.query) });
  const settled = ref<DatasetFilter>({});
  /** True if an amount field holds no valid amount: the list then stays as it was. */
  const unread = computed(() => amountOf(form.min) === null || amountOf(form.max) === null);
  const wanted = computed<DatasetFilter>(() => {
    const { from, to, schemeId, org, q } = form;
    const stage = STAGES.find((each) => each === form.stage);
    const all = {
      from,
      to,
      stage,
      schemeId,
      org,
      minAmount: amountOf(form.min),
      maxAmount: amountOf(form.max),
      q: q.trim(),
    };
    // A filter of another dataset does not apply to this one.
    const fitting = Object.entries(all).filter(
      ([name, value]) => value !== undefined && value !== '' && dataset.value.filters.some((each) => each === name),
    );
    return Object.fromEntries(fitting);
  });
  settled.value = wanted.value;
  const { soon, stop } = useAfterPause(() => {
    settled.value = wanted.value;
  }, TYPING_MS);
  watch(wanted, () => (unread.value ? stop() : soon()), { deep: true });
  // Another dataset immediately starts with the filters that it supports.
  watch(code, () => {
    settled.value = wanted.value;
  });

  const query = useQuery({
    queryKey: computed(() => ['dataset', code.value, settled.value]),
    queryFn: () => datasetApi.page(code.value, { ...settled.value, limit: PREVIEW_ROWS }),
    // Rows and totals of another dataset are never shown as those of this one.
    placeholderData: (former, query) => (query?.queryKey[1] === code.value ? former : undefined),
  });
  /** True while the rows and totals on the page do not yet match the filter. */
  const counting = computed(
    () =>
      query.isPending.value ||
      query.isPlaceholderData.value ||
      (!unread.value && JSON.stringify(wanted.value) !== JSON.stringify(settled.value)),
  );
  const chosen = reactive(new Map<DatasetCode, string[]>());
  const columns = computed(() => {
    const keys = chosen.get(code.value) ?? columnsShown(code.value);
    return dataset.value.columns.filter(({ key }) => keys.includes(key));
  });
  function toggle(key: string): void {
    const keys = columns.value.map((column) => column.key);
    const now = keys.includes(key) ? keys.filter((each) => each !== key) : [...keys, key];
    // A table needs at least one column.
    if (now.length > 0) chosen.set(code.value, now);
  }

  const stages = useStages();
  /** Whether the desk has the same number; null if the desk has no such number. */
  const asDesk = computed<boolean | null>(() => {
    const { stage, ...rest } = settled.value;
    const totals = query.data.value?.totals;
    if (code.value !== 'bills' || Object.keys(rest).length > 0 || !totals || counting.value) return null;
    const desk = stage === undefined ? stages.data.value?.collected : stages.totalOf(stage);
    return desk === undefined ? null : desk.count === totals.rows && desk.amount === totals.amount;
  });

  return reactive({
    code,
    dataset,
    form,
    filter: settled,
    unread,
    narrowed: computed(() => Object.keys(settled.value).length > 0),
    clear: () => Object.assign(form, EMPTY),
    page: query.data,
    pending: query.isPending,
    counting,
    /** True if bills of every stage are included, even bills that nobody pays. */
    everyStage: computed(() => dataset.value.filters.includes('stage') && settled.value.stage === undefined),
    problem: computed(() => (query.error.value instanceof ApiProblem ? query.error.value : null)),
    refetch: () => void query.refetch(),
    columns,
    toggle,
    usual: () => chosen.delete(code.value),
    asDesk,
  });
}
