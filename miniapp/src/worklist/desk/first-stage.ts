import type { Stage } from '@dingdee/shared/bill-state';
import type { Role } from '@dingdee/shared/session';

/** Stage of each role's work; a reviewer starts at the review, whatever other roles the person has. */
const OWN: readonly (readonly [role: Role, stage: Stage])[] = [
  ['reviewer', 'review'],
  ['pusher', 'push'],
  ['mapper', 'mapping'],
];

/** Returns the stage that a person's day starts with: the first own stage with bills, otherwise the review. */
export function firstStage(roles: readonly Role[], countOf: (stage: Stage) => number): Stage {
  const own = OWN.filter(([role]) => roles.includes(role)).map(([, stage]) => stage);
  return own.find((stage) => countOf(stage) > 0) ?? 'review';
}
