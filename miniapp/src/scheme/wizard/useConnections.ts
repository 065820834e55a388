import type { CheckLine } from '@dingdee/shared/check-up';
import { computed, onScopeDispose, type Ref, ref, watch } from 'vue';
import { useCheckUp } from '../../checkup/useCheckUp.js';

const LOG_INS: readonly string[] = ['dingtalk/login', 'kingdee/login'];

/** Lines of the check-up without which no bill of a scheme comes in or goes out. */
export const mustWork = (processCode: string, orgNumber: string): string[] => [
  ...LOG_INS,
  'dingtalk/forms',
  `dingtalk/form:${processCode}`,
  'kingdee/look-up',
  'kingdee/amounts',
  `kingdee/bills:${orgNumber}`,
];

/** Returns the red lines of the last check-up that prevent enabling a scheme, and the number of other red lines. */
export function standsOf(
  lines: readonly CheckLine[],
  needed: readonly string[],
): { blocks: CheckLine[]; others: number } {
  const red = lines.filter(({ state }) => state === 'red');
  const blocks = red.filter(({ line }) => needed.includes(line));
  return { blocks, others: red.length - blocks.length };
}

/**
 * Checks both systems again before a scheme is enabled: the log-ins, and the red lines that the scheme needs; all lines if they never ran. A check
 * that cannot run now does not stop the person: enabling reads the form itself.
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
      // `refused` reports the error.
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
