import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { assignmentApi } from '../api/assignment-api.js';

/** Reads how much each person has in hand. */
export function useAssignees() {
  const { data } = useQuery({ queryKey: ['stages', 'assignments'], queryFn: assignmentApi.list });
  const people = computed(() => data.value?.people ?? []);
  return {
    people,
    nameOf: (userId: string): string => people.value.find((one) => one.userId === userId)?.name ?? userId,
  };
}
