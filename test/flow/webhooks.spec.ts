import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { MadeWebhook, Webhook, WebhookDelivery, WebhookDeliveryDetail } from '@dingdee/shared/webhook';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import {
  commentsSettled,
  confirmPush,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
} from './batch.js';
import { approveAll, collect } from './office.js';
import { closeAll } from './own-process.js';
import { until } from './person.js';

/**
 * A receiver that follows docs/webhooks.md: it verifies with the official library and takes each id once. Whatever it is like
 * meanwhile, it has accepted each fact exactly once in the end.
 */
type Answer = (response: ServerResponse) => void;
interface Heard {
  id: string;
  type: string;
  body: string;
  headers: IncomingHttpHeaders;
}
const ok: Answer = (response) => response.writeHead(204).end();
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end();

class Receiver {
  readonly accepted = new Map<string, Heard>();
  /** Everything that was verified, as often as it came. */
  readonly heard: Heard[] = [];
  readonly refused: string[] = [];
  /** Requests at other paths: where a redirect would have led. */
  readonly strayed: string[] = [];
  secrets: string[] = [];
  answer: Answer = ok;
  out = 0;
  most = 0;
  readonly outById = new Map<string, number>();
  private constructor(readonly server: Server) {}

  static async start(port = 0): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        if (request.url !== '/hook') receiver.strayed.push(String(request.url));
        receiver.take(body, request.headers, response);
      });
    });
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
    return receiver;
  }
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
  private take(body: string, headers: IncomingHttpHeaders, response: ServerResponse): void {
    const verified = this.secrets.some((secret) => {
      try {
        new Verifier(secret).verify(body, headers as Record<string, string>);
        return true;
      } catch {
        return false;
      }
    });
    if (!verified) {
      this.refused.push(body);
      response.writeHead(401).end();
      return;
    }
    const id = String(headers['webhook-id']);
    const { type } = JSON.parse(body) as { type: string };
    const one = { id, type, body, headers };
    this.heard.push(one);
    const now = (this.outById.get(id) ?? 0) + 1;
    this.outById.set(id, now);
    this.most = Math.max(this.most, now);
    response.on('close', () => this.outById.set(id, (this.outById.get(id) ?? 1) - 1));
    // Written down, then answered: what was answered with anything else than 2xx was not taken by this receiver.
    let good = false;
    const end = response.writeHead.bind(response);
    response.writeHead = ((code: number, ...rest: never[]) => {
      good = code < 300;
      if (good && !this.accepted.has(id)) this.accepted.set(id, one);
      return end(code, ...rest);
    }) as typeof response.writeHead;
    this.answer(response);
  }
  of(type: string): Heard[] {
    return [...this.accepted.values()].filter((each) => each.type === type);
  }
}

let run: RunningOffice;
let receiver: Receiver;
let hook: MadeWebhook;
const WAITS = { ...SHORT_WAITS, WEBHOOK_TIMEOUT_MS: '700', WEBHOOK_RETRY_MS: '150,300' };
beforeAll(async () => {
  receiver = await Receiver.start();
  // The spec writes to its database beside it.
  run = await startOffice({
    world: 'process',
    settings: {
      ...WAITS,
      SWEEP_INTERVAL_MS: '0',
      LOOK_BACK_INTERVAL_MS: '0',
      CHECK_UP_INTERVAL_MS: '0',
      WEBHOOK_ALLOW_HOSTS: `127.0.0.1:${receiver.port}`,
      WEBHOOK_HTTP: 'on',
    },
  });
  hook = await admin().post<MadeWebhook>('/api/webhooks', {
    name: '资金系统',
    url: `http://127.0.0.1:${receiver.port}/hook`,
    events: [
      'bill.collected',
      'bill.ready',
      'bill.approved',
      'bill.booked',
      'bill.failed',
      'bill.in-doubt',
      'statement.done',
    ],
  });
  receiver.secrets = [hook.secret];
});
afterEach(() => {
  receiver.answer = ok;
});
afterAll(async () => {
  await closeAll(
    () => run?.stack.close(),
    () => receiver?.stop(),
  );
});

const admin = () => run.office.admin;
const now = async (): Promise<Webhook> => {
  const { items } = await admin().get<{ items: Webhook[] }>('/api/webhooks');
  const found = items.find(({ id }) => id === hook.id);
  if (!found) throw new Error('the hook is gone');
  return found;
};
const deliveries = () => admin().all<WebhookDelivery>(`/api/webhook-deliveries?webhookId=${hook.id}`);
const settled = () => until(now, ({ waiting }) => waiting === 0, 30_000);
const newTest = async (): Promise<WebhookDelivery> =>
  admin().post<WebhookDelivery>(`/api/webhooks/${hook.id}/test`, { version: (await now()).version });
