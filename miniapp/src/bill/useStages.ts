import type { Grouping } from '@dingdee/shared/bill';
import type { Stage } from '@dingdee/shared/bill-state';
import { useQuery } from '@tanstack/vue-query';
import { computed, type Ref, ref } from 'vue';
import { type BillFilter, billApi } from '../api/bill-api.js';

/** Reads the tabs with count and ¥, summed by SQL; they add up to 本期采集. */
export function useStages(schemeId?: Ref<string | undefined>) {
  const query = useQuery({
    queryKey: ['stages', computed(() => schemeId?.value ?? '')],
    queryFn: () => billApi.stages(schemeId?.value),
  });
  const totalOf = (stage: Stage) => query.data.value?.stages.find((row) => row.stage === stage);
  return { ...query, totalOf };
}

/** Reads the groups by reason or risk of the bills that match a filter, riskiest first, the clean group last. */
export function useReasonGroups(filter: Ref<BillFilter & { by?: Grouping }>, enabled: Ref<boolean> = ref(true)) {
  return useQuery({ queryKey: ['groups', filter], queryFn: () => billApi.groups(filter.value), enabled });
}
