import type { CheckLine, CheckUp } from '@dingdee/shared/check-up';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { checkUpApi } from '../api/check-up-api.js';

const KEY = ['check-up'];
/** Time between two reads while a check-up is running, in ms. */
const GOING_MS = 700;

const SYSTEMS = ['dingtalk', 'kingdee'] as const;
export interface SystemLines {
  system: (typeof SYSTEMS)[number];
  groups: readonly { name: string; lines: readonly CheckLine[] }[];
}

/** Groups lines by system, then by group, in the order of the answer. */
export function bySystem(lines: readonly CheckLine[]): SystemLines[] {
  return SYSTEMS.map((system) => {
    const own = lines.filter((line) => line.system === system);
    const names = [...new Set(own.map(({ group }) => group))];
    return { system, groups: names.map((name) => ({ name, lines: own.filter(({ group }) => group === name) })) };
  });
}

/** Returns the result with one line replaced. */
export function withLine(result: CheckUp, line: CheckLine): CheckUp {
  const lines = result.lines.map((each) => (each.line === line.line ? line : each));
  const counts = { red: 0, amber: 0, unknown: 0, green: 0 };
  for (const { state } of lines) counts[state] += 1;
  return { ...result, lines, counts };
}

/** Holds the last check-up, the running one, and the actions of a person. */
export function useCheckUp() {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: KEY,
    queryFn: checkUpApi.last,
    refetchInterval: ({ state: { data } }) => (data?.running ? GOING_MS : false),
  });
  const put = (line: CheckLine) =>
    queries.setQueryData<CheckUp>(KEY, (result) => (result ? withLine(result, line) : result));
  const run = useMutation({
    mutationFn: checkUpApi.run,
    onSuccess: (result) => queries.setQueryData(KEY, result),
  });
  const again = useMutation({
    mutationFn: ({ line, knowingRisk }: { line: string; knowingRisk?: true }) =>
      checkUpApi.again(line, knowingRisk ? { knowingRisk } : {}),
    onSuccess: put,
    // Lines that name this line as their cause now have another cause.
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const consent = useMutation({ mutationFn: checkUpApi.withConsent, onSuccess: put });
  /** The line whose log-in was refused for a wrong password: the person may try once more and sees the risk. */
  const risky = computed(() => {
    const { error, variables } = again;
    return problemOf(error.value)?.code === 'check-up/login-refused' ? (variables.value?.line ?? null) : null;
  });
  const problemOf = (error: unknown) => (error instanceof ApiProblem ? error : null);
  return {
    ...query,
    run,
    again,
    consent,
    risky,
    running: computed(() => query.data.value?.running ?? null),
    problem: computed(() => problemOf(query.error.value)),
    refused: computed(() => problemOf(run.error.value) ?? problemOf(again.error.value)),
    notTried: computed(() => problemOf(consent.error.value)),
  };
}
