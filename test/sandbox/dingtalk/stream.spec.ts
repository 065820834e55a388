import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Sandbox, startSandbox } from '../start.js';
import { ApiClient } from './api-client.js';

interface DownStream {
  headers: Record<string, string>;
  data: string;
}

/** What we use of dingtalk-stream 2.1.5. */
interface StreamClient {
  registerAllEventListener(listener: (message: DownStream) => unknown): StreamClient;
  connect(): Promise<void>;
  disconnect(): void;
  /** Its own waits, a second and some: shorter here. */
  reconnectInterval: number;
  heartbeat_interval: number;
  readonly connected: boolean;
}

const require = createRequire(import.meta.url);
let sandbox: Sandbox;
let api: ApiClient;
const clients: StreamClient[] = [];

beforeEach(async () => {
  sandbox = await startSandbox({ approvals: 5 });
  api = new ApiClient(sandbox);
  sandbox.state.dingtalk.state.stream.redeliverMs = 150;
  for (const said of ['info', 'warn', 'error'] as const) vi.spyOn(console, said).mockImplementation(() => undefined);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await sandbox.close();
  vi.restoreAllMocks();
});

/** The real SDK, loaded fresh with its gateway constant pointed at the stand-in. */
function streamClient(
  options: { clientSecret?: string; autoReconnect?: boolean; keepAlive?: boolean } = {},
): StreamClient {
  const entry = require.resolve('dingtalk-stream');
  for (const key of Object.keys(require.cache)) if (key.includes('/dingtalk-stream/')) delete require.cache[key];
  const constants = require(entry.replace(/index\.cjs$/, 'constants.cjs')) as Record<string, string>;
  constants.GATEWAY_URL = `${sandbox.dingtalk.url}/v1.0/gateway/connections/open`;
  const { DWClient } = require(entry) as { DWClient: new (config: object) => StreamClient };
  const { clientId, clientSecret } = sandbox.dingtalk;
  const client = new DWClient({ clientId, clientSecret, autoReconnect: false, ...options });
  client.reconnectInterval = 50;
  client.heartbeat_interval = 100;
  clients.push(client);
  return client;
}

/** A client that takes every event at once. @returns ids of the events, in the order they came. */
async function listening(
  options: Parameters<typeof streamClient>[0] = {},
): Promise<{ client: StreamClient; ids: string[] }> {
  const ids: string[] = [];
  const client = streamClient(options).registerAllEventListener(({ headers }) => {
    ids.push(headers.eventId ?? '');
    return { status: 'SUCCESS' };
  });
  await client.connect();
  return { client, ids };
}
const push = () => api.control('POST', '/events/push', { instanceId: agreed(), type: 'finish' });
const acknowledged = async () => (await state()).deliveries.map((each) => each.acknowledged);

const agreed = (): string => {
  const found = sandbox.state.dingtalk.state.approvals.all().find(({ fate }) => fate === 'agreed');
  if (!found) throw new Error('nothing agreed');
  return found.instanceId;
};

const state = () =>
  api.control('GET', '/stream') as Promise<{
    connections: number;
    deliveries: { attempts: number; acknowledged: boolean; lastStatus?: string }[];
    pongs: string[];
  }>;

it('delivers an approval event to dingtalk-stream and takes its SUCCESS', async () => {
  const received: DownStream[] = [];
  const client = streamClient().registerAllEventListener((message) => {
    received.push(message);
    return { status: 'SUCCESS' };
  });
  await client.connect();
  await api.control('POST', '/events/push', { instanceId: agreed(), type: 'finish' });
  await expect.poll(async () => (await state()).deliveries[0]?.acknowledged).toBe(true);
  expect(received).toHaveLength(1);
  expect(received[0]?.headers).toMatchObject({
    eventType: 'bpms_instance_change',
    eventCorpId: sandbox.dingtalk.corpId,
  });
  expect(JSON.parse(received[0]?.data ?? '')).toMatchObject({
    processInstanceId: agreed(),
    type: 'finish',
    result: 'agree',
  });
});

it('delivers again until the event is acknowledged: LATER asks for it', async () => {
  let calls = 0;
  const client = streamClient().registerAllEventListener(() => ({ status: ++calls < 3 ? 'LATER' : 'SUCCESS' }));
  await client.connect();
  await api.control('POST', '/events/push', { instanceId: agreed(), type: 'finish' });
  await expect
    .poll(async () => (await state()).deliveries[0], { timeout: 3000 })
    .toMatchObject({ attempts: 3, acknowledged: true });
});

