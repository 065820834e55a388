import type { CheckLine } from '@dingdee/shared/check-up';
import { computed, onScopeDispose, type Ref, ref, watch } from 'vue';
import { useCheckUp } from '../../checkup/useCheckUp.js';

const LOG_INS: readonly string[] = ['dingtalk/login', 'kingdee/login'];

/** Lines without which no bill of a scheme comes in or goes out. */
export const mustWork = (processCode: string, orgNumber: string): string[] => [
  ...LOG_INS,
  'dingtalk/forms',
  `dingtalk/form:${processCode}`,
  'kingdee/look-up',
  'kingdee/amounts',
  `kingdee/bills:${orgNumber}`,
];

/** Of the last check-up what keeps a scheme from being switched on, and how many other lines are red. */
export function standsOf(
  lines: readonly CheckLine[],
  needed: readonly string[],
): { blocks: CheckLine[]; others: number } {
  const red = lines.filter(({ state }) => state === 'red');
  const blocks = red.filter(({ line }) => needed.includes(line));
  return { blocks, others: red.length - blocks.length };
}

/**
 * Both systems asked once more before a scheme is switched on: the log-ins, and what was red of what the scheme cannot do without; all of
 * it where nobody ever asked. One that cannot be asked now keeps nobody from going on: enabling reads the form itself.
 */
export function useConnections(scheme: Ref<{ processCode: string; orgNumber: string } | null>) {
  const checkUp = useCheckUp();
  const { data, run, again } = checkUp;
  const needed = computed(() => (scheme.value ? mustWork(scheme.value.processCode, scheme.value.orgNumber) : []));
  const stands = computed(() => standsOf(data.value?.lines ?? [], needed.value));
  const asking = ref(false);
  const askedAt = ref<number | null>(null);
  let gone = false;
  onScopeDispose(() => {
    gone = true;
  });
  async function ask(): Promise<void> {
    if (asking.value || !data.value) return;
    asking.value = true;
    try {
      if (data.value.lines.length === 0) await run.mutateAsync();
      else {
        const red = stands.value.blocks.map(({ line }) => line);
        for (const line of new Set([...LOG_INS, ...red])) if (!gone) await again.mutateAsync({ line });
      }
      askedAt.value = Date.now();
    } catch {
      // Told by `refused`.
    } finally {
      asking.value = false;
    }
  }
  let began = false;
  watch(
    [data, scheme],
    ([now, of]) => {
      if (!now || !of || began || now.running !== null) return;
      began = true;
      void ask();
    },
    { immediate: true },
  );
  return { stands, asking, askedAt, ask, refused: checkUp.refused, problem: checkUp.problem };
}
