import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../server/src/config/settings.js';
import {
  type CallLimiter,
  PacedCalls,
  UnlimitedCalls,
} from '../../server/src/connectors/dingtalk/call/call-limiter.js';
import { CallMeter } from '../../server/src/connectors/dingtalk/call/call-meter.js';
import { DingTalkHealth } from '../../server/src/connectors/dingtalk/call/dingtalk-health.js';
import { DingTalkHttp } from '../../server/src/connectors/dingtalk/call/dingtalk-http.js';
import { parseApproval } from '../../server/src/connectors/dingtalk/form/parse-approval.js';
import { TopapiDingTalkClient } from '../../server/src/connectors/dingtalk/topapi.client.js';
import { V1DingTalkClient } from '../../server/src/connectors/dingtalk/v1.client.js';
import type { ApiFamily, DingTalkClient, DingTalkError } from '../../server/src/connectors/source.js';
import { Database } from '../../server/src/database/database.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import type { FaultKind } from '../sandbox/faults.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { connectionSettings, freshDatabase } from './stack.js';

/** Tokens, login and contacts cost nothing (dingtalk.md §9). */
const FREE = /gettoken|accessToken|\/user\//;
const FAMILIES: readonly ApiFamily[] = ['v1', 'topapi'];
const DAY = 86_400_000;

let sandbox: Sandbox;
let meter: CallMeter;
let health: DingTalkHealth;
let pauses: number[];
let closeDatabase: () => Promise<void>;
let db: Database;

beforeAll(async () => {
  const { url, drop } = await freshDatabase('migrated');
  const writer = await openDataSource(dataSourceOptions(url));
  await writer.runMigrations({ transaction: 'each' });
  db = new Database(writer, writer);
  closeDatabase = async () => {
    await writer.destroy();
    await drop();
  };
});
afterAll(() => closeDatabase());

beforeEach(async () => {
  sandbox = await startSandbox({ approvals: 45, qps: 0 });
  health = new DingTalkHealth();
  meter = new CallMeter(db);
  pauses = [];
});
afterEach(() => sandbox.close());

/** A call that is never answered is given up soon; any other has time on a busy machine. */
const patience = (kind: FaultKind): Record<string, string> => (kind === 'hang' ? { DINGTALK_TIMEOUT_MS: '1500' } : {});

/** The real client on real HTTP; the waits of its policy are noted instead of waited for. */
function client(
  family: ApiFamily,
  change: Readonly<Record<string, string>> = {},
  limiter: CallLimiter = new UnlimitedCalls(),
): DingTalkClient {
  const settings = readSettings({
    APP_SECRET: 'only-for-this-spec',
    ...connectionSettings(sandbox),
    DINGTALK_TIMEOUT_MS: '10000',
    ...change,
  });
  const http = new DingTalkHttp(settings, limiter, meter, health, async (ms) => pauses.push(ms));
  const Adapter = family === 'v1' ? V1DingTalkClient : TopapiDingTalkClient;
  return new Adapter(http, settings.DINGTALK_CORP_ID, settings.DINGTALK_AGENT_ID);
}

const processCode = () => sandbox.dingtalk.processCodes.费用报销 ?? '';
const now = () => sandbox.state.ctx.clock.now();
const approvals = () =>
  sandbox.state.dingtalk.state.approvals.all().filter((approval) => approval.processCode === processCode());
const fault = (kind: FaultKind, api: string, more: object = {}) =>
  sandbox.state.ctx.faults.add({ system: 'dingtalk', kind, api, ...more });
const calls = (path: string) =>
  sandbox.state.ctx.calls.report().dingtalk.find(({ api }) => api.includes(path))?.total ?? 0;
const DETAIL: Record<ApiFamily, string> = {
  v1: '/v1.0/workflow/processInstances',
  topapi: '/topapi/processinstance/get',
};
const COMMENT = 'comment';

async function listAll(dingtalk: DingTalkClient, finishedOnly: boolean): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { ids: readonly string[]; next: string | null } = await dingtalk.listInstances({
      processCode: processCode(),
      from: now() - 100 * DAY,
      to: now(),
      finishedOnly,
      cursor,
    });
    ids.push(...page.ids);
    cursor = page.next;
  } while (cursor !== null);
  return ids;
}

const anId = async (dingtalk: DingTalkClient) => (await listAll(dingtalk, true))[0] ?? '';

