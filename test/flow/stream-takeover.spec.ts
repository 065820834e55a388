import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { instanceEvent } from '../sandbox/dingtalk/events.js';
import type { StreamHub } from '../sandbox/dingtalk/stream.js';
import { until } from './person.js';
import { type Contender, type Contenders, startContenders } from './stream-holder.js';

/** Within how long another process must be connected; only where somebody measures, on a machine that does nothing else. */
const WITHIN_MS = Number(process.env.TAKEOVER_WITHIN_MS || 0);
const LONG_MS = 90_000;

let all: Contenders;
let hub: StreamHub;
beforeEach(async () => {
  all = await startContenders(2, { EVENT_RETRY_MS: '200', EVENT_SILENCE_MS: '3000' });
  hub = all.sandbox.state.dingtalk.state.stream;
  hub.redeliverMs = 500;
  await until(holder, (who) => who !== null, LONG_MS);
});
afterEach(() => all.close());

/** Who holds the connection and has it open, as the database says. */
async function holder(): Promise<Contender | null> {
  const on = await openDataSource(dataSourceOptions(all.databaseUrl, 'read'));
  try {
    const rows: { holder: string; state: string }[] = await on.query('SELECT holder, state FROM event_channel');
    const [row] = rows;
    return all.processes.find(({ pid }) => row?.state === 'connected' && row.holder.endsWith(` ${pid}`)) ?? null;
  } finally {
    await on.destroy();
  }
}
const otherThan = (one: Contender) => (who: Contender | null) => who !== null && who.pid !== one.pid;
async function now(): Promise<Contender> {
  const who = await holder();
  if (!who) throw new Error('nobody holds the stream');
  return who;
}
async function isTaken(): Promise<void> {
  const [approval] = all.sandbox.state.dingtalk.state.approvals.all();
  if (!approval) throw new Error('no approval');
  const delivery = hub.push(instanceEvent(approval, 'finish', 1_800_000_000_000));
  await until(
    async () => delivery.acknowledged,
    (is) => is,
    LONG_MS,
  );
}

describe('two processes on one database', () => {
  it('hold one connection between them', async () => {
    await isTaken();
    expect(hub.connected).toBe(1);
  });

  it('when the one that holds it is killed, the other one is connected soon after, and takes what came meanwhile', async () => {
    const first = await now();
    const since = performance.now();
    await first.end('SIGKILL');
    const taking = isTaken();
    await until(holder, otherThan(first), LONG_MS);
    const took = performance.now() - since;
    process.stderr.write(`taken over after ${Math.round(took)} ms\n`);
    await taking;
    if (WITHIN_MS > 0) expect(took).toBeLessThan(WITHIN_MS);
  });

  it('when it stops in order the other one need not wait for a lease to end', async () => {
    const first = await now();
    await first.end('SIGTERM');
    await until(holder, otherThan(first), LONG_MS);
    await isTaken();
  });

  it('one that stood still while another took it over lets go of it when it goes on', async () => {
    const first = await now();
    first.signal('SIGSTOP');
    await until(holder, otherThan(first), LONG_MS);
    first.signal('SIGCONT');
    await until(
      async () => first.log(),
      (log) => log.includes('another process has taken the stream over'),
      LONG_MS,
    );
    await until(
      async () => hub.connected,
      (n) => n === 1,
      LONG_MS,
    );
    await isTaken();
    expect((await now()).pid).not.toBe(first.pid);
  });
});
