import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../start.js';
import { defaultSwitches } from '../switches.js';
import { ApiClient } from './api-client.js';
import type { SandboxApproval } from './approval.js';

const DAY_MS = 86_400_000;

let sandbox: Sandbox;
let api: ApiClient;
let processCode: string;

beforeAll(async () => {
  sandbox = await startSandbox({ qps: 0, approvals: 60 });
  processCode = sandbox.dingtalk.processCodes.费用报销 ?? '';
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  const { state } = sandbox;
  state.ctx.clock.offsetMs = 0;
  state.ctx.faults.clear();
  Object.assign(state.ctx.switches.dingtalk, defaultSwitches().dingtalk);
  state.dingtalk.state.qps = 0;
  state.dingtalk.state.quota.limit = 0;
  api = await new ApiClient(sandbox).logIn();
});

const approvals = (): SandboxApproval[] =>
  sandbox.state.dingtalk.state.approvals.all().filter((each) => each.processCode === processCode);

function first(fate: SandboxApproval['fate']): SandboxApproval {
  const found = approvals().find((each) => each.fate === fate);
  if (!found) throw new Error(`no ${fate} approval`);
  return found;
}

describe('tokens (dingtalk.md §1)', () => {
  it('come in three forms, each with its own field names', async () => {
    const { clientId, clientSecret, corpId } = sandbox.dingtalk;
    const fresh = await api.call('POST', '/v1.0/oauth2/accessToken', { appKey: clientId, appSecret: clientSecret });
    const old = await api.call('GET', `/gettoken?appkey=${clientId}&appsecret=${clientSecret}`);
    const unified = await api.call('POST', `/v1.0/oauth2/${corpId}/token`, {
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'client_credentials',
    });
    expect(Object.keys(fresh.body)).toEqual(['accessToken', 'expireIn']);
    expect(old.body).toMatchObject({ errcode: 0, expires_in: 7200 });
    expect(Object.keys(unified.body)).toEqual(['access_token', 'expires_in']);
  });

  it('stay the same while valid, are renewed by fetching, and end after 7200 s', async () => {
    const { clientId, clientSecret } = sandbox.dingtalk;
    const fetchToken = async (): Promise<unknown> =>
      (await api.call('POST', '/v1.0/oauth2/accessToken', { appKey: clientId, appSecret: clientSecret })).body
        .accessToken;
    const one = await fetchToken();
    sandbox.state.ctx.clock.offsetMs = 7_000_000;
    expect(await fetchToken()).toBe(one);
    sandbox.state.ctx.clock.offsetMs = 14_000_000;
    expect(await fetchToken()).toBe(one);
    sandbox.state.ctx.clock.offsetMs = 14_000_000 + 7_201_000;
    expect(await fetchToken()).not.toBe(one);
  });

  it('that have run out are 42001 for the old host, made-up ones 40014 (§1.2)', async () => {
    const { clientId, clientSecret } = sandbox.dingtalk;
    const { body } = await api.call('GET', `/gettoken?appkey=${clientId}&appsecret=${clientSecret}`);
    sandbox.state.ctx.clock.offsetMs = 7_201_000;
    const answer = await api.call('POST', `/topapi/v2/department/get?access_token=${body.access_token}`, {
      dept_id: 1,
    });
    expect(answer.body).toMatchObject({ errcode: 88, sub_code: '42001' });
  });

  it('are refused for a wrong secret, in the words of each form', async () => {
    const { clientId, corpId } = sandbox.dingtalk;
    const fresh = await api.call('POST', '/v1.0/oauth2/accessToken', { appKey: clientId, appSecret: 'wrong' });
    expect([fresh.status, fresh.body.code]).toEqual([400, 'invalidClientIdOrSecret']);
    const old = await api.call('GET', `/gettoken?appkey=${clientId}&appsecret=wrong`);
    expect([old.status, old.body.errcode]).toEqual([200, 40096]);
    const unified = await api.call('POST', `/v1.0/oauth2/${corpId}/token`, {
      client_id: clientId,
      client_secret: 'wrong',
    });
    expect([unified.status, unified.body.code]).toEqual([400, 'invalid.client']);
    const badCorp = await api.call('POST', '/v1.0/oauth2/dingother/token', {
      client_id: clientId,
      client_secret: 'wrong',
    });
    expect([badCorp.status, badCorp.body.code]).toEqual([500, 'unknownError']);
  });

  it('belong in the header of the new family: missing, query and Bearer are all missing', async () => {
    const path = `/v1.0/workflow/processInstances?processInstanceId=${first('agreed').instanceId}`;
    const missing = await api.call('GET', path);
    expect([missing.status, missing.body.code]).toEqual([400, 'AuthenticationFailed.MissingParameter']);
    const bearer = await api.call('GET', path, undefined, { authorization: 'Bearer abc' });
    expect(bearer.body.code).toBe('AuthenticationFailed.MissingParameter');
    const wrong = await api.call('GET', path, undefined, { 'x-acs-dingtalk-access-token': 'abc' });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'InvalidAuthentication']);
    expect(wrong.body).toHaveProperty('requestid');
  });

  it('belong in the query of the old family, or in its form body, and are refused as 88 with a text sub_code', async () => {
    const wrong = await api.call('POST', '/topapi/processinstance/get?access_token=abc', {});
    expect(wrong.status).toBe(200);
    expect(wrong.body).toMatchObject({ errcode: 88, sub_code: '40014' });
    const blank = await api.call('POST', '/topapi/processinstance/get', {});
    expect(blank.body).toMatchObject({ errcode: 88, sub_code: '40000' });
    const { clientId, clientSecret } = sandbox.dingtalk;
    const { body } = await api.call('GET', `/gettoken?appkey=${clientId}&appsecret=${clientSecret}`);
    const form = new URLSearchParams({
      access_token: String(body.access_token),
      process_instance_id: first('agreed').instanceId,
    }).toString();
    const byForm = await api.call('POST', '/topapi/processinstance/get', form, {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(byForm.body.errcode).toBe(0);
  });

  it('open the other family only where the switch says so', async () => {
    const { clientId, clientSecret } = sandbox.dingtalk;
    const { body } = await api.call('POST', '/v1.0/oauth2/accessToken', { appKey: clientId, appSecret: clientSecret });
    const path = `/topapi/v2/department/get?access_token=${body.accessToken}`;
    expect((await api.call('POST', path, { dept_id: 1 })).body.errcode).toBe(0);
    sandbox.state.ctx.switches.dingtalk.tokensInterchangeable = false;
    expect((await api.call('POST', path, { dept_id: 1 })).body).toMatchObject({ errcode: 88, sub_code: '40014' });
  });
});

