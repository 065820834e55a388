import type { ClosePack, NoteClose } from '@dingdee/shared/close';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { closeApi } from '../api/close-api.js';
import { useItemPages } from '../api/item-pages.js';

const LOOK_MS = 60_000;
const problemOf = (cause: unknown) => (cause instanceof ApiProblem ? cause : null);

/** Actions of a person on the pack; each carries the version that the person saw. */
export type CloseAct =
  | { do: 'note'; point: NoteClose['point']; text: string }
  | { do: 'verify' }
  | { do: 'prepare' }
  | { do: 'confirm' }
  | { do: 'reopen'; reason: string };

function send(seen: ClosePack, act: CloseAct): Promise<ClosePack> {
  const { month, version, hash } = seen;
  switch (act.do) {
    case 'note':
      return closeApi.note(month, { version, point: act.point, text: act.text });
    case 'verify':
      return closeApi.verify(month, version);
    case 'prepare':
      return closeApi.prepare(month, { version, hash });
    case 'confirm':
      return closeApi.confirm(month, { version, hash });
    case 'reopen':
      return closeApi.reopen(month, { version, reason: act.reason });
  }
}

/** Reads the pack of one month and the list of months. */
export function useClose(month: Ref<string>) {
  const queries = useQueryClient();
  const key = computed(() => ['closes', 'month', month.value]);
  const shown = useQuery({
    queryKey: key,
    queryFn: () => closeApi.show(month.value),
    refetchInterval: LOOK_MS,
  });
  const months = useQuery({
    queryKey: computed(() => ['closes', 'months', shown.data.value?.version ?? 0]),
    queryFn: () => closeApi.months(),
  });
  const acting = useMutation({
    mutationFn: ({ seen, act }: { seen: ClosePack; act: CloseAct }) => send(seen, act),
    onSuccess: (pack) => queries.setQueryData(['closes', 'month', pack.month], pack),
    onError: () => queries.invalidateQueries({ queryKey: ['closes', 'month'] }),
  });
  /** @param done called after the action was accepted; not called after a refusal */
  const act = (seen: ClosePack, what: CloseAct, done: () => void = () => {}) =>
    acting.mutate({ seen, act: what }, { onSuccess: done });
  return {
    data: shown.data,
    isPending: shown.isPending,
    problem: computed(() => problemOf(shown.error.value)),
    refetch: () => void shown.refetch(),
    months: computed(() => months.data.value?.items ?? []),
    act,
    acting: acting.isPending,
    refused: computed(() => problemOf(acting.error.value)),
  };
}

/** Reads 暂估, bill by bill. */
export const useAccruals = (month: Ref<string>, version: Ref<number>) =>
  useItemPages(
    computed(() => ['closes', 'accruals', month.value, version.value]),
    (cursor) => closeApi.accruals(month.value, cursor),
  );

/** Reads 签字后变动. */
export const useCloseChanges = (month: Ref<string>, changes: Ref<number>) =>
  useItemPages(
    computed(() => ['closes', 'changes', month.value, changes.value]),
    (cursor) => closeApi.changes(month.value, cursor),
  );
