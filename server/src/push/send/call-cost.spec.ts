import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallCost, shareOf } from './call-cost.js';

const learnt = (calls: readonly (readonly [bills: number, ms: number])[]): number => {
  const cost = new CallCost();
  for (const [bills, ms] of calls) cost.note(bills, ms);
  return cost.worthwhile;
};

describe('the size at which a call is worth its own cost', () => {
  it('is where its bills take as long as the call itself', () => {
    const calls = [1, 8, 20, 50, 3].map((bills) => [bills, 100 + 20 * bills] as const);
    expect(learnt(calls)).toBe(5);
    expect(learnt(calls.map(([bills]) => [bills, 400 + 10 * bills]))).toBe(40);
  });

  it('is the least where only the bills cost, and without end where only the call does', () => {
    expect(learnt([1, 8, 20, 50].map((bills) => [bills, 20 * bills]))).toBe(5);
    expect(learnt([1, 8, 20, 50].map((bills) => [bills, 150]))).toBe(Number.POSITIVE_INFINITY);
  });

  it('is the least until calls of different sizes were answered', () => {
    expect(learnt([])).toBe(5);
    expect(learnt([[50, 1100]])).toBe(5);
    expect(learnt(Array.from({ length: 30 }, () => [50, 1100] as const))).toBe(5);
  });

  it('follows a Kingdee that becomes slower', () => {
    const sizes = Array.from({ length: 60 }, (_, i) => 1 + ((i * 7) % 50));
    const before = sizes.map((bills) => [bills, 100 + 20 * bills] as const);
    const after = sizes.map((bills) => [bills, 2000 + 20 * bills] as const);
    expect(learnt([...before, ...after])).toBeGreaterThan(90);
  });

  it('is never less than the least nor not a number, whatever was measured', () => {
    const call = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 60_000, noNaN: true }));
    fc.assert(fc.property(fc.array(call, { maxLength: 80 }), (calls) => learnt(calls) >= 5));
  });
});

describe('a chunk under way', () => {
  const cost = new CallCost();
  for (const bills of [1, 8, 20, 50, 3]) cost.note(bills, 100 + 20 * bills);

  it('is busy for as long as other bills take their three steps in this time', () => {
    // 3 × (0.1 + 40 × 0.02) s, as 45 bills at 3 × 0.02 s; a third of it is left before the audit.
    expect(cost.leftOf(40, 3)).toBeCloseTo(45);
    expect(cost.leftOf(40, 1)).toBeCloseTo(15);
  });

  it('is not busy where one more bill costs nothing', () => {
    const free = new CallCost();
    for (const bills of [1, 8, 20, 50]) free.note(bills, 150);
    expect(free.leftOf(40, 3)).toBe(0);
  });
});

describe('the next call', () => {
  const FREE = [0, 0, 0, 0];

  it('takes an even part of what is due where all places are free', () => {
    expect(shareOf(40, FREE, 5, 50)).toBe(8);
    expect(shareOf(41, FREE, 5, 50)).toBe(9);
    const sizes: number[] = [];
    for (let due = 100; due > 0; due -= sizes.at(-1) ?? due)
      sizes.push(
        Math.min(
          due,
          shareOf(
            due,
            [...sizes, 0, 0, 0, 0].slice(0, 4).map((bills) => bills && bills + 5),
            5,
            50,
          ),
        ),
      );
    expect(sizes).toEqual([20, 20, 20, 20, 20]);
  });

  it('is not made smaller than is worthwhile, nor larger than the largest chunk', () => {
    expect(shareOf(4, FREE, 5, 50)).toBe(5);
    expect(shareOf(5_000, FREE, 5, 50)).toBe(50);
    expect(shareOf(5_000, FREE, Number.POSITIVE_INFINITY, 12)).toBe(12);
  });

  it('takes all where every other place is busy for longer', () => {
    expect(shareOf(40, [45, 60, 80, 90], 5, 50)).toBe(40);
  });

  it('leaves to places that come free later what they can do until then', () => {
    expect(shareOf(100, [11, 22, 33, 44], 5, 50)).toBe(42);
    expect(shareOf(58, [11, 22, 33], 5, 50)).toBe(31);
  });

  it('lets all places end within the time of one small call, however they were busy at first', () => {
    const least = 5;
    const busyFor = fc.array(fc.integer({ min: 0, max: 55 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(busyFor, fc.integer({ min: 300, max: 2_000 }), (starts, bills) => {
        const places = [...starts];
        for (let due = bills; due > 0; ) {
          const next = places.indexOf(Math.min(...places));
          const now = places[next] ?? 0;
          const waits = places.filter((_, at) => at !== next).map((until) => until - now);
          const size = Math.min(due, shareOf(due, waits, least, 50));
          due -= size;
          places[next] = now + size + least;
        }
        expect(Math.max(...places) - Math.min(...places)).toBeLessThanOrEqual(2 * (least + 1));
      }),
    );
  });
});
