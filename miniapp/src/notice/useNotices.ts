import type { NoticeRules, Notices, NoticeTopic } from '@dingdee/shared/notice';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, reactive, ref, watch } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { noticeApi } from '../api/notice-api.js';

const KEY = ['notices'];
const problemOf = (cause: unknown) => (cause instanceof ApiProblem ? cause : null);
const copyOf = ({ times, rest, off }: NoticeRules): NoticeRules => ({
  times: [...times],
  rest: { ...rest },
  off: [...off],
});

/** The rules of 通知 with what is being changed of them, and one's own choices. */
export function useNotices() {
  const queries = useQueryClient();
  const { data, error, isPending, refetch } = useQuery({ queryKey: KEY, queryFn: noticeApi.show });
  const problem = ref<ApiProblem | null>(null);
  const saved = ref(false);
  /** A message to oneself is on its way. */
  const tried = ref(false);
  /** The rules as they are on the screen; null until they are read. */
  const draft = ref<NoticeRules | null>(null);
  const stored = computed(() => (data.value === undefined ? null : JSON.stringify(copyOf(data.value.rules))));
  // What somebody else saved meanwhile replaces what is on the screen: it would be refused anyway.
  watch(
    stored,
    () => {
      draft.value = data.value === undefined ? null : copyOf(data.value.rules);
    },
    { immediate: true },
  );
  const act = useMutation({
    mutationFn: (work: () => Promise<Notices>) => {
      problem.value = null;
      saved.value = false;
      tried.value = false;
      return work();
    },
    onSuccess: (found) => {
      queries.setQueryData(KEY, found);
      saved.value = true;
    },
    onError: (cause) => {
      problem.value = problemOf(cause);
      return queries.invalidateQueries({ queryKey: KEY });
    },
    gcTime: 0,
  });
  return reactive({
    data,
    pending: isPending,
    failed: computed(() => problemOf(error.value)),
    refetch: () => void refetch(),
    draft,
    changed: computed(() => draft.value !== null && JSON.stringify(draft.value) !== stored.value),
    busy: act.isPending,
    problem,
    saved,
    tried,
    save: () => {
      const [rules, version] = [draft.value, data.value?.version];
      if (rules !== null && version !== undefined)
        act.mutate(() => noticeApi.change({ version, ...rules }), {
          // The server puts them in order: times that it sorted are no change of this person's.
          onSuccess: (found) => {
            draft.value = copyOf(found.rules);
          },
        });
    },
    undo: () => {
      saved.value = false;
      if (data.value !== undefined) draft.value = copyOf(data.value.rules);
    },
    tryOne: () =>
      act.mutate(noticeApi.tryOne, {
        onSuccess: () => {
          saved.value = false;
          tried.value = true;
        },
      }),
    choose: (topic: NoticeTopic, on: boolean) => act.mutate(() => noticeApi.choose({ topic, on })),
  });
}
