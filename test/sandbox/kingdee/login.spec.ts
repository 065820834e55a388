import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kingdeeAccount } from './account.js';
import { loginSign } from './signature.js';
import { Site, statusOf } from './test-site.js';

let site: Site;
beforeEach(async () => {
  site = await Site.open();
});
afterEach(() => site.close());

const { acctId, username, password, appId, appSecret } = kingdeeAccount;

interface LoginAnswer {
  LoginResultType: number;
  Message: string | null;
  MessageCode: string | null;
  KDSVCSessionId: string | null;
  Context: { SessionId: string; CurrentOrganizationInfo: { Name: string } } | null;
}

async function login(method: string, body: unknown): Promise<{ answer: LoginAnswer; cookies: string[] }> {
  const reply = await site.post(site.pathOf(`AuthService.${method}`), JSON.stringify(body));
  expect(reply.status).toBe(200);
  return { answer: (await reply.json()) as LoginAnswer, cookies: reply.headers.getSetCookie() };
}

const byPassword = (secret = password) =>
  login('ValidateUser', { acctID: acctId, username, password: secret, lcid: 2052 });

async function heartbeat(headers: Record<string, string>): Promise<unknown> {
  const body = JSON.stringify({
    data: { FormId: 'BD_Currency', FieldKeys: 'FCODE', FilterString: "FNUMBER='PRE001'" },
  });
  return (await site.post(site.pathOf('ExecuteBillQuery'), body, headers)).json();
}

const LOST = [
  [
    {
      Result: {
        ResponseStatus: {
          ErrorCode: 500,
          IsSuccess: false,
          Errors: [{ FieldName: null, Message: '会话信息已丢失，请重新登录', DIndex: 0 }],
          SuccessEntitys: [],
          SuccessMessages: [],
          MsgCode: 1,
        },
      },
    },
  ],
];

describe('the three logins', () => {
  it('each open a session, by object and by position', async () => {
    const ts = String(Math.floor(Date.now() / 1000));
    const sign = loginSign(acctId, username, appId, appSecret, ts);
    const answers = [
      await byPassword(),
      await login('ValidateUser', { parameters: [acctId, username, password, 2052] }),
      await login('LoginByAppSecret', { acctid: acctId, username, appid: appId, appsecret: appSecret, lcid: '2052' }),
      await login('LoginByAppSecret', { parameters: [acctId, username, appId, appSecret, 2052] }),
      await login('LoginBySign', { parameters: JSON.stringify([acctId, username, appId, ts, sign, 2052]) }),
      await login('LoginBySign', [acctId, username, appId, ts, sign, 2052]),
    ];
    for (const { answer, cookies } of answers) {
      expect(answer.LoginResultType).toBe(1);
      expect(cookies.map((each) => each.split(';')[0])).toEqual([
        `ASP.NET_SessionId=${answer.Context?.SessionId}`,
        `kdservice-sessionid=${answer.KDSVCSessionId}`,
      ]);
      expect(await heartbeat({ 'kdservice-sessionid': answer.KDSVCSessionId ?? '' })).toEqual([['CNY']]);
    }
    expect(site.kingdee.sessions.opened).toBe(6);
  });

  it('refuse a wrong password with 0, a wrong data centre and an AppSecret as password with -1', async () => {
    expect((await byPassword('x')).answer.LoginResultType).toBe(0);
    expect((await byPassword(appSecret)).answer).toMatchObject({
      LoginResultType: -1,
      Message: '输入字符串的格式不正确',
      KDSVCSessionId: null,
    });
    expect((await login('ValidateUser', { acctID: '00', username, password })).answer).toMatchObject({
      LoginResultType: -1,
      Message: '当前尝试登录的数据中心无法获取到',
    });
    expect((await login('LoginByAppSecret', [acctId, '张三', appId, appSecret, 2052])).answer.Message).toBe(
      '第三方应用：钉蝶 不允许用户张三登录，请联系系统管理员添加！',
    );
    expect(
      (await login('LoginBySign', [acctId, username, appId, '1700000000', 'x', 2052])).answer.LoginResultType,
    ).toBe(-1);
  });

  it('lock the user after five wrong passwords, even for the right one', async () => {
    for (let n = 0; n < 5; n += 1) await byPassword('x');
    expect((await byPassword()).answer.LoginResultType).toBe(0);
    site.kingdee.logins.unlock();
    expect((await byPassword()).answer.LoginResultType).toBe(1);
  });

  it('list the data centres without a login', async () => {
    const path =
      '/k3cloud/Kingdee.BOS.ServiceFacade.ServicesStub.Account.AccountService.GetDataCenterList.common.kdsvc';
    expect(await (await site.post(path, '{}')).json()).toEqual([
      expect.objectContaining({ Id: acctId }),
      // Its sister, in which nobody of ours may log in.
      expect.objectContaining({ Name: '云杉科技测试账套' }),
    ]);
  });
});

