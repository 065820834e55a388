import type { SchemeContent, SchemeSummary } from '@dingdee/shared/scheme';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref, ref, watch } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { filterApi } from '../api/filter-api.js';
import { useSession } from '../session/useSession.js';
import { useUndo } from '../ui/useUndo.js';

/** What an edit of a part needs of its scheme. */
export type EditedScheme = Pick<SchemeSummary, 'id' | 'name' | 'processCode'>;

/**
 * Holds one part of a scheme's content while a person edits it. It is read once, so that nothing changes during editing, and saved as a new version.
 * @param read copies the part out of the content
 * @param write puts it back
 * @param saved message after saving
 */
export function useContentEdit<Part>(
  scheme: EditedScheme,
  first: Part,
  read: (content: SchemeContent) => Part,
  write: (content: SchemeContent, part: Part) => SchemeContent,
  saved: (name: string, version: number) => string,
  done: () => void,
) {
  const session = useSession();
  const queries = useQueryClient();
  const undo = useUndo();
  const detail = useQuery({
    queryKey: ['scheme', scheme.id],
    queryFn: () => filterApi.scheme(scheme.id),
    staleTime: 0,
  });
  const form = useQuery({ queryKey: ['form', scheme.processCode], queryFn: () => filterApi.form(scheme.processCode) });
  const seen = ref<{ version: number; before: string } | null>(null);
  const part = ref(first) as Ref<Part>;
  watch(
    () => detail.data.value,
    (now) => {
      if (!now || seen.value !== null) return;
      part.value = read(now.content);
      seen.value = { version: now.version, before: JSON.stringify(part.value) };
    },
    { immediate: true },
  );
  const save = useMutation({
    mutationFn: () => {
      const content = detail.data.value?.content;
      if (!content || !seen.value) throw new Error('nothing was read');
      return filterApi.save(scheme.id, seen.value.version, write(content, part.value));
    },
    onSuccess: ({ name, currentVersion }) => {
      undo.show(saved(name, currentVersion));
      done();
    },
    onSettled: () => {
      for (const key of ['schemes', 'scheme']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  return {
    part,
    detail,
    form,
    save,
    mayEdit: computed(() => session.allows('manage')),
    isRead: computed(() => seen.value !== null && !form.isPending.value),
    changed: computed(() => seen.value !== null && JSON.stringify(part.value) !== seen.value.before),
    problem: computed(() => {
      const error = save.error.value ?? detail.error.value ?? form.error.value;
      return error instanceof ApiProblem ? error : null;
    }),
  };
}
