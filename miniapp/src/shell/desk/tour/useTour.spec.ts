import { beforeEach, expect, it } from 'vitest';
import { markOf, useTour } from './useTour.js';

beforeEach(() => localStorage.clear());

it('comes by itself until it is told to end, for each person, and again when it is asked for', () => {
  const tour = useTour();
  expect(tour.greet('0123')).toBe(true);
  tour.end('0123');
  expect(tour.greet('0123')).toBe(false);
  expect(tour.greet('4567')).toBe(true);
  tour.end('4567');
  tour.start();
  expect(tour.touring.value).toBe(true);
  tour.end('0123');
});

it('keeps no name of anybody on the device', () => {
  useTour().end('0123456789');
  expect(JSON.stringify(Object.entries(localStorage))).not.toContain('0123456789');
  expect(markOf('0123456789')).not.toBe(markOf('0123456788'));
});
