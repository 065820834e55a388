import { Logger } from '@nestjs/common';
import { CircuitOpenError, SystemBreaker } from '../../outage/system-breaker.js';
import type { SendBy } from '../call-times.js';
import { type Hindrance, KingdeeUnavailableError, KingdeeUnreachableError, NotLetInError } from '../target.js';
import { type ExactJson, isObject, readJson, textOf } from './answer/exact-json.js';
import { isSessionLost, type ResponseStatus, readStatus, saysTooOften, wordsOf } from './answer/read-status.js';
import { CHECK_ADDRESS, redirectOf } from './answer/redirect.js';
import { queryBody } from './form/bill-query.js';
import type { Authentication } from './login/authentication.js';
import { Entrance } from './transport/entrance.js';
import { type KingdeeHealth, outageSentence } from './transport/kingdee-health.js';
import {
  AnswerLostError,
  type Credentials,
  KingdeeCrashedError,
  type KingdeeTransport,
  type Reply,
  TurnedAwayError,
} from './transport/transport.js';

/** Whether the call changes data in Kingdee. */
type CallKind = 'write' | 'question';
const FORM_SERVICE = 'Kingdee.BOS.WebApi.ServicesStub.DynamicFormService';

/** Answer of Kingdee: its body as received, the parsed JSON, and the ResponseStatus if it has one. */
export interface Answer {
  text: string;
  json: ExactJson;
  status: ResponseStatus | null;
  /** Duration in ms, without the wait for a slot. */
  tookMs?: number;
}

/** kingdee.md §2.3–2.4: Kingdee gives the same text for causes that a new login does not cure. Nothing was executed, whatever the login method. */
const STILL_LOST =
  '金蝶不认可我们的登录，重新登录后仍是“会话信息已丢失”，什么都没有写入。请金蝶管理员检查：第三方系统登录授权里该应用是否启用、集成用户是否在应用的用户列表里并有许可、链接有效时间是否太短（默认 10 分钟，不能为 0）、服务器时间是否准确、应用密钥是否正确、IP 白名单。';

/** Query that integrators use as a heartbeat (kingdee.md §2.2); also the probe of the circuit breaker. */
export const HEARTBEAT = { form: 'BD_Currency', keys: ['FCODE'], filter: "FNumber='PRE001'", order: 'FNumber asc' };

/** Settings of the circuit breaker: BREAKER_FAILURES and BREAKER_OPEN_MS. */
export interface BreakerSettings {
  BREAKER_FAILURES: number;
  BREAKER_OPEN_MS: number;
}

/**
 * Returns whether Kingdee could not be reached or its answer was lost. Refusals and crashes of Kingdee are answers; `Entrance` handles
 * calls that were turned away.
 */
const isUnreachable = (error: unknown): boolean =>
  error instanceof KingdeeUnreachableError ||
  (error instanceof AnswerLostError && !(error instanceof KingdeeCrashedError) && !(error instanceof TurnedAwayError));

/** Returns the cause as a clause for an accountant, without the address; the log has the address and the error code. */
const causeOf = (error: unknown): string =>
  error instanceof AnswerLostError || error instanceof KingdeeUnreachableError
    ? (error.sentence.split('，')[0] ?? '').replace(/ https?:\/\/\S+ ?/, '')
    : String(error);

/** Calls the form service: login, one repetition after a lost session, the circuit breaker, and the report to KingdeeHealth. */
export class K3CloudCalls {
  private readonly log = new Logger('kingdee');
  private readonly breaker: SystemBreaker;
  private readonly entrance: Entrance;

  constructor(
    private readonly transport: KingdeeTransport,
    private readonly authentication: Authentication,
    private readonly health: KingdeeHealth,
    { BREAKER_FAILURES: failures, BREAKER_OPEN_MS: openMs }: BreakerSettings,
  ) {
    this.breaker = new SystemBreaker({
      failures,
      openMs,
      isFailure: isUnreachable,
      causeOf,
      probe: () => this.heartbeat(),
    });
    this.entrance = new Entrance({ waitMs: openMs, probe: () => this.breaker.run(() => this.knocked()) });
    this.entrance.onChange((outage) => {
      const began = !this.health.isRefused;
      this.health.refused(outage);
      if (outage === null) this.log.log('金蝶又认可我们的登录，推送继续。');
      else if (began) this.log.warn(outageSentence(outage, null, Date.now()));
    });
    this.breaker.onChange((outage) => {
      const began = this.health.outage === null;
      this.health.circuit(outage);
      if (outage === null) this.log.log('金蝶连接恢复，推送继续。');
      else if (began) this.log.warn(outageSentence(outage, null, Date.now()));
    });
  }