it('keeps an event for the connection that comes later', async () => {
  await api.control('POST', '/events/push', { instanceId: agreed(), type: 'finish' });
  const received: DownStream[] = [];
  await streamClient()
    .registerAllEventListener((message) => {
      received.push(message);
      return { status: 'SUCCESS' };
    })
    .connect();
  await expect.poll(() => received.length).toBe(1);
});

it('gets its ping echoed', async () => {
  await streamClient().connect();
  await expect.poll(async () => (await state()).connections).toBe(1);
  await api.control('POST', '/stream', { action: 'ping' });
  await expect.poll(async () => (await state()).pongs.length).toBe(1);
});

it('stops delivering after a disconnect frame although the socket lives on', async () => {
  const received: DownStream[] = [];
  await streamClient()
    .registerAllEventListener((message) => {
      received.push(message);
      return { status: 'SUCCESS' };
    })
    .connect();
  await api.control('POST', '/stream', { action: 'disconnect', lingerMs: 5000 });
  await api.control('POST', '/events/push', { instanceId: agreed(), type: 'finish' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect([(await state()).connections, received.length]).toEqual([0, 0]);
});

it('opens no connection for a wrong secret, and a ticket only once', async () => {
  const open = (clientSecret: string) =>
    api.call('POST', '/v1.0/gateway/connections/open', {
      clientId: sandbox.dingtalk.clientId,
      clientSecret,
      subscriptions: [{ type: 'EVENT', topic: '*' }],
    });
  expect((await open('wrong')).status).toBe(401);
  const { body } = await open(sandbox.dingtalk.clientSecret);
  const connect = (): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${body.endpoint}?ticket=${body.ticket}`);
      socket.on('open', () => resolve('open'));
      socket.on('error', () => resolve('refused'));
    });
  expect([await connect(), await connect()]).toEqual(['open', 'refused']);
});

it('connects dingtalk-stream anew after a cut, which then takes what came meanwhile, once', async () => {
  const { ids } = await listening({ autoReconnect: true });
  await expect.poll(async () => (await state()).connections).toBe(1);
  // Until the event has come nobody is let in again.
  const { faults } = sandbox.state.ctx;
  faults.add({ system: 'dingtalk', kind: 'http-500', api: 'connections/open', times: 0 });
  await api.control('POST', '/stream', { action: 'kill' });
  expect((await state()).connections).toBe(0);
  await push();
  expect(await acknowledged()).toEqual([false]);
  faults.clear();
  await expect.poll(acknowledged, { timeout: 5000 }).toEqual([true]);
  expect([(await state()).connections, new Set(ids).size]).toEqual([1, 1]);
});

it('lets the heartbeat of dingtalk-stream notice a frozen connection, and delivers over the client that is made anew', async () => {
  const { client, ids } = await listening({ keepAlive: true });
  await expect.poll(async () => (await state()).connections).toBe(1);
  await api.control('POST', '/stream', { action: 'freeze' });
  await push();
  await expect.poll(() => client.connected, { timeout: 5000 }).toBe(false);
  // Sent into the dead connection: nobody has it. Made anew, as the heartbeat of the old one would ping a socket that is still connecting.
  expect([await acknowledged(), ids]).toEqual([[false], []]);
  client.disconnect();
  const next = await listening();
  await expect.poll(acknowledged, { timeout: 5000 }).toEqual([true]);
  expect([ids.length, new Set(next.ids).size]).toEqual([0, 1]);
});

it('gives each of two connections at once its share, each event to one of them, and all to the one that is left', async () => {
  // Nothing is delivered again because the machine is slow.
  sandbox.state.dingtalk.state.stream.redeliverMs = 60_000;
  const [one, two] = [await listening(), await listening()];
  await expect.poll(async () => (await state()).connections).toBe(2);
  for (let n = 0; n < 6; n += 1) await push();
  await expect.poll(acknowledged).toEqual(Array(6).fill(true));
  expect([one.ids.length, two.ids.length]).toEqual([3, 3]);
  one.client.disconnect();
  await expect.poll(async () => (await state()).connections).toBe(1);
  await push();
  await push();
  await expect.poll(acknowledged).toEqual(Array(8).fill(true));
  expect([one.ids.length, two.ids.length]).toEqual([3, 5]);
  expect((await state()).deliveries.map(({ attempts }) => attempts)).toEqual(Array(8).fill(1));
});
