import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DingTalkClient } from '../../connectors/source.js';
import { LocalWakes } from '../../queue/local-wakes.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { type DeliveredEvent, EventInbox } from './event-inbox.js';
import { EventMeter } from './event-meter.js';

let database: Awaited<ReturnType<typeof temporaryDatabase>>;
let inbox: EventInbox;
let meter: EventMeter;
let woken: number;
beforeEach(async () => {
  database = await temporaryDatabase();
  woken = 0;
  const wakes = new LocalWakes();
  wakes.on('event', async () => {
    woken += 1;
  });
  meter = new EventMeter(database.db, { DINGTALK_EVENTS: 'http', DINGTALK_MONTHLY_EVENTS: 3000 });
  inbox = new EventInbox(database.db, { corpId: 'ours' } as DingTalkClient, wakes, meter);
});
afterEach(() => database.drop());

const body = { processInstanceId: 'i-1', processCode: 'PROC-1', type: 'finish', result: 'agree', corpId: 'ours' };
const event = (given: Partial<DeliveredEvent> = {}): DeliveredEvent => ({
  channel: 'http',
  eventId: 'e-1',
  eventType: 'bpms_instance_change',
  bornAt: new Date(1_800_000_000_000),
  corpId: 'ours',
  body: JSON.stringify(body),
  ...given,
});
const rows = () =>
  database.db.query<{ event_key: string; channels: string; deliveries: number; state: string; reason: string | null }>(
    'SELECT event_key, channels, deliveries, state, reason FROM dingtalk_event ORDER BY received_at, event_key',
  );
const meters = async () => {
  await meter.flush();
  return database.db.query<{ channel: string; delivered: number; repeated: number }>(
    'SELECT channel, delivered, repeated FROM event_meter ORDER BY channel',
  );
};

describe('EventInbox', () => {
  it('an event stands once however often it comes and over whichever channel, and every delivery is counted', async () => {
    await inbox.take(event());
    await inbox.take(event({ channel: 'stream' }));
    await inbox.take(event());
    expect(await rows()).toEqual([
      { event_key: 'e-1', channels: 'http,stream', deliveries: 3, state: 'received', reason: null },
    ]);
    expect(await meters()).toEqual([
      { channel: 'http', delivered: 2, repeated: 1 },
      { channel: 'stream', delivered: 1, repeated: 1 },
    ]);
    expect(woken).toBe(1);
  });

  it('what is counted and not yet written is told as well, and kept where it cannot be written', async () => {
    await inbox.take(event());
    expect(await meter.current()).toMatchObject({ delivered: 1, repeated: 0, waiting: 1, limit: 3000 });
    vi.spyOn(database.db, 'inTransaction').mockRejectedValueOnce(new Error('disk full'));
    await expect(meter.flush()).rejects.toThrow('disk full');
    await inbox.take(event());
    await meter.beforeApplicationShutdown();
    expect(await meter.current()).toMatchObject({ delivered: 2, repeated: 1 });
    expect(await meters()).toEqual([{ channel: 'http', delivered: 2, repeated: 1 }]);
  });

  it('what is just being written is told once', async () => {
    for (let i = 0; i < 20; i++) {
      await inbox.take(event({ eventId: `e-${i}` }));
      const writing = meter.flush();
      expect((await meter.current()).delivered).toBe(i + 1);
      await writing;
    }
  });

  it('many at once, half of them again, come to one row each', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `e-${i % 20}`);
    await Promise.all(ids.map((eventId) => inbox.take(event({ eventId }))));
    expect((await rows()).map(({ deliveries }) => deliveries)).toEqual(Array(20).fill(2));
    expect(await meters()).toEqual([{ channel: 'http', delivered: 40, repeated: 20 }]);
  });

  it('one that cannot be written is not taken, and what was counted for it neither', async () => {
    vi.spyOn(database.db, 'inTransaction').mockRejectedValueOnce(new Error('disk full'));
    await expect(inbox.take(event())).rejects.toThrow('disk full');
    expect([await rows(), await meters(), woken]).toEqual([[], [], 0]);
  });

  it.each<[string, Partial<DeliveredEvent>, string | null]>([
    ['a passed approval', {}, null],
    ['a withdrawn one', { body: JSON.stringify({ ...body, type: 'terminate' }) }, 'withdrawn'],
    ['a finish as some samples spell it', { body: JSON.stringify({ ...body, type: 'finsh' }) }, null],
    ['one whose fields are in data', { body: JSON.stringify({ data: body }) }, null],
    ['one whose data is JSON text', { body: JSON.stringify({ data: JSON.stringify(body) }) }, null],
    [
      'one without a form: the approval may be known',
      { body: JSON.stringify({ ...body, processCode: undefined }) },
      null,
    ],
    ['a start', { body: JSON.stringify({ ...body, type: 'start' }) }, 'not-final'],
    ['a deletion', { body: JSON.stringify({ ...body, type: 'delete' }) }, 'not-final'],
    ['a comment', { eventType: 'bpms_task_change' }, 'other-event'],
    ['a person who joined', { eventType: 'user_add_org', body: '{}' }, 'other-event'],
    ['what is no JSON', { body: '{"processInstanceId' }, 'unreadable'],
    ['JSON that is no object', { body: '[1,2]' }, 'unreadable'],
    ['nothing at all', { body: '' }, 'unreadable'],
    ['one that names no approval', { body: JSON.stringify({ type: 'finish' }) }, 'no-instance'],
    ['one of another company', { corpId: 'theirs' }, 'other-corp'],
    [
      'one of another company by its own word',
      { corpId: null, body: JSON.stringify({ ...body, corpId: 'x' }) },
      'other-corp',
    ],
  ])('%s is received or left out with its reason: %s → %s', async (_, given, reason) => {
    await inbox.take(event(given));
    expect(await rows()).toMatchObject([{ state: reason === null ? 'received' : 'left-out', reason }]);
    expect(woken).toBe(reason === null ? 1 : 0);
  });

  it('events of before there were ids are told apart by what happened to what and when', async () => {
    const old = (finishTime: number) => event({ eventId: '', body: JSON.stringify({ ...body, finishTime }) });
    for (const at of [1, 2, 1]) await inbox.take(old(at));
    expect((await rows()).map(({ deliveries }) => deliveries).sort()).toEqual([1, 2]);
  });

  it('an id longer than the column is still one event', async () => {
    for (const channel of ['http', 'stream'] as const) await inbox.take(event({ eventId: 'x'.repeat(500), channel }));
    expect(await rows()).toMatchObject([{ deliveries: 2 }]);
  });
});
