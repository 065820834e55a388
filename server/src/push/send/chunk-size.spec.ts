import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkSize } from './chunk-size.js';

describe('the size of a chunk', () => {
  it('halves with each lost answer, down to one bill', () => {
    const chunk = new ChunkSize(50);
    const sizes = Array.from({ length: 7 }, () => {
      chunk.lost(chunk.now);
      return chunk.now;
    });
    expect(sizes).toEqual([25, 12, 6, 3, 1, 1, 1]);
  });

  it('halves once for chunks that were out together when the answers were lost', () => {
    const chunk = new ChunkSize(50);
    expect([1, 2, 3, 4, 5].map(() => chunk.lost(50))).toEqual([true, false, false, false, false]);
    expect(chunk.now).toBe(25);
  });

  it('comes back by a tenth of the largest with each full chunk that is answered, never above it', () => {
    const chunk = new ChunkSize(50);
    chunk.lost(50);
    const sizes = Array.from({ length: 6 }, () => {
      chunk.answered(chunk.now, chunk.now);
      return chunk.now;
    });
    expect(sizes).toEqual([30, 35, 40, 45, 50, 50]);
  });

  it('does not come back for a chunk that was not full, nor for one from before it became smaller', () => {
    const chunk = new ChunkSize(50);
    chunk.lost(50);
    expect([chunk.answered(25, 24), chunk.answered(50, 50), chunk.now]).toEqual([false, false, 25]);
  });

  it('stays between one and the largest, whatever happens', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.array(fc.boolean(), { maxLength: 60 }), (most, lost) => {
        const chunk = new ChunkSize(most);
        for (const each of lost) {
          if (each) chunk.lost(chunk.now);
          else chunk.answered(chunk.now, chunk.now);
          expect(chunk.now).toBeGreaterThanOrEqual(1);
          expect(chunk.now).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});
