import type { KingdeeAccount } from './account.js';
import { readArguments } from './envelope.js';
import { scalarText } from './json.js';
import { type Session, Sessions } from './sessions.js';
import { loginSign, timestampMs } from './signature.js';
import type { KingdeeSwitches } from './switches.js';

export interface LoginReply {
  body: Record<string, unknown>;
  cookies: string[];
}

/** Answers the three kinds of login (kingdee.md §2). Every answer is HTTP 200 with a LoginResultType. */
export class Logins {
  private wrongPasswords = 0;

  constructor(
    private readonly account: KingdeeAccount,
    private readonly organisationName: string,
    private readonly sessions: Sessions,
    private readonly switches: KingdeeSwitches,
    private readonly now: () => number,
  ) {}

  validateUser(body: unknown): LoginReply {
    const [acctId, user, password] = texts(body, ['acctID', 'username', 'password', 'lcid']);
    const refused = this.checkDataCentre(acctId);
    if (refused) return refused;
    const { lockAfterWrongPasswords } = this.switches;
    if (lockAfterWrongPasswords > 0 && this.wrongPasswords >= lockAfterWrongPasswords)
      return refusal(0, '用户已被锁定，请联系系统管理员'); // §2.1: about five wrong tries lock the user
    // §2: an AppSecret is not a password.
    if (password === this.account.appSecret) return refusal(-1, '输入字符串的格式不正确');
    if (user !== this.account.username || password !== this.account.password) {
      this.wrongPasswords += 1;
      return refusal(0, '用户名或密码错误');
    }
    this.wrongPasswords = 0;
    return this.welcome();
  }

  loginByAppSecret(body: unknown): LoginReply {
    const [acctId, user, appId, appSecret] = texts(body, ['acctid', 'username', 'appid', 'appsecret', 'lcid']);
    return this.checkApplication(acctId, user, appId) ?? this.checkSecret(appSecret === this.account.appSecret);
  }

  loginBySign(body: unknown): LoginReply {
    const [acctId, user, appId, timestamp = '', sign] = texts(body, [
      'acctid',
      'username',
      'appid',
      'timestamp',
      'sign',
      'lcid',
    ]);
    const refused = this.checkApplication(acctId, user, appId);
    if (refused) return refused;
    const at = timestampMs(timestamp);
    const fresh =
      at !== null && Math.abs(this.now() - at) <= this.switches.linkValidMs && this.switches.linkValidMs > 0;
    const { appSecret, username } = this.account;
    const expected = loginSign(this.account.acctId, username, this.account.appId, appSecret, timestamp);
    return this.checkSecret(fresh && sign === expected);
  }

  /** Unlocks the user. */
  unlock(): void {
    this.wrongPasswords = 0;
  }

  private checkDataCentre(acctId: string | undefined): LoginReply | null {
    return acctId === this.account.acctId ? null : refusal(-1, '当前尝试登录的数据中心无法获取到'); // §2
  }

  private checkApplication(acctId?: string, user?: string, appId?: string): LoginReply | null {
    const refused = this.checkDataCentre(acctId);
    if (refused) return refused;
    if (appId !== this.account.appId) return refusal(-1, '第三方应用不存在或已禁用');
    // §2.4
    if (user !== this.account.username)
      return refusal(-1, `第三方应用：钉蝶 不允许用户${user ?? ''}登录，请联系系统管理员添加！`);
    return null;
  }

  private checkSecret(good: boolean): LoginReply {
    return good ? this.welcome() : refusal(-1, '第三方应用校验失败');
  }

  private welcome(): LoginReply {
    const session = this.sessions.open(this.account.username, this.account.org, this.now());
    return {
      body: this.success(session),
      cookies: [
        `ASP.NET_SessionId=${session.aspNetId}; path=/; HttpOnly; SameSite=Lax`,
        `kdservice-sessionid=${session.id}; path=/; HttpOnly`,
      ],
    };
  }

  private success(session: Session): Record<string, unknown> {
    const { account, switches } = this;
    return {
      ...EMPTY_REPLY,
      // §2.1: a successful login may carry a password notice.
      Message: switches.passwordPolicyNotice ? '密码即将到期，请及时修改' : null,
      MessageCode: switches.passwordPolicyNotice ? 'CheckPasswordPolicy' : null,
      LoginResultType: switches.loginResultType,
      Context: {
        UserLocale: 'zh-CN',
        LogLocale: 'zh-CN',
        DBid: account.acctId,
        DatabaseType: 3,
        SessionId: session.aspNetId,
        UserId: account.userId,
        UserName: account.username,
        CustomName: account.dataCenterName,
        DisplayVersion: '9.0.553.10',
        DataCenterName: account.dataCenterName,
        UserToken: session.id,
        CurrentOrganizationInfo: {
          ID: 100_001,
          AcctOrgType: '1',
          Name: this.organisationName,
          FunctionIds: [101, 102],
        },
        ClientType: 32,
        UTimeZone: { OffsetTicks: 288_000_000_000, StandardName: '(UTC+08:00)北京，重庆，香港特别行政区，乌鲁木齐' },
      },
      KDSVCSessionId: switches.sessionIdInBody ? session.id : null, // §2.2
      Lcid: account.lcid,
      IsSuccessByAPI: true,
    };
  }
}

/** Members of the login reply (kingdee.md §2.1). */
const EMPTY_REPLY = {
  Message: null,
  MessageCode: null,
  LoginResultType: 0,
  Context: null,
  KDSVCSessionId: null,
  FormId: null,
  RedirectFormParam: null,
  FormInputObject: null,
  ErrorStackTrace: null,
  Lcid: 0,
  AccessToken: null,
  CustomParam: null,
  KdAccessResult: null,
  IsSuccessByAPI: false,
};

const refusal = (type: number, message: string): LoginReply => ({
  body: { ...EMPTY_REPLY, Message: message, LoginResultType: type },
  cookies: [],
});

function texts(body: unknown, names: readonly string[]): (string | undefined)[] {
  return readArguments(body, names).map((value) => scalarText(value) ?? undefined);
}
