import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundariesOf } from '../crash/boundaries.js';
import { type OwnDatabase, ownDatabase } from '../crash/databases.js';
import { type MatrixResult, runMatrix } from '../crash/matrix.js';
import { boundaryList, kind, seedOf, sizeOf } from './proof-settings.js';

const HALF_AN_HOUR = 1_800_000;
const options = {
  bills: sizeOf('CRASH_BILLS', { gate: 50, whole: 120 }),
  seed: seedOf('CRASH_SEED', 20_261_124),
  boundaries: boundariesOf(boundaryList),
  kills: sizeOf('CRASH_KILLS', { gate: 1, whole: 1 }),
  numbering: 'ours',
  without: '',
} as const;

describe(`a server on ${kind} that is killed again and again, seed ${options.seed}`, () => {
  let database: OwnDatabase;
  let result: MatrixResult;
  beforeAll(async () => {
    database = await ownDatabase(kind, 'crash');
    result = await runMatrix(database, options);
    process.stderr.write(`crash ${kind}: ${options.bills} bills in ${result.seconds.toFixed(0)} s\n`);
  }, HALF_AN_HOUR);
  afterAll(() => database.drop());

  it(`died ${options.kills} times or more at each of ${options.boundaries.length} boundaries, and as often at random instants`, () => {
    const kills = (where: string): number => result.kills.get(where) ?? 0;
    expect(options.boundaries.filter((boundary) => kills(boundary) < options.kills)).toEqual([]);
    expect(kills('random')).toBeGreaterThanOrEqual(options.boundaries.length * options.kills);
  });

  it('booked every approval once, audited, with its amount and one comment', () => {
    expect(result.verdict).toEqual({
      approvals: options.bills,
      bills: options.bills,
      duplicates: [],
      lost: [],
      notAudited: [],
      wrongAmount: [],
      withoutComment: [],
      doubleComment: [],
    });
  });

  it('left no bill behind and no order open', () => {
    expect([result.stuck, result.openOrders]).toEqual([{}, 0]);
  });
});
