import type { NameVersion } from '@dingdee/shared/scheme-version';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { schemeApi } from '../api/scheme-api.js';

const problemOf = (cause: unknown) => (cause instanceof ApiProblem ? cause : null);

/** Reads the versions of one scheme, and goes back to one. */
export function useVersions(id: Ref<string>) {
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: computed(() => ['schemes', 'versions', id.value]),
    queryFn: () => schemeApi.versions(id.value),
  });
  const restore = useMutation({
    mutationFn: ({ number, version }: { number: number; version: number }) =>
      schemeApi.restore(id.value, number, version),
    onSettled: () => {
      for (const key of ['schemes', 'stages', 'groups']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  return {
    versions: computed(() => list.data.value ?? null),
    isPending: list.isPending,
    problem: computed(() => problemOf(list.error.value)),
    refetch: list.refetch,
    restore: restore.mutate,
    restoring: restore.isPending,
    refused: computed(() => problemOf(restore.error.value)),
    restored: restore.data,
  };
}

/** Renames a version. */
export function useVersionName(id: Ref<string>) {
  const queries = useQueryClient();
  const naming = useMutation({
    mutationFn: (wanted: NameVersion) => schemeApi.nameVersion(id.value, wanted),
    onSettled: () => queries.invalidateQueries({ queryKey: ['schemes', 'versions', id.value] }),
  });
  return { name: naming.mutate, busy: naming.isPending, refused: computed(() => problemOf(naming.error.value)) };
}

/** Reads the differences between two versions; reads nothing while one of them is null. */
export function useVersionDiff(id: Ref<string>, from: Ref<number | null>, to: Ref<number | null>) {
  const diff = useQuery({
    queryKey: computed(() => ['schemes', 'versions', id.value, from.value, to.value]),
    queryFn: () => schemeApi.versionDiff(id.value, from.value ?? 0, to.value ?? 0),
    enabled: computed(() => from.value !== null && to.value !== null),
  });
  return {
    changes: computed(() => diff.data.value?.changes ?? null),
    diffProblem: computed(() => problemOf(diff.error.value)),
    again: diff.refetch,
  };
}
