import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { SandboxContext } from '../context.js';
import { type Answer, sendThroughFault } from '../fault-transport.js';
import type { Fault } from '../faults.js';
import { type KingdeeAccount, kingdeeAccount } from './account.js';
import { type Complaint, complaint, MSG, SESSION_LOST } from './answers.js';
import { BaseData } from './base-data.js';
import { parseBody, readArguments, readData, UnreadableRequest } from './envelope.js';
import { member } from './json.js';
import { KingdeeLedger } from './ledger.js';
import { type LoginReply, Logins } from './login.js';
import { OTHER_PAYABLE_FORM } from './other-payable-form.js';
import { PAYBILL_FORM } from './paybill-form.js';
import { type Caller, DynamicForms } from './services.js';
import { Sessions } from './sessions.js';
import { verifySignature } from './signature.js';

export interface Kingdee {
  app: FastifyInstance;
  account: KingdeeAccount;
  /** Payment bills; `payables` holds 其他应付单. */
  ledger: KingdeeLedger;
  payables: KingdeeLedger;
  baseData: BaseData;
  sessions: Sessions;
  logins: Logins;
  /** Resets the ledgers, the base data and the sessions to those of the start. */
  reset(): void;
}

const DYNAMIC = 'kingdee.bos.webapi.servicesstub.dynamicformservice.';
const AUTH = 'kingdee.bos.webapi.servicesstub.authservice.';
const DATA_CENTRES = 'kingdee.bos.servicefacade.servicesstub.account.accountservice.getdatacenterlist';
const PREFIX = '/k3cloud/';
/** IIS's default request limit, about 28 to 30 MB (kingdee.md §12). */
const BODY_LIMIT = 30_000_000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const json = (value: unknown): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

/** Returns an error message that is not JSON (kingdee.md §1). */
const plainError = (status: number, message: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `response_error:${message}`,
});

type Headers = Readonly<Record<string, string | undefined>>;

interface Call {
  headers: Headers;
  path: string;
  /** Service in lower case, without `.common.kdsvc`: names are matched without regard to case (kingdee.md §1). */
  service: string;
  body: string;
  fault: Fault | undefined;
  /** §10.1: the coding rule at the time of the call; a save that commits late still uses it. */
  renumber: boolean;
}

/** Returns an answer that reports success and names no bill (kingdee.md §6.2). */
function withoutEntities(answer: unknown): unknown {
  const text = JSON.stringify(answer, (key, value: unknown) =>
    key === 'SuccessEntitys' || key === 'SuccessMessages' ? [] : value,
  );
  return JSON.parse(text) as unknown;
}

const WORK = new Set(['batchsave', 'save', 'submit', 'audit']);

/** Returns the number of bills that a save, submit or audit names; 0 for any other call, whose cost is constant. */
function billsNamed({ service, body }: Call): number {
  const method = service.slice(DYNAMIC.length);
  if (!service.startsWith(DYNAMIC) || !WORK.has(method)) return 0;
  const [, data] = readArguments(parseBody(body), ['formid', 'data']);
  const about = readData(data);
  for (const name of ['Model', 'Numbers'] as const) {
    const list = member(about, name);
    if (Array.isArray(list)) return list.length;
  }
  const ids = member(about, 'Ids');
  return typeof ids === 'string' && ids !== '' ? ids.split(',').length : 1;
}

