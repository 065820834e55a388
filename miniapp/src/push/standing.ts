import type { Outcome } from '@dingdee/shared/bill-state';
import type { PushItem } from '@dingdee/shared/push';

/**
 * What StepDots needs of a bill in an order. The order does not say the scheme's outcome: three steps are drawn,
 * and a booked bill has done all that was wanted of it.
 */
export function pushStanding({ state, reached }: Pick<PushItem, 'state' | 'reached'>): Pick<
  PushItem,
  'state' | 'reached'
> & {
  outcome: Outcome;
} {
  const booked = state === 'booked' || state === 'written-back';
  const outcome: Outcome =
    booked && reached === 'saved' ? 'save' : booked && reached === 'submitted' ? 'save+submit' : 'save+submit+audit';
  return { state, reached, outcome };
}