it('answers unknown paths per host (dingtalk.md §9)', async () => {
  expect((await api.call('POST', '/topapi/nothing', {})).body.errcode).toBe(22);
  const fresh = await api.call('GET', '/v1.0/nothing');
  expect([fresh.status, fresh.body.errcode]).toEqual([200, 404]);
});

it('reads JSON whatever the content type says', async () => {
  const { clientId, clientSecret } = sandbox.dingtalk;
  const answer = await api.call(
    'POST',
    '/v1.0/oauth2/accessToken',
    { appKey: clientId, appSecret: clientSecret },
    { 'content-type': 'text/plain' },
  );
  expect(answer.body).toHaveProperty('accessToken');
});

describe('listing (dingtalk.md §3)', () => {
  const query = { maxResults: 20, nextToken: 0 };
  const start = (): number => Date.now() - 31 * DAY_MS;

  async function all(statuses?: string[]): Promise<string[]> {
    const ids: string[] = [];
    let nextToken: number | undefined = 0;
    while (nextToken !== undefined) {
      const { body } = await api.v1('POST', '/v1.0/workflow/processes/instanceIds/query', {
        processCode,
        startTime: start(),
        maxResults: 20,
        nextToken,
        ...(statuses ? { statuses } : {}),
      });
      const result = body.result as { list: string[]; nextToken?: string };
      ids.push(...result.list);
      if (result.nextToken !== undefined) expect(typeof result.nextToken).toBe('string');
      nextToken = result.nextToken ? Number(result.nextToken) : undefined;
    }
    return ids;
  }

  it('pages through every launch of the window once, with a text token until the last page', async () => {
    const ids = await all();
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(
      approvals()
        .map(({ instanceId }) => instanceId)
        .sort(),
    );
  });

  it('filters by status in the new family', async () => {
    const completed = await all(['COMPLETED']);
    expect(completed.sort()).toEqual(
      approvals()
        .filter(({ status }) => status === 'COMPLETED')
        .map(({ instanceId }) => instanceId)
        .sort(),
    );
  });

  it('gives a numeric cursor in the old family, absent on the last page', async () => {
    const ids: string[] = [];
    let cursor: number | undefined = 0;
    while (cursor !== undefined) {
      const { body } = await api.topapi('/topapi/processinstance/listids', {
        process_code: processCode,
        start_time: start(),
        size: 20,
        cursor,
      });
      const result = body.result as { list: string[]; next_cursor?: number };
      ids.push(...result.list);
      cursor = result.next_cursor;
      if (cursor !== undefined) expect(typeof cursor).toBe('number');
    }
    expect(ids).toHaveLength(approvals().length);
  });

  it('selects by launch time, not by finish', async () => {
    const { createdAt, finishedAt, instanceId } = first('agreed');
    const { body } = await api.v1('POST', '/v1.0/workflow/processes/instanceIds/query', {
      processCode,
      startTime: createdAt + 1000,
      endTime: finishedAt,
      ...query,
    });
    expect((body.result as { list: string[] }).list).not.toContain(instanceId);
  });

  it('turns round with the switch', async () => {
    const newestFirst = await all();
    sandbox.state.ctx.switches.dingtalk.listOrder = 'asc';
    expect(await all()).toEqual(newestFirst.reverse());
  });

  it.each([
    ['invalidMaxResults', { maxResults: 21 }],
    ['invalidMaxResults', { maxResults: undefined }],
    ['invalidNextToken', { nextToken: undefined }],
    ['invalidNextToken', { nextToken: -1 }],
    ['invalidNextToken', { nextToken: 10_000 }],
    ['invalidProcessCode', { processCode: 'PROC-NONE' }],
    ['invalidEndTime', { startTime: Date.now() - 130 * DAY_MS, endTime: Date.now() }],
    ['invalidEndTime', { endTime: 5 }],
    ['invalidUserIds', { userIds: Array.from({ length: 11 }, (_, index) => String(index)) }],
    ['invalidParameter', { startTime: Date.now() - 366 * DAY_MS, endTime: Date.now() - 350 * DAY_MS }],
    ['invalidParameter', { startTime: Date.now() - 121 * DAY_MS }],
  ])('refuses with %s: %o', async (code, change) => {
    const answer = await api.v1('POST', '/v1.0/workflow/processes/instanceIds/query', {
      processCode,
      startTime: start(),
      ...query,
      ...change,
    });
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });

  it('drops a deleted instance, whose detail then does not exist', async () => {
    const { instanceId } = first('terminated');
    await api.control('POST', '/approvals/delete', { id: instanceId });
    expect(await all()).not.toContain(instanceId);
    const detail = await api.v1('GET', `/v1.0/workflow/processInstances?processInstanceId=${instanceId}`);
    expect([detail.status, detail.body.code]).toEqual([400, 'processInstanceNotExist']);
  });
});