const seenBy = (id: string, wanted: (one: WebhookDeliveryDetail) => boolean) =>
  until(() => admin().get<WebhookDeliveryDetail>(`/api/webhook-deliveries/${id}`), wanted, 20_000);
const resend = (id: string, attempt: number) => admin().post(`/api/webhook-deliveries/${id}/resend`, { attempt });

it('through a receiver that is slow, answers 5xx, redirects and breaks off, each fact is accepted exactly once, and no fact is without its event', async () => {
  let turn = 0;
  const moods: Answer[] = [
    status(503),
    status(302, { location: '/elsewhere' }),
    (response) => response.destroy(),
    () => undefined,
    status(404),
    ok,
  ];
  receiver.answer = (response) => moods[turn++ % moods.length]?.(response);
  newApprovals(run, { count: 12, seed: 91 });
  await collect(run.office);
  await approveAll(run.office);
  await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
  await until(
    async () => turn,
    (n) => n > 12,
  );
  receiver.answer = ok;
  await settled();
  const bills = await admin().all<BillSummary>('/api/bills?stage=booked');
  expect(bills.length).toBeGreaterThan(5);
  for (const type of ['bill.collected', 'bill.ready', 'bill.approved', 'bill.booked']) {
    const told = receiver.of(type).map(({ body }) => (JSON.parse(body) as { data: { billId: string } }).data.billId);
    const wanted = type === 'bill.booked' ? bills : await admin().all<BillSummary>('/api/bills');
    expect([type, told.toSorted()]).toEqual([type, wanted.map(({ id }) => id).toSorted()]);
  }
  expect(receiver.heard.length).toBeGreaterThan(receiver.accepted.size);
  expect([receiver.strayed, receiver.refused, receiver.most]).toEqual([[], [], 1]);
  for (const { body } of receiver.of('bill.booked')) {
    const { data } = JSON.parse(body) as { data: Record<string, unknown> };
    const bill = await admin().get<BillDetail>(`/api/bills/${data.billId}`);
    expect(data).toMatchObject({ amount: bill.amount, state: 'booked', reached: 'audited', currency: 'CNY' });
    for (const said of [bill.payee, bill.originatorName]) expect(body).not.toContain(said);
    expect(Object.keys(data).toSorted()).toEqual([
      'amount',
      'at',
      'billId',
      'billNo',
      'businessId',
      'currency',
      'kingdeeNo',
      'orgNumber',
      'reached',
      'reason',
      'state',
      'version',
    ]);
  }
});

it('a receiver that is down loses nothing: what happened meanwhile comes when it is back', async () => {
  const { port } = receiver;
  const before = receiver.accepted.size;
  await receiver.stop();
  const { id } = await newTest();
  await seenBy(id, ({ attempt, answer }) => attempt >= 3 && answer === 'unreachable');
  const again = await Receiver.start(port);
  again.secrets = receiver.secrets;
  receiver = again;
  await seenBy(id, ({ state }) => state === 'done');
  expect([...receiver.accepted.keys()]).toEqual([id]);
  expect(before).toBeGreaterThan(0);
});

it('sent again by hand, and again, it comes under the same id and is accepted once; a resend of what was seen otherwise is refused', async () => {
  const { id } = await newTest();
  const { attempt } = await seenBy(id, ({ state }) => state === 'done');
  await resend(id, attempt);
  await seenBy(id, (one) => one.state === 'done' && one.attempt > attempt);
  await expect(resend(id, attempt)).rejects.toThrow(/webhook\/stale|409/);
  const came = receiver.heard.filter((one) => one.id === id);
  expect([came.length, new Set(came.map(({ body }) => body)).size]).toEqual([2, 1]);
  expect([...receiver.accepted.keys()].filter((each) => each === id)).toEqual([id]);
});

