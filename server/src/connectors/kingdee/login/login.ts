import * as z from 'zod';
import { KingdeeUnavailableError, KingdeeUnreachableError, NotLetInError } from '../../target.js';
import { type ExactJson, numberLiteral, readJson, type Writable, writeJson } from '../answer/exact-json.js';
import { CHECK_ADDRESS, redirectOf } from '../answer/redirect.js';
import {
  AnswerLostError,
  type Credentials,
  type KingdeeTransport,
  NO_CREDENTIALS,
  type Reply,
} from '../transport/transport.js';

const AUTH = 'Kingdee.BOS.WebApi.ServicesStub.AuthService';

/** Request of one of the two login methods (kingdee.md §2). */
export interface LoginRequest {
  method: 'LoginByAppSecret' | 'ValidateUser';
  body: { readonly [key: string]: Writable };
}

export const byAppSecret = (account: {
  acctId: string;
  username: string;
  appId: string;
  appSecret: string;
  lcid: number;
}): LoginRequest => ({
  method: 'LoginByAppSecret',
  body: {
    acctid: account.acctId,
    username: account.username,
    appid: account.appId,
    appsecret: account.appSecret,
    lcid: numberLiteral(String(account.lcid)) ?? String(account.lcid),
  },
});

export const byPassword = (account: {
  acctId: string;
  username: string;
  password: string;
  lcid: number;
}): LoginRequest => ({
  method: 'ValidateUser',
  body: {
    acctID: account.acctId,
    username: account.username,
    password: account.password,
    lcid: numberLiteral(String(account.lcid)) ?? String(account.lcid),
  },
});

/** Open session, sent as header and as cookies (kingdee.md §2.2). It is as secret as a password: never logged. */
export class Session implements Credentials {
  constructor(
    private readonly sessionId: string,
    private readonly aspSessionId: string,
    readonly version: string,
  ) {}

  headers(): Record<string, string> {
    const cookies = [`kdservice-sessionid=${this.sessionId}`];
    if (this.aspSessionId !== '') cookies.push(`ASP.NET_SessionId=${this.aspSessionId}`);
    return { 'kdservice-sessionid': this.sessionId, Cookie: cookies.join('; ') };
  }
}

/** Login that Kingdee refused. `locks`: the password is wrong; about five wrong ones lock the user, so the login is not repeated automatically. */
export class LoginRefusedError extends NotLetInError {
  /** What Kingdee says, without what to do about the login in use. */
  readonly came: string;

  constructor(
    came: string,
    nextStep: string,
    /** Kingdee's own words; "" if it said none. */
    quoted: string,
    readonly locks: boolean,
  ) {
    super(`${came}${nextStep}${quoted}`, { errorClass: 'session' });
    this.came = `${came}${quoted}`;
  }
}

const text = z
  .union([z.string(), z.boolean()])
  .nullish()
  .catch(null)
  .transform((value) => (value == null ? '' : String(value)));
const loginAnswer = z.object({
  LoginResultType: text,
  Message: text,
  KDSVCSessionId: text,
  Context: z.object({ SessionId: text, DisplayVersion: text }).nullish().catch(null),
});

/** Values of LoginResultType that open the session: success, a warning, and a form that an administrator should check (§2.1). */
const ACCEPTED = new Set(['1', '-4', '-5']);
const REFUSED: Readonly<Record<string, readonly [came: string, nextStep: string]>> = {
  '0': [
    '金蝶说用户名或密码不对。',
    '请管理员核对金蝶的用户、密码或应用密钥；连续输错会锁定用户，钉蝶不会自己再试；改好后到“体检”再查“登录金蝶”。',
  ],
  '-2': ['金蝶要求该用户先修改密码（密码策略）。', '请用这个用户登录金蝶改好密码，再更新设置。'],
  '-3': ['金蝶要求该用户先修改密码（密码策略）。', '请用这个用户登录金蝶改好密码，再更新设置。'],
  '-6': ['该金蝶用户没有绑定云通行证。', '请管理员在金蝶里绑定后再试。'],
  '-7': ['该金蝶用户的云通行证还没有激活。', '请管理员激活后再试。'],
};

/** Returns the id, or '' if it could not be sent in a header or a cookie: such an id is no session, and a later call with it would fail. */
const asHeader = (id: string): string => (/^[\x21\x23-\x3a\x3c-\x7e]{1,500}$/.test(id) ? id : '');

const cookie = (reply: Reply, name: string): string => {
  for (const each of reply.cookies) {
    const m = new RegExp(`^${name.replaceAll('.', '\\.')}=([^;]*)`, 'i').exec(each.trim());
    if (m?.[1]) return m[1];
  }
  return '';
};

/**
 * Opens a session. Only LoginResultType decides: MessageCode may report an error beside a success (§2.1).
 * @throws KingdeeUnavailableError always if there is no session: a failed login executes nothing that matters.
 */
export async function logIn(transport: KingdeeTransport, request: LoginRequest): Promise<Session> {
  const reply = await transport
    .post(`${AUTH}.${request.method}`, writeJson(request.body), NO_CREDENTIALS)
    .catch((error: unknown) => {
      if (!(error instanceof AnswerLostError)) throw error;
      throw new KingdeeUnreachableError(`登录金蝶没有成功：${error.sentence}。稍后会再试。`, { cause: error });
    });
  return readLogin(reply);
}

export function readLogin(reply: Reply): Session {
  const answer = loginAnswer.safeParse(jsonOf(reply));
  if (reply.status >= 500)
    throw new KingdeeUnreachableError(`登录金蝶没有成功：金蝶或它前面的网关回答了错误 ${reply.status}。稍后会再试。`);
  if (reply.status === 429)
    throw new KingdeeUnavailableError('登录金蝶没有成功：金蝶服务器说请求太频繁（429）。稍后会再试。', true, {
      waitMs: reply.waitMs,
    });
  const redirect = redirectOf(reply);
  if (redirect !== null) throw new NotLetInError(`登录金蝶没有成功：${redirect}。${CHECK_ADDRESS}。`);
  if (reply.status !== 200 || !answer.success || answer.data.LoginResultType === '')
    throw new NotLetInError(
      `登录金蝶没有成功：回答（状态 ${reply.status}）不是金蝶的登录结果。请管理员检查 KINGDEE_URL 是否以 /k3cloud/ 结尾。`,
    );
  const { LoginResultType: type, Message: message, KDSVCSessionId, Context } = answer.data;
  if (!ACCEPTED.has(type)) {
    const quoted = message === '' ? '' : `金蝶原话：“${message}”`;
    const [came, nextStep] = REFUSED[type] ?? ['登录金蝶被拒绝。', '请管理员检查账套、用户和第三方应用的设置。'];
    throw new LoginRefusedError(came, nextStep, quoted, type === '0');
  }
  const sessionId = asHeader(KDSVCSessionId) || asHeader(cookie(reply, 'kdservice-sessionid'));
  if (sessionId === '')
    throw new NotLetInError('登录金蝶没有成功：金蝶没有给出会话。请管理员检查账套和用户的设置。', {
      errorClass: 'session',
    });
  const aspSessionId = asHeader(Context?.SessionId ?? '') || asHeader(cookie(reply, 'ASP.NET_SessionId'));
  return new Session(sessionId, aspSessionId, Context?.DisplayVersion ?? '');
}

function jsonOf(reply: Reply): ExactJson {
  try {
    return readJson(reply.text);
  } catch {
    return null;
  }
}
