import { expect, it } from 'vitest';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { DeadLeases } from './dead-leases.js';
import { ProcessHeartbeat } from './process-heartbeat.js';

it('on SQLite a process is alone, and writes nothing to say so', async () => {
  const { db, drop } = await temporaryDatabase();
  const heartbeat = new ProcessHeartbeat(db, new DeadLeases([]));
  await heartbeat.start();
  expect(heartbeat.live).toEqual([heartbeat.id]);
  expect(await db.query('SELECT id FROM process_heartbeat')).toEqual([]);
  await heartbeat.beforeApplicationShutdown();
  await drop();
});
