import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { expect, it, vi } from 'vitest';
import type { Database } from '../../../database/database.js';
import { SendBy } from '../../call-times.js';
import { KingdeeUnavailableError } from '../../target.js';
import { OwnSlots } from './call-slots.js';
import { LeasedSlots } from './leased-slots.js';

it('a call that got no place in time is not made, and says that nothing was sent', async () => {
  const slots = new OwnSlots(1);
  const long = slots.within(() => sleep(80), SendBy.within(1_000));
  let made = false;
  const late = slots.within(async () => {
    made = true;
  }, SendBy.within(20));
  await expect(late).rejects.toThrow(KingdeeUnavailableError);
  await long;
  expect(made).toBe(false);
});

it('a place that the database gave too late is given back, and the call does not leave', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const statements: string[] = [];
  const query = async (sql: string) => {
    statements.push(sql);
    if (sql.includes('SET lease_token = ?')) vi.advanceTimersByTime(60_000);
    return sql.startsWith('SELECT') ? [{ slot: 0 }] : { affected: 1 };
  };
  const tx = { query, queryRunner: { query } } as unknown as EntityManager;
  const db = { inTransaction: <T>(work: (tx: EntityManager) => Promise<T>) => work(tx) } as unknown as Database;
  let left = 0;
  const late = new LeasedSlots(db, 1, 200_000).within(async () => {
    left += 1;
  }, SendBy.within(48_000));
  await expect(late).rejects.toThrow(KingdeeUnavailableError);
  expect(left).toBe(0);
  expect(statements.at(-1)).toContain('lease_until = 0');
  vi.useRealTimers();
});
