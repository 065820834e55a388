import { expect, it } from 'vitest';
import { FAULT_KINDS } from '../sandbox/faults.js';
import { defaultSwitches } from '../sandbox/switches.js';
import { CALM, scheduleOf, told } from './schedule.js';

const ground = { servers: 2, database: true, redis: true };
const many = Array.from({ length: 400 }, (_, seed) => scheduleOf(seed, ground));

it('is decided by its seed alone', () => {
  expect(scheduleOf(17, ground)).toEqual(scheduleOf(17, ground));
  expect(scheduleOf(17, ground)).not.toEqual(scheduleOf(18, ground));
});

it('uses every fault on both systems, and every blow', () => {
  for (const system of ['dingtalk', 'kingdee']) {
    const used = new Set(
      many.flatMap(({ faults }) => faults.filter((each) => each.system === system).map(({ kind }) => kind)),
    );
    expect([...used].sort()).toEqual([...FAULT_KINDS].sort());
  }
  const blows = new Set(many.flatMap((schedule) => schedule.blows.map(({ what }) => what)));
  expect([...blows].sort()).toEqual(['kill-server', 'lose-redis', 'restart-database', 'stop-server']);
});

it('meets every login, both API families, and both positions of what the spec leaves open', () => {
  const seen = (read: (schedule: (typeof many)[number]) => unknown) => new Set(many.map(read)).size;
  expect(seen(({ manner }) => manner.KINGDEE_AUTH)).toBe(3);
  expect(seen(({ manner }) => manner.DINGTALK_API_FAMILY)).toBe(2);
  for (const system of ['kingdee', 'dingtalk'] as const)
    for (const name of Object.keys(CALM[system]))
      expect([name, seen(({ positions }) => Reflect.get(positions[system], name)) > 1]).toEqual([name, true]);
});

it('calms down to what the stand-ins are by default', () => {
  expect(defaultSwitches()).toMatchObject(CALM);
});

it('replays: what a seed schedules is written down here, and no machine, clock or run changes it', () => {
  expect(told(scheduleOf(17, ground))).toMatchInlineSnapshot(
    `"seed 17, 7 bills, signature, v1, latencyMs 1, retryAfter true: kingdee http-500 ×3 after 0 · kingdee ExecuteBillQuery slow 566 ms ×1 after 0 · dingtalk comment token-expired ×2 after 2 · restart-database at 2261 ms"`,
  );
});

it('restarts no database and loses no Redis where there is none to restart', () => {
  const few = Array.from({ length: 200 }, (_, seed) => scheduleOf(seed, { servers: 1, database: false, redis: false }));
  const blows = few.flatMap((schedule) => schedule.blows);
  expect(new Set(blows.map(({ what }) => what))).toEqual(new Set(['kill-server', 'stop-server']));
  expect(blows.every(({ server }) => server === 0)).toBe(true);
});
