import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { Axios, isAxiosError } from 'axios';
import { retryAfterMs } from '../../../outage/retry-after.js';
import { tlsTrouble, tlsWords } from '../../../outage/tls-trouble.js';
import { type CallTimes, type SendBy, sendUntil } from '../../call-times.js';
import { leanAdapter } from '../../calls/lean-adapter.js';
import { type KingdeeUnavailableError, KingdeeUnreachableError, NotLetInError } from '../../target.js';
import type { CallSlots } from './call-slots.js';

/** An answer as it came. */
export interface Reply {
  status: number;
  text: string;
  cookies: readonly string[];
  /** How long the other side asks to wait (Retry-After). */
  waitMs: number;
  /** Where it sends us instead, as it came: never followed, for a POST would become a GET, or be made twice. */
  location?: string;
  /** From the first byte to the last, its wait for a place not included, ms. */
  tookMs?: number;
}

/**
 * The call may have reached Kingdee and nobody knows what it did: timeout, reset, 5xx, unreadable answer.
 * `sentence` says how the answer was lost; `answer` is what came of it.
 */
export class AnswerLostError extends Error {
  constructor(
    readonly sentence: string,
    readonly answer: string | null = null,
    options?: ErrorOptions,
    /** The connection broke; a question may be asked again at once. */
    readonly reset = false,
  ) {
    super(sentence, options);
  }
}

/** The same, but Kingdee itself answered that its program failed: what it did is unknown, that it is there is not. */
export class KingdeeCrashedError extends AnswerLostError {}

/**
 * Turned away by whoever stands in front, without a word of Kingdee's own: the call may have been stopped, or only its answer
 * (docs/decisions/0125). What it did is unknown; `door` says what keeps every other call from being made now.
 */
export class TurnedAwayError extends AnswerLostError {
  constructor(
    sentence: string,
    answer: string,
    readonly door: NotLetInError,
  ) {
    super(sentence, answer);
  }
}

/** Headers of one call, made at the moment it is sent. */
export interface Credentials {
  headers(path: string): Record<string, string>;
}
export const NO_CREDENTIALS: Credentials = { headers: () => ({}) };

/** Idle connections are given up before a proxy or IIS closes them: a write on a dead one would be in doubt for nothing. */
const IDLE_MS = 15_000;
/** Whatever the other side asks for, a bill is tried again after this long. */
const LONGEST_PAUSE_MS = 600_000;
const LONGEST_ANSWER = 256 * 1024 * 1024;

/** Node closes a free socket on its timeout; a busy one has the request's own. */
function shortIdle<T extends http.Agent>(agent: T): T {
  const keep = agent.keepSocketAlive.bind(agent) as (socket: Duplex & { setTimeout?(ms: number): void }) => unknown;
  agent.keepSocketAlive = (socket: Duplex & { setTimeout?(ms: number): void }) => {
    const kept = keep(socket);
    socket.setTimeout?.(IDLE_MS);
    return kept;
  };
  return agent;
}

/** POSTs JSON to Kingdee over kept-alive connections, each call in a place of `slots`; knows nothing of what is said. */
export class KingdeeTransport {
  private readonly http: Axios;
  private readonly agents: { httpAgent: http.Agent; httpsAgent: https.Agent };

  /** @param base …/k3cloud/ with the slash */
  constructor(
    private readonly base: string,
    private readonly slots: CallSlots,
    private readonly times: CallTimes,
  ) {
    const pool = { keepAlive: true, maxSockets: slots.count };
    this.agents = {
      httpAgent: shortIdle(new http.Agent(pool)),
      httpsAgent: shortIdle(new https.Agent(pool)),
    };
    this.http = new Axios({ adapter: leanAdapter({ ...this.agents, longestAnswer: LONGEST_ANSWER }) });
  }

