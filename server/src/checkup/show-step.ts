import type { ConnectStep } from '@dingdee/shared/connection';
import { stateOfStep } from './steps/state-of-step.js';
import { type Proof, proofsOf, type Step } from './steps/step.js';
import { covers, numberOf, stepOf } from './steps/step-of-line.js';
import { type LineFound, wordsOf } from './words/line-words.js';

/** Placeholder for our own address in the document. */
export const YOUR_SITE = 'https://你的域名';

/** Returns one step with the related lines of the last check-up. @param site our own address; null if it is not set. */
export function showStep(
  step: Step,
  lines: readonly LineFound[],
  site: string | null,
  hide: (text: string) => string,
): ConnectStep {
  const { id, name, why, sees, optional = false, points = [] } = step;
  const provedBy = (proofs: readonly Proof[]) => lines.filter((line) => proofs.some((proof) => covers(proof, line)));
  const stateBy = (proofs: readonly Proof[]) =>
    stateOfStep(
      proofs.length === 0
        ? null
        : provedBy(proofs).map((line) => ({ state: line.finding.state, at: line.at, told: stepOf(line) === step })),
      optional,
    );
  const proofs = proofsOf(step);
  return {
    id,
    number: numberOf(step),
    name,
    does: step.does.replaceAll('{site}', site ?? YOUR_SITE),
    why,
    sees,
    ...stateBy(proofs),
    optional,
    points: points.map(({ point, uses, without, proves }) => ({ point, uses, without, ...stateBy(proves) })),
    lines: provedBy(proofs).map((line) => wordsOf(line, hide)),
  };
}
