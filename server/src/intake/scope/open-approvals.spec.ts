import { describe, expect, it } from 'vitest';
import { OpenApprovals } from './open-approvals.js';

const HOUR = 3_600_000;
const NOW = 1_800_000_000_000;

describe('OpenApprovals', () => {
  it.each([
    ['an hour', 2, 1],
    ['six hours', 48, 6],
    ['a day', 300, 24],
  ])('leaves one alone for %s when it was launched %i h ago', (_, ageHours, waitHours) => {
    const open = new OpenApprovals();
    open.seen('s', 'i', NOW - ageHours * HOUR, NOW);
    const later = NOW + waitHours * HOUR;
    expect(open.isDue('s', 'i', later - 1)).toBe(false);
    expect(open.isDue('s', 'i', later)).toBe(true);
    expect(open.due('s', later)).toEqual(['i']);
  });

  it('asks for one that was never seen open, and forgets what is settled', () => {
    const open = new OpenApprovals();
    expect(open.isDue('s', 'new', NOW)).toBe(true);
    open.seen('s', 'i', NOW, NOW);
    open.settled('s', 'i');
    expect(open.due('s', NOW + 24 * HOUR)).toEqual([]);
  });

  it('keeps schemes apart', () => {
    const open = new OpenApprovals();
    open.seen('a', 'i', NOW, NOW);
    expect(open.due('b', NOW + 24 * HOUR)).toEqual([]);
    expect(open.isDue('b', 'i', NOW)).toBe(true);
  });
});
