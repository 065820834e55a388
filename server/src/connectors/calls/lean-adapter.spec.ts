import { createPrivateKey } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import axios, { Axios, isAxiosError } from 'axios';
import { describe, expect, it } from 'vitest';
import { watched } from '../kingdee/transport/transport.js';
import { leanAdapter } from './lean-adapter.js';

/** Of the spec's own TLS server, for 127.0.0.1, signed by itself, valid from 2020 to 2119. */
const KEY = createPrivateKey({
  key: Buffer.from(
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgRcPkRJ6OLIB2h/i7HbE5oDWKU4GojzYh6ia+X4G56tuhRANCAASuN2mGUbk6Hz9Ypy1XseY9qDpDza9gtRyM4tc//wl5R9mKsJezDc701fhWPiO1qtnMcqUFYGwtwjoEBsxRtiMN',
    'base64',
  ),
  format: 'der',
  type: 'pkcs8',
}).export({ format: 'pem', type: 'pkcs8' });
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUUOazD2dTxWYuA6AJ8dluUThDrk8wCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJZXJwLmxvY2FsMCAXDTIwMDEwMTAwMDAwMFoYDzIxMTkxMjA4MDAwMDAwWjAUMRIwEAYDVQQDDAllcnAubG9jYWwwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASuN2mGUbk6Hz9Ypy1XseY9qDpDza9gtRyM4tc//wl5R9mKsJezDc701fhWPiO1qtnMcqUFYGwtwjoEBsxRtiMNo2QwYjAdBgNVHQ4EFgQUjik3U2QN8kzF9J3yFXbZKgXanJ8wHwYDVR0jBBgwFoAUjik3U2QN8kzF9J3yFXbZKgXanJ8wDwYDVR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUCIF9E+79tXfEBwG60obVLuKJVynI0Hs2vls7Ufdi9MyqwAiEAlXmHRWIR4V9BuI2pzZRz8wzyr6LdXmuOwbVWzcJzhUY=
-----END CERTIFICATE-----`;

interface Case {
  name: string;
  /** What the other side does with a whole request, the n-th of its connection. Without it, it does nothing. */
  answer?: (socket: Socket, nth: number) => void;
  /** The same, when a connection is there. */
  connected?: (socket: Socket) => void;
  side?: 'tcp' | 'tls' | 'nobody';
  scheme?: 'http' | 'https';
  host?: string;
  path?: string;
  body?: string;
  headers?: Record<string, string>;
  agent?: https.AgentOptions;
  limitMs?: number;
  /** How many calls one after the other; the last counts. */
  calls?: number;
  becomes: unknown;
}

const plain = (body: string | Buffer, ...headers: string[]) => {
  const bytes = Buffer.from(body);
  const head = ['HTTP/1.1 200 OK', `Content-Length: ${bytes.length}`, ...headers].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), bytes]);
};
const packed = (encoding: string, bytes: Buffer) => plain(bytes, `Content-Encoding: ${encoding}`);
const reset = (socket: Socket) => socket.resetAndDestroy();
const TEXT = '{"名":"付款"}'.repeat(30);
const LONGEST = 10_000;
const HALF = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"half":';

const CASES: Case[] = [
  { name: 'an answer', answer: (s) => s.end(plain(TEXT)), becomes: { status: 200, data: TEXT } },
  { name: 'an answer after a BOM', answer: (s) => s.end(plain(`\uFEFF${TEXT}`)), becomes: { data: TEXT } },
  {
    name: 'an answer in chunks that cut a sign in two',
    answer: (s) => {
      const bytes = Buffer.from('名');
      s.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n');
      s.write(bytes.subarray(0, 1));
      s.write('\r\n2\r\n');
      s.write(bytes.subarray(1));
      s.write('\r\n0\r\n\r\n');
    },
    becomes: { data: '名' },
  },
  {
    name: 'an answer until the connection ends',
    answer: (s) => s.end('HTTP/1.1 200 OK\r\n\r\n{}'),
    becomes: { data: '{}' },
  },
  {
    name: 'no content',
    answer: (s) => s.end('HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n'),
    becomes: { status: 204, data: '' },
  },
  {
    name: 'a redirect, which nobody follows',
    answer: (s) => s.end('HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
    becomes: { status: 307, location: 'http://127.0.0.1:1/' },
  },
  {
    name: 'a refusal with a wait and two cookies',
    answer: (s) =>
      s.end('HTTP/1.1 503 No\r\nRetry-After: 7\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\nno'),
    becomes: { status: 503, data: 'no', retryAfter: '7', cookies: ['a=1', 'b=2'] },
  },
  { name: 'gzip', answer: (s) => s.end(packed('gzip', gzipSync(TEXT))), becomes: { data: TEXT } },
  { name: 'GZIP', answer: (s) => s.end(packed('GZIP', gzipSync(TEXT))), becomes: { data: TEXT } },
  { name: 'deflate', answer: (s) => s.end(packed('deflate', deflateSync(TEXT))), becomes: { data: TEXT } },
  { name: 'bare deflate', answer: (s) => s.end(packed('deflate', deflateRawSync(TEXT))), becomes: { data: TEXT } },
  { name: 'brotli', answer: (s) => s.end(packed('br', brotliCompressSync(TEXT))), becomes: { data: TEXT } },
  { name: 'an empty gzip', answer: (s) => s.end(packed('gzip', Buffer.alloc(0))), becomes: { data: '' } },
  { name: 'an encoding of its own', answer: (s) => s.end(packed('x', Buffer.from('a'))), becomes: { data: 'a' } },
  {
    name: 'gzip that ends too early',
    answer: (s) => s.end(packed('gzip', gzipSync(TEXT).subarray(0, 40))),
    becomes: { status: 200 },
  },
  {
    name: 'gzip that is none',
    answer: (s) => s.end(packed('gzip', Buffer.from('no gzip at all'))),
    becomes: { code: 'Z_DATA_ERROR', answered: 200 },
  },
  {
    name: 'an answer that is too long',
    answer: (s) => s.end(plain('a'.repeat(LONGEST + 1))),
    becomes: { code: 'ERR_BAD_RESPONSE' },
  },
  {
    name: 'a small answer that unpacks to a long one',
    answer: (s) => s.end(packed('gzip', gzipSync('a'.repeat(LONGEST + 1)))),
    becomes: { code: 'ERR_BAD_RESPONSE' },
  },
  { name: 'nobody there', side: 'nobody', becomes: { code: 'ECONNREFUSED', connected: false } },
  { name: 'nobody there at an IPv6 address', side: 'nobody', host: '[::1]', becomes: { connected: false } },
  { name: 'nobody there under two addresses', side: 'nobody', host: 'localhost', becomes: { connected: false } },
  { name: 'a name that is none', host: 'none.invalid', becomes: { connected: false } },
  {
    name: 'a name that says nothing',
    agent: { lookup: () => undefined },
    host: 'none.invalid',
    limitMs: 150,
    becomes: { connected: false },
  },
  {
    name: 'a name whose server does not answer now',
    agent: {
      lookup: (_name, _options, done) =>
        setImmediate(() => done(Object.assign(new Error('again'), { code: 'EAI_AGAIN' }), '')),
    },
    host: 'none.invalid',
    becomes: { code: 'EAI_AGAIN', connected: false },
  },
  { name: 'ended before the answer', answer: (s) => s.end(), becomes: { code: 'ECONNRESET', connected: true } },
  { name: 'reset before the answer', answer: reset, becomes: { code: 'ECONNRESET', connected: true } },
  {
    name: 'reset with a long request on its way',
    connected: (s) => s.once('data', () => reset(s)),
    body: 'a'.repeat(4_000_000),
    becomes: { connected: true },
  },
  { name: 'ended inside the headers', answer: (s) => s.end('HTTP/1.1 200 OK\r\nA: b'), becomes: { connected: true } },
  {
    name: 'ended inside a packed answer',
    answer: (s) => s.end(packed('gzip', gzipSync(TEXT)).subarray(0, -9)),
    becomes: { answered: 200, connected: true },
  },
  { name: 'ended inside the answer', answer: (s) => s.end(HALF), becomes: { code: 'ERR_BAD_RESPONSE', answered: 200 } },
  {
    name: 'reset inside the answer',
    answer: (s) => s.write(HALF, () => setTimeout(() => reset(s), 100)),
    becomes: { code: 'ECONNRESET', connected: true },
  },
  {
    name: 'reset inside a packed answer',
    answer: (s) => {
      const answer = packed('gzip', gzipSync(TEXT));
      s.write(answer.subarray(0, answer.length - 9), () => setTimeout(() => reset(s), 100));
    },
    becomes: { code: 'ECONNRESET', connected: true },
  },
  { name: 'no HTTP at all', answer: (s) => s.end('220 smtp\r\n'), becomes: { connected: true } },
  {
    name: 'a chunk of no length',
    answer: (s) => s.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
    becomes: { code: 'HPE_INVALID_CHUNK_SIZE', connected: true },
  },
  {
    name: 'headers without end',
    answer: (s) => s.end(`HTTP/1.1 200 OK\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`),
    becomes: { code: 'HPE_HEADER_OVERFLOW', connected: true },
  },
  { name: 'no answer in time', limitMs: 150, becomes: { connected: true } },
  { name: 'headers and no more in time', limitMs: 150, answer: (s) => s.write(HALF), becomes: { connected: true } },
  { name: 'a kept connection', calls: 3, answer: (s) => s.write(plain('{}')), becomes: { data: '{}', sockets: 1 } },
  {
    name: 'a kept connection that is reset at the next request',
    calls: 2,
    answer: (s, nth) => (nth === 1 ? s.write(plain('{}')) : reset(s)),
    becomes: { code: 'ECONNRESET', connected: true, sockets: 1 },
  },
  {
    name: 'a kept connection that is ended at the next request',
    calls: 2,
    answer: (s, nth) => (nth === 1 ? s.write(plain('{}')) : s.end()),
    becomes: { code: 'ECONNRESET', connected: true, sockets: 1 },
  },
  {
    name: 'a connection that the other side does not keep',
    calls: 2,
    answer: (s) => s.end(plain('{}', 'Connection: close')),
    becomes: { data: '{}', sockets: 2 },
  },
  {
    name: 'TLS to a port without it',
    scheme: 'https',
    connected: (s) => s.once('data', () => s.end('HTTP/1.1 400 Bad\r\n\r\n')),
    becomes: { connected: false },
  },
  { name: 'TLS that never begins', scheme: 'https', limitMs: 150, becomes: { connected: false } },
  {
    name: 'a certificate that nobody knows',
    side: 'tls',
    scheme: 'https',
    becomes: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', connected: false, received: 0 },
  },
  {
    name: 'a certificate for another name',
    side: 'tls',
    scheme: 'https',
    host: 'localhost',
    agent: { ca: CERTIFICATE },
    becomes: { code: 'ERR_TLS_CERT_ALTNAME_INVALID', subject: 'erp.local', connected: false, received: 0 },
  },
  {
    name: 'a certificate of an own authority, on a kept connection',
    side: 'tls',
    scheme: 'https',
    agent: { ca: CERTIFICATE },
    calls: 2,
    answer: (s) => s.write(plain(TEXT)),
    becomes: { data: TEXT, connected: true, sockets: 1 },
  },
  {
    name: 'reset after TLS',
    side: 'tls',
    scheme: 'https',
    agent: { ca: CERTIFICATE },
    answer: (s) => s.destroy(),
    becomes: { code: 'ECONNRESET', connected: true },
  },
  { name: 'no HTTP address', scheme: 'http', host: 'user@[', becomes: { code: 'ERR_INVALID_URL' } },
  {
    name: 'signs that no header holds',
    answer: (s) => s.end(plain('{}')),
    headers: { Cookie: ' 名=a\u0001b\u00e9 ' },
    becomes: { sent: expect.stringContaining('Cookie: =ab\u00e9\r\n') },
  },
  {
    name: 'a path and a query of other letters, and no text',
    answer: (s) => s.end(plain('{}')),
    path: '/部门/a b?c=d e&f=%20',
    becomes: { sent: expect.stringContaining('GET /base/%E9%83%A8%E9%97%A8/a%20b?c=d%20e&f=%20 HTTP/1.1') },
  },
  {
    name: 'a person in the address',
    answer: (s) => s.end(plain('{}')),
    host: 'me%40x:pass@127.0.0.1',
    body: '{"名":1}',
    becomes: { sent: expect.stringContaining(`Authorization: Basic ${Buffer.from('me@x:pass').toString('base64')}`) },
  },
];

/** A side that speaks bytes, and what it was sent. */
async function sideOf({ side = 'tcp', answer, connected }: Case) {
  const sockets: Socket[] = [];
  const got = { sent: '', received: 0 };
  const onSocket = (socket: Socket) => {
    sockets.push(socket);
    let [nth, waiting] = [0, ''];
    socket.on('error', () => undefined);
    connected?.(socket);
    socket.on('data', (piece) => {
      got.received += piece.length;
      waiting += piece.toString('latin1');
      const head = waiting.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(waiting)?.[1] ?? 0);
      if (head < 0 || waiting.length < head + 4 + length) return;
      got.sent = waiting;
      waiting = '';
      nth += 1;
      answer?.(socket, nth);
    });
  };
  const server =
    side === 'tls' ? tls.createServer({ key: KEY, cert: CERTIFICATE }, onSocket) : net.createServer(onSocket);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  if (side === 'nobody') await close();
  return { port, got, sockets, close };
}

type Limit = 'a time limit' | 'a signal';

/** What a case comes to. */
async function outcome(each: Case, adapter: 'axios' | 'lean', limit: Limit) {
  const side = await sideOf(each);
  const { scheme = 'http', host = '127.0.0.1', path = '/x', body, headers = {}, limitMs = 20_000, calls = 1 } = each;
  const agents = {
    httpAgent: new http.Agent({ keepAlive: true, ...each.agent }),
    httpsAgent: new https.Agent({ keepAlive: true, ...each.agent }),
  };
  const timeout = limit === 'a time limit' ? limitMs : 0;
  const baseURL = `${scheme}://${host}:${side.port}/base/`;
  const shared = { baseURL, headers: { Accept: 'application/json', 'Content-Type': 'application/json' } };
  const untouched = [(data: unknown) => data];
  const client =
    adapter === 'lean'
      ? new Axios({ ...shared, adapter: leanAdapter({ ...agents, timeoutMs: timeout, longestAnswer: LONGEST }) })
      : axios.create({
          ...shared,
          ...agents,
          timeout,
          maxContentLength: LONGEST,
          maxBodyLength: Number.POSITIVE_INFINITY,
          responseType: 'text',
          transformRequest: untouched,
          transformResponse: untouched,
          validateStatus: () => true,
          maxRedirects: 0,
          proxy: false,
        });
  const flight = { connected: false };
  const call = async () => {
    flight.connected = false;
    const {
      data,
      status,
      headers: told,
    } = await client.request<string>({
      method: body === undefined ? 'GET' : 'POST',
      url: path,
      headers,
      ...(body === undefined ? {} : { data: body }),
      ...(limit === 'a signal'
        ? { signal: AbortSignal.timeout(limitMs), transport: watched(scheme === 'https', flight) }
        : {}),
    });
    return {
      status,
      data,
      location: told.location as unknown,
      retryAfter: told['retry-after'] as unknown,
      cookies: told['set-cookie'],
    };
  };
  const failure = (error: unknown) => {
    const { code, cause } = error as { code?: string; cause?: { code?: string; cert?: tls.PeerCertificate } };
    const subject = cause?.cert?.subject?.CN;
    return isAxiosError(error)
      ? { code, cause: cause?.code, subject, answered: error.response?.status, text: error.response?.data || undefined }
      : { code, thrown: true };
  };
  let last: object = {};
  for (let n = 0; n < calls; n++) {
    last = await call().catch(failure);
    // The connection is free when its answer has been read to its end.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setImmediate(resolve));
  const sent = side.got.sent.replaceAll(String(side.port), 'PORT');
  await side.close();
  agents.httpAgent.destroy();
  agents.httpsAgent.destroy();
  const { received } = side.got;
  // Of a long request it is chance how much left before the reset.
  const bytes = each.connected ? {} : { sent, received };
  return { ...last, ...(limit === 'a signal' ? flight : {}), ...bytes, sockets: side.sockets.length };
}

