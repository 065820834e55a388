import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { answeredWithin } from './answered-within.js';

function standStill(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

it('gives the answer, or the error that came instead', async () => {
  expect(await answeredWithin(500, Promise.resolve(7))).toBe(7);
  await expect(answeredWithin(500, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

it('gives up when nothing comes', async () => {
  const started = performance.now();
  await expect(answeredWithin(200, new Promise(() => undefined))).rejects.toThrow('timed out');
  expect(performance.now() - started).toBeGreaterThan(180);
});

it('does not count the time in which the process stood still', async () => {
  const late = answeredWithin(
    200,
    sleep(100).then(() => 'there'),
  );
  standStill(600);
  expect(await late).toBe('there');
});
