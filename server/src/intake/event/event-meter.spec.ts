import { expect, it } from 'vitest';
import { outlookOf } from './event-meter.js';

it.each([
  [{ delivered: 1700, forecast: 3400, days: 15 }, 'runs-out'],
  [{ delivered: 1400, forecast: 2999, days: 14 }, 'lasts'],
  // One busy morning is no month.
  [{ delivered: 200, forecast: 6000, days: 0.5 }, 'lasts'],
  [{ delivered: 3000, forecast: 3000, days: 30 }, 'used-up'],
  [{ delivered: 3000, forecast: 90_000, days: 1 }, 'used-up'],
] as const)('%j of 3,000 deliveries: %s', (month, outlook) => {
  expect(outlookOf({ ...month, limit: 3000 })).toBe(outlook);
});
