import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Axios, isAxiosError } from 'axios';
import type { Settings } from '../../../config/settings.js';
import { type JsonRecord, textOf } from '../../../json/json-reading.js';
import { LONGEST_WAIT_MS, retryAfterMs } from '../../../outage/retry-after.js';
import { CircuitOpenError, SystemBreaker } from '../../../outage/system-breaker.js';
import { tlsTrouble, tlsWords } from '../../../outage/tls-trouble.js';
import { leanAdapter } from '../../calls/lean-adapter.js';
import {
  type ApiFamily,
  type CallPurpose,
  DingTalkError,
  type DingTalkErrorClass,
  type Leaving,
  type WriteOutcome,
} from '../../source.js';
import { type Answer, classify, ofOwnKey, sentenceFor } from './answer-class.js';
import type { CallLimiter } from './call-limiter.js';
import type { CallMeter, MeteredPurpose } from './call-meter.js';
import { DingTalkHealth, outageSentence } from './dingtalk-health.js';
import { TokenProvider } from './token-provider.js';

export interface DingTalkRequest {
  family: ApiFamily;
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  /** Name for the limiter and the health, if the path contains the id of a person or a thing. */
  api?: string;
  query?: Readonly<Record<string, string | number>>;
  body?: JsonRecord;
  purpose: CallPurpose;
  /** The call has its own key and no token of the app; its failures say nothing about the app's connection. */
  ownKey?: true;
  /** A missing permission for this call says nothing about the app's connection. */
  apart?: true;
  /** Last check before the call is sent, after every wait; false: it is not sent. */
  leaving?: Leaving;
}

/** One answer: parsed, and as received. */
export interface DingTalkAnswer {
  body: JsonRecord;
  text: string;
}

type Settled =
  | { kind: 'ok'; answer: DingTalkAnswer }
  /** `waitMs`: time for which DingTalk asked us to wait, in ms. */
  | { kind: 'failed'; error: DingTalkError; waitMs?: number }
  /** The request may have been carried out; its answer is lost. */
  | { kind: 'lost'; error: DingTalkError };

type HttpSettings = Pick<
  Settings,
  | 'DINGTALK_API_URL'
  | 'DINGTALK_OAPI_URL'
  | 'DINGTALK_CLIENT_ID'
  | 'DINGTALK_CLIENT_SECRET'
  | 'DINGTALK_TIMEOUT_MS'
  | 'DINGTALK_CONCURRENCY'
  | 'DINGTALK_API_FAMILY'
  | 'BREAKER_FAILURES'
  | 'BREAKER_OPEN_MS'
>;

/** DingTalk could not be reached, or a gateway answered in its place; the circuit breaker counts this error. */
class UnreachableError extends Error {
  constructor(readonly settled: Exclude<Settled, { kind: 'ok' }>) {
    super(settled.error.code);
  }
}

const NARROW =
  '应用的通讯录授权范围不是全部员工：范围以外的人提交的审批，钉钉不会列给我们，也不报错，采集会漏掉它们。请管理员在开放平台“权限管理”里把通讯录授权范围改为全部员工，再把漏掉的日期重新采集一遍。';
const ROBOTS_REST = '钉钉的群机器人接口连续没有回答，歇一会儿再发。采集和回写照常。';
const MOST_RATE_TRIES = 5;
const MOST_READ_RETRIES = 3;
const BAN_MS = 5 * 60_000;
/** Code of a call that was not made because the circuit breaker is open. */
const CIRCUIT_OPEN = 'circuit-open';
/** Errors of connecting: no byte of the request was sent. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_INVALID_URL',
]);

/**
 * Makes every call to DingTalk: token, circuit breaker, limiter, meter, and the retry policy of dingtalk.md §9. Errors contain no address
 * and no token: tokens of the old family are in the query of the address.
 */
export class DingTalkHttp {
  private readonly hosts: Record<ApiFamily, Axios>;
  private readonly tokens: Record<ApiFamily, TokenProvider>;
  private readonly breaker: SystemBreaker;
  /** Circuit breaker for calls with their own key: their failures do not stop the app's calls. */
  private readonly ownKeys: SystemBreaker;
  private readonly log = new Logger('dingtalk');
  private bannedUntil = 0;

