import { describe, expect, it } from 'vitest';
import { BoundedQueue } from './bounded-queue.js';

const tick = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('BoundedQueue', () => {
  it('hands on every item, in order, and then ends', async () => {
    const queue = new BoundedQueue<number>(3);
    const taken: number[] = [];
    const reader = (async () => {
      for (let item = await queue.take(); item !== undefined; item = await queue.take()) taken.push(item);
    })();
    for (let i = 0; i < 100; i++) await queue.put(i);
    queue.close();
    await reader;
    expect(taken).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('makes the writer wait while it is full', async () => {
    const queue = new BoundedQueue<number>(2);
    let written = 0;
    const writer = (async () => {
      for (let i = 0; i < 5; i++) {
        await queue.put(i);
        written += 1;
      }
    })();
    await tick();
    expect(written).toBe(2);
    await queue.take();
    await tick();
    expect(written).toBe(3);
    for (let i = 0; i < 4; i++) await queue.take();
    await writer;
  });

  it('gives several readers each item once', async () => {
    const queue = new BoundedQueue<number>(4);
    const taken: number[] = [];
    const readers = Array.from({ length: 5 }, async () => {
      for (let item = await queue.take(); item !== undefined; item = await queue.take()) {
        taken.push(item);
        await tick();
      }
    });
    for (let i = 0; i < 50; i++) await queue.put(i);
    queue.close();
    await Promise.all(readers);
    expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('takes what comes within the time, at most so many', async () => {
    const queue = new BoundedQueue<number>(100);
    for (let i = 0; i < 7; i++) await queue.put(i);
    expect(await queue.takeMany(5, 1000)).toEqual([0, 1, 2, 3, 4]);
    setTimeout(() => void queue.put(7), 5);
    expect(await queue.takeMany(5, 60)).toEqual([5, 6, 7]);
    await queue.put(8);
    queue.close();
    expect(await queue.takeMany(5, 60_000)).toEqual([8]);
    expect(await queue.takeMany(5, 60_000)).toEqual([]);
  });
});
