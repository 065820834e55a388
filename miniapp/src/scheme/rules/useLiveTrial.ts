import type { SchemeContent } from '@dingdee/shared/scheme';
import { type Ref, ref, watch } from 'vue';
import { useTrial } from './useTrial.js';

/** Runs the trial of the rules page automatically. If no approval is known yet, DingTalk is queried once, as by the button there. */
export function useLiveTrial(
  id: Ref<string>,
  content: Ref<SchemeContent | null>,
  field: Ref<string>,
  shown: Ref<string | null>,
) {
  const trial = useTrial(id, content, field, shown);
  const began = ref(false);
  watch(trial.run, (run) => {
    if (!run || began.value) return;
    began.value = true;
    if (run.approvals.length === 0) void trial.read();
  });
  return trial;
}