describe('detail (dingtalk.md §4)', () => {
  it('says success as a boolean or as a text, by switch', async () => {
    const path = `/v1.0/workflow/processInstances?processInstanceId=${first('agreed').instanceId}`;
    expect((await api.v1('GET', path)).body.success).toBe(true);
    sandbox.state.ctx.switches.dingtalk.successAsString = true;
    expect((await api.v1('GET', path)).body.success).toBe('true');
  });

  it('shows a late one as passed once control has finished it', async () => {
    const { instanceId } = first('late');
    const path = `/v1.0/workflow/processInstances?processInstanceId=${instanceId}`;
    expect((await api.v1('GET', path)).body.result).toMatchObject({ status: 'RUNNING', result: '' });
    await api.control('POST', '/approvals/finish', { ids: [instanceId] });
    expect((await api.v1('GET', path)).body.result).toMatchObject({ status: 'COMPLETED', result: 'agree' });
  });

  it('links an amended approval both ways and leaves the original as it was (§4.2)', async () => {
    const original = first('agreed');
    const { approval } = await api.control('POST', '/approvals/amend', { id: original.instanceId, action: 'REVOKE' });
    const amended = approval as { instanceId: string };
    const read = async (id: string): Promise<unknown> =>
      (await api.v1('GET', `/v1.0/workflow/processInstances?processInstanceId=${id}`)).body.result;
    expect(await read(original.instanceId)).toMatchObject({
      result: 'agree',
      bizAction: 'NONE',
      attachedProcessInstanceIds: [amended.instanceId],
    });
    expect(await read(amended.instanceId)).toMatchObject({
      bizAction: 'REVOKE',
      mainProcessInstanceId: original.instanceId,
    });
  });

  it('gives every change of an approval an id of its own, within a second too', async () => {
    const { approvals } = (await api.control('GET', '/approvals?fate=agreed')) as {
      approvals: { instanceId: string }[];
    };
    const ids = new Set<string>();
    for (const { instanceId: id } of [...approvals.slice(0, 4), ...approvals.slice(0, 4)]) {
      const { approval } = await api.control('POST', '/approvals/amend', { id });
      ids.add((approval as { instanceId: string }).instanceId);
    }
    expect(ids.size).toBe(8);
  });
});

