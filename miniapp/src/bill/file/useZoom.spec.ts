import { expect, it } from 'vitest';
import { useZoom } from './useZoom.js';

it('a file fits its window first, grows by steps to six times, and never becomes smaller than its window', () => {
  const { zoom, larger, smaller, fit, to, canGrow, canShrink } = useZoom();
  expect([zoom.value, canShrink.value]).toEqual([1, false]);
  smaller();
  expect(zoom.value).toBe(1);
  for (let i = 0; i < 10; i += 1) larger();
  expect([zoom.value, canGrow.value]).toEqual([6, false]);
  fit();
  expect(zoom.value).toBe(1);
  to(2.4);
  larger();
  expect(zoom.value).toBe(3);
  smaller();
  smaller();
  expect(zoom.value).toBe(1.5);
  to(0.2);
  expect(zoom.value).toBe(1);
});
