import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { brotliDecompress, constants, unzip } from 'node:zlib';
import axios, {
  type AxiosAdapter,
  AxiosError,
  AxiosHeaders,
  type AxiosResponse,
  CanceledError,
  type InternalAxiosRequestConfig,
} from 'axios';

/** Options shared by all calls of one instance; a call itself brings method, address, headers, text, `signal` and `transport`. */
interface LeanCalls {
  httpAgent: http.Agent;
  httpsAgent: https.Agent;
  /** Longest time from the start to the headers of the answer, and then between two chunks of it. Absent: only `signal` ends a call. */
  timeoutMs?: number;
  /** Longest answer, in bytes after unpacking. */
  longestAnswer?: number;
}

type Transport = Pick<typeof https, 'request'>;
type Unpack = (packed: Buffer, most: number) => Promise<Buffer>;

const UNPACKED = 'gzip, compress, deflate, br';
const BOM = 0xfeff;
/** First of the two header bytes of a zlib stream; some servers leave them out of "deflate". */
const ZLIB = 0x78;

/**
 * Runs axios calls on Node's own HTTP client, without the parts of axios' adapter that we do not use: redirects, proxies, forms, streams,
 * progress. Addresses, sent bytes, error codes and their timing are those of axios' adapter with `maxRedirects: 0`, `proxy: false`,
 * `responseType: 'text'`: lean-adapter.spec.ts runs one table against both (docs/decisions/0145). An answer of any status resolves.
 */
export function leanAdapter(calls: LeanCalls): AxiosAdapter {
  return (config) =>
    new Promise((resolve, reject) => {
      call(calls, config, resolve, reject);
    });
}

/** Request that currently uses a kept connection; null between two requests. */
const owners = new WeakMap<Duplex, http.ClientRequest | null>();

/**
 * Ends the current request on a socket error. One listener stays for the life of a connection: between two calls nobody else listens, and
 * an unhandled error ends the process.
 */
function endOwner(this: Duplex, error: Error): void {
  const owner = owners.get(this);
  if (owner && !owner.destroyed) owner.destroy(error);
}

function call(
  { httpAgent, httpsAgent, timeoutMs = 0, longestAnswer = Number.POSITIVE_INFINITY }: LeanCalls,
  config: InternalAxiosRequestConfig,
  resolve: (response: AxiosResponse) => void,
  reject: (error: unknown) => void,
): void {
  const url = new URL(addressOf(config));
  const secure = url.protocol === 'https:';
  if (!secure && url.protocol !== 'http:') {
    reject(new AxiosError(`Unsupported protocol ${url.protocol}`, AxiosError.ERR_BAD_REQUEST, config));
    return;
  }
  const body = typeof config.data === 'string' && config.data !== '' ? config.data : null;
  const transport: Transport = config.transport ?? (secure ? https : http);
  let timer: NodeJS.Timeout | undefined;
  let settled = false;

  const settle = () => {
    settled = true;
    clearTimeout(timer);
    if (request.socket) owners.set(request.socket, null);
    config.signal?.removeEventListener?.('abort', cancelled);
  };
  const fail = (error: unknown) => {
    if (settled) return;
    settle();
    reject(error);
  };
  const stop = (error: AxiosError) => {
    if (settled) return;
    fail(error);
    request.destroy(error);
  };
  const cancelled = () => stop(new CanceledError(undefined, config, request));

  const answered = (answer: http.IncomingMessage) => {
    if (request.destroyed) return;
    timer?.refresh();
    const response: AxiosResponse<string> = {
      status: answer.statusCode ?? 0,
      statusText: answer.statusMessage ?? '',
      headers: AxiosHeaders.from(answer.headers as Record<string, string | string[]>),
      config,
      request,
      data: '',
    };
    const failed = (error: Error) => fail(AxiosError.from(error, undefined, config, request, response));
    const tooLong = () =>
      new AxiosError(
        `maxContentLength size of ${longestAnswer} exceeded`,
        AxiosError.ERR_BAD_RESPONSE,
        config,
        request,
      );
    const done = (bytes: Buffer) => {
      if (settled) return;
      settle();
      const text = bytes.toString();
      response.data = text.charCodeAt(0) === BOM ? text.slice(1) : text;
      resolve(response);
    };
    const unpack = unpacking(answer);
    const pieces: Buffer[] = [];
    let length = 0;
    answer.on('data', (piece: Buffer) => {
      timer?.refresh();
      pieces.push(piece);
      length += piece.length;
      if (length > longestAnswer) stop(tooLong());
    });
    answer.on('end', () => {
      clearTimeout(timer);
      const [first] = pieces;
      const bytes = pieces.length === 1 && first ? first : Buffer.concat(pieces);
      if (!unpack || bytes.length === 0) done(bytes);
      else
        unpack(bytes, longestAnswer).then(done, (error: NodeJS.ErrnoException) =>
          error.code === 'ERR_BUFFER_TOO_LARGE' ? fail(tooLong()) : failed(error),
        );
    });
    if (!unpack)
      answer.on('aborted', () =>
        fail(new AxiosError('stream has been aborted', AxiosError.ERR_BAD_RESPONSE, config, request, response)),
      );
    answer.on('error', failed);
  };

  const request = transport.request(
    {
      protocol: url.protocol,
      hostname: url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname,
      port: url.port,
      path: url.pathname + url.search,
      method: (config.method ?? 'get').toUpperCase(),
      headers: headersOf(config.headers, body),
      agent: secure ? httpsAgent : httpAgent,
      ...(url.username === '' && url.password === '' ? {} : { auth: authOf(url) }),
    },
    answered,
  );
  request.on('error', (error) => fail(AxiosError.from(error, undefined, config, request)));
  request.on('socket', (socket) => {
    if (!owners.has(socket)) socket.on('error', endOwner);
    owners.set(socket, request);
  });
  config.signal?.addEventListener?.('abort', cancelled);
  // A kept socket may still have the timeout of its idle phase.
  request.setTimeout(0);
  if (timeoutMs > 0)
    timer = setTimeout(
      () => stop(new AxiosError(`timeout of ${timeoutMs}ms exceeded`, AxiosError.ECONNABORTED, config, request)),
      timeoutMs,
    );
  if (body === null) request.end();
  else request.end(body);
}

