import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readSettings } from '../../server/src/config/settings.js';
import { UnlimitedCalls } from '../../server/src/connectors/dingtalk/call/call-limiter.js';
import { DingTalkHealth } from '../../server/src/connectors/dingtalk/call/dingtalk-health.js';
import { DingTalkHttp } from '../../server/src/connectors/dingtalk/call/dingtalk-http.js';
import { DingTalkEventStream } from '../../server/src/connectors/dingtalk/stream/dingtalk-event-stream.js';
import type { EventLink, LinkListener, StreamedEvent } from '../../server/src/connectors/event-stream.js';
import type { DingTalkError } from '../../server/src/connectors/source.js';
import { instanceEvent } from '../sandbox/dingtalk/events.js';
import type { StreamHub } from '../sandbox/dingtalk/stream.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { closeAll } from './own-process.js';
import { until } from './person.js';
import { connectionSettings, FLOW_SECRET } from './stack.js';

/** A silence that a spec can wait for, and one that never comes about. */
const SOON_MS = 450;
const NEVER_MS = 60_000;

let sandbox: Sandbox;
let hub: StreamHub;
let links: EventLink[];
let printed: unknown[][];

beforeEach(async () => {
  sandbox = await startSandbox({ approvals: 5, qps: 0 });
  hub = sandbox.state.dingtalk.state.stream;
  hub.redeliverMs = 150;
  links = [];
  printed = [];
  for (const name of ['info', 'warn', 'error', 'log'] as const)
    vi.spyOn(console, name).mockImplementation((...given) => void printed.push(given));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await closeAll(...links.map((link) => () => link.close()), () => sandbox.close());
});

const streamOf = (change: Record<string, string> = {}): DingTalkEventStream => {
  const settings = readSettings({
    ...connectionSettings(sandbox),
    APP_SECRET: FLOW_SECRET,
    DINGTALK_QPS: '0',
    ...change,
  });
  const http = new DingTalkHttp(settings, new UnlimitedCalls(), { count: () => undefined }, new DingTalkHealth());
  return new DingTalkEventStream(http, settings);
};

interface Heard {
  link: EventLink;
  events: StreamedEvent[];
  replaced: () => number;
}

async function listen(
  more: Partial<Pick<LinkListener, 'event'>> & { silenceMs?: number; settings?: Record<string, string> } = {},
): Promise<Heard> {
  const events: StreamedEvent[] = [];
  let replaced = 0;
  const link = await streamOf(more.settings).open(
    {
      event: async (event) => {
        events.push(event);
        await more.event?.(event);
      },
      replace: () => {
        replaced += 1;
      },
      unreadable: () => undefined,
    },
    more.silenceMs ?? NEVER_MS,
  );
  links.push(link);
  return { link, events, replaced: () => replaced };
}

const push = () => {
  const agreed = sandbox.state.dingtalk.state.approvals.all().find(({ fate }) => fate === 'agreed');
  if (!agreed) throw new Error('nothing agreed');
  return hub.push(instanceEvent(agreed, 'finish', 1_800_000_000_000));
};
const acknowledged = () =>
  until(
    async () => hub.deliveries[0],
    (delivery) => delivery?.acknowledged === true,
  );
/** How it ended, if it ended. */
const endOf = (heard: Heard) => Promise.race([heard.link.ended, sleep(10_000, 'still open')]);

it('an event comes with its facts, and is acknowledged only when it has been written', async () => {
  let written: () => void = () => undefined;
  const heard = await listen({ event: () => new Promise((resolve) => (written = resolve)) });
  push();
  await until(
    async () => heard.events.length,
    (n) => n > 0,
  );
  expect(hub.deliveries[0]?.lastStatus).toBeUndefined();
  written();
  expect(await acknowledged()).toMatchObject({ lastStatus: 'SUCCESS' });
  const [event] = heard.events;
  expect(event).toMatchObject({
    eventType: 'bpms_instance_change',
    corpId: sandbox.dingtalk.corpId,
    bornAt: new Date(1_800_000_000_000),
  });
  expect(event?.eventId).not.toBe('');
  expect(JSON.parse(event?.body ?? '')).toMatchObject({ type: 'finish', result: 'agree' });
});

