import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnDatabase, ownDatabase } from '../crash/databases.js';
import { isClean } from '../crash/ledger-check.js';
import { type LoadResult, runLoad } from '../crash/load.js';
import { MEMORY_LIMIT, tellLoad } from '../crash/load-report.js';
import { gate, kind, seedOf, sizeOf } from './proof-settings.js';

const HALF_AN_HOUR = 1_800_000;
const options = {
  approvals: sizeOf('LOAD_APPROVALS', { gate: 400, whole: 1200 }),
  seconds: sizeOf('LOAD_SECONDS', { gate: 15, whole: 36 }),
  seed: seedOf('LOAD_SEED', 20_261_124),
};

describe(`${options.approvals} approvals on their way to Kingdee while thirty people work, on ${kind}`, () => {
  let database: OwnDatabase;
  let result: LoadResult;
  beforeAll(async () => {
    database = await ownDatabase(kind, 'load');
    result = await runLoad(database, options);
    process.stderr.write(`load ${kind}: ${tellLoad(result).join('\n')}\n`);
  }, HALF_AN_HOUR);
  afterAll(() => database.drop());

  it('nobody meets an error', () => {
    expect(result.answers.errors).toEqual({});
    expect(result.logErrors.join('\n')).toBe('');
    for (const what of ['list', 'open', 'fix', 'approve', 'push'])
      expect(result.answers.timings.find((timing) => timing.what === what)?.count, what).toBeGreaterThan(0);
  });

  it('every approval is booked once, audited, with its amount and one comment', () => {
    expect(isClean(result.verdict) ? null : result.verdict).toBeNull();
    expect(Object.keys(result.states)).toEqual(['written-back']);
    expect(result.verdict.approvals).toBeGreaterThan(options.approvals);
  });

  // A quarter of a minute is too short to tell growth from what the collector has not looked at yet.
  if (!gate)
    it('the memory of the last third is at most a fifth above that of the first', () => {
      expect(result.memory.ratio, JSON.stringify(result.memory)).toBeLessThanOrEqual(MEMORY_LIMIT);
    });
});