describe('templates (dingtalk.md §2)', () => {
  it('lists both forms in both families and requires the paging fields of the new one', async () => {
    const fresh = await api.v1('GET', '/v1.0/workflow/processes/userVisibilities/templates?maxResults=100&nextToken=0');
    const old = await api.topapi('/topapi/process/listbyuserid', { offset: 0, size: 100 });
    const names = (list: { name: string }[]): string[] => list.map(({ name }) => name);
    expect(names((fresh.body.result as { processList: { name: string }[] }).processList)).toEqual([
      '费用报销',
      '付款申请',
    ]);
    expect(names((old.body.result as { process_list: { name: string }[] }).process_list)).toEqual([
      '费用报销',
      '付款申请',
    ]);
    expect((await api.v1('GET', '/v1.0/workflow/processes/userVisibilities/templates')).body.code).toBe(
      'invalidMaxResults',
    );
  });

  it('pages with a numeric token that is absent at the end', async () => {
    const { body } = await api.v1(
      'GET',
      '/v1.0/workflow/processes/userVisibilities/templates?maxResults=1&nextToken=0',
    );
    expect(body.result).toMatchObject({ nextToken: 1 });
    const last = await api.v1('GET', '/v1.0/workflow/processes/userVisibilities/templates?maxResults=1&nextToken=1');
    expect(last.body.result).not.toHaveProperty('nextToken');
  });

  it('gives every control with its children and options as JSON texts', async () => {
    const { body } = await api.v1('GET', `/v1.0/workflow/forms/schemas/processCodes?processCode=${processCode}`);
    const { schemaContent, gmtModified } = body.result as {
      schemaContent: {
        items: { componentName: string; props: { label: string; options?: string[] }; children?: unknown[] }[];
      };
      gmtModified: string;
    };
    const labels = schemaContent.items.map(({ props }) => props.label.trim());
    for (const label of [
      '费用归属项目',
      '报销类别',
      '行政报销类型',
      '项目报销类型',
      '报销明细',
      '总金额',
      '关联审批单',
      '电子发票',
      '收款账号',
      '公司帐号付款(如需公司帐号付款请选择)',
      '报销凭证拍照上传',
      '附件',
    ])
      expect(labels).toContain(label);
    expect(schemaContent.items.find(({ componentName }) => componentName === 'TableField')?.children).toHaveLength(4);
    const select = schemaContent.items.find(({ props }) => props.label === '报销类别');
    expect(JSON.parse(select?.props.options?.[0] ?? '')).toEqual({ value: '行政报销', key: 'option_0' });
    expect(gmtModified).toMatch(/^\d{13}$/);
  });
});

describe('comments (dingtalk.md §6)', () => {
  const send = (change: object = {}) =>
    api.v1('POST', '/v1.0/workflow/processInstances/comments', {
      processInstanceId: first('agreed').instanceId,
      text: '已生成付款单',
      commentUserId: sandbox.identities[0]?.userid,
      ...change,
    });

  it('are taken in both families and shown by control', async () => {
    const { instanceId } = first('agreed');
    expect((await send()).body).toEqual({ result: true, success: true });
    const old = await api.topapi('/topapi/process/instance/comment/add', {
      request: { process_instance_id: instanceId, text: '第二条', comment_userid: sandbox.identities[1]?.userid },
    });
    expect(old.body.errcode).toBe(0);
    const ledger = (await api.control('GET', '/ledger/dingtalk')) as {
      comments: { instanceId: string; comments: { text: string }[] }[];
    };
    expect(ledger.comments.find((each) => each.instanceId === instanceId)?.comments.map(({ text }) => text)).toEqual([
      '已生成付款单',
      '第二条',
    ]);
  });

  it('need an instance, a real person and at most 1024 characters', async () => {
    expect((await send({ processInstanceId: 'nothing' })).body.code).toBe('processInstanceNotExist');
    expect((await send({ commentUserId: 'nobody' })).status).toBe(400);
    expect((await send({ text: '长'.repeat(1025) })).status).toBe(400);
    expect((await send({ text: '长'.repeat(1024) })).status).toBe(200);
  });

  it('on finished instances are refused where the switch says so', async () => {
    sandbox.state.ctx.switches.dingtalk.commentsOnFinished = 'refuse';
    expect((await send()).body.code).toBe('aflowProcessInstCanNotBeExecuted');
    expect((await send({ processInstanceId: first('running').instanceId })).status).toBe(200);
  });
});