it('a secret rotates without a gap: for a day either of the two verifies, and the former alone not any more after it', async () => {
  const { secret } = await admin().post<MadeWebhook>(`/api/webhooks/${hook.id}/rotate`, {
    version: (await now()).version,
  });
  expect(secret).not.toBe(hook.secret);
  expect(
    (await admin().raw('POST', `/api/webhooks/${hook.id}/rotate`, { version: (await now()).version })).status,
  ).toBe(409);
  for (const known of [hook.secret, secret]) {
    receiver.secrets = [known];
    const { id } = await newTest();
    await seenBy(id, ({ state, attempt }) => state === 'done' && attempt === 1);
  }
  expect((await now()).rotatingUntil).toBeGreaterThan(Date.now() + 86_000_000);
  // A day goes by.
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  const [row]: { secrets: string }[] = await source.query('SELECT secrets FROM webhook WHERE id = ?', [hook.id]);
  const stored = (JSON.parse(row?.secrets ?? '[]') as { sealed: string; until: number | null }[]).map((each) => ({
    ...each,
    until: each.until === null ? null : Date.now() - 1,
  }));
  await source.query('UPDATE webhook SET secrets = ? WHERE id = ?', [JSON.stringify(stored), hook.id]);
  await source.destroy();
  expect(row?.secrets).not.toContain(secret);
  receiver.secrets = [hook.secret];
  const { id } = await newTest();
  await seenBy(id, ({ answer }) => answer === 'refused');
  receiver.secrets = [secret];
  await seenBy(id, ({ state }) => state === 'done');
  expect((await now()).rotatingUntil).toBeNull();
  hook = { ...hook, secret };
});

it('a day without an answer that takes it, and it is given up, where it can be seen and sent again', async () => {
  receiver.answer = status(500);
  const { id } = await newTest();
  await seenBy(id, ({ answer }) => answer === 'server-error');
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  await source.query('UPDATE webhook_delivery SET first_at = first_at - 86400000 WHERE id = ?', [id]);
  await source.destroy();
  const { attempt, nextAt } = await seenBy(id, ({ state }) => state === 'given-up');
  expect([nextAt, (await now()).givenUp]).toEqual([null, 1]);
  receiver.answer = ok;
  await resend(id, attempt);
  await seenBy(id, ({ state }) => state === 'done');
});

it('410 pauses it; what happens while it is paused is written down and comes when it goes on', async () => {
  receiver.answer = status(410);
  await newTest();
  expect(await until(now, ({ state }) => state === 'gone')).toMatchObject({ waiting: 1 });
  receiver.answer = ok;
  const before = receiver.heard.length;
  newApprovals(run, { count: 3, seed: 92 });
  await collect(run.office);
  const { waiting, version } = await now();
  expect(waiting).toBeGreaterThan(1);
  expect((await admin().raw('POST', `/api/webhooks/${hook.id}/test`, { version })).status).toBe(409);
  expect(receiver.heard.length).toBe(before);
  await admin().post(`/api/webhooks/${hook.id}/pause`, { version, paused: false });
  await settled();
  expect(receiver.heard.length).toBe(before + waiting);
});

it('an address of the house is refused before and at the sending, by whatever name; only who administers may name one', async () => {
  const { version } = await now();
  const asked = async (url: string, who = admin()) =>
    (await who.raw('POST', '/api/webhooks', { name: 'x', url, events: ['bill.booked'] })).status;
  for (const url of [
    'http://funds.example.com/hook',
    'https://127.0.0.1/hook',
    'https://2130706433/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.100.100.200/',
    'https://10.1.2.3/',
    'https://user:secret@funds.example.com/',
    'https://funds.example.com:22/',
    `http://127.0.0.1:${receiver.port + 1}/`,
    'file:///etc/passwd',
  ])
    expect([url, await asked(url)]).toEqual([url, 422]);
  expect(await asked('https://funds.example.com/hook', run.office.reviewer)).toBe(403);
  // A name that leads into the house is found out when it is resolved.
  await admin().put(`/api/webhooks/${hook.id}`, {
    version,
    name: hook.name,
    url: `https://localhost:8443/hook`,
    events: hook.events,
  });
  const { id } = await newTest();
  await seenBy(id, ({ answer }) => answer === 'address');
  await admin().put(`/api/webhooks/${hook.id}`, {
    version: (await now()).version,
    name: hook.name,
    url: `http://127.0.0.1:${receiver.port}/hook`,
    events: hook.events,
  });
  await seenBy(id, ({ state }) => state === 'done');
});

it('every act of a person is in the log, and no secret is in it, in the answers, or in what the server prints', async () => {
  const log = await admin().all<Record<string, unknown>>('/api/datasets/audit');
  const said = JSON.stringify(log);
  for (const action of ['新建通知', '换通知的密钥', '发测试通知', '再送一次通知', '继续通知', '改了通知'])
    expect(said).toContain(action);
  const all = JSON.stringify([await deliveries(), await now(), log]);
  for (const where of [all, run.stack.log()]) expect(where).not.toMatch(/whsec_/);
  const { version } = await now();
  await admin().post(`/api/webhooks/${hook.id}/remove`, { version });
  expect((await admin().get<{ items: Webhook[] }>('/api/webhooks')).items).toEqual([]);
  const before = receiver.heard.length;
  newApprovals(run, { count: 1, seed: 93 });
  await collect(run.office);
  expect(receiver.heard.length).toBe(before);
});
