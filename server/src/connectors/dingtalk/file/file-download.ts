import { lookup } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { hostOf, isClosedAddress } from './file-address.js';

/**
 * Reason why a file could not be fetched. `status`: HTTP status of the store, 0 if it did not answer. `host`: host of an address that is
 * not followed.
 */
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
  /** First bytes, which identify the kind of the file. */
  head: Buffer;
  /** Size in bytes; null if the store does not tell it. */
  size: number | null;
  /** Whole content, including `head`. Ends with a DownloadError on failure. */
  body: Readable;
}

interface Limits {
  /** Time limits in ms: for the connection, for the first bytes, and for the whole download. */
  connectMs: number;
  firstMs: number;
  wholeMs: number;
  /** Largest file, in bytes. */
  most: number;
}

const HEAD_BYTES = 32;

/**
 * Fetches one file as a stream: never more than one chunk is in memory. Follows no redirect.
 * @param trusted the configured DingTalk, which may be in a private network; no other name may lead there.
 * @throws DownloadError before the first bytes are received
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
    // The connection is not shared, as it may be cut at any time.
    agent: false,
    headers: { accept: '*/*', 'accept-encoding': 'identity' },
    ...(trusted ? {} : { lookup: openLookup }),
  });
  const stop = (error: DownloadError): void => {
    why ??= error;
    request.destroy(error);
    // A reader that has paused would never request the next chunk.
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
  // The store may finish long before the reader: the limit for the whole download stays until the reader has finished too.
  request.once('close', () => {
    clearTimeout(first);
    clearTimeout(connect);
    if (body === null) settle();
  });
  /** Returns the failure in our own words, whatever the socket reports. */
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
    // The body may fail while nobody listens; the reader reports the error.
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
    // An upgrade is not an answer either.
    request.once('close', () => reject(new DownloadError('unreachable')));
    request.once('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      // The response may fail while nobody reads it; the reader reports the error.
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

/** Rejects names that resolve to a private network: an attacker could point a name of DingTalk's at our own machines. */
const openLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '', 4);
    const [first] = found;
    if (!first || found.some(({ address }) => isIP(address) === 0 || isClosedAddress(address)))
      return callback(new DownloadError('elsewhere', 0, host), '', 4);
    return options.all ? callback(null, found) : callback(null, first.address, first.family);
  });
};
