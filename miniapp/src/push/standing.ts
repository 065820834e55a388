import type { PushItem, PushOrder } from '@dingdee/shared/push';

/** Returns true if everything was sent and answered except for in-doubt bills: the order is neither running nor done. */
export const waitsForDoubt = ({
  queued,
  running,
  inDoubt,
}: Pick<PushOrder, 'queued' | 'running' | 'inDoubt'>): boolean =>
  inDoubt.count > 0 && queued.count + running.count === 0;

/** Returns the data that StepDots needs of a bill in an order. */
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
