import { expect, it } from 'vitest';
import { FAULT_KINDS } from '../sandbox/faults.js';
import { scheduleOf } from './schedule.js';

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

it('restarts no database and loses no Redis where there is none to restart', () => {
  const few = Array.from({ length: 200 }, (_, seed) => scheduleOf(seed, { servers: 1, database: false, redis: false }));
  const blows = few.flatMap((schedule) => schedule.blows);
  expect(new Set(blows.map(({ what }) => what))).toEqual(new Set(['kill-server', 'stop-server']));
  expect(blows.every(({ server }) => server === 0)).toBe(true);
});
