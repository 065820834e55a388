import { afterAll, expect } from 'vitest';
import { closeAll, leftOpen, stillRunning } from './own-process.js';

/** Runs in every flow spec after its own hooks: closes and names everything left open, which would cost later specs processor time. */
afterAll(async () => {
  const [left, running] = [[...leftOpen], stillRunning()];
  if (left.length + running.length === 0) return;
  const killed = running.map((child) => async () => void child.kill('SIGKILL'));
  const names = [...left.map(([name]) => name), ...running.map(({ pid }) => `process ${pid}`)];
  await closeAll(...left.map(([, close]) => close), ...killed).catch((error: unknown) => names.push(String(error)));
  throw new Error(`${expect.getState().testPath} left open: ${names.join(', ')}`);
});
