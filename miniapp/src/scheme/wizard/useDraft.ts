import type { SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import { sortedJson } from '@dingdee/shared/sorted-json';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { rulesApi } from '../../api/rules-api.js';

const REST_MS = 900;

/**
 * Holds the saved draft and this person's changes; saves automatically after a pause and before the step is left.
 * @param fits returns false for half-typed content, which stays on the page and is not saved
 */
export function useDraft(id: Ref<string>, fits: (content: SchemeContent) => boolean) {
  const queries = useQueryClient();
  const read = useQuery({
    queryKey: computed(() => ['scheme', id.value]),
    queryFn: () => rulesApi.scheme(id.value),
    staleTime: 0,
  });
  const seen = shallowRef<SchemeDetail | null>(null);
  const content = shallowRef<SchemeContent | null>(null);
  const problem = ref<ApiProblem | null>(null);
  const saving = ref(false);
  const savedAt = ref<number | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    () => (read.isFetchedAfterMount.value ? read.data.value : undefined),
    (now) => {
      if (!now || seen.value !== null) return;
      seen.value = now;
      content.value = now.content;
    },
    { immediate: true },
  );
  /** Compares without the order of keys: an added part has another place in the answer, and would otherwise be saved again and again. */
  const changed = computed(
    () => seen.value !== null && content.value !== null && sortedJson(content.value) !== sortedJson(seen.value.content),
  );
  function set(next: SchemeContent): void {
    content.value = next;
    clearTimeout(timer);
    timer = setTimeout(() => void save(), REST_MS);
  }
  /** @returns whether the server has saved everything */
  async function save(): Promise<boolean> {
    clearTimeout(timer);
    if (saving.value) return false;
    const { value: written } = content;
    if (!seen.value || !written || !changed.value) return true;
    if (!fits(written)) return false;
    saving.value = true;
    try {
      seen.value = await rulesApi.save(id.value, seen.value.version, written);
      queries.setQueryData(['scheme', id.value], seen.value);
      void queries.invalidateQueries({ queryKey: ['schemes'] });
      savedAt.value = Date.now();
      problem.value = null;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return false;
    } finally {
      saving.value = false;
    }
    return changed.value ? save() : true;
  }
  /** A version that another person saved meanwhile replaces the content here. */
  async function readAnew(): Promise<void> {
    clearTimeout(timer);
    const { data } = await read.refetch();
    if (!data) return;
    seen.value = data;
    content.value = data.content;
    problem.value = null;
  }
  onScopeDispose(() => {
    clearTimeout(timer);
    void save();
  });
  return {
    draft: seen,
    content,
    set,
    save,
    changed,
    saving,
    savedAt,
    problem,
    readAnew,
    unread: computed(() => (read.error.value instanceof ApiProblem ? read.error.value : null)),
  };
}
