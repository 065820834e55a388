import { useMutation, useQueryClient } from '@tanstack/vue-query';
import type { Ref } from 'vue';
import { mappingApi } from '../api/mapping-api.js';

/** Puts values of a table aside（不处理这个值）and takes them back. */
export function useValueAside(code: Ref<string>) {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: ['mapping'] });
  const put = useMutation({
    mutationFn: (body: Parameters<typeof mappingApi.putAside>[1]) => mappingApi.putAside(code.value, body),
    onSettled,
  });
  const restore = useMutation({
    mutationFn: (key: string) => mappingApi.restoreValue(code.value, { key }),
    onSettled,
  });
  return { put, restore };
}
