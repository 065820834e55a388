import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scheduleOf, told } from '../crash/schedule.js';
import { groundOf, prepareGround, type StormGround } from '../crash/storm-ground.js';
import { runSchedule } from '../crash/storm-schedule.js';
import { kind, seedOf, sizeOf } from './proof-settings.js';

/** On a busy machine, the start of two servers among it. */
const LONGEST_MS = 600_000;
const count = sizeOf('STORM_SCHEDULES', { gate: 2, whole: 8 }) / 2;
const first = seedOf('STORM_SEED', 20_261_124_000);
const schedules = Array.from({ length: Math.ceil(count) }, (_, index) => scheduleOf(first + index, groundOf(kind)));

/** A failure replays alone: its title has the seed. */
describe(`every approval is booked once and commented once on ${kind} through`, () => {
  let stage: StormGround;
  beforeAll(async () => {
    stage = await prepareGround(kind);
  }, LONGEST_MS);
  afterAll(() => stage.close());

  it.each(schedules.map((schedule) => [told(schedule), schedule] as const))(
    '%s',
    async (_, schedule) => {
      const { wrong, log } = await runSchedule(stage, schedule);
      const again = `STORM_SEED=${schedule.seed} STORM_DATABASES=${kind} npm run test:storm`;
      expect(wrong, wrong.length === 0 ? '' : `again: ${again}\n${log.slice(-4000)}`).toEqual([]);
    },
    LONGEST_MS,
  );
});
