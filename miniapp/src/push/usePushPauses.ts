import type { PushPause } from '@dingdee/shared/push-pause';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { pushPauseApi } from '../api/push-pause-api.js';
import { useSession } from '../session/useSession.js';

/** Reads the pauses of pushing, and who may end or start them. The server answers each change with the whole list. */
export function usePushPauses() {
  const queries = useQueryClient();
  const session = useSession();
  const { data } = useQuery({ queryKey: ['push-pauses'], queryFn: pushPauseApi.list, refetchInterval: 30_000 });
  const settle = {
    onSuccess: (answer: Awaited<ReturnType<typeof pushPauseApi.list>>) => queries.setQueryData(['push-pauses'], answer),
    onSettled: () => {
      for (const key of ['push-pauses', 'schemes']) void queries.invalidateQueries({ queryKey: [key] });
    },
  };
  const pause = useMutation({ mutationFn: pushPauseApi.pause, ...settle });
  const resume = useMutation({ mutationFn: pushPauseApi.resume, ...settle });
  const problem = computed(() => {
    const error = pause.error.value ?? resume.error.value;
    return error instanceof ApiProblem ? error : null;
  });
  const items = computed<readonly PushPause[]>(() => data.value?.items ?? []);
  const busy = computed(() => pause.isPending.value || resume.isPending.value);
  const mayPause = computed(() => session.allows('pause'));
  /** Only an administrator may end a pause that the program made. */
  const mayResume = ({ by }: Pick<PushPause, 'by'>): boolean =>
    by === null ? session.allows('manage') : session.allows('pause');
  /** A scheme may be paused twice: by a person and by the program. */
  const of = (kind: PushPause['kind'], id: string) =>
    items.value.filter((each) => each.kind === kind && each.id === id);
  const end = ({ kind, id, by }: Pick<PushPause, 'kind' | 'id' | 'by'>) =>
    resume.mutate({ kind, id, whose: by === null ? 'program' : 'person' });
  return { items, of, pause, end, problem, busy, mayPause, mayResume };
}