  constructor(
    private readonly settings: HttpSettings,
    private readonly limiter: CallLimiter,
    private readonly meter: Pick<CallMeter, 'count'>,
    private readonly health: DingTalkHealth,
    /** Waits; tests pass a shorter wait. */
    private readonly pause: (ms: number) => Promise<unknown> = (ms) => sleep(ms),
  ) {
    this.hosts = { v1: this.host(settings.DINGTALK_API_URL), topapi: this.host(settings.DINGTALK_OAPI_URL) };
    this.tokens = {
      v1: new TokenProvider(() => this.fetchV1Token()),
      topapi: new TokenProvider(() => this.fetchTopapiToken()),
    };
    this.breaker = this.breakerBy(settings.DINGTALK_API_FAMILY);
    this.ownKeys = this.breakerBy('topapi');
    this.breaker.onChange((outage) => {
      const began = this.health.outage === null;
      this.health.circuit(outage);
      if (outage === null) this.log.log('钉钉连接恢复，采集和回写继续。');
      else if (began) this.log.warn(outageSentence(outage, Date.now()));
    });
  }

  private breakerBy(family: ApiFamily): SystemBreaker {
    return new SystemBreaker({
      failures: this.settings.BREAKER_FAILURES,
      openMs: this.settings.BREAKER_OPEN_MS,
      isFailure: (error) => error instanceof UnreachableError,
      causeOf,
      // The token request is free of charge and changes nothing (dingtalk.md §9).
      probe: () => this.exchange(this.tokenRequest(family), null),
    });
  }

  /** Origin of the old host: "https://oapi.dingtalk.com". */
  get oldHost(): string {
    return new URL(this.settings.DINGTALK_OAPI_URL).origin;
  }

  /** Makes a read; transient failures are retried three times. @throws DingTalkError */
  async read(request: DingTalkRequest): Promise<DingTalkAnswer> {
    for (let retry = 0; ; retry++) {
      const settled = await this.send(request);
      if (settled.kind === 'ok') return settled.answer;
      const { errorClass, code } = settled.error;
      if (errorClass !== 'transient' || code === CIRCUIT_OPEN || retry >= MOST_READ_RETRIES)
        throw this.noted(request, settled.error);
      await this.pause(withJitter(500 * 2 ** retry));
    }
  }

  /**
   * Makes an optional read without retries of transient failures; a failure does not change the health of the connection. @returns null if
   * there is no answer.
   */
  async glance(request: DingTalkRequest): Promise<JsonRecord | null> {
    const answer = await this.ask(request);
    return answer instanceof DingTalkError ? null : answer;
  }

  /** Makes a read whose failure is a result, without retries of transient failures; it does not change the health of the connection. */
  async ask(request: DingTalkRequest): Promise<JsonRecord | DingTalkError> {
    const settled = await this.send(request);
    return settled.kind === 'ok' ? settled.answer.body : settled.error;
  }

  /**
   * Makes a call that contains the app's credentials instead of a token: asked once; a failure does not change the health of the
   * connection. @throws DingTalkError
   */
  async withoutToken(request: DingTalkRequest): Promise<JsonRecord> {
    const settled = await this.once(request, null);
    if (settled.kind === 'ok') return settled.answer.body;
    throw settled.error;
  }

  /**
   * Makes a read without retries of transient failures and returns the answer as received; of its failures only a used-up quota changes the
   * health. @throws DingTalkError
   */
  async look(request: DingTalkRequest): Promise<DingTalkAnswer> {
    const settled = await this.send(request);
    if (settled.kind === 'ok') return settled.answer;
    // A used-up monthly quota holds for every call; other failures are not recorded as failures of the connection.
    throw settled.error.errorClass === 'quota' ? this.noted(request, settled.error) : settled.error;
  }

  /** Records whether the contact scope covers all employees. */
  seesAll(all: boolean): void {
    this.health.narrow(all ? null : NARROW);
  }

