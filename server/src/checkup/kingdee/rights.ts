import { BILL_RIGHTS } from '../../connectors/survey.js';
import { green } from '../probe/finding.js';
import type { Probe } from '../probe/probe.js';
import { refused } from '../probe/unanswered.js';
import { targetOf, targetSubjects } from './targets.js';

/** Probes for the rights to each form of bills, except adding; each is asked with a number that no bill has. */
export const rightProbes: readonly Probe[] = BILL_RIGHTS.map((right) => ({
  code: `kingdee/may-${right}`,
  system: 'kingdee',
  after: 'kingdee/login',
  subjects: targetSubjects,
  ask: async (world, subject) => {
    const told = await world.target.right(right, targetOf(world, subject).name);
    return told.kind === 'refused' ? refused(told) : green('has');
  },
}));
