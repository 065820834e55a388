import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Turns } from './turns.js';

it('somebody with one piece waits for one piece of a person who has many', async () => {
  const turns = new Turns();
  const done: string[] = [];
  const piece = (person: string, name: string) =>
    turns.take(person, async () => {
      await setImmediate();
      done.push(name);
    });
  const many = Array.from({ length: 60 }, (_, i) => piece('viewer', `viewer ${i}`));
  await setImmediate();
  await piece('reviewer', 'reviewer');
  expect(done.indexOf('reviewer')).toBeLessThanOrEqual(3);
  await Promise.all(many);
  expect(done.filter((name) => name.startsWith('viewer'))).toHaveLength(60);
});

it('runs one at a time, in the order of one person, and goes on after a piece that failed', async () => {
  const turns = new Turns();
  let running = 0;
  const order: number[] = [];
  const all = Array.from({ length: 5 }, (_, i) =>
    turns.take('one', async () => {
      running += 1;
      expect(running).toBe(1);
      await setImmediate();
      running -= 1;
      order.push(i);
      if (i === 2) throw new Error('two');
    }),
  );
  const ends = await Promise.allSettled(all);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(order).toEqual([0, 1, 2, 3, 4]);
});