describe.each(FAMILIES)('DingTalk through %s', (family) => {
  it('lists every approval once, page by page, finished ones alone where the family can', async () => {
    const dingtalk = client(family);
    const all = await listAll(dingtalk, false);
    expect(new Set(all)).toEqual(new Set(approvals().map(({ instanceId }) => instanceId)));
    expect(all).toHaveLength(approvals().length);
    const finished = approvals().filter(({ status }) => status === 'COMPLETED');
    expect(await listAll(dingtalk, true)).toHaveLength(family === 'v1' ? finished.length : approvals().length);
  });

  it('reads every approval, with readable controls and no shifted times', async () => {
    const dingtalk = client(family);
    for (const approval of approvals()) {
      const raw = await dingtalk.getInstance(processCode(), approval.instanceId);
      const instance = parseApproval(raw);
      expect(instance).toMatchObject({
        businessId: approval.businessId,
        status: approval.status,
        title: approval.title,
      });
      expect(instance.controls.filter(({ value }) => value.kind === 'unreadable')).toEqual([]);
      expect(instance.warnings).toBeUndefined();
    }
  });

  it('names the forms and the controls of one, columns included', async () => {
    const dingtalk = client(family);
    expect((await dingtalk.listForms()).map(({ name }) => name)).toContain('费用报销');
    const form = await dingtalk.getForm(processCode());
    const table = form.controls.find(({ label }) => label === '报销明细');
    expect(table?.children.map(({ label }) => label)).toContain('报销金额(元)');
    expect(form.controls.find(({ label }) => label === '报销类别')?.options.length).toBeGreaterThan(1);
  });

  it('comments, redeems a login code once, and knows its people', async () => {
    const dingtalk = client(family);
    const user = sandbox.state.ctx.company.employees[0];
    if (!user) throw new Error('the company has no people');
    const id = await anId(dingtalk);
    expect(await dingtalk.comment({ processInstanceId: id, userId: user.userid, text: '已生成付款单 DD1' })).toEqual({
      kind: 'done',
    });
    const { remarks } = parseApproval(await dingtalk.getInstance(processCode(), id));
    expect(remarks.map(({ text }) => text)).toContain('已生成付款单 DD1');

    const code = sandbox.issueCode(user.userid);
    expect(await dingtalk.redeemLoginCode(code)).toMatchObject({ userId: user.userid, name: user.name });
    await expect(dingtalk.redeemLoginCode(code)).rejects.toMatchObject({ errorClass: 'parameter' });
    expect(await dingtalk.getUser(user.userid)).toMatchObject({ name: user.name });
    expect(await dingtalk.getUser('nobody-here')).toBeNull();
    expect(await dingtalk.notify({ userId: user.userid, title: '已入账', text: `单号 DD1` })).toEqual({ kind: 'done' });
  });

  it('says in a sentence why a comment was refused', async () => {
    const dingtalk = client(family);
    const refused = await dingtalk.comment({ processInstanceId: await anId(dingtalk), userId: 'nobody', text: 'x' });
    expect(refused).toMatchObject({ kind: 'refused' });
  });

  it('fetches one token for all who wait, and one more when it is refused', async () => {
    const dingtalk = client(family);
    const ids = await listAll(dingtalk, false);
    const path = family === 'v1' ? '/v1.0/oauth2/accessToken' : '/gettoken';
    expect(calls(path)).toBe(1);
    fault('token-expired', DETAIL[family]);
    await Promise.all(ids.slice(0, 8).map((id) => dingtalk.getInstance(processCode(), id)));
    expect(calls(path)).toBe(2);
    expect(health.current().state).toBe('ok');
  });

  it('tells wrong credentials at once, without trying again', async () => {
    const wrong = client(family, { DINGTALK_CLIENT_SECRET: 'wrong' });
    await expect(wrong.check()).rejects.toMatchObject({ errorClass: 'configuration' });
    expect(pauses).toEqual([]);
    expect(health.current()).toMatchObject({ state: 'trouble' });
    await expect(client(family).check()).resolves.toBeUndefined();
  });

  it('gives a link to an attachment that holds its bytes, and says that there is none of another', async () => {
    const dingtalk = client(family);
    const [found, fileId] = approvals().flatMap((approval) =>
      [...approval.values.values()].flatMap((value) =>
        value.kind === 'attachments' ? value.files.map((file) => [approval, file.fileId] as const) : [],
      ),
    )[0] ?? [undefined, ''];
    const link = await dingtalk.fileLink(found?.instanceId ?? '', fileId);
    const { files } = sandbox.state.dingtalk.state;
    expect(Buffer.from(await (await fetch(link)).arrayBuffer())).toEqual(files.file(fileId));
    await expect(dingtalk.fileLink(found?.instanceId ?? '', '404')).rejects.toMatchObject({ errorClass: 'parameter' });
  });

  it('finds no approval that was deleted', async () => {
    await expect(client(family).getInstance(processCode(), 'gone')).rejects.toMatchObject({ errorClass: 'not-found' });
    expect(pauses).toEqual([]);
  });

  it('waits at least a second, ever longer, when throttled, and gives up after five tries', async () => {
    const dingtalk = client(family);
    const id = await anId(dingtalk);
    fault('rate-limit', DETAIL[family], { times: 2 });
    await dingtalk.getInstance(processCode(), id);
    expect(pauses).toHaveLength(2);
    expect(pauses[0]).toBeGreaterThanOrEqual(1000);
    expect(pauses[1]).toBeGreaterThanOrEqual(2000);

    const before = calls(DETAIL[family]);
    fault('rate-limit', DETAIL[family], { times: 0 });
    await expect(dingtalk.getInstance(processCode(), id)).rejects.toMatchObject({ errorClass: 'rate' });
    expect(calls(DETAIL[family]) - before).toBe(5);
  });

  it.each([
    [false, 1_000, 1_300],
    [true, 9_000, 11_700],
  ] as const)(
    'waits as long as DingTalk asks for (says so: %s), with jitter and through the same limiter',
    async (says, least, most) => {
      const taken: string[] = [];
      const limiter = {
        take: async (path: string) => void taken.push(path),
        leave: async () => undefined,
        throttled: () => undefined,
      };
      const dingtalk = client(family, {}, limiter);
      const id = await anId(dingtalk);
      Object.assign(sandbox.state.ctx.switches.dingtalk, { retryAfter: says, retryAfterSeconds: 9 });
      fault('rate-limit', DETAIL[family]);
      taken.length = 0;
      await dingtalk.getInstance(processCode(), id);
      expect(pauses).toHaveLength(1);
      expect(pauses[0]).toBeGreaterThanOrEqual(least);
      expect(pauses[0]).toBeLessThanOrEqual(most);
      expect(taken.filter((path) => path.includes(DETAIL[family]))).toHaveLength(2);
    },
  );

  it('does not sit out a wait of more than a minute: the call ends, and whoever asked comes back later', async () => {
    const dingtalk = client(family);
    const id = await anId(dingtalk);
    Object.assign(sandbox.state.ctx.switches.dingtalk, { retryAfter: true, retryAfterSeconds: 3600 });
    fault('rate-limit', DETAIL[family]);
    await expect(dingtalk.getInstance(processCode(), id)).rejects.toMatchObject({ errorClass: 'rate' });
    expect(pauses).toEqual([]);
  });

  it.each<FaultKind>(['http-500', 'http-502-html', 'hang', 'reset', 'truncate', 'lose-answer'])(
    'reads again after %s, three times at most',
    async (kind) => {
      const dingtalk = client(family, patience(kind));
      const id = await anId(dingtalk);
      fault(kind, DETAIL[family], { times: 3 });
      await expect(dingtalk.getInstance(processCode(), id)).resolves.toMatchObject({ processInstanceId: id });
      expect(pauses).toHaveLength(3);
      expect(health.current().state).toBe('ok');

      fault(kind, DETAIL[family], { times: 4 });
      await expect(dingtalk.getInstance(processCode(), id)).rejects.toMatchObject({ errorClass: 'transient' });
    },
  );

  it.each<FaultKind>(['http-500', 'http-502-html', 'hang', 'reset', 'truncate', 'lose-answer'])(
    'never sends a comment again after %s: the outcome is unknown',
    async (kind) => {
      const dingtalk = client(family, patience(kind));
      const id = await anId(dingtalk);
      const userId = sandbox.state.ctx.company.employees[0]?.userid ?? '';
      fault(kind, COMMENT);
      const outcome = await dingtalk.comment({ processInstanceId: id, userId, text: 'DD1' });
      expect(outcome.kind).toBe('unknown');
      expect(calls(COMMENT)).toBe(1);
    },
  );

  it('sends a throttled comment again, for it was not carried out', async () => {
    const dingtalk = client(family);
    const id = await anId(dingtalk);
    const userId = sandbox.state.ctx.company.employees[0]?.userid ?? '';
    fault('rate-limit', COMMENT);
    expect(await dingtalk.comment({ processInstanceId: id, userId, text: 'DD1' })).toEqual({ kind: 'done' });
    const { remarks } = parseApproval(await dingtalk.getInstance(processCode(), id));
    expect(remarks).toHaveLength(1);
  });

  it('throws instead of guessing when nothing was sent', async () => {
    const nowhere = { DINGTALK_API_URL: 'http://127.0.0.1:1', DINGTALK_OAPI_URL: 'http://127.0.0.1:1' };
    const comment = client(family, nowhere).comment({ processInstanceId: 'i', userId: 'u', text: 't' });
    await expect(comment).rejects.toMatchObject({ errorClass: 'transient' });
  });

  it('says that the quota is spent, and that a permission is missing', async () => {
    const dingtalk = client(family);
    const id = await anId(dingtalk);
    fault('quota', DETAIL[family]);
    await expect(dingtalk.getInstance(processCode(), id)).rejects.toMatchObject({ errorClass: 'quota' });
    expect(health.isQuotaSpent(Date.now())).toBe(true);
    await dingtalk.getInstance(processCode(), id);
    expect(health.isQuotaSpent(Date.now())).toBe(false);
    fault('permission-denied', DETAIL[family]);
    await expect(dingtalk.getInstance(processCode(), id)).rejects.toMatchObject({ errorClass: 'permission' });
    expect(health.current().sentence).toContain('权限');
  });

  it('meters what DingTalk counts, by purpose, and nothing else', async () => {
    const before = await meter.current();
    const apisBefore = await meter.byApi();
    sandbox.state.ctx.calls.reset();
    const { quota } = sandbox.state.dingtalk.state;
    const dingtalk = client(family);
    const tally = { calls: 0 };
    const usedBefore = quota.used;
    await meter.within(tally, async () => {
      const ids = await listAll(dingtalk, false);
      await Promise.all(ids.slice(0, 5).map((id) => dingtalk.getInstance(processCode(), id)));
      await dingtalk.getUser('nobody-here');
      await dingtalk.redeemLoginCode('no-code').catch(() => undefined);
    });
    const pages = Math.ceil(approvals().length / 20);
    expect(tally.calls).toBe(pages + 5);
    expect(quota.used - usedBefore).toBe(pages + 5);
    await meter.flush();
    const { byPurpose, used } = await meter.current();
    expect(used - before.used).toBe(pages + 5);
    expect((byPurpose.detail ?? 0) - (before.byPurpose.detail ?? 0)).toBe(5);
    const [row] = await db.query<{ used: unknown }>("SELECT used FROM call_meter WHERE purpose = 'detail'");
    expect(Number(row?.used)).toBe(byPurpose.detail);
    const apis = (list: typeof apisBefore) => new Map(list.map(({ api, used: n }) => [api, n]));
    const [then, now] = [apis(apisBefore), apis(await meter.byApi())];
    const counted = sandbox.state.ctx.calls.report().dingtalk.filter(({ api }) => !FREE.test(api));
    expect(counted.map(({ total }) => total).sort()).toEqual([pages, 5].sort());
    for (const { api, total } of counted)
      expect([api, (now.get(api) ?? 0) - (then.get(api) ?? 0)]).toEqual([api, total]);
    expect([...now.keys()].filter((api) => FREE.test(api))).toEqual([]);
  });

  it('stays within 20 calls in every second with many callers, and is never throttled', async () => {
    sandbox.state.dingtalk.state.qps = 20;
    const dingtalk = client(family, {}, new PacedCalls(20));
    const ids = (await listAll(dingtalk, false)).slice(0, 45);
    const wanted = [...ids, ...ids];
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let id = wanted.pop(); id; id = wanted.pop()) await dingtalk.getInstance(processCode(), id);
      }),
    );
    const report = sandbox.state.ctx.calls.report().dingtalk.find(({ api }) => api.includes(DETAIL[family]));
    expect(report).toMatchObject({ throttled: 0 });
    expect(report?.maxPerSecond).toBeLessThanOrEqual(20);
  });
});

