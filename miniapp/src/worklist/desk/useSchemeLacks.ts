import { useQueryClient } from '@tanstack/vue-query';
import { useRouter } from 'vue-router';
import { billApi } from '../../api/bill-api.js';

/** Opens 看缺什么 of a bill's scheme. */
export function useSchemeLacks(): (billId: string) => Promise<void> {
  const router = useRouter();
  const queries = useQueryClient();
  return async (billId) => {
    const { schemeId } = await queries.fetchQuery({
      queryKey: ['bill', billId],
      queryFn: () => billApi.get(billId),
    });
    await router.push({ path: '/schemes', query: { lacks: schemeId } });
  };
}
