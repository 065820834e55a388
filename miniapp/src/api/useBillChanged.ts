import { useQueryClient } from '@tanstack/vue-query';

/** Query keys that every change of bills outdates: the bills, the counts of the stages, and the groups of the lists. */
export const OF_BILLS = ['bill', 'stages', 'groups'] as const;

/** Returns a function to call after bills changed. @param also further keys that the same change outdates, such as `mapping` */
export function useBillChanged(): (...also: readonly string[]) => void {
  const queries = useQueryClient();
  return (...also) => {
    for (const key of [...OF_BILLS, ...also]) void queries.invalidateQueries({ queryKey: [key] });
  };
}
