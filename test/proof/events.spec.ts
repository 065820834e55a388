import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnDatabase, ownDatabase } from '../crash/databases.js';
import { complaintsOf, type FloodResult, runFlood } from '../crash/event-flood.js';
import { kind, seedOf, sizeOf } from './proof-settings.js';

const HALF_AN_HOUR = 1_800_000;
const options = {
  events: sizeOf('EVENTS', { gate: 200, whole: 200 }),
  seed: seedOf('EVENTS_SEED', 20_261_127),
  kills: sizeOf('EVENTS_KILLS', { gate: 1, whole: 1 }),
};

describe(`${options.events} approvals that DingTalk tells of on ${kind}, shuffled, a fifth twice, some over Stream and HTTP, some never`, () => {
  let database: OwnDatabase;
  let result: FloodResult;
  beforeAll(async () => {
    database = await ownDatabase(kind, 'events');
    result = await runFlood(database, options);
    process.stderr.write(`events ${kind}: ${JSON.stringify(result)}\n`);
  }, HALF_AN_HOUR);
  afterAll(() => database.drop());

  it('are each one bill after the next sweep, with one detail call each, however often the server is killed', () => {
    expect(complaintsOf(result)).toEqual([]);
    expect(result.kills).toBe(options.kills);
  });

  it('are there by their events alone, but for those that never came', () => {
    expect(result.lost).toBe(0);
    expect(result.afterEvents.missing).toBeLessThanOrEqual(result.undelivered);
    expect(result.undelivered).toBeGreaterThan(0);
  });

  it('came over both channels', () => {
    expect(result.acknowledged.stream).toBeGreaterThan(result.ended / 2);
    expect(result.acknowledged.http).toBeGreaterThan(0);
  });
});