describe('people and login (dingtalk.md §7)', () => {
  it('redeems a code once, and not after five minutes', async () => {
    const userid = sandbox.identities[0]?.userid ?? '';
    const redeem = (code: string) => api.topapi('/topapi/v2/user/getuserinfo', { code });
    const code = sandbox.issueCode(userid);
    expect((await redeem(code)).body.result).toMatchObject({ userid, sys_level: 1, sys: true });
    expect((await redeem(code)).body.errcode).toBe(40078);
    const stale = sandbox.issueCode(userid);
    sandbox.state.ctx.clock.offsetMs = 301_000;
    expect((await redeem(stale)).body.errcode).toBe(40078);
  });

  it('keeps mobile numbers back and refuses unknown people', async () => {
    const { body } = await api.topapi('/topapi/v2/user/get', { userid: sandbox.identities[2]?.userid });
    expect(body.result).toMatchObject({ name: '周敏', active: true, admin: false });
    expect(body.result).not.toHaveProperty('mobile');
    expect((await api.topapi('/topapi/v2/user/get', { userid: '1' })).body.errcode).toBe(60121);
  });

  it('walks the department tree from root 1 and back', async () => {
    const sub = async (dept_id: number): Promise<{ dept_id: number; parent_id: number }[]> =>
      (await api.topapi('/topapi/v2/department/listsub', { dept_id })).body.result as {
        dept_id: number;
        parent_id: number;
      }[];
    const companies = await sub(1);
    expect(companies).toHaveLength(2);
    const [department] = await sub(companies[0]?.dept_id ?? 0);
    const parents = await api.topapi('/topapi/v2/department/listparentbydept', { dept_id: department?.dept_id });
    expect(parents.body.result).toEqual({ parent_id_list: [department?.dept_id, companies[0]?.dept_id, 1] });
    const members = await api.topapi('/topapi/user/listsimple', { dept_id: department?.dept_id, cursor: 0, size: 2 });
    expect(members.body.result).toMatchObject({ has_more: true, next_cursor: 2 });
  });
});

describe('work notices (dingtalk.md §6.2)', () => {
  const userid = (): string => sandbox.identities[3]?.userid ?? '';
  const send = async (content: string) =>
    (
      await api.topapi('/topapi/message/corpconversation/asyncsend_v2', {
        agent_id: Number(sandbox.dingtalk.agentId),
        userid_list: `${userid()},unknown1`,
        msg: { msgtype: 'text', text: { content } },
      })
    ).body;

  it('are accepted, and the same content to the same person on one day is dropped in silence', async () => {
    const one = await send('付款单已入账 DD1');
    const two = await send('付款单已入账 DD1');
    expect([one.errcode, two.errcode]).toEqual([0, 0]);
    const result = await api.topapi('/topapi/message/corpconversation/getsendresult', {
      agent_id: sandbox.dingtalk.agentId,
      task_id: two.task_id,
    });
    expect(result.body.send_result).toMatchObject({
      invalid_user_id_list: ['unknown1'],
      forbidden_list: [{ code: '143106', userid: userid() }],
    });
    const progress = await api.topapi('/topapi/message/corpconversation/getsendprogress', {
      agent_id: sandbox.dingtalk.agentId,
      task_id: one.task_id,
    });
    expect(progress.body.progress).toMatchObject({ status: 2 });
  });

  it('may not exceed 2048 bytes', async () => {
    expect((await send('长'.repeat(700))).errcode).toBe(40035);
  });
});

