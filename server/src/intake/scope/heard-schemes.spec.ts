import { describe, expect, it } from 'vitest';
import { type Heard, heardAt } from './heard-schemes.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-24T08:00:00Z');
const ago = (hours: number) => NOW - hours * HOUR;
const NEVER: Heard = {
  headUntil: null,
  lookBackUntil: null,
  heardUntil: null,
  byEvents: false,
  untreatedEvent: null,
  unread: null,
};
const heard = (change: Partial<Heard>) => heardAt({ ...NEVER, ...change }, NOW);

describe('up to when the cancellations of a form are known', () => {
  it('is never where nothing was listed', () => {
    expect(heard({})).toBe(0);
  });

  it('is the latest of a look-back, a head sweep and what was listened to while off', () => {
    expect(heard({ lookBackUntil: ago(5), headUntil: ago(1) })).toBe(ago(1));
    expect(heard({ lookBackUntil: ago(2), headUntil: ago(4) })).toBe(ago(2));
    expect(heard({ lookBackUntil: ago(90), heardUntil: ago(3) })).toBe(ago(3));
  });

  it('is at most a day after the last look-back where only head sweeps came through', () => {
    expect(heard({ headUntil: ago(1) })).toBe(0);
    expect(heard({ headUntil: ago(1), lookBackUntil: ago(14 * 24) })).toBe(ago(14 * 24) + 25 * HOUR);
  });

  it('is now where the events are complete, but not beyond one that waits or was given up', () => {
    expect(heard({ byEvents: true })).toBe(NOW);
    expect(heard({ byEvents: true, untreatedEvent: ago(4) })).toBe(ago(4));
  });

  it('is never later than an approval that was named and could not be read', () => {
    expect(heard({ lookBackUntil: ago(1), unread: ago(7) })).toBe(ago(7));
    expect(heard({ byEvents: true, unread: ago(7) })).toBe(ago(7));
  });

  it('takes no mark for true that a wrong clock has set in the future', () => {
    expect(heard({ lookBackUntil: NOW + 2 * HOUR })).toBe(0);
    expect(heard({ lookBackUntil: NOW + HOUR / 2 })).toBe(NOW);
  });
});
