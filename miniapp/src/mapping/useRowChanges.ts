import type { MappingChange } from '@dingdee/shared/mapping-change';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { mappingChangeApi } from '../api/mapping-change-api.js';
import { useBillChanged } from '../api/useBillChanged.js';
import { count } from '../ui/formats.js';
import { useUndo } from '../ui/useUndo.js';
import { changeWords as words } from './change-words.js';

/** Returns true if both are the same change of one table. */
export const sameChange = (one: MappingChange, other: MappingChange | null): boolean =>
  one.id === other?.id && one.revision === other.revision;

/** Reads the changes of one row, or of a whole table if `row` is null, page by page. */
export function useRowChanges(code: Ref<string>, row: Ref<string | null>) {
  const pages = useInfiniteQuery({
    queryKey: ['mapping', 'changes', code, row],
    queryFn: ({ pageParam }) =>
      mappingChangeApi.changes(code.value, { row: row.value ?? undefined, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const items = computed(() => pages.data.value?.pages.flatMap((page) => page.items) ?? []);
  return { ...pages, items };
}

/** Takes one change back: shows the effect first, then waits for the press. */
export function useUndoChange(code: Ref<string>) {
  const queries = useQueryClient();
  const billChanged = useBillChanged();
  const said = useUndo();
  const asked = shallowRef<MappingChange | null>(null);
  const look = useMutation({
    mutationFn: ({ revision, id }: MappingChange) => mappingChangeApi.look(code.value, { revision, id }),
    onSettled: (_answer, error) => error && void queries.invalidateQueries({ queryKey: ['mapping'] }),
  });
  const undo = useMutation({
    mutationFn: ({ revision, id }: MappingChange) => {
      const shown = look.data.value?.touched;
      if (!shown) throw new Error('nobody has seen what it does');
      return mappingChangeApi.undo(code.value, { revision, id, shown });
    },
    onSuccess: (result) => {
      billChanged('mapping');
      said.show(words.did(count(result.remapped)));
      asked.value = null;
    },
    // The change may affect other bills by now: its effect is shown again, and needs another press.
    onError: () => {
      if (asked.value) look.mutate(asked.value);
    },
  });
  const problem = computed(() => {
    const error = undo.error.value ?? look.error.value;
    return error instanceof ApiProblem ? error : null;
  });
  function ask(change: MappingChange): void {
    if (undo.isPending.value) return;
    undo.reset();
    asked.value = change;
    look.mutate(change);
  }
  function leave(): void {
    asked.value = null;
  }
  return { asked, effect: look.data, looking: look.isPending, undo, problem, ask, leave };
}
