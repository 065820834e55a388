import { describe, expect, it } from 'vitest';
import { itemWord } from './words.js';

const item = { reached: 'audited', outcome: 'save+submit+audit', sentence: null, nextProbeAt: null } as const;

describe('where a bill of a push stands', () => {
  it('is told of a booked bill that a person has to decide about, which waits in no queue', () => {
    expect(itemWord({ ...item, state: 'reversal-needed' }, 0)).toBe('入账后有变动，待冲销，打开单据看原因');
    expect(itemWord({ ...item, state: 'approved', reached: 'none' }, 0)).toBe('排队');
  });
});
