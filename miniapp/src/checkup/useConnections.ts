import type { SystemName } from '@dingdee/shared/connection';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { checkUpApi } from '../api/check-up-api.js';
import { connectionApi } from '../api/connection-api.js';
import { type Tested, testLines } from './test-lines.js';

const KEY = ['connections'];
/** Time between two reads while a check-up is running, in ms. */
const GOING_MS = 700;

/** Holds both connections with their steps, and runs all lines. */
export function useConnections() {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: KEY,
    queryFn: connectionApi.show,
    refetchInterval: ({ state: { data } }) => (data?.running ? GOING_MS : false),
  });
  const refused = ref<ApiProblem | null>(null);
  const starting = ref(false);
  async function runAll(): Promise<void> {
    if (starting.value) return;
    starting.value = true;
    refused.value = null;
    try {
      await checkUpApi.run();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      refused.value = error;
    } finally {
      await queries.invalidateQueries({ queryKey: KEY });
      starting.value = false;
    }
  }
  const problem = computed(() => (query.error.value instanceof ApiProblem ? query.error.value : null));
  return { ...query, problem, refused, starting, runAll };
}

/** 测试连接 of one card: tests its lines one by one, with 再查 of the check-up. */
export function useConnectionTest() {
  const queries = useQueryClient();
  const going = ref<{ done: number; of: number } | null>(null);
  const tested = ref<Tested | null>(null);
  const problem = ref<ApiProblem | null>(null);
  async function test(card: { doors: readonly string[]; lines: readonly string[] }): Promise<void> {
    if (going.value) return;
    const of = card.doors.length + card.lines.length;
    going.value = { done: 0, of };
    tested.value = null;
    problem.value = null;
    try {
      tested.value = await testLines(card, checkUpApi.again, (done) => {
        going.value = { done, of };
      });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
    } finally {
      await Promise.all([KEY, ['check-up']].map((queryKey) => queries.invalidateQueries({ queryKey })));
      going.value = null;
    }
  }
  return { going, tested, problem, test };
}

/** 换密钥 of one card: the secret in use is replaced only if the new one is let in. */
export function useNewSecret(system: SystemName) {
  const queries = useQueryClient();
  const saving = ref(false);
  const done = ref(false);
  const problem = ref<ApiProblem | null>(null);
  /** Returns whether the new secret is in use. */
  async function save(secret: string): Promise<boolean> {
    if (saving.value) return false;
    saving.value = true;
    done.value = false;
    problem.value = null;
    try {
      queries.setQueryData(KEY, await connectionApi.enterSecret(system, { secret }));
      done.value = true;
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return false;
    } finally {
      saving.value = false;
    }
  }
  return { saving, done, problem, save };
}