describe('a ban on our address', () => {
  it('is learned from one page instead of JSON, and stops all calls for five minutes', async () => {
    let pages = 0;
    const server = createServer((_, response) => {
      pages += 1;
      response.setHeader('content-type', 'text/html').end('<html><body>denied</body></html>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const banned = `http://127.0.0.1:${port}`;
    const dingtalk = client('v1', { DINGTALK_API_URL: banned, DINGTALK_OAPI_URL: banned });
    await expect(dingtalk.getInstance('p', 'i')).rejects.toMatchObject({ errorClass: 'ip-ban' });
    await expect(dingtalk.listForms()).rejects.toMatchObject({ errorClass: 'ip-ban' });
    await expect(dingtalk.comment({ processInstanceId: 'i', userId: 'u', text: 't' })).rejects.toBeDefined();
    expect(pages).toBe(1);
    expect(health.current().sentence).toContain('5 分钟');
    server.close();
  });
});

describe.each(FAMILIES)('TLS that cannot be trusted, through %s', (family) => {
  it('is told at once as a setting to mend, and a comment has not left', async () => {
    const secure = (url: string) => url.replace('http://', 'https://');
    const { DINGTALK_API_URL = '', DINGTALK_OAPI_URL = '' } = connectionSettings(sandbox);
    const change = { DINGTALK_API_URL: secure(DINGTALK_API_URL), DINGTALK_OAPI_URL: secure(DINGTALK_OAPI_URL) };
    const dingtalk = client(family, change);
    await expect(dingtalk.check()).rejects.toMatchObject({ errorClass: 'configuration' });
    const comment = dingtalk.comment({ processInstanceId: 'x', userId: 'y', text: 'z' });
    await expect(comment).rejects.toThrow(/钉钉的安全(连接|证书).*请管理员检查/);
    expect(health.current().sentence).toContain('钉钉的安全');
    expect(pauses).toEqual([]);
  });
});

describe('a group’s robot', () => {
  const TOKEN = '0123456789abcdef0123';
  const post = (dingtalk: DingTalkClient, secret: string) =>
    dingtalk.postToGroup({ token: TOKEN, secret }, { title: 'x', text: `x ${Date.now()}` });

  it('that never answers stops nothing of the app: after six lost answers approvals are read and no outage is told', async () => {
    const secret = sandbox.state.dingtalk.state.robots.add(TOKEN);
    const dingtalk = client('v1');
    fault('lose-answer', 'robot/send', { times: 6 });
    const kinds = [];
    for (let n = 0; n < 6; n++)
      kinds.push(
        await post(dingtalk, secret).then(
          ({ kind }) => kind,
          (error: DingTalkError) => error.code,
        ),
      );
    expect(kinds).toEqual([...Array.from({ length: 5 }, () => 'unknown'), 'circuit-open']);
    expect(health.outage).toBeNull();
    expect(await listAll(dingtalk, false)).toHaveLength(approvals().length);
  });

  it('whose address answers with a page does not stop the calls of the app', async () => {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html').end('<html><body>denied</body></html>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const dingtalk = client('v1', { DINGTALK_OAPI_URL: `http://127.0.0.1:${port}` });
    await expect(post(dingtalk, 'SEC0123456789')).rejects.toMatchObject({ errorClass: 'ip-ban' });
    expect(await listAll(dingtalk, false)).toHaveLength(approvals().length);
    server.close();
  });

  it.each([
    ['40000', /钉钉不接受这次请求/],
    ['400102', /停用/],
    ['410100', /发得太快/],
    ['310000', /安全设置/],
  ] as const)(
    'that refuses with %s is refused: not thrown, not asked again, no trouble of the connection',
    async (robotRefusal, says) => {
      const secret = sandbox.state.dingtalk.state.robots.add(TOKEN);
      const dingtalk = client('v1');
      sandbox.state.ctx.switches.dingtalk.robotRefusal = robotRefusal;
      const outcome = await post(dingtalk, secret);
      expect(outcome).toEqual({ kind: 'refused', code: robotRefusal, sentence: expect.stringMatching(says) });
      expect([calls('robot/send'), health.current().state]).toEqual([1, 'unknown']);
    },
  );
});
