import { Logger } from '@nestjs/common';
import { expect, it, vi } from 'vitest';
import type { CallMeter } from '../../connectors/dingtalk/call/call-meter.js';
import type { Database } from '../../database/database.js';
import type { IntakeRuns } from './intake-runs.js';
import { RunTally } from './run-tally.js';

Logger.overrideLogger(false);
// The pauses between two tries. Another spec of this worker may have loaded the module with real ones.
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.resetModules();
const { RecordRun } = await import('./record-run.js');

/** @param failures what storing the end of the run throws, one after another, before it is stored. */
async function end(failures: unknown[]): Promise<number> {
  let stored = 0;
  const db = {
    inTransaction: async (work: (tx: unknown) => Promise<void>) => {
      if (failures.length > 0) throw failures.shift();
      await work({});
      stored += 1;
    },
  } as unknown as Database;
  const meter = { within: (_: unknown, work: () => Promise<void>) => work() } as unknown as CallMeter;
  const runs = { close: async () => undefined } as unknown as IntakeRuns;
  await new RecordRun(db, meter, runs).run('run', new RunTally(), async () => undefined, { isStopping: () => false });
  return stored;
}

it('is closed as soon as it can be stored, whatever kept it from being stored before', async () => {
  const full = Object.assign(new Error('disk full'), { code: 'SQLITE_FULL' });
  expect(await end(Array(40).fill(full))).toBe(1);
  expect(await end([new Error('no such savepoint: typeorm_1')])).toBe(1);
});

it('ends where its end can never be stored', async () => {
  const refused = Array(1000).fill(new Error('refused'));
  expect(await end(refused)).toBe(0);
});
