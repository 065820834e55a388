import { Logger } from '@nestjs/common';
import { afterEach, expect, it, vi } from 'vitest';
import { DeadLeases } from '../../server/src/queue/dead-leases.js';
import { ProcessHeartbeat } from '../../server/src/queue/process-heartbeat.js';
import { LEASED } from '../../server/src/schema/leased.js';
import { migratedDatabase, type OpenedDatabase } from './intake-parts.js';
import { onMariaDb } from './stack.js';

let opened: OpenedDatabase | null = null;
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await opened?.close();
  opened = null;
});

if (onMariaDb)
  it('a process whose clock differs from the database’s says so once, and again when it was right meanwhile', async () => {
    const told: string[] = [];
    vi.spyOn(Logger.prototype, 'warn').mockImplementation((message: string) => {
      told.push(message);
    });
    opened = await migratedDatabase();
    const heartbeat = new ProcessHeartbeat(opened.db, new DeadLeases(LEASED));
    await heartbeat.beat();
    expect([Math.abs(heartbeat.clockOffMs) < 1_000, told]).toEqual([true, []]);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 300_000 });
    await heartbeat.beat();
    await heartbeat.beat();
    expect(heartbeat.clockOffMs).toBeGreaterThan(290_000);
    expect(told).toEqual([expect.stringMatching(/^这台服务器的时钟比数据库的快 (300|299) 秒/)]);
    vi.useRealTimers();
    await heartbeat.beat();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 60_000 });
    await heartbeat.beat();
    expect(told).toEqual([expect.anything(), expect.stringMatching(/^这台服务器的时钟比数据库的慢 (60|61) 秒/)]);
  });
else
  it('a process on SQLite has no other clock to differ from', async () => {
    opened = await migratedDatabase();
    const heartbeat = new ProcessHeartbeat(opened.db, new DeadLeases(LEASED));
    await heartbeat.start();
    expect(heartbeat.clockOffMs).toBe(0);
  });
