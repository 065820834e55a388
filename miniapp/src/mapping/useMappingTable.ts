import type { RemapResult } from '@dingdee/shared/mapping';
import {
  keepPreviousData,
  useInfiniteQuery,
  useIsMutating,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { mappingApi } from '../api/mapping-api.js';
import { useBillChanged } from '../api/useBillChanged.js';
import { useUndo } from '../ui/useUndo.js';
import { mappingWords } from './words.js';

const PAGE = 100;
/** Key of the mutation that removes a table of the company's own. */
export const REMOVING_TABLE = ['mapping', 'remove-table'] as const;

export const useMappingTables = () => useQuery({ queryKey: ['mapping', 'tables'], queryFn: mappingApi.tables });

/**
 * Reads the rows of one table by keyset pages and its unmapped values, and writes them; every write returns the bills that were mapped again.
 * @param org organisation whose rows are read, with those for all; "": all rows.
 */
export function useMappingTable(code: Ref<string>, search: Ref<string>, org: Ref<string>) {
  const queries = useQueryClient();
  const billChanged = useBillChanged();
  const undo = useUndo();

  // The server may have removed the table before its answer arrives; a live event would then make the page read rows that are gone.
  const removing = useIsMutating({ mutationKey: REMOVING_TABLE });
  const enabled = computed(() => removing.value === 0);
  const pages = useInfiniteQuery({
    queryKey: ['mapping', 'rows', code, search, org],
    enabled,
    queryFn: ({ pageParam }) =>
      mappingApi.rows(code.value, {
        q: search.value || undefined,
        org: org.value || undefined,
        cursor: pageParam ?? undefined,
        limit: PAGE,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    // The rows stay during a search. Rows of another table are never shown under this table's name, nor as another kind of value, such as an account.
    placeholderData: (rows, query) => (query?.queryKey[2] === code.value ? keepPreviousData(rows) : undefined),
  });
  const rows = computed(() => pages.data.value?.pages.flatMap((page) => page.items) ?? []);
  const total = computed(() => pages.data.value?.pages[0]?.total ?? null);
  const unmapped = useQuery({
    queryKey: ['mapping', 'unmapped', code, search],
    enabled,
    queryFn: () => mappingApi.unmapped(code.value, search.value || undefined),
    placeholderData: (values, query) => (query?.queryKey[2] === code.value ? keepPreviousData(values) : undefined),
  });

  function told(result: RemapResult): void {
    billChanged('mapping');
    undo.show(
      mappingWords.done(result.remapped, result.becameReady.count, result.stillMissing.count, result.voidedApprovals),
    );
  }
  const put = useMutation({
    /** Writes one value for each organisation that the choice serves. */
    mutationFn: ({
      orgNumbers,
      ...row
    }: {
      key: string;
      orgNumbers: readonly string[];
      keyLabel?: string;
      targetNumber: string;
      /** The value that this screen shows; null if there is none. */
      was: string | null;
      fromDay?: string;
      /** Row that this one takes the place of, with another day. */
      instead?: string;
      /** Row that is edited. */
      edits?: string;
    }) => mappingApi.putRows(code.value, { rows: orgNumbers.map((orgNumber) => ({ ...row, orgNumber })) }),
    onSuccess: told,
  });
  const remove = useMutation({
    mutationFn: (id: string) => mappingApi.removeRow(code.value, id),
    onSuccess: told,
  });
  const refresh = useMutation({
    mutationFn: mappingApi.refreshBaseData,
    onSuccess: (answer) => {
      for (const key of ['mapping', 'base-data']) void queries.invalidateQueries({ queryKey: [key] });
      const changed = answer.kinds.reduce((n, kind) => n + kind.added + kind.changed + kind.removed, 0);
      undo.show(mappingWords.refreshed(changed, answer.brokenMappings.length));
    },
  });

  return { pages, rows, total, unmapped, put, remove, refresh };
}