describe.each(['a time limit', 'a signal'] as const)('the lean adapter with %s', (limit) => {
  it.each(CASES)('sends, answers and fails as that of axios: $name', async (each) => {
    const [before, after] = [await outcome(each, 'axios', limit), await outcome(each, 'lean', limit)];
    const expected = { ...(each.becomes as object) };
    // Only a watched connection tells whether it was there.
    if (limit === 'a time limit') Reflect.deleteProperty(expected, 'connected');
    expect(before).toMatchObject(expected);
    expect(after).toEqual(before);
  });
});

describe('the lean adapter', () => {
  it('counts the time between two pieces of an answer, not the whole of it', async () => {
    const dribbling: Case = {
      name: 'dribble',
      answer: (s) => {
        s.write('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n');
        let left = 8;
        const drop = setInterval(() => {
          s.write('a');
          left -= 1;
          if (left === 0) clearInterval(drop);
        }, 100);
      },
      limitMs: 600,
      becomes: {},
    };
    // 800 ms in all, more than the limit; each piece well within it.
    expect(await outcome(dribbling, 'axios', 'a time limit')).toMatchObject({ data: 'a'.repeat(8) });
    expect(await outcome(dribbling, 'lean', 'a time limit')).toMatchObject({ data: 'a'.repeat(8) });
  });

  it('leaves no listener at the signal and none at a kept connection, however many calls', async () => {
    const side = await sideOf({ name: 'kept', answer: (s) => s.write(plain('{}')), becomes: {} });
    const httpAgent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const client = new Axios({ adapter: leanAdapter({ httpAgent, httpsAgent: new https.Agent() }) });
    const { signal } = new AbortController();
    let added = 0;
    const counted = Object.create(signal, {
      aborted: { get: () => signal.aborted },
      addEventListener: { value: () => (added += 1) },
      removeEventListener: { value: () => (added -= 1) },
    }) as AbortSignal;
    const listeners = new Set<number>();
    for (let n = 0; n < 12; n++) {
      await client.get(`http://127.0.0.1:${side.port}/`, { signal: counted });
      await new Promise((resolve) => setImmediate(resolve));
      const [free] = Object.values(httpAgent.freeSockets).flat();
      listeners.add(free?.listenerCount('error') ?? -1);
    }
    expect(added).toBe(0);
    expect([...listeners]).toHaveLength(1);
    await side.close();
    httpAgent.destroy();
  });
});
