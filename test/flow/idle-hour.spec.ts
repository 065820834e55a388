import './virtual-time.js';
import { expect, it } from 'vitest';
import {
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  mustBeOnce,
  newApprovals,
  orderSettled,
  startOffice,
} from './batch.js';
import { firedSoFar, inVirtualTime, pass } from './virtual-time.js';

/** Most timers of an hour without work: it was 47,644 when every worker looked every second or two (decision 166). */
const MOST = 7_000;

it.skipIf(!inVirtualTime)(
  'an hour in which nothing happens costs little, and what is approved after it is pushed at once',
  async () => {
    const run = await startOffice();
    try {
      const first = newApprovals(run, { count: 4, seed: 31 });
      await collectAndApprove(run);
      await orderSettled(run, await confirmPush(run));
      await commentsSettled(run);
      await pass('20 min');
      const [timers, used] = [firedSoFar(), process.cpuUsage()];
      await pass('1 h');
      const { user, system } = process.cpuUsage(used);
      const counted = firedSoFar() - timers;
      console.info(`an idle hour: ${counted} timers, ${((user + system) / 1e6).toFixed(2)} s of processor`);
      expect(counted).toBeLessThan(MOST);

      const second = newApprovals(run, { count: 4, seed: 32 });
      await collectAndApprove(run);
      const began = Date.now();
      await orderSettled(run, await confirmPush(run));
      expect(Date.now() - began).toBeLessThan(5_000);
      await commentsSettled(run);
      expect(Date.now() - began).toBeLessThan(10_000);
      mustBeOnce(run, [...first, ...second]);
    } finally {
      await closeSound(run);
    }
  },
);
