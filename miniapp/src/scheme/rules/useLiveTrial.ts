import type { SchemeContent } from '@dingdee/shared/scheme';
import { type Ref, watch } from 'vue';
import { type TrialUse, useTrial } from './useTrial.js';

/** Runs the trial of the rules page automatically. If no approval is known yet, DingTalk is queried once. */
export function useLiveTrial(
  id: Ref<string>,
  content: Ref<SchemeContent | null>,
  field: Ref<string>,
  shown: Ref<string | null>,
) {
  const trial = useTrial(id, content, field, shown);
  readUnasked(trial);
  return trial;
}

/** Queries DingTalk once if no approval of the form is known, as the button of the rules page does. */
export function readUnasked(trial: Pick<TrialUse, 'run' | 'asked' | 'problem' | 'read'>): void {
  let began = false;
  watch(trial.run, async (run) => {
    if (!run || began) return;
    began = true;
    if (run.approvals.length > 0) return;
    await trial.read();
    // For content that a person is still writing the server queries nothing; the next content that can be tried does it.
    began = trial.asked.value || trial.problem.value !== null;
  });
}
