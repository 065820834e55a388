import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallCost, partsOf, shareOf } from './call-cost.js';

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

describe('the next call', () => {
  it('takes an even part of what is due', () => {
    expect(shareOf(40, 5, 5, 50)).toBe(8);
    expect(shareOf(41, 5, 5, 50)).toBe(9);
  });

  it('is not made smaller than is worthwhile, nor larger than the largest chunk', () => {
    expect(shareOf(4, 5, 5, 50)).toBe(5);
    expect(shareOf(5_000, 5, 5, 50)).toBe(50);
    expect(shareOf(5_000, 5, Number.POSITIVE_INFINITY, 12)).toBe(12);
  });

  it('leaves bills for the places that come free next: the last ones are not one large call', () => {
    expect([6, 3, 2, 1].map((free) => partsOf(free, 6))).toEqual([6, 3, 3, 3]);
    expect(partsOf(1, 1)).toBe(1);
    const sizes: number[] = [];
    for (let due = 200; due > 0; due -= sizes.at(-1) ?? due)
      sizes.push(Math.min(due, shareOf(due, partsOf(1, 6), 5, 50)));
    expect(sizes).toEqual([50, 50, 34, 22, 15, 10, 7, 5, 5, 2]);
  });
});