  /**
   * Makes a write; sent again only if DingTalk refused it before carrying it out. @throws DingTalkError if nothing was sent or carried out,
   * and it may be tried later.
   */
  async write(request: DingTalkRequest): Promise<WriteOutcome> {
    return (await this.tell(request)).outcome;
  }

  /** Makes a write and also returns the body of the answer. @throws as write */
  async tell(request: DingTalkRequest): Promise<{ outcome: WriteOutcome; body: JsonRecord | null }> {
    const settled = await this.send(request);
    if (settled.kind === 'ok') return { outcome: { kind: 'done' }, body: settled.answer.body };
    const unsaid = request.ownKey || (request.apart && settled.error.errorClass === 'permission');
    const error = unsaid ? settled.error : this.noted(request, settled.error);
    if (settled.kind === 'lost') return { outcome: { kind: 'unknown', cause: error.message }, body: null };
    if (!['permission', 'parameter', 'not-found'].includes(error.errorClass)) throw error;
    const { errorClass, sentence, code } = error;
    const denied = errorClass === 'permission' ? { denied: true as const } : {};
    return { outcome: { kind: 'refused', sentence, code, ...denied }, body: null };
  }

  /**
   * Makes a write that no bill depends on; its result does not change the health of the connection.
   * @returns the answer, the refusal, or that the answer was lost. @throws DingTalkError if nothing was sent or carried out, and it may be
   *   tried later
   */
  async writeAside(
    request: DingTalkRequest,
  ): Promise<
    { kind: 'done'; body: JsonRecord } | { kind: 'refused'; error: DingTalkError } | { kind: 'unknown'; cause: string }
  > {
    const settled = await this.send(request);
    if (settled.kind === 'ok') return { kind: 'done', body: settled.answer.body };
    const { error } = settled;
    if (settled.kind === 'lost') return { kind: 'unknown', cause: error.message };
    if (['permission', 'parameter', 'not-found'].includes(error.errorClass)) return { kind: 'refused', error };
    throw error;
  }

  /** Resolves if the credentials are good for these families. @throws DingTalkError */
  async check(families: readonly ApiFamily[]): Promise<void> {
    for (const family of families)
      await this.tokens[family].get().catch((error: unknown) => {
        throw error instanceof DingTalkError ? this.noted({ path: 'token', purpose: 'login' }, error) : error;
      });
  }

  /** Returns the same with another secret and a health of its own: its failures say nothing about the connection. */
  withSecret(secret: string): DingTalkHttp {
    const settings = { ...this.settings, DINGTALK_CLIENT_SECRET: secret };
    return new DingTalkHttp(settings, this.limiter, this.meter, new DingTalkHealth(), this.pause);
  }

  /** Fetches tokens and discards them: this checks the credentials now, whatever token is in use. @throws DingTalkError */
  async logIn(families: readonly ApiFamily[]): Promise<void> {
    for (const family of families) await (family === 'v1' ? this.fetchV1Token() : this.fetchTopapiToken());
  }

  /** Makes one call with its token; renews a refused token once, and waits and repeats if the call is throttled. */
  private async send(request: DingTalkRequest): Promise<Settled> {
    let renewed = false;
    for (let tries = 1; ; tries++) {
      let token: string | null;
      try {
        token = request.ownKey ? null : await this.tokens[request.family].get();
      } catch (error) {
        if (error instanceof DingTalkError) return { kind: 'failed', error };
        throw error;
      }
      const settled = await this.once(request, token);
      if (settled.kind !== 'failed') return settled;
      const { errorClass } = settled.error;
      if (errorClass === 'token' && token !== null && !renewed) {
        renewed = true;
        this.tokens[request.family].drop(token);
      } else if (errorClass === 'rate' && mayWait(settled, tries)) await this.pause(throttledWait(settled, tries));
      else return settled;
    }
  }

  private async once(request: DingTalkRequest, token: string | null): Promise<Settled> {
    if (Date.now() < this.bannedUntil) return failed(problem('ip-ban', '1111', ''));
    try {
      return await (request.ownKey ? this.ownKeys : this.breaker).run(() => this.exchange(request, token));
    } catch (error) {
      if (error instanceof UnreachableError) return error.settled;
      if (!(error instanceof CircuitOpenError)) throw error;
      const sentence = request.ownKey ? ROBOTS_REST : outageSentence(error.outage, Date.now());
      return failed(new DingTalkError('transient', sentence, CIRCUIT_OPEN));
    }
  }

