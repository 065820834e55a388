import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { insertTuples } from '../../database/database.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { EventChannel } from '../channel/event-channel.js';
import { EventTrust } from '../channel/event-trust.js';
import { HeardSchemes } from './heard-schemes.js';

/** Up to when cancellations are known where events come: by what became of each event of the form. */
const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 20, 8);
const ago = (hours: number) => NOW - hours * HOUR;

let database: Awaited<ReturnType<typeof temporaryDatabase>>;
beforeEach(async () => {
  database = await temporaryDatabase();
  vi.useFakeTimers({ toFake: ['Date'], now: ago(100) });
});
afterEach(async () => {
  vi.useRealTimers();
  await database.drop();
});
const put = (table: string, values: Readonly<Record<string, unknown>>) =>
  database.db.inTransaction((tx) => insertTuples(tx, table, Object.keys(values), [Object.values(values)]));

/** A scheme that was looked back over five hours ago, and events without a break for four days. */
async function given() {
  const channel = new EventChannel(database.db, new LiveEvents(), { DINGTALK_EVENTS: 'stream' });
  const trust = new EventTrust(database.db, channel, { EVENT_TRUST_MS: HOUR });
  const heard = new HeardSchemes(database.db, trust, { HEARD_WITHIN_MS: 3 * HOUR });
  await put('scheme', {
    id: 's',
    name: '报销',
    template: 't',
    process_code: 'PROC-1',
    form_name: '费用报销',
    org_number: '101',
    outcome: 'save',
    enabled: 1,
    current_version: 1,
    look_back_until: ago(5),
    head_until: ago(5),
    version: 1,
    created_by: 'u',
    created_at: 1,
    updated_at: 1,
  });
  await channel.claim('holder');
  await channel.connected('holder', ago(100));
  await put('event_meter', { month: '2026-11', channel: 'stream', delivered: 1, repeated: 0, last_at: ago(1) });
  vi.setSystemTime(NOW);
  await channel.renew('holder');
  await channel.connected('holder', ago(100));
  return { channel, unheard: async () => [...(await heard.unheard(Date.now()))] };
}
const event = (state: string, reason: string | null, receivedAt = ago(4)) =>
  put('dingtalk_event', {
    event_key: `${state} ${reason}`,
    channels: 'stream',
    event_type: 'bpms_instance_change',
    change_type: 'finish',
    process_code: 'PROC-1',
    process_instance_id: reason === 'no-instance' ? '' : 'x',
    received_at: receivedAt,
    state,
    reason,
  });

describe('a form of which events tell', () => {
  it('is heard of now where each of its events was read, or says nothing of a payment', async () => {
    const { unheard } = await given();
    await event('done', null);
    for (const reason of ['withdrawn', 'not-final', 'deleted', 'other-event']) await event('left-out', reason);
    expect(await unheard()).toEqual([]);
  });

  it.each(['quota', 'tries', 'refused', 'unreadable', 'still-open', 'no-code', 'no-scheme', 'no-instance'])(
    'is heard of up to an event that was left out as %s: its approval may be a cancellation',
    async (reason) => {
      const { unheard } = await given();
      await event('left-out', reason);
      expect(await unheard()).toEqual(['s']);
    },
  );

  it('is heard of again after a look-back: an event from before it does not count', async () => {
    const { unheard } = await given();
    await event('left-out', 'no-scheme', ago(6));
    expect(await unheard()).toEqual([]);
  });
});

describe('a connection whose holder did not renew its lease in time', () => {
  it('tells of what comes from then on: events of the time between may be lost', async () => {
    const { channel, unheard } = await given();
    await event('done', null);
    expect(await unheard()).toEqual([]);
    // The machine slept, or the database was away.
    vi.setSystemTime(NOW + 4 * HOUR);
    expect(await channel.renew('holder')).toBe(true);
    expect(await channel.read()).toMatchObject({ connected: true, since: NOW + 4 * HOUR });
    expect(await unheard()).toEqual(['s']);
  });
});
