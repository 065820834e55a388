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

/** Reads the rules of 通知 with their unsaved changes, and the person's own choices. */
export function useNotices() {
  const queries = useQueryClient();
  const { data, error, isPending, refetch } = useQuery({ queryKey: KEY, queryFn: noticeApi.show });
  const problem = ref<ApiProblem | null>(null);
  const saved = ref(false);
  /** A test message to this person is on its way. */
  const tried = ref(false);
  /** The rules on the screen; null until they are read. */
  const draft = ref<NoticeRules | null>(null);
  const stored = computed(() => (data.value === undefined ? null : JSON.stringify(copyOf(data.value.rules))));
  // Rules that another person saved meanwhile replace those on the screen: the server would refuse these anyway.
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
          // The server sorts the times: a new order is not a change of this person.
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