  /**
   * @param service e.g. "Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser"
   * @param until when it is not sent any more.
   * @throws KingdeeUnavailableError when no byte was sent @throws AnswerLostError when one may have been.
   */
  post(service: string, body: string, credentials: Credentials, until = this.sendUntil()): Promise<Reply> {
    const url = new URL(`${service}.common.kdsvc`, this.base);
    return this.slots.within(() => this.send(url, body, credentials), until);
  }

  /** Until when something that is asked for now may be sent. */
  sendUntil(): SendBy {
    return sendUntil(this.times.LEASE_MARGIN_MS);
  }

  close(): void {
    this.agents.httpAgent.destroy();
    this.agents.httpsAgent.destroy();
  }

  private async send(url: URL, body: string, credentials: Credentials): Promise<Reply> {
    const flight = { connected: false };
    const timeoutMs = this.times.KINGDEE_TIMEOUT_MS;
    const signal = AbortSignal.timeout(timeoutMs);
    const began = performance.now();
    try {
      const response = await this.http.post<string>(url.href, body, {
        headers: { 'Content-Type': 'application/json; charset=utf-8', ...credentials.headers(url.pathname) },
        signal,
        transport: watched(url.protocol === 'https:', flight),
      });
      const { location } = response.headers;
      return {
        status: response.status,
        text: String(response.data ?? ''),
        cookies: response.headers['set-cookie'] ?? [],
        tookMs: performance.now() - began,
        waitMs: Math.min(retryAfterMs(response.headers['retry-after'], Date.now()), LONGEST_PAUSE_MS),
        ...(typeof location === 'string' ? { location } : {}),
      };
    } catch (error) {
      throw flight.connected ? lost(error, signal.aborted, timeoutMs) : notSent(error, url, signal.aborted);
    }
  }
}

/** Node's own client that notes when a connection was there to write to; until then no byte has left. */
export function watched(secure: boolean, flight: { connected: boolean }) {
  const native = secure ? https : http;
  const request = (options: https.RequestOptions, onAnswer: (answer: http.IncomingMessage) => void) => {
    const sent = native.request(options, onAnswer);
    sent.once('socket', (socket) => {
      const note = () => {
        flight.connected = true;
      };
      // A pooled socket is ready; a new one says so, over TLS only after the handshake.
      if (sent.reusedSocket || !socket.connecting) note();
      else socket.once(secure ? 'secureConnect' : 'connect', note);
    });
    return sent;
  };
  return { request };
}

function lost(error: unknown, timedOut: boolean, timeoutMs: number): AnswerLostError {
  const partial = isAxiosError(error) && typeof error.response?.data === 'string' ? error.response.data : null;
  const sentence = timedOut
    ? `金蝶在 ${Math.round(timeoutMs / 1000)} 秒内没有回答`
    : '与金蝶的连接中断，没有收到完整的回答';
  return new AnswerLostError(sentence, partial, { cause: error }, !timedOut);
}

function notSent(error: unknown, url: URL, timedOut: boolean): KingdeeUnavailableError {
  const code = isAxiosError(error) ? (error.code ?? '') : '';
  const where = `${url.protocol}//${url.host}`;
  if (timedOut || code === 'ETIMEDOUT')
    return new KingdeeUnreachableError(`连接金蝶 ${where} 超时，什么都没有发出。稍后会再试。`, { cause: error });
  if (code === 'ENOTFOUND')
    return new KingdeeUnreachableError(
      `找不到金蝶服务器 ${url.hostname}，什么都没有发出。请管理员检查 KINGDEE_URL 和网络。`,
      { cause: error },
    );
  const untrusted = tlsTrouble(error);
  if (untrusted)
    return new NotLetInError(
      `金蝶 ${where} 的${tlsWords(untrusted)}，什么都没有发出。请管理员检查证书和 KINGDEE_URL。`,
      { cause: error },
    );
  return new KingdeeUnreachableError(`连不上金蝶 ${where}${code ? `（${code}）` : ''}，什么都没有发出。稍后会再试。`, {
    cause: error,
  });
}
