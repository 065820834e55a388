import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { approvalApi } from '../api/approval-api.js';

/** Reads the approval of a bill when a person opens it, and again when the bill changes. */
export function useApproval(billId: () => string) {
  const id = computed(billId);
  const query = useQuery({ queryKey: ['bill', id, 'approval'], queryFn: () => approvalApi.of(id.value) });
  const problem = computed(() => (query.error.value instanceof ApiProblem ? query.error.value : null));
  return { approval: query.data, problem };
}