  /** @throws UnreachableError */
  private async exchange(request: DingTalkRequest, token: string | null): Promise<Settled> {
    const { family, method, path, query = {}, body, purpose, ownKey, api = path } = request;
    await this.limiter.take(api);
    if (request.leaving && !(await request.leaving()))
      return failed(new DingTalkError('transient', '没有发出：这时全部暂停了，或者另一个进程接手了。', 'taken-over'));
    await this.limiter.leave(api);
    let answer: Answer;
    let text: string;
    let gateway = false;
    let waitMs = 0;
    try {
      const response = await this.hosts[family].request<string>({
        method,
        url: path + queryText(family === 'topapi' && token !== null ? { ...query, access_token: token } : query),
        ...(body === undefined ? {} : { data: JSON.stringify(body) }),
        headers: family === 'v1' && token !== null ? { 'x-acs-dingtalk-access-token': token } : {},
      });
      text = response.data;
      gateway = response.status >= 500;
      waitMs = retryAfterMs(response.headers['retry-after'], Date.now());
      const told = classify(family, response.status, text);
      answer = ownKey ? ofOwnKey(told) : told;
    } catch (error) {
      const untrusted = untrustedHost(error);
      if (untrusted) return untrusted;
      const settled = unanswered(error);
      // What may have arrived, DingTalk may have counted.
      if (settled.kind === 'lost') this.counted(purpose, api);
      throw new UnreachableError(settled);
    }
    if (answer.kind === 'ok') {
      this.counted(purpose, api);
      if (!ownKey) this.health.good(api);
      return { kind: 'ok', answer: { body: answer.body, text } };
    }
    const { errorClass, code, message, scopes } = answer;
    if (errorClass === 'rate') this.limiter.throttled(api);
    if (errorClass === 'ip-ban' && !ownKey) this.bannedUntil = Date.now() + BAN_MS;
    if (!['rate', 'ip-ban', 'quota', 'token'].includes(errorClass)) this.counted(purpose, api);
    const error = problem(errorClass, code, message, scopes);
    if (errorClass !== 'transient') return { kind: 'failed', error, waitMs };
    if (gateway) throw new UnreachableError({ kind: 'lost', error });
    return { kind: 'lost', error };
  }

  /** Records the final failure of a call; a failure that a retry cured is not recorded. */
  private noted(
    { path, api = path, purpose }: Pick<DingTalkRequest, 'path' | 'api' | 'purpose'>,
    error: DingTalkError,
  ): DingTalkError {
    this.health.bad(api, error, purpose);
    return error;
  }

  private counted(purpose: CallPurpose, api: string): void {
    if (purpose !== 'login' && purpose !== 'robot') this.meter.count(purpose satisfies MeteredPurpose, api);
  }

  private async fetchV1Token() {
    const { body } = await this.tokenCall(this.tokenRequest('v1'));
    return tokenOf(body.accessToken, body.expireIn);
  }

  private async fetchTopapiToken() {
    const { body } = await this.tokenCall(this.tokenRequest('topapi'));
    return tokenOf(body.access_token, body.expires_in);
  }

  private tokenRequest(family: ApiFamily): DingTalkRequest {
    const { DINGTALK_CLIENT_ID: id, DINGTALK_CLIENT_SECRET: secret } = this.settings;
    return family === 'v1'
      ? {
          family,
          method: 'POST',
          path: '/v1.0/oauth2/accessToken',
          body: { appKey: id, appSecret: secret },
          purpose: 'login',
        }
      : { family, method: 'GET', path: '/gettoken', query: { appkey: id, appsecret: secret }, purpose: 'login' };
  }