it('one that could not be written is asked for again, until it is', async () => {
  let tries = 0;
  const heard = await listen({
    event: async () => {
      tries += 1;
      if (tries < 3) throw new Error('disk full');
    },
  });
  push();
  expect(await acknowledged()).toMatchObject({ attempts: 3, lastStatus: 'SUCCESS' });
  expect(new Set(heard.events.map(({ eventId }) => eventId)).size).toBe(1);
});

it('a ping is answered', async () => {
  await listen();
  hub.ping();
  await until(
    async () => hub.pongs.length,
    (n) => n === 1,
  );
});

it('a connection on which nothing is said stays open: its own pings are answered', async () => {
  const heard = await listen({ silenceMs: SOON_MS });
  expect(await Promise.race([heard.link.ended, sleep(4 * SOON_MS, 'still open')])).toBe('still open');
});

it('one that is frozen is noticed and ended, though nobody closed it', async () => {
  const heard = await listen({ silenceMs: SOON_MS });
  hub.freeze();
  expect(await endOf(heard)).toBe('silent');
});

it('one that is cut ends at once', async () => {
  const heard = await listen();
  hub.kill();
  expect(await endOf(heard)).toBe('broken');
});

it('who is told to go opens another before this one is closed, and loses nothing', async () => {
  const old = await listen();
  hub.disconnect(300);
  await until(
    async () => old.replaced(),
    (n) => n === 1,
  );
  const next = await listen();
  push();
  await acknowledged();
  expect([old.events.length, next.events.length, await endOf(old)]).toEqual([0, 1, 'broken']);
});

it('two connections at once share what comes: each event is taken by one of them', async () => {
  const both = [await listen(), await listen()];
  for (let i = 0; i < 6; i++) push();
  await until(
    async () => hub.deliveries.filter((each) => each.acknowledged).length,
    (n) => n === 6,
  );
  expect(both.map(({ events }) => events.length).sort()).toEqual([3, 3]);
});

it('what is being written when we close is acknowledged first', async () => {
  hub.redeliverMs = 10_000;
  const heard = await listen({ event: () => sleep(150) });
  push();
  await until(
    async () => heard.events.length,
    (n) => n > 0,
  );
  await heard.link.close();
  expect(await endOf(heard)).toBe('by-us');
  expect(hub.deliveries[0]).toMatchObject({ attempts: 1, acknowledged: true });
});

it.each<[string, () => Record<string, string>, Partial<DingTalkError>]>([
  ['a wrong secret', () => ({ DINGTALK_CLIENT_SECRET: 'wrong' }), { errorClass: 'configuration', code: 'authFailed' }],
  [
    'a ticket that is not taken',
    () => {
      hub.refuseTickets = true;
      return {};
    },
    { errorClass: 'transient', code: '401' },
  ],
  [
    'a host that is not there',
    () => ({ DINGTALK_API_URL: 'http://127.0.0.1:1' }),
    { errorClass: 'transient', code: 'ECONNREFUSED' },
  ],
])('%s is told as what it is, once', async (_, prepare, told) => {
  await expect(listen({ settings: prepare() })).rejects.toMatchObject(told);
});

it('where the rest is encrypted, an address that is not is refused', async () => {
  const stream = new DingTalkEventStream(
    { withoutToken: async () => ({ endpoint: 'ws://127.0.0.1:1/connect', ticket: 't' }) } as unknown as DingTalkHttp,
    {
      DINGTALK_CLIENT_ID: 'id',
      DINGTALK_CLIENT_SECRET: 's',
      DINGTALK_API_URL: 'https://api',
      DINGTALK_TIMEOUT_MS: 100,
    },
  );
  const listener = { event: async () => undefined, replace: () => undefined, unreadable: () => undefined };
  await expect(stream.open(listener, NEVER_MS)).rejects.toMatchObject({ code: 'endpoint' });
});

it('a frame that is no JSON ends nothing', async () => {
  const heard = await listen();
  hub.garble();
  push();
  await acknowledged();
  expect(heard.events).toHaveLength(1);
});

it('prints nothing past the log', async () => {
  const heard = await listen();
  hub.kill();
  await endOf(heard);
  await listen({ settings: { DINGTALK_CLIENT_SECRET: 'wrong' } }).catch(() => undefined);
  hub.refuseTickets = true;
  await listen().catch(() => undefined);
  expect(printed).toEqual([]);
});