/** Creates the Kingdee stand-in: a K/3 Cloud site under /k3cloud/. The caller makes it listen. */
export function createKingdee(context: SandboxContext): Kingdee {
  const now = (): number => context.clock.now();
  const switches = context.switches.kingdee;
  const ledger = new KingdeeLedger(PAYBILL_FORM, now);
  const payables = new KingdeeLedger(OTHER_PAYABLE_FORM, now, ledger.questions);
  const baseData = new BaseData(context.company, now, () => switches.forbidMovesDate);
  const sessions = new Sessions();
  const organisation = context.company.organisations.find(({ number }) => number === kingdeeAccount.org)?.name ?? '';
  const logins = new Logins(kingdeeAccount, organisation, sessions, switches, now);
  const forms = new DynamicForms([ledger, payables], baseData, switches, now);

  /** Returns the caller by signature headers or by session; null if the session is lost (kingdee.md §2.2, §3). */
  function identify({ headers, path, fault }: Call): Caller | null {
    const dropped = fault?.kind === 'session-drop' || fault?.kind === 'token-expired';
    if (headers['x-kd-appkey'] !== undefined) {
      const rules = {
        appId: kingdeeAccount.appId,
        appSecret: kingdeeAccount.appSecret,
        nowMs: now(),
        linkValidMs: switches.linkValidMs,
        gatewayHeadersVerified: switches.gatewayHeadersVerified,
      };
      const who = dropped ? null : verifySignature({ headers, path }, rules);
      if (!who || who.acctId !== kingdeeAccount.acctId || who.user !== kingdeeAccount.username) return null;
      return { orgNumber: who.org };
    }
    const session = sessions.find(headers, now(), switches.sessionIdleMs);
    if (!session || !dropped) return session ?? null;
    sessions.drop(session.id);
    return null;
  }

  /**
   * Returns the refusal that a fault asks for, in Kingdee's words; null if it asks for none. Nothing is executed then (kingdee.md §6.1,
   * §2.4; text of 14 UNCONFIRMED).
   */
  function refusalOf(fault: Fault | undefined): Complaint | null {
    if (fault?.kind === 'rate-limit' || fault?.kind === 'quota')
      return complaint('WebAPI调用次数超出限制，请稍后再试', MSG.callLimit);
    if (fault?.kind === 'permission-denied') return complaint('当前用户未指定允许调用WebAPI接口', MSG.validation);
    return null;
  }

  function login(method: string, call: Call): { answer: Answer; reply: LoginReply | null } {
    const body = parseBody(call.body);
    const run: Record<string, () => LoginReply> = {
      validateuser: () => logins.validateUser(body),
      loginbyappsecret: () => logins.loginByAppSecret(body),
      loginbysign: () => logins.loginBySign(body),
    };
    if (method === 'logout') {
      const session = sessions.find(call.headers, now(), switches.sessionIdleMs);
      if (session) sessions.drop(session.id);
      return { answer: json(true), reply: null }; // the shape is UNCONFIRMED (§2)
    }
    const reply = run[method]?.();
    return reply ? { answer: json(reply.body), reply } : { answer: unknownService(call.service), reply: null };
  }

  async function execute(call: Call, reply: FastifyReply): Promise<Answer> {
    const slowness = switches.latencyMs + (switches.billMs > 0 ? switches.billMs * billsNamed(call) : 0);
    if (slowness > 0) await wait(slowness);
    if (switches.redirects > 0)
      return {
        status: switches.redirects,
        headers: { 'content-type': 'text/html', location: `https://gateway.invalid${call.path}` },
        body: '<html>moved</html>',
      };
    try {
      return answer(call, reply);
    } catch (error) {
      if (error instanceof UnreadableRequest) return plainError(200, error.message);
      return plainError(500, error instanceof Error ? error.message : String(error));
    }
  }

  function answer(call: Call, reply: FastifyReply): Answer {
    if (call.service === DATA_CENTRES) {
      if (switches.accountSets === 'silent') return unknownService(call.service);
      const own = { Id: kingdeeAccount.acctId, Number: '001', Name: kingdeeAccount.dataCenterName };
      const test = { Id: '66f1a3c07d52e9', Number: '002', Name: '云杉科技测试账套' };
      return json(switches.accountSets === 'listed' ? [own, test] : [test]);
    }
    if (call.service.startsWith(AUTH)) {
      const done = login(call.service.slice(AUTH.length), call);
      // Set on the raw answer, because a fault may take the reply out of fastify's control.
      if (done.reply && !reply.raw.headersSent) reply.raw.setHeader('set-cookie', done.reply.cookies);
      return done.answer;
    }
    if (!call.service.startsWith(DYNAMIC)) return unknownService(call.service);
    const method = call.service.slice(DYNAMIC.length);
    const refusal = refusalOf(call.fault);
    if (refusal) return json(forms.refusal(method, refusal));
    const caller = identify(call);
    if (!caller) {
      // §2.3: View without a session may answer an empty object.
      if (method === 'view' && switches.viewWithoutSessionEmpty) return json({});
      return json(forms.refusal(method, complaint(SESSION_LOST, MSG.sessionLost)));
    }
    // §6.1: with MsgCode 4 and 6 a client cannot know whether the work was done: here an exception (4) comes after the work, a database
    // error (6) instead of it.
    if (call.fault?.kind === 'database-error')
      return json(forms.refusal(method, complaint('数据库操作失败', MSG.databaseFailed)));
    const result = forms.call(method, parseBody(call.body), caller, call.renumber);
    if (call.fault?.kind === 'exception')
      return json(forms.refusal(method, complaint('未将对象引用设置到对象的实例。', MSG.exception)));
    if (call.fault?.kind === 'unmentioned') return json(withoutEntities(result));
    return result === undefined ? unknownService(call.service) : json(result);
  }

  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const path = (request.raw.url ?? '').split('?')[0] ?? '';
    // §1: without the prefix the answer is 403 with an empty body.
    if (!path.toLowerCase().startsWith(PREFIX)) {
      reply.status(403).send('');
      return;
    }
    const service = path
      .slice(PREFIX.length)
      .replace(/^\/+/, '')
      .replace(/\.common\.kdsvc$/i, '');
    if (request.method !== 'POST' || service === path.slice(PREFIX.length)) {
      reply.status(404).send('');
      return;
    }
    context.calls.record('kingdee', service.split('.').at(-1) ?? service, now());
    const call: Call = {
      headers: flat(request.headers),
      path,
      service: service.toLowerCase(),
      body: typeof request.body === 'string' ? request.body : '',
      fault: context.faults.take('kingdee', path),
      renumber: switches.renumber,
    };
    await sendThroughFault(reply, call.fault, () => execute(call, reply));
  }

  const app = Fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true, logger: false });
  // §1: the body is read as JSON whatever the content type; the official Java SDK sends "applicatin/json".
  app.addHook('onRequest', async (request) => {
    request.raw.headers['content-type'] = 'application/octet-stream';
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.all('/*', handle);
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    reply.status(error.statusCode ?? 500).send(`response_error:${error.message}`);
  });
  function reset(): void {
    ledger.clear();
    payables.clear();
    baseData.reset();
    sessions.dropAll();
    logins.unlock();
  }
  return { app, account: kingdeeAccount, ledger, payables, baseData, sessions, logins, reset };
}

const unknownService = (service: string): Answer => plainError(200, `找不到服务：${service}`);

function flat(headers: FastifyRequest['headers']): Headers {
  const out: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(headers)) out[name] = Array.isArray(value) ? value.join(',') : value;
  return out;
}
