import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../config/settings.js';
import { type EventLink, EventStream, type LinkListener } from '../../connectors/event-stream.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { LOOK_MS } from '../channel/channel-times.js';
import { EventChannel } from '../channel/event-channel.js';
import type { EventInbox } from '../event/event-inbox.js';
import { KeepStream } from './keep-stream.js';

let database: Awaited<ReturnType<typeof temporaryDatabase>>;
beforeEach(async () => {
  database = await temporaryDatabase();
});
afterEach(() => database.drop());

const EVENT = { eventId: 'e', eventType: 'bpms_instance_change', bornAt: null, corpId: null, body: '{}' };
async function until<T>(read: () => Promise<T>, is: (value: T) => boolean): Promise<T> {
  for (const end = performance.now() + 4 * LOOK_MS; ; ) {
    const value = await read();
    if (is(value) || performance.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('an event that could not be stored', () => {
  it('ends the unbroken time of the channel: DingTalk may not send it again', async () => {
    let listener: LinkListener | null = null;
    let end: (why: 'by-us') => void = () => undefined;
    class OneLink extends EventStream {
      async open(given: LinkListener): Promise<EventLink> {
        listener = given;
        const ended = new Promise<'by-us'>((resolve) => {
          end = resolve;
        });
        return {
          ended,
          close: async () => {
            end('by-us');
          },
        };
      }
    }
    const settings = { DINGTALK_EVENTS: 'stream', EVENT_RETRY_MS: 1_000, EVENT_SILENCE_MS: 30_000 } as Settings;
    const channel = new EventChannel(database.db, new LiveEvents(), settings);
    let away = false;
    const inbox = {
      take: async () => {
        if (away) throw new Error('the database is away');
      },
    } as unknown as EventInbox;
    const keeper = new KeepStream(new OneLink(), inbox, channel, database.db, settings);
    keeper.onApplicationBootstrap();
    const { since } = await until(
      () => channel.read(),
      ({ connected }) => connected,
    );
    const deliver = () => listener?.event(EVENT);
    await deliver();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS + 500));
    expect((await channel.read()).since).toBe(since);

    away = true;
    await expect(deliver()).rejects.toThrow('away');
    away = false;
    const after = await until(
      () => channel.read(),
      (reading) => reading.since !== since,
    );
    expect(after.connected).toBe(true);
    expect(after.since).toBeGreaterThan(since ?? Number.POSITIVE_INFINITY);
    await keeper.beforeApplicationShutdown();
  });
});
