import { expect, it } from 'vitest';
import { DAY_MS, type Happening, planOf } from './plan.js';
import { storyOf } from './tell.js';

it('one seed gives one plan, another seed another', () => {
  expect(planOf(5, 3)).toEqual(planOf(5, 3));
  expect(planOf(6, 3)).not.toEqual(planOf(5, 3));
});

it('is in the order of time, within its days', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const at = planOf(seed, 4).happenings.map((happening) => happening.at);
    expect(at).toEqual([...at].sort((one, other) => one - other));
    expect(at.every((time) => time >= 0 && time < 4 * DAY_MS + 20 * 60_000)).toBe(true);
  }
});

it('over 200 seeds there is every kind of fault, and every kind of happening', () => {
  const plans = Array.from({ length: 200 }, (_, index) => planOf(index + 1, 3));
  const all = plans.flatMap(({ happenings }) => happenings);
  expect(new Set(all.map(({ what }) => what)).size).toBe(16);
  expect(new Set(all.map((each) => (each.what === 'fault' ? each.fault.kind : ''))).size).toBe(17);
  expect(new Set(plans.map(({ renumbers, single, reads }) => `${renumbers} ${single} ${reads}`)).size).toBe(8);
});

it('over 200 seeds most days have a save that Kingdee stores unheard, a third a death while a call is out, and one that nobody listens to', () => {
  const days = Array.from({ length: 200 }, (_, index) => planOf(index + 1, 1).happenings);
  const share = (is: (each: Happening) => boolean): number => days.filter((day) => day.some(is)).length / days.length;
  const late = (each: Happening) => each.what === 'fault' && (each.fault.delayMs ?? 0) > 12 * 60_000;
  expect(share((each) => each.what === 'fault' && each.fault.api === 'BatchSave')).toBeGreaterThan(0.9);
  expect(share((each) => late(each) && each.what === 'fault' && each.fault.kind === 'slow-commit')).toBeGreaterThan(
    0.3,
  );
  expect(share((each) => each.what === 'dies' && each.call === 'BatchSave')).toBeGreaterThan(1 / 3);
  for (const what of ['deaf', 'quoted', 'spoilt'] as const)
    expect(share((each) => each.what === what)).toBeGreaterThan(0.3);
});

it('is told in one line each, by weekday and time', () => {
  const plan = planOf(3, 2);
  const lines = storyOf(plan).split('\n');
  expect(lines.length).toBe(plan.happenings.length + 1);
  expect(lines[1]).toMatch(/^第 1 周周一 1\d:\d\d　/);
  expect(lines.join('')).not.toMatch(/undefined|NaN/);
});