  /**
   * Makes a call that writes. It is sent once, and again only after MsgCode 1, which says that nothing was executed.
   * @param until latest time for sending.
   * @throws AnswerLostError if it is unknown what the call did @throws KingdeeUnavailableError if nothing was executed.
   */
  act(method: string, body: string, until = this.transport.sendUntil()): Promise<Answer> {
    return this.make(method, body, until, 'write');
  }

  private async make(method: string, body: string, until: SendBy, kind: CallKind): Promise<Answer> {
    try {
      const answer = await this.entrance.through(
        method,
        () => this.breaker.run(() => this.call(method, body, until, kind)),
        ({ status }) => overLimit(status),
      );
      this.health.ok();
      return answer;
    } catch (error) {
      if (error instanceof CircuitOpenError)
        throw new KingdeeUnavailableError(outageSentence(error.outage, null, Date.now()), true, { cause: error });
      if (error instanceof KingdeeUnavailableError || error instanceof AnswerLostError)
        this.health.trouble(error.sentence);
      throw error;
    }
  }

  /**
   * Asks a question; repeats it immediately, and only once, if the connection broke before the whole answer was received. @throws
   * KingdeeUnavailableError if there is no answer.
   */
  async ask(method: string, body: string): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.make(method, body, this.transport.sendUntil(), 'question');
      } catch (error) {
        if (!(error instanceof AnswerLostError)) throw error;
        if (attempt === 1 && error.reset) continue;
        throw new KingdeeUnavailableError(`${error.sentence}，这次查询没有结果。稍后会再试。`, true, { cause: error });
      }
    }
  }

  /** Checks at once whether Kingdee lets us in again; a person asks for this. */
  knock(): Promise<void> {
    return this.entrance.knock();
  }

  close(): void {
    this.breaker.close();
    this.entrance.close();
  }

  /** Sends the heartbeat; an answer about a call limit counts as a failure. */
  private async knocked(): Promise<Answer> {
    const answer = await this.heartbeat();
    const limit = overLimit(answer.status);
    if (limit) throw limit;
    return answer;
  }

  private heartbeat(): Promise<Answer> {
    return this.call('ExecuteBillQuery', queryBody(HEARTBEAT, 0), this.transport.sendUntil(), 'question');
  }

  private async call(method: string, body: string, until: SendBy, kind: CallKind): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const credentials = await this.authentication.credentials();
      const answer = await this.post(method, body, credentials, until, kind);
      if (!isSessionLost(answer.status)) return answer;
      this.authentication.dropped(credentials);
      if (attempt === 2) throw new NotLetInError(STILL_LOST, { errorClass: 'session' });
    }
  }

  /** Sends one call; drops the session if the call was turned away. */
  private async post(
    method: string,
    body: string,
    credentials: Credentials,
    until: SendBy,
    kind: CallKind,
  ): Promise<Answer> {
    try {
      return readReply(await this.transport.post(`${FORM_SERVICE}.${method}`, body, credentials, until), kind);
    } catch (error) {
      if (error instanceof NotLetInError || error instanceof TurnedAwayError) this.authentication.dropped(credentials);
      throw error;
    }
  }
}

/**
 * Returns the error for Kingdee's limit on calls (MsgCode 14), null for other answers. The limit holds for every call, and nothing of this
 * call was executed.
 */
function overLimit(status: ResponseStatus | null): NotLetInError | null {
  if (!status || !saysTooOften(status)) return null;
  const said = `金蝶说调用太多（“${wordsOf(status).slice(0, 100)}”）。会自动再试，间隔越来越长，最长五分钟。长时间不恢复，请金蝶管理员看调用次数的上限。`;
  return new NotLetInError(said, { errorClass: 'rate' });
}

