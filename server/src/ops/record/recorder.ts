import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';

/** One answer as it came, before it is masked. */
export interface Heard {
  system: 'dingtalk' | 'kingdee';
  method: string;
  /** Path and query, without a token. */
  path: string;
  /** '' for log-ins, because their request bodies are secret. */
  asked: string;
  /** HTTP status; 0 if there was no answer. */
  status: number;
  location: string | null;
  type: string;
  body: string;
  /** Reason why there was no answer: ECONNREFUSED, a TLS code. */
  error: string | null;
}

/** A proxy to both systems that keeps every answer. */
export interface Recorder {
  /** Returns the local address to use in place of this URL. */
  through(system: Heard['system'], url: string): Promise<string>;
  heard: readonly Heard[];
  close(): Promise<void>;
}

/** Headers that belong to one connection, not to an answer. */
const OF_THE_WAY = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'host', 'accept-encoding']);
const LOG_INS = /gettoken|accessToken|oauth2|AuthService|get_jsapi_ticket|jsapiTickets/i;
const MOST_BYTES = 50_000_000;

/** Starts proxies on loopback between us and both systems; they pass everything on unchanged. */
export function startRecorder(): Recorder {
  const heard: Heard[] = [];
  const servers: Server[] = [];
  return {
    heard,
    through: async (system, url) => {
      const target = new URL(url);
      const server = createServer((incoming, outgoing) => {
        const asked = addressOf(incoming.url ?? '', target);
        if (asked === null) {
          outgoing.writeHead(400).end();
          return;
        }
        pass(system, asked, incoming, outgoing)
          .then((one) => heard.push(one))
          .catch(() => outgoing.destroy());
      });
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname.replace(/\/$/, url.endsWith('/') ? '/' : '')}`;
    },
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      }
    },
  };
}

/**
 * Returns the URL (path and query) on the recorder's host. @returns null for an address that would lead elsewhere: the recorder is no open proxy into
 * the network.
 */
function addressOf(asked: string, target: URL): URL | null {
  if (!/^\/(?![/\\])/.test(asked) || !URL.canParse(asked, target)) return null;
  const url = new URL(asked, target);
  return url.origin === target.origin ? url : null;
}

async function pass(
  system: Heard['system'],
  url: URL,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<Heard> {
  const asked = await read(incoming);
  const shown = new URL(url);
  for (const secret of ['access_token', 'appkey', 'appsecret']) shown.searchParams.delete(secret);
  const one = {
    system,
    method: incoming.method ?? 'GET',
    path: `${shown.pathname}${shown.search}`,
    asked: LOG_INS.test(url.pathname) ? '' : asked.toString('utf8'),
  };
  try {
    const { answer, body } = await exchange(url, incoming, asked);
    const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !OF_THE_WAY.has(name)));
    outgoing.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': body.length });
    outgoing.end(body);
    return {
      ...one,
      status: answer.statusCode ?? 0,
      location: answer.headers.location ?? null,
      type: answer.headers['content-type'] ?? '',
      body: body.toString('utf8'),
      error: null,
    };
  } catch (error) {
    outgoing.destroy();
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return { ...one, status: 0, location: null, type: '', body: '', error: code };
  }
}

function exchange(
  url: URL,
  { method, headers }: IncomingMessage,
  asked: Buffer,
): Promise<{ answer: IncomingMessage; body: Buffer }> {
  const ask = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const passed = Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_WAY.has(name)));
  return new Promise((resolve, reject) => {
    const upstream = ask(url, { method, headers: passed }, (answer) => {
      read(answer).then((body) => resolve({ answer, body }), reject);
    });
    upstream.on('error', reject);
    upstream.end(asked);
  });
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part as Uint8Array);
    size += bytes.length;
    if (size > MOST_BYTES) throw new Error('too large to be recorded');
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}
