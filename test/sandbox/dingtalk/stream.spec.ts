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
}

const require = createRequire(import.meta.url);
let sandbox: Sandbox;
let api: ApiClient;
const clients: StreamClient[] = [];

beforeEach(async () => {
  sandbox = await startSandbox({ approvals: 5 });
  api = new ApiClient(sandbox);
  sandbox.state.dingtalk.state.stream.redeliverMs = 150;
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await sandbox.close();
  vi.restoreAllMocks();
});

/** The real SDK, loaded fresh with its gateway constant pointed at the stand-in. */
function streamClient(options: { clientSecret?: string } = {}): StreamClient {
  const entry = require.resolve('dingtalk-stream');
  for (const key of Object.keys(require.cache)) if (key.includes('/dingtalk-stream/')) delete require.cache[key];
  const constants = require(entry.replace(/index\.cjs$/, 'constants.cjs')) as Record<string, string>;
  constants.GATEWAY_URL = `${sandbox.dingtalk.url}/v1.0/gateway/connections/open`;
  const { DWClient } = require(entry) as { DWClient: new (config: object) => StreamClient };
  const { clientId, clientSecret } = sandbox.dingtalk;
  const client = new DWClient({ clientId, clientSecret, autoReconnect: false, ...options });
  clients.push(client);
  return client;
}

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
