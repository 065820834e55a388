import { BILL_RIGHTS } from '../../connectors/survey.js';
import { green } from '../probe/finding.js';
import type { Probe } from '../probe/probe.js';
import { refused } from '../probe/unanswered.js';

/** Rights to the payment bill beside adding one, each asked for with a number that no bill has. */
export const rightProbes: readonly Probe[] = BILL_RIGHTS.map((right) => ({
  code: `kingdee/may-${right}`,
  system: 'kingdee',
  after: 'kingdee/login',
  ask: async ({ target }) => {
    const told = await target.right(right);
    return told.kind === 'refused' ? refused(told) : green('has');
  },
}));
