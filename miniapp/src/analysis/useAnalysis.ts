import type { AnalysisBarKind, AnalysisQuery } from '@dingdee/shared/analysis';
import { useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { analysisApi } from '../api/analysis-api.js';
import { ApiProblem } from '../api/api-problem.js';
import { useItemPages } from '../api/item-pages.js';

/** A pressed bar: its name and the filter of its bills. */
export interface Bar {
  by: AnalysisBarKind;
  key: string;
  title: string;
  /** Month of the bar, if it is not the month of the page. */
  month?: string;
}

/** Reads the analysis of one month, every minute. */
export function useAnalysis(query: Ref<AnalysisQuery>) {
  const shown = useQuery({
    queryKey: computed(() => ['analysis', query.value]),
    queryFn: () => analysisApi.show(query.value),
    refetchInterval: 60_000,
  });
  return {
    data: shown.data,
    isPending: shown.isPending,
    problem: computed(() => (shown.error.value instanceof ApiProblem ? shown.error.value : null)),
    refetch: () => void shown.refetch(),
  };
}

/** Reads the bills behind a bar page by page, and their sum from the server. */
export function useBarBills(query: Ref<AnalysisQuery>, bar: Ref<Bar>) {
  const asked = computed(() => {
    const { by, key, month = query.value.month } = bar.value;
    return { ...query.value, ...(month === undefined ? {} : { month }), by, key };
  });
  const pages = useItemPages(
    computed(() => ['analysis', 'bills', asked.value]),
    (cursor) => analysisApi.bills(asked.value, cursor),
  );
  const whole = useQuery({
    queryKey: computed(() => ['analysis', 'sum', asked.value]),
    queryFn: () => analysisApi.bills(asked.value, null),
  });
  return { ...pages, sum: computed(() => whole.data.value?.sum ?? null) };
}