describe('limits (dingtalk.md §9)', () => {
  const read = () => api.v1('GET', `/v1.0/workflow/processInstances?processInstanceId=${first('agreed').instanceId}`);
  const readOld = () => api.topapi('/topapi/processinstance/get', { process_instance_id: first('agreed').instanceId });

  it('refuse the calls of one API that exceed the rate of a second, and count them', async () => {
    await api.control('POST', '/calls/reset');
    sandbox.state.dingtalk.state.qps = 5;
    const answers = await Promise.all(Array.from({ length: 40 }, read));
    const refused = answers.filter(({ status }) => status === 403);
    // Forty calls touch two windows at most.
    expect(refused.length).toBeGreaterThanOrEqual(30);
    expect(refused[0]?.body.code).toBe('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi');
    expect((await readOld()).body.errcode).toBe(0);
    const calls = (await api.control('GET', '/calls')) as {
      dingtalk: { api: string; total: number; throttled: number }[];
    };
    expect(calls.dingtalk.find(({ api: path }) => path === '/v1.0/workflow/processInstances')).toMatchObject({
      total: 40,
      throttled: refused.length,
    });
  });

  it('word a throttled old call as 90018, plain or wrapped by switch', async () => {
    const { ctx } = sandbox.state;
    ctx.faults.add({ system: 'dingtalk', kind: 'rate-limit', times: 2 });
    expect((await readOld()).body).toMatchObject({ errcode: 90018 });
    ctx.switches.dingtalk.oldLimitsWrapped = true;
    expect((await readOld()).body).toMatchObject({ errcode: 88, sub_code: '90018' });
  });

  it('send Retry-After only where the switch says so', async () => {
    const { ctx } = sandbox.state;
    ctx.faults.add({ system: 'dingtalk', kind: 'rate-limit', times: 2 });
    expect((await read()).headers.get('retry-after')).toBeNull();
    ctx.switches.dingtalk.retryAfter = true;
    expect((await read()).headers.get('retry-after')).toBe('1');
  });

  it('end with the month: 90020 and ApiCountLimitForOrg, while login and contacts stay free', async () => {
    await api.control('POST', '/quota', { limit: 10, used: 9 });
    expect((await read()).status).toBe(200);
    const refused = await read();
    expect([refused.status, refused.body.code]).toEqual([403, 'Forbidden.AccessDenied.ApiCountLimitForOrg']);
    expect((await readOld()).body.errcode).toBe(90020);
    expect((await api.topapi('/topapi/v2/department/get', { dept_id: 1 })).body.errcode).toBe(0);
  });

  it('word a missing permission per family', async () => {
    const { ctx } = sandbox.state;
    ctx.faults.add({ system: 'dingtalk', kind: 'permission-denied', times: 2 });
    expect((await read()).body.code).toBe('Forbidden.AccessDenied.AccessTokenPermissionDenied');
    expect((await readOld()).body).toMatchObject({ errcode: 88, sub_code: '60011' });
  });
});

describe('attachments (dingtalk.md §6.1)', () => {
  it('come by a link that lives fifteen minutes', async () => {
    const found = approvals().find(({ values }) => [...values.values()].some(({ kind }) => kind === 'attachments'));
    const value = [...(found?.values.values() ?? [])].find((each) => each.kind === 'attachments');
    if (!found || value?.kind !== 'attachments') throw new Error('no attachments were generated');
    const { body } = await api.v1('POST', '/v1.0/workflow/processInstances/spaces/files/urls/download', {
      processInstanceId: found.instanceId,
      fileId: value.files[0]?.fileId,
    });
    const { downloadUri } = body.result as { downloadUri: string };
    expect(downloadUri).toMatch(/^http:/);
    expect((await fetch(downloadUri)).status).toBe(200);
    sandbox.state.ctx.clock.offsetMs = 16 * 60_000;
    expect((await fetch(downloadUri)).status).toBe(403);
  });
});

it('gives the same jsapi ticket in both families until 24 hours have passed (dingtalk.md §7.3)', async () => {
  const fresh = await api.v1('POST', '/v1.0/oauth2/jsapiTickets');
  const { clientId, clientSecret } = sandbox.dingtalk;
  const token = async (): Promise<unknown> =>
    (await api.call('GET', `/gettoken?appkey=${clientId}&appsecret=${clientSecret}`)).body.access_token;
  const old = await api.call('GET', `/get_jsapi_ticket?access_token=${await token()}`);
  expect(old.body.ticket).toBe(fresh.body.jsapiTicket);
  for (let hours = 1; hours <= 24; hours += 1) {
    sandbox.state.ctx.clock.offsetMs = hours * 3_600_000;
    await api.call('GET', `/get_jsapi_ticket?access_token=${await token()}`);
  }
  const later = await api.call('GET', `/get_jsapi_ticket?access_token=${await token()}`);
  expect(later.body.ticket).not.toBe(fresh.body.jsapiTicket);
});