  private async tokenCall(request: DingTalkRequest): Promise<DingTalkAnswer> {
    for (let tries = 1; ; tries++) {
      const settled = await this.once(request, null);
      if (settled.kind === 'ok') return settled.answer;
      const { errorClass, code } = settled.error;
      const again =
        errorClass === 'rate'
          ? mayWait(settled, tries)
          : errorClass === 'transient' && code !== CIRCUIT_OPEN && tries <= MOST_READ_RETRIES;
      if (!again) throw settled.error;
      await this.pause(errorClass === 'rate' ? throttledWait(settled, tries) : withJitter(500 * 2 ** (tries - 1)));
    }
  }

  private host(baseURL: string): Axios {
    const pool = { keepAlive: true, maxSockets: Math.max(32, this.settings.DINGTALK_CONCURRENCY * 2) };
    return new Axios({
      baseURL,
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      adapter: leanAdapter({
        httpAgent: new HttpAgent(pool),
        httpsAgent: new HttpsAgent(pool),
        timeoutMs: this.settings.DINGTALK_TIMEOUT_MS,
      }),
    });
  }
}

/** Returns "?a=1&b=2", '' for an empty query. */
function queryText(query: Readonly<Record<string, string | number>>): string {
  let text = '';
  for (const key in query) text += `${text === '' ? '?' : '&'}${encoded(key)}=${encoded(String(query[key]))}`;
  return text;
}
/** Encodes as axios does: characters that are allowed in a query stay unchanged. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/%(?:3A|24|2C|20)/g, (code) => PLAIN[code] ?? code);
const PLAIN: Readonly<Record<string, string>> = { '%3A': ':', '%24': '$', '%2C': ',', '%20': '+' };

function causeOf(error: unknown): string {
  const code = error instanceof UnreachableError ? error.settled.error.code : '';
  if (/^\d+$/.test(code)) return `钉钉或它前面的网关回答了错误 ${code}`;
  return code === 'ECONNABORTED' || code === 'ETIMEDOUT' ? '钉钉没有及时回答' : `连不上钉钉（${code}）`;
}

/**
 * Returns the failure for a certificate that is not accepted; it is reported at once, as it is not a temporary outage. @returns null for
 * any other error.
 */
function untrustedHost(error: unknown): Exclude<Settled, { kind: 'ok' }> | null {
  const trouble = tlsTrouble(error);
  if (!trouble) return null;
  const sentence = `钉钉的${tlsWords(trouble)}。请管理员检查钉钉接口地址，以及服务器前面的代理是否换掉了证书。`;
  const refused = new DingTalkError('configuration', sentence, trouble.code);
  return { kind: trouble.beforeSending ? 'failed' : 'lost', error: refused };
}

function unanswered(error: unknown): Exclude<Settled, { kind: 'ok' }> {
  if (!isAxiosError(error)) throw error;
  const code = error.code ?? 'ERR_NETWORK';
  return { kind: NEVER_SENT.has(code) ? 'failed' : 'lost', error: problem('transient', code, '') };
}

const problem = (
  errorClass: DingTalkErrorClass,
  code: string,
  message: string,
  scopes: readonly string[] = [],
): DingTalkError => new DingTalkError(errorClass, sentenceFor(errorClass, message, { code, scopes }), code);

const failed = (error: DingTalkError): Settled => ({ kind: 'failed', error });

const askedFor = (settled: Settled): number => (settled.kind === 'failed' ? (settled.waitMs ?? 0) : 0);
const mayWait = (settled: Settled, tries: number): boolean =>
  tries < MOST_RATE_TRIES && askedFor(settled) <= LONGEST_WAIT_MS;
/** Back-off: 1–1.3 s, 2–2.6 s, 4–5.2 s, 8–10.4 s; at least as long as DingTalk asks for. */
const throttledWait = (settled: Settled, tries: number): number =>
  withJitter(Math.max(1000 * 2 ** (tries - 1), askedFor(settled)));
const withJitter = (ms: number): number => ms * (1 + Math.random() * 0.3);

function tokenOf(token: unknown, seconds: unknown) {
  const text = textOf(token);
  const lives = Number(textOf(seconds));
  if (text === '') throw problem('configuration', 'token', '应答中没有凭证');
  return { token: text, livesMs: (Number.isFinite(lives) && lives > 0 ? lives : 7200) * 1000 };
}
