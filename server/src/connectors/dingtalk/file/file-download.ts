import { lookup } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { hostOf, isClosedAddress } from './file-address.js';

/** Why a file did not come. `status`: what the store answered, 0 where it did not. `host`: where an address leads that is not gone to. */
export class DownloadError extends Error {
  constructor(
    readonly why: 'slow' | 'too-large' | 'gone' | 'unreachable' | 'elsewhere' | 'left',
    readonly status = 0,
    readonly host = '',
  ) {
    super(`${why} ${status}`);
  }
}

export interface Download {
  /** The first bytes, by which its kind is told. */
  head: Buffer;
  /** Bytes in all; null where the store does not say. */
  size: number | null;
  /** All of it, `head` included. Breaks off with a DownloadError. */
  body: Readable;
}

interface Limits {
  /** Milliseconds until the connection stands, until the first bytes are here, and for all of it. */
  connectMs: number;
  firstMs: number;
  wholeMs: number;
  /** Bytes. */
  most: number;
}

const HEAD_BYTES = 32;

/**
 * Asks for one file and hands it on as it comes: at no time is more than a chunk of it here. Follows no redirect.
 * @param trusted the configured DingTalk, which may lie in a private network; no other name may lead there.
 * @throws DownloadError before the first bytes are here
 */
export async function download(
  { url, trusted }: { url: URL; trusted: boolean },
  { connectMs, firstMs, wholeMs, most }: Limits,
  signal: AbortSignal,
): Promise<Download> {
  if (signal.aborted) throw new DownloadError('left');
  let why: DownloadError | null = null;
  let body: Readable | null = null;
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    // A connection of its own: it may be cut at any time.
    agent: false,
    headers: { accept: '*/*', 'accept-encoding': 'identity' },
    ...(trusted ? {} : { lookup: openLookup }),
  });
  const stop = (error: DownloadError): void => {
    why ??= error;
    request.destroy(error);
    // Whoever reads it may stand still, and would never ask for what comes next.
    body?.destroy(why);
  };
  const leave = () => stop(new DownloadError('left'));
  signal.addEventListener('abort', leave, { once: true });
  const whole = setTimeout(() => stop(new DownloadError('slow')), wholeMs);
  const first = setTimeout(() => stop(new DownloadError('slow')), firstMs);
  const connect = setTimeout(() => stop(new DownloadError('unreachable')), connectMs);
  request.once('socket', (socket) =>
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => clearTimeout(connect)),
  );
  const settle = (): void => {
    for (const timer of [whole, first, connect]) clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  };
  // The store may be through long before the reader is: the whole stays bounded until the reader is through too.
  request.once('close', () => {
    clearTimeout(first);
    clearTimeout(connect);
    if (body === null) settle();
  });
  /** What went wrong, in our words, whatever the socket says. */
  const named = (error: unknown): DownloadError =>
    why ?? (error instanceof DownloadError ? error : new DownloadError('unreachable'));

  try {
    const response = await answerOf(request);
    const size = sizeOf(response);
    if (size !== null && size > most) throw new DownloadError('too-large');
    const chunks = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const kept: Buffer[] = [];
    let got = 0;
    while (got < HEAD_BYTES) {
      const { done, value } = await chunks.next();
      if (done) break;
      kept.push(value);
      got += value.length;
    }
    clearTimeout(first);
    body = Readable.from(bytes(kept, chunks), { objectMode: false });
    // Cut while nobody listens: told by whoever reads.
    body.on('error', () => undefined);
    return { head: Buffer.concat(kept), size, body };
  } catch (error) {
    const cause = named(error);
    stop(cause);
    throw cause;
  }

  async function* bytes(kept: readonly Buffer[], chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
    let got = 0;
    try {
      for (const chunk of kept) {
        got += chunk.length;
        yield chunk;
      }
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
        got += next.value.length;
        if (got > most) throw new DownloadError('too-large');
        yield next.value;
      }
    } catch (error) {
      throw named(error);
    } finally {
      settle();
      request.destroy();
    }
  }
}

function answerOf(request: ReturnType<typeof requestHttp>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    // An upgrade is no answer either.
    request.once('close', () => reject(new DownloadError('unreachable')));
    request.once('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      // Cut while nobody reads it: told by whoever reads.
      response.on('error', () => undefined);
      if (status === 200 && (headers['content-encoding'] ?? 'identity') === 'identity') resolve(response);
      else reject(refusal(status, headers.location));
    });
    request.end();
  });
}

function refusal(status: number, location = ''): DownloadError {
  if (status >= 300 && status < 400) return new DownloadError('elsewhere', status, hostOf(location));
  return new DownloadError([403, 404, 410].includes(status) ? 'gone' : 'unreachable', status);
}

function sizeOf({ headers }: IncomingMessage): number | null {
  const length = headers['content-length'];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null;
}

/** Names that lead into a private network lead nowhere: a name of DingTalk's may be made to point at our own machines. */
const openLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '', 4);
    const [first] = found;
    if (!first || found.some(({ address }) => isIP(address) === 0 || isClosedAddress(address)))
      return callback(new DownloadError('elsewhere', 0, host), '', 4);
    return options.all ? callback(null, found) : callback(null, first.address, first.family);
  });
};
