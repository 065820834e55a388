import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { whilePlacesFree } from './while-places-free.js';

describe('work while places are free', () => {
  it('that becomes due while another piece is at work does not wait for its end', async () => {
    const due = ['long'];
    const told: string[] = [];
    let ended = false;
    await whilePlacesFree(3, async () => {
      const next = due.shift();
      if (next === undefined) return null;
      return async () => {
        if (next === 'long') {
          due.push('short');
          while (!told.includes('short')) await sleep(5);
          ended = true;
        } else told.push(next);
      };
    });
    expect(told).toEqual(['short']);
    expect(ended).toBe(true);
  });

  it('is never more than its places at a time, and each place that becomes free is used', async () => {
    let left = 40;
    let now = 0;
    let most = 0;
    const free: number[] = [];
    await whilePlacesFree(4, async (places) => {
      if (left === 0) return null;
      left -= 1;
      free.push(places);
      return async () => {
        now += 1;
        most = Math.max(most, now);
        await sleep(2);
        now -= 1;
      };
    });
    expect([left, now, most]).toEqual([0, 0, 4]);
    expect(free.slice(0, 4)).toEqual([4, 3, 2, 1]);
  });

  it('that fails is told after the others have ended, and nothing new is begun', async () => {
    let left = 10;
    const ended: number[] = [];
    const run = whilePlacesFree(2, async () => {
      if (left === 0) return null;
      const mine = left--;
      return async () => {
        if (mine === 10) throw new Error('the first');
        await sleep(20);
        ended.push(mine);
      };
    });
    await expect(run).rejects.toThrow('the first');
    expect(ended.length).toBe(10 - left - 1);
    expect(left).toBeGreaterThan(6);
  });
});
