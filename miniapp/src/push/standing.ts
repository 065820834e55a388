import type { PushItem, PushOrder } from '@dingdee/shared/push';

/** Everything was sent and answered but for bills in doubt: the order is neither on its way nor through. */
export const waitsForDoubt = ({
  queued,
  running,
  inDoubt,
}: Pick<PushOrder, 'queued' | 'running' | 'inDoubt'>): boolean =>
  inDoubt.count > 0 && queued.count + running.count === 0;

/** What StepDots needs of a bill in an order. */
export const pushStanding = ({
  state,
  reached,
  outcome,
  queued,
}: Pick<PushItem, 'state' | 'reached' | 'outcome' | 'queued'>) => ({
  state,
  reached,
  outcome,
  queued,
});
