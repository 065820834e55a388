import type { Stage } from '@dingdee/shared/bill-state';
import type { Role } from '@dingdee/shared/session';

/** Whose work is where; who reviews begins at the review, whatever else they may do. */
const OWN: readonly (readonly [role: Role, stage: Stage])[] = [
  ['reviewer', 'review'],
  ['pusher', 'push'],
  ['mapper', 'mapping'],
];

/** The stage that a person's day begins with: the first of their own that has bills, else the review. */
export function firstStage(roles: readonly Role[], countOf: (stage: Stage) => number): Stage {
  const own = OWN.filter(([role]) => roles.includes(role)).map(([, stage]) => stage);
  return own.find((stage) => countOf(stage) > 0) ?? 'review';
}
