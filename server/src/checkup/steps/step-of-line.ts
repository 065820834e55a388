import type { StepName } from '@dingdee/shared/check-up';
import { type Params, SAME_CAUSE } from '../probe/finding.js';
import type { System } from '../probe/probe.js';
import { DINGTALK_STEPS } from './dingtalk-steps.js';
import { KINGDEE_STEPS } from './kingdee-steps.js';
import { type Proof, proofsOf, type Step } from './step.js';

export const STEPS: Readonly<Record<System, readonly Step[]>> = { dingtalk: DINGTALK_STEPS, kingdee: KINGDEE_STEPS };

/** The parts of a line that decide to which step it belongs. */
export interface LineCode {
  probe: string;
  subject: { id: string };
  finding: { code: string; params?: Params };
}

/** Tells whether the proof covers the line. A probe that has not been asked yet stands for all of its lines. */
export const covers = (proof: Proof, { probe, subject }: Pick<LineCode, 'probe' | 'subject'>): boolean =>
  proof.probe === probe && (proof.subject === undefined || subject.id === '' || proof.subject === subject.id);

/** Returns the line to act on: a line that names another line as its cause is solved at that line's step. */
function toldBy(line: LineCode): LineCode {
  const { code, params } = line.finding;
  if (code !== SAME_CAUSE || params === undefined) return line;
  return {
    probe: String(params.probe),
    subject: { id: String(params.subject) },
    finding: { code: String(params.code) },
  };
}

/** Returns the step that solves the finding of a line; null if docs/connect.md has none. */
export function stepOf(found: LineCode): Step | null {
  const line = toldBy(found);
  const claims = (named: boolean) => (step: Step) =>
    proofsOf(step).some(
      (proof) => covers(proof, line) && (named ? (proof.told?.includes(line.finding.code) ?? false) : !proof.told),
    );
  const all = Object.values(STEPS).flat();
  return all.find(claims(true)) ?? all.find(claims(false)) ?? null;
}

/** Returns the number of a step in docs/connect.md; null for a paragraph. */
export function numberOf(step: Step): number | null {
  const steps = Object.values(STEPS).find((each) => each.includes(step));
  return step.aside || !steps ? null : steps.indexOf(step) + 1;
}

export function stepNameOf(line: LineCode): StepName | null {
  const step = stepOf(line);
  return step && { id: step.id, number: numberOf(step), name: step.name };
}