interface Door {
  said: string;
  nextStep: string;
  errorClass?: Hindrance;
}
/** Status codes with which a proxy, the site or the gateway in front of Kingdee turns calls away (kingdee.md §1); 404 counts for questions only. */
const AT_THE_DOOR: Readonly<Record<number, Door>> = {
  401: { said: '金蝶服务器要求登录网关（401）', nextStep: '请管理员检查反向代理的设置。' },
  403: {
    said: '金蝶服务器拒绝访问（403）',
    nextStep: '请管理员检查 KINGDEE_URL 是否以 /k3cloud/ 结尾，以及 IP 限制。',
  },
  404: { said: '这个地址上没有金蝶接口（404）', nextStep: '请管理员检查 KINGDEE_URL。' },
  519: {
    said: '金蝶网关拒绝了我们的应用（519）',
    nextStep: '请管理员检查应用 ID、密钥和服务器时间。',
    errorClass: 'session',
  },
};
const TOO_LARGE: Door = { said: '一次发送的单据太大（413）', nextStep: '请管理员调小 KINGDEE_BATCH。' };
const TOO_OFTEN: Door = { said: '金蝶服务器说请求太频繁（429）', nextStep: '稍后会再试。', errorClass: 'rate' };
/** Error numbers of the old public gateway under 519: it checked the application and did not pass the call on. */
const GATEWAY_FAULTS = new Set(['4002', '4006', '5001']);

/** Reads a reply. HTTP 200 does not mean success, and the content type does not tell whether it is JSON (kingdee.md §1). */
export function readReply(reply: Reply, kind: CallKind): Answer {
  const redirect = redirectOf(reply);
  // A question changes nothing, wherever it was sent.
  if (redirect !== null && kind === 'question')
    throw new NotLetInError(`${redirect}，什么都没有写入。${CHECK_ADDRESS}。`);
  if (redirect !== null) throw new AnswerLostError(`${redirect}，${CHECK_ADDRESS}`, reply.text);
  // A gateway that timed out answers with a page that its administrator chose, so 404 does not prove that a write was not executed.
  if (reply.status === 404 && kind === 'write')
    throw new AnswerLostError(`金蝶或它前面的网关说没有这个地址（404），${CHECK_ADDRESS}`, reply.text);
  const own = kind === 'write' ? turnedAway(reply) : null;
  if (own) return own;
  const door = AT_THE_DOOR[reply.status];
  if (door) throw new NotLetInError(unwritten(door), { errorClass: door.errorClass, waitMs: reply.waitMs });
  if (reply.status === 413) throw new KingdeeUnavailableError(unwritten(TOO_LARGE), false);
  if (reply.status === 429) throw new KingdeeUnavailableError(unwritten(TOO_OFTEN), true, { waitMs: reply.waitMs });
  if (reply.status !== 200 && reply.status !== 206)
    throw new AnswerLostError(`金蝶或它前面的网关回答了错误 ${reply.status}`, reply.text);
  const failure = /^\s*response_error:([\s\S]*)/.exec(reply.text)?.[1];
  if (failure !== undefined)
    throw new KingdeeCrashedError(`金蝶程序出错：“${failure.trim().slice(0, 200)}”`, reply.text);
  try {
    const json = readJson(reply.text);
    return { text: reply.text, json, status: readStatus(json), tookMs: reply.tookMs };
  } catch (error) {
    throw new AnswerLostError('金蝶的回答不完整或无法识别', reply.text, { cause: error });
  }
}

const unwritten = ({ said, nextStep }: Door): string => `${said}，什么都没有写入。${nextStep}`;

/**
 * Reads the reply to a write that was turned away. Only an answer of Kingdee itself proves that nothing was done: a proxy or gateway may
 * have let the call through and blocked the answer (docs/decisions/0125).
 * @returns Kingdee's refusal; null if the status code does not turn calls away. @throws TurnedAwayError, AnswerLostError without an answer
 *   of Kingdee.
 */
function turnedAway(reply: Reply): Answer | null {
  const { status, text, waitMs } = reply;
  const door = status === 413 ? TOO_LARGE : status === 429 ? TOO_OFTEN : AT_THE_DOOR[status];
  if (!door) return null;
  const json = jsonIn(text);
  const own = json === undefined ? null : readStatus(json);
  if (json !== undefined && own?.isSuccess === false && own.successes.length === 0)
    return { text, json, status: own, tookMs: reply.tookMs };
  if (status === 519 && isObject(json) && GATEWAY_FAULTS.has(textOf(json.errcode))) return null;
  const sentence = `金蝶或它前面的网关没有放行：${door.said}`;
  if (status === 413) throw new AnswerLostError(`${sentence}，${door.nextStep}`, text);
  const shut = new NotLetInError(`${door.said}。${door.nextStep}`, { errorClass: door.errorClass, waitMs });
  throw new TurnedAwayError(sentence, text, shut);
}

function jsonIn(text: string): ExactJson | undefined {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}
