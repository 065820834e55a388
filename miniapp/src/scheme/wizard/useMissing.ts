import type { UnmappedValue } from '@dingdee/shared/mapping';
import { useMutation, useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { mappingApi } from '../../api/mapping-api.js';
import { setupApi } from '../../api/setup-api.js';
import { useBillChanged } from '../../api/useBillChanged.js';
import { useMappingTables } from '../../mapping/useMappingTable.js';
import { type Adopted, sameOf } from './same-values.js';

/**
 * Reads the values that the trial approvals look up in vain in mapping tables, and writes the missing rows.
 * @param asked false until there is something to try
 * @param cured called after rows were written
 */
export function useMissing(id: Ref<string>, asked: Ref<boolean>, cured: () => void) {
  const billChanged = useBillChanged();
  const query = useQuery({
    queryKey: computed(() => ['mapping', 'tried', id.value]),
    queryFn: () => setupApi.unmapped(id.value),
    enabled: asked,
  });
  const tables = useMappingTables();
  const groups = computed(() =>
    (query.data.value?.tables ?? []).flatMap(({ code, items, others }) => {
      const table = tables.data.value?.items.find((each) => each.code === code);
      return table ? [{ table, items, others }] : [];
    }),
  );
  const left = computed(() => groups.value.reduce((n, { items }) => n + items.length, 0));
  const same = computed(() => groups.value.flatMap(({ table, items }) => sameOf(table.code, items)));
  const write = useMutation({
    /** Writes table by table, because each table has its own revision. */
    mutationFn: async (adopted: readonly Adopted[]) => {
      for (const code of new Set(adopted.map((each) => each.code)))
        await mappingApi.putRows(code, {
          rows: adopted.flatMap((each) => (each.code === code ? [...each.rows] : [])),
        });
    },
    onSettled: async () => {
      billChanged('mapping');
      cured();
    },
  });
  const problemOf = (error: unknown) => (error instanceof ApiProblem ? error : null);
  return {
    known: query.isSuccess,
    tables: computed(() => tables.data.value?.items ?? []),
    groups,
    left,
    same,
    tried: computed(() => query.data.value?.tried ?? 0),
    write,
    problem: computed(() => problemOf(query.error.value) ?? problemOf(write.error.value)),
    adopt: (code: string, value: UnmappedValue, targetNumber: string) =>
      write.mutate([{ code, rows: rowsFor(value, targetNumber) }]),
  };
}

const rowsFor = (value: UnmappedValue, targetNumber: string): Adopted['rows'] => {
  const serves = value.suggestions.find(({ item }) => item.number === targetNumber)?.usableIn ?? value.orgNumbers;
  return serves.map((orgNumber) => ({
    key: value.key,
    keyLabel: value.keyLabel || undefined,
    orgNumber,
    targetNumber,
    was: null,
  }));
};
