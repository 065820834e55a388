import type { PushItem } from '@dingdee/shared/push';

/** What StepDots needs of a bill in an order. */
export const pushStanding = ({ state, reached, outcome }: Pick<PushItem, 'state' | 'reached' | 'outcome'>) => ({
  state,
  reached,
  outcome,
});
