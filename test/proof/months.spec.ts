import { describe, expect, it } from 'vitest';
import { complaintsOf } from '../months/judge.js';
import { liveMonth } from '../months/month.js';
import { scenarioOf } from '../months/scenario.js';
import './proof-settings.js';

const QUARTER = 900_000;
const SEED = 20_261_127;

/** Small enough for every push, so that `npm run test:months` cannot rot; the clock is the same on every database. */
describe('days of virtual time with the real server, counted by DingTalk’s stand-in', () => {
  it(
    'without events: everything that passed is there once, with its comment, and our count is DingTalk’s',
    async () => {
      const lived = await liveMonth(scenarioOf('1x200-off-2'), SEED, () => undefined);
      expect(complaintsOf(lived), JSON.stringify(lived)).toEqual([]);
      expect(lived.passed).toBeGreaterThan(0);
      expect(lived.comments.made).toBeGreaterThan(0);
    },
    QUARTER,
  );

  it(
    'with events sweeps are seldom, and what passes is there at once',
    async () => {
      const lived = await liveMonth(scenarioOf('1x200-on-2'), SEED, () => undefined);
      expect(complaintsOf(lived), JSON.stringify(lived)).toEqual([]);
      expect(lived.told.untold).toBe(0);
      expect(lived.waits.longest).toBeLessThan(60_000);
    },
    QUARTER,
  );

  it(
    'where the calls do not last that is said at once, what was pushed has its comment, and what was left is there once there are more',
    async () => {
      const lived = await liveMonth(scenarioOf('1x200-off-5@60'), SEED, () => undefined);
      expect(complaintsOf(lived), JSON.stringify(lived)).toEqual([]);
      expect(lived.leftBehind).toBeGreaterThan(0);
      expect(lived.comments).toMatchObject({ owed: 0, never: 0 });
    },
    QUARTER,
  );
});
