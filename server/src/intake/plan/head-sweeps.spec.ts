import { expect, it } from 'vitest';
import { headDueAt, headReachMs, headWithinMs } from './call-plan.js';
import { DAY, FLOORS, HOUR, LOOK_BACK, START } from './lived-month-for-spec.js';

it('a head sweep reaches back as far as its one page goes, never beyond what a look-back lists', () => {
  const noon = START + 12 * HOUR;
  expect(headReachMs(0, LOOK_BACK, noon, noon - HOUR)).toBe(LOOK_BACK);
  expect(headReachMs(20 / 30, LOOK_BACK, noon, noon - HOUR)).toBe(22.5 * DAY);
  expect(headReachMs(15, LOOK_BACK, noon, noon - HOUR)).toBe(DAY);
  // The first sweep after six in the morning looks at three days, the next ones do not.
  expect(headReachMs(15, LOOK_BACK, noon, START + 5 * HOUR)).toBe(3 * DAY);
  expect(headReachMs(15, LOOK_BACK, noon, START + 7 * HOUR)).toBe(DAY);
  expect(headReachMs(15, LOOK_BACK, START + 5 * HOUR, START - HOUR)).toBe(DAY);
});

it('the fewest head sweeps run by day, four of them or one: what is read at night nobody pushes before it has to be asked about again', () => {
  const ofDay = (headEveryMs: number, floorMs = FLOORS.headMs) => {
    const due: number[] = [];
    let at = headDueAt(START - 4 * HOUR, { headEveryMs, level: 'scarce' }, floorMs);
    for (; at < START + DAY; at = headDueAt(at, { headEveryMs, level: 'scarce' }, floorMs))
      due.push((at - START) / HOUR);
    return due;
  };
  expect(ofDay(6 * HOUR)).toEqual([7.5, 10.5, 13.5, 16.5]);
  expect(ofDay(DAY)).toEqual([8]);
  expect(ofDay(12 * HOUR, 12 * HOUR)).toEqual([8]);
  expect(headDueAt(START, { headEveryMs: HOUR, level: 'slower' }, FLOORS.headMs)).toBe(START + HOUR);
  expect(headWithinMs({ headEveryMs: 6 * HOUR, level: 'scarce' }, FLOORS.headMs)).toBe(16.5 * HOUR);
  expect(headWithinMs({ headEveryMs: DAY, level: 'scarce' }, FLOORS.headMs)).toBe(DAY);
  expect(headWithinMs({ headEveryMs: HOUR, level: 'slower' }, FLOORS.headMs)).toBe(HOUR);
});

it.each([1 / 60, 3, 6, 9, 12, 24, 30])(
  'no two of the fewest head sweeps are further apart than is promised, at least %d h apart',
  (floor) => {
    const floorMs = Math.round(floor * HOUR);
    for (const headEveryMs of [Math.max(6 * HOUR, floorMs), Math.max(DAY, floorMs)]) {
      const promised = headWithinMs({ headEveryMs, level: 'scarce' }, floorMs);
      for (let first = START + 7.5 * HOUR; first < START + 18 * HOUR; first += HOUR / 4)
        for (let at = first, next: number; at < START + 5 * DAY; at = next) {
          next = headDueAt(at, { headEveryMs, level: 'scarce' }, floorMs);
          expect(next - at).toBeLessThanOrEqual(promised);
        }
    }
  },
);

it('a head sweep reaches back whole milliseconds, however many approvals a form has: DingTalk takes no others', () => {
  for (let late = 0; late <= 400; late++) {
    const reach = headReachMs(late / 30, LOOK_BACK, START + 12 * HOUR, START + 11 * HOUR);
    expect(Number.isInteger(reach), `${late} in 30 days: ${reach}`).toBe(true);
  }
});
