import type { RemapResult } from '@dingdee/shared/mapping';
import type { MappingFinding } from '@dingdee/shared/mapping-lint';
import { useInfiniteQuery, useMutation } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { mappingApi } from '../api/mapping-api.js';
import { useBillChanged } from '../api/useBillChanged.js';
import { count } from '../ui/formats.js';
import { useUndo } from '../ui/useUndo.js';
import { lintWords as words } from './lint-words.js';

const PAGE = 100;

/** The change that a fix makes to the row of a finding. */
type Fix = { finding: MappingFinding; targetNumber: string | null };

/** Reads rows that need a check, and makes the changes that fix them: the same writes as on the page of the table. */
export function useMappingLint() {
  const billChanged = useBillChanged();
  const undo = useUndo();
  const pages = useInfiniteQuery({
    queryKey: ['mapping', 'findings'],
    queryFn: ({ pageParam }) => mappingApi.findings({ cursor: pageParam ?? undefined, limit: PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const items = computed(() => pages.data.value?.pages.flatMap((page) => page.items) ?? []);
  const whole = computed(() => pages.data.value?.pages[0] ?? null);

  const fix = useMutation({
    mutationFn: ({ finding, targetNumber }: Fix): Promise<RemapResult> => {
      const { table, rowId, key, keyLabel, orgNumber, fromDay, targetNumber: was } = finding;
      if (targetNumber === null) return mappingApi.removeRow(table, rowId, { way: 'lint' });
      const label = keyLabel === '' ? {} : { keyLabel };
      return mappingApi.putRows(table, {
        rows: [{ key, orgNumber, fromDay, targetNumber, was, ...label }],
        way: 'lint',
      });
    },
    onSuccess: (result) => {
      billChanged('mapping');
      undo.show(words.done(count(result.remapped), count(result.becameReady.count), result.stillMissing.count));
    },
  });
  const problem = computed(() => {
    const error = fix.error.value ?? pages.error.value;
    return error instanceof ApiProblem ? error : null;
  });
  return { pages, items, whole, fix, problem };
}