describe('the session', () => {
  it('is carried by header kdservice-sessionid, by header SID or by cookie', async () => {
    const id = (await byPassword()).answer.KDSVCSessionId ?? '';
    const carried: Record<string, string>[] = [
      { 'kdservice-sessionid': id },
      { SID: id },
      { Cookie: `Theme=standard; kdservice-sessionid=${id}; ASP.NET_SessionId=x` },
    ];
    for (const headers of carried) expect(await heartbeat(headers)).toEqual([['CNY']]);
  });

  it('is only in the cookie where the site leaves it out of the body', async () => {
    site.context.switches.kingdee.sessionIdInBody = false;
    const { answer, cookies } = await byPassword();
    expect(answer.KDSVCSessionId).toBeNull();
    expect(await heartbeat({ Cookie: cookies.map((each) => each.split(';')[0]).join('; ') })).toEqual([['CNY']]);
  });

  it('is lost without login, after idle time, after Logout and when it is dropped, with HTTP 200 and nested for a query', async () => {
    expect(await heartbeat({})).toEqual(LOST);

    const idle = (await byPassword()).answer.KDSVCSessionId ?? '';
    site.context.clock.offsetMs = 1_199_000;
    expect(await heartbeat({ SID: idle })).toEqual([['CNY']]);
    site.context.clock.offsetMs += 1_201_000;
    expect(await heartbeat({ SID: idle })).toEqual(LOST);

    const left = (await byPassword()).answer.KDSVCSessionId ?? '';
    await site.post(site.pathOf('AuthService.Logout'), '{}', { SID: left });
    expect(await heartbeat({ SID: left })).toEqual(LOST);

    const dropped = (await byPassword()).answer.KDSVCSessionId ?? '';
    site.context.faults.add({ system: 'kingdee', kind: 'session-drop', api: 'ExecuteBillQuery' });
    expect(await heartbeat({ SID: dropped })).toEqual(LOST);
    expect(await heartbeat({ SID: dropped })).toEqual(LOST);
  });

  it('is told lost as a plain object by every other method, and by View as {} where so switched', async () => {
    for (const method of ['Save', 'BatchSave', 'Submit', 'Audit', 'View', 'BillQuery', 'QueryBusinessInfo'])
      expect(statusOf(await (await site.post(site.pathOf(method), '{}')).json()).MsgCode).toBe(1);
    site.context.switches.kingdee.viewWithoutSessionEmpty = true;
    expect(await (await site.post(site.pathOf('View'), '{}')).json()).toEqual({});
  });

  it('can be good although LoginResultType is -5 or a password notice comes along', async () => {
    Object.assign(site.context.switches.kingdee, { loginResultType: -5, passwordPolicyNotice: true });
    const { answer } = await byPassword();
    expect(answer).toMatchObject({ LoginResultType: -5, MessageCode: 'CheckPasswordPolicy' });
    expect(await heartbeat({ SID: answer.KDSVCSessionId ?? '' })).toEqual([['CNY']]);
  });
});