const addressOf = ({ baseURL, url = '' }: InternalAxiosRequestConfig): string =>
  baseURL === undefined ? url : `${baseURL.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`;

/** Returns user and password, both decoded as axios does: "my%40email.com:pass". */
function authOf({ username, password }: URL): string {
  const decoded = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  return `${decoded(username)}:${decoded(password)}`;
}

/** Characters that a header must not hold. They are left out, not refused, so that a cookie of the server is returned as far as possible. */
const NOT_IN_HEADER = /[^\t\x20-\x7e\x80-\xff]+/g;
const OUTER_SPACE = /^[\t ]+|[\t ]+$/g;

function headersOf(given: AxiosHeaders, body: string | null): http.OutgoingHttpHeaders {
  const headers: http.OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(given))
    if (value !== null && value !== undefined && value !== false)
      headers[name] = String(value).replace(NOT_IN_HEADER, '').replace(OUTER_SPACE, '');
  headers['User-Agent'] ??= `axios/${axios.VERSION}`;
  if (body !== null) headers['Content-Length'] = Buffer.byteLength(body);
  headers['Accept-Encoding'] ??= UNPACKED;
  return headers;
}

/** Returns the decompression for an answer; null if it is not compressed. */
function unpacking(answer: http.IncomingMessage): Unpack | null {
  switch (answer.headers['content-encoding']?.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
    case 'compress':
    case 'x-compress':
      return unzipped;
    case 'deflate':
      return (packed, most) =>
        unzipped(packed[0] === ZLIB ? packed : Buffer.concat([Buffer.from([ZLIB, 0x9c]), packed]), most);
    case 'br':
      return (packed, most) =>
        new Promise((resolve, reject) => {
          const flush = constants.BROTLI_OPERATION_FLUSH;
          brotliDecompress(packed, { flush, finishFlush: flush, ...limited(most) }, (error, bytes) =>
            error ? reject(error) : resolve(bytes),
          );
        });
    default:
      return null;
  }
}

const unzipped: Unpack = (packed, most) =>
  new Promise((resolve, reject) => {
    // A truncated compressed answer is read as far as possible; the JSON parser shows whether it is whole.
    const flush = constants.Z_SYNC_FLUSH;
    unzip(packed, { flush, finishFlush: flush, ...limited(most) }, (error, bytes) =>
      error ? reject(error) : resolve(bytes),
    );
  });

const limited = (most: number) => (Number.isFinite(most) ? { maxOutputLength: most } : {});
