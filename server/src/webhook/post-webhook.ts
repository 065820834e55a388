import { lookup } from 'node:dns/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { WebhookAnswer } from '@dingdee/shared/webhook';
import { tlsTrouble } from '../outage/tls-trouble.js';
import type { WebhookTarget } from './webhook-target.js';

/** Result of one try. */
export interface Answered {
  answer: WebhookAnswer;
  status: number | null;
  tookMs: number;
}

/** Bytes of an answer's body that are received at most; the body is not used. */
const LONGEST_ANSWER = 1024;
export const LONGEST_BODY = 65_536;

interface Resolved {
  address: string;
  family: number;
}
export type Resolve = (host: string) => Promise<Resolved[]>;
const byTheSystem: Resolve = (host) => lookup(host, { all: true });

/**
 * Posts once and follows no redirect. It resolves the host itself, requires every address to be allowed, and connects only to the checked
 * addresses: the name service is never asked a second time. Never throws.
 * @param timeoutMs for the whole call, including name resolution.
 */
export async function postWebhook(
  target: WebhookTarget | null,
  { headers, body }: { headers: Readonly<Record<string, string>>; body: string },
  timeoutMs: number,
  resolve: Resolve = byTheSystem,
): Promise<Answered> {
  const began = performance.now();
  const told = (answer: WebhookAnswer, status: number | null = null): Answered => ({
    answer,
    status,
    tookMs: Math.round(performance.now() - began),
  });
  if (target === null) return told('address');
  if (Buffer.byteLength(body) > LONGEST_BODY) return told('too-large');
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { host, mayHave } = target;
    const addresses =
      isIP(host) === 0 ? await Promise.race([resolve(host), aborted(signal)]) : [{ address: host, family: isIP(host) }];
    if (addresses.length === 0) return told('no-such-host');
    if (!addresses.every(({ address }) => mayHave(address))) return told('address');
    const status = await post(target.url, addresses, { headers, body }, signal);
    return told(answerOf(status), status);
  } catch (error) {
    if (signal.aborted) return told('slow');
    if (tlsTrouble(error) !== null) return told('certificate');
    return told(isNoSuchHost(error) ? 'no-such-host' : 'unreachable');
  }
}

export function answerOf(status: number): WebhookAnswer {
  if (status >= 200 && status < 300) return 'taken';
  if (status >= 300 && status < 400) return 'redirect';
  if (status === 410) return 'gone';
  return status >= 500 ? 'server-error' : 'refused';
}

const isNoSuchHost = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && error.syscall === 'getaddrinfo';

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

function post(
  url: URL,
  addresses: readonly Resolved[],
  { headers, body }: { headers: Readonly<Record<string, string>>; body: string },
  signal: AbortSignal,
): Promise<number> {
  /** Returns the checked addresses, whatever name is asked for. */
  const checked: LookupFunction = (_, options, done) => {
    const [first] = addresses;
    if (options.all === true) done(null, [...addresses]);
    else done(null, first?.address ?? '', first?.family);
  };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request: ClientRequest = send(
      url,
      {
        method: 'POST',
        // A connection of its own, not one that was opened before the address was checked.
        agent: false,
        lookup: checked,
        signal,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (answer) => {
        resolve(answer.statusCode ?? 0);
        drain(answer);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Discards the body, because only the status counts; cuts off a body that is long or does not end. */
function drain(answer: IncomingMessage): void {
  let bytes = 0;
  answer.on('error', () => undefined);
  answer.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > LONGEST_ANSWER) answer.destroy();
  });
}
