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

/** Answer as received. */
export interface Reply {
  status: number;
  text: string;
  cookies: readonly string[];
  /** Time for which the other side asks us to wait (Retry-After), in ms. */
  waitMs: number;
  /** Redirect address as received. It is never followed: the POST would become a GET, or be sent twice. */
  location?: string;
  /** Duration from the start of the request to the end of the answer in ms, without the wait for a slot. */
  tookMs?: number;
}

/**
 * The call may have reached Kingdee, and it is unknown what it did: timeout, reset, 5xx, unreadable answer. `sentence` says how the answer
 * was lost; `answer` is the part that was received.
 */
export class AnswerLostError extends Error {
  constructor(
    readonly sentence: string,
    readonly answer: string | null = null,
    options?: ErrorOptions,
    /** Whether the connection broke; a question may then be asked again at once. */
    readonly reset = false,
  ) {
    super(sentence, options);
  }
}

/** Kingdee itself answered that its program failed: what it did is unknown, but Kingdee is reachable. */
export class KingdeeCrashedError extends AnswerLostError {}

/**
 * A proxy or gateway turned the call away, without an answer of Kingdee itself: it may have stopped the call, or only the answer
 * (docs/decisions/0125). What the call did is unknown; `door` says what prevents every other call now.
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

/** Headers of one call, built when it is sent. */
export interface Credentials {
  headers(path: string): Record<string, string>;
}
export const NO_CREDENTIALS: Credentials = { headers: () => ({}) };

/** Idle connections are closed before a proxy or IIS closes them: a write on a closed one would be in doubt without need. */
const IDLE_MS = 15_000;
/** Longest wait that the other side can request; after it a bill is tried again. */
const LONGEST_PAUSE_MS = 600_000;
const LONGEST_ANSWER = 256 * 1024 * 1024;

/** Shortens the timeout of free sockets, on which Node closes them; a socket in use has the timeout of its request. */
function shortIdle<T extends http.Agent>(agent: T): T {
  const keep = agent.keepSocketAlive.bind(agent) as (socket: Duplex & { setTimeout?(ms: number): void }) => unknown;
  agent.keepSocketAlive = (socket: Duplex & { setTimeout?(ms: number): void }) => {
    const kept = keep(socket);
    socket.setTimeout?.(IDLE_MS);
    return kept;
  };
  return agent;
}

/** Sends JSON to Kingdee by POST over keep-alive connections, each call in one of `slots`; does not know the content. */
export class KingdeeTransport {
  private readonly http: Axios;
  private readonly agents: { httpAgent: http.Agent; httpsAgent: https.Agent };

  /** @param base …/k3cloud/ with the slash at the end */
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
   * Sends one call.
   * @param service e.g. "Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser"
   * @param until latest time for sending.
   * @throws KingdeeUnavailableError if no byte was sent @throws AnswerLostError if a byte may have been sent.
   */
  post(service: string, body: string, credentials: Credentials, until = this.sendUntil()): Promise<Reply> {
    const url = new URL(`${service}.common.kdsvc`, this.base);
    return this.slots.within(() => this.send(url, body, credentials), until);
  }

  /** Returns the latest time for sending a call that is requested now. */
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

/** Returns Node's own client, which notes when a connection is ready for writing; before that no byte has been sent. */
export function watched(secure: boolean, flight: { connected: boolean }) {
  const native = secure ? https : http;
  const request = (options: https.RequestOptions, onAnswer: (answer: http.IncomingMessage) => void) => {
    const sent = native.request(options, onAnswer);
    sent.once('socket', (socket) => {
      const note = () => {
        flight.connected = true;
      };
      // A pooled socket is ready; a new socket has an event for it, over TLS only after the handshake.
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
