import type { StatementBucket } from '@dingdee/shared/statement';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { useItemPages } from '../api/item-pages.js';
import { statementApi } from '../api/statement-api.js';

const LOOK_MS = 1000;
const HISTORY_DAYS = 14;
const problemOf = (cause: unknown) => (cause instanceof ApiProblem ? cause : null);

/** Reads one day's statement, every second while it is running, and the days before it. */
export function useStatement(day: Ref<string>) {
  const queries = useQueryClient();
  const shown = useQuery({
    queryKey: computed(() => ['statements', 'day', day.value]),
    queryFn: () => statementApi.show(day.value),
    refetchInterval: ({ state: { data } }) => (data?.running ? LOOK_MS : 60_000),
  });
  const history = useQuery({
    queryKey: computed(() => ['statements', 'days', shown.data.value?.run?.id ?? '']),
    queryFn: () => statementApi.days(HISTORY_DAYS),
  });
  const start = useMutation({
    mutationFn: (of: string) => statementApi.start(of),
    onSettled: () => queries.invalidateQueries({ queryKey: ['statements', 'day'] }),
  });
  return {
    data: shown.data,
    isPending: shown.isPending,
    problem: computed(() => problemOf(shown.error.value)),
    refetch: () => void shown.refetch(),
    history: computed(() => history.data.value?.items ?? []),
    start: start.mutate,
    starting: start.isPending,
    refused: computed(() => problemOf(start.error.value)),
  };
}

/** Reads the bills of one difference. */
export const useStatementEntries = (id: Ref<string>, of: Ref<Pick<StatementBucket, 'gap' | 'bucket'>>) =>
  useItemPages(
    computed(() => ['statements', 'entries', id.value, of.value.gap, of.value.bucket]),
    (cursor) => statementApi.entries(id.value, of.value, cursor),
  );
