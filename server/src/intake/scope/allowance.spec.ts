import { expect, it } from 'vitest';
import { Allowance, READING } from './allowance.js';

/** How many approvals are read before it ends. */
function reads(allowance: Allowance): number {
  let count = 0;
  for (; allowance.isOpen && count < 10_000; count++) allowance.read();
  return count;
}

it('of what is left each approval takes two calls: its detail and its comment', () => {
  expect(reads(new Allowance(100, 0))).toBe(50);
  expect(reads(new Allowance(101, 0))).toBe(50);
  expect(reads(new Allowance(1, 0))).toBe(0);
});

it('where each may be read again before the send, that is a third call, which no later approval takes', () => {
  expect(reads(new Allowance(100, 0, READING.again))).toBe(33);
  expect(reads(new Allowance(100, 40, READING.again))).toBe(20);
});

it('comments that are still to be written are left over first', () => {
  expect(reads(new Allowance(100, 40))).toBe(30);
  expect(reads(new Allowance(100, 99))).toBe(0);
  expect(reads(new Allowance(100, 3000))).toBe(0);
});

it('beyond what is set nothing is kept: DingTalk says whether there is more', () => {
  expect(new Allowance(0, 40).isOpen).toBe(true);
  expect(new Allowance(-20, 40).isOpen).toBe(true);
});

it('lists take of it as well, and never open it again', () => {
  const allowance = new Allowance(10, 0);
  for (let page = 0; page < 4; page++) allowance.spend();
  expect(reads(allowance)).toBe(3);
  for (let page = 0; page < 4; page++) allowance.spend();
  expect(allowance.isOpen).toBe(false);
});
