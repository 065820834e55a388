import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../server/src/config/settings.js';
import { askEach } from '../../server/src/connectors/kingdee/ask-each.js';
import { compare } from '../../server/src/connectors/kingdee/form/compare-bill.js';
import { K3CloudClient } from '../../server/src/connectors/kingdee/k3cloud.client.js';
import { OwnSlots } from '../../server/src/connectors/kingdee/transport/call-slots.js';
import { KingdeeHealth } from '../../server/src/connectors/kingdee/transport/kingdee-health.js';
import { KingdeeUnavailableError, type StepResult } from '../../server/src/connectors/target.js';
import { draftForSpec } from '../../server/src/domain/draft/draft-for-spec.js';
import { Site } from '../sandbox/kingdee/test-site.js';

let site: Site;
const opened: K3CloudClient[] = [];
const health = new KingdeeHealth();

/** The real client on real HTTP, as KINGDEE_… settings make it. */
function client(change: Readonly<Record<string, string>> = {}): K3CloudClient {
  const { acctId, username, password, appId, appSecret, org } = site.kingdee.account;
  const settings = readSettings({
    APP_SECRET: 'only-for-this-spec',
    DINGTALK_CORP_ID: 'x',
    DINGTALK_CLIENT_ID: 'x',
    DINGTALK_CLIENT_SECRET: 'x',
    DINGTALK_AGENT_ID: '1',
    KINGDEE_URL: `http://127.0.0.1:${site.port}/k3cloud/`,
    KINGDEE_ACCT_ID: acctId,
    KINGDEE_USERNAME: username,
    KINGDEE_PASSWORD: password,
    KINGDEE_APP_ID: appId,
    KINGDEE_APP_SECRET: appSecret,
    KINGDEE_ORG: org,
    ...change,
  });
  const made = new K3CloudClient(settings, health, new OwnSlots(settings.KINGDEE_CONCURRENCY));
  opened.push(made);
  return made;
}
const PAYBILL = 'AP_PAYBILL' as const;
const kinds = ({ outcomes }: StepResult) => outcomes.map((outcome) => outcome.kind);
const calls = (api: string) =>
  site.context.calls.report().kingdee.find((each) => each.api.toLowerCase() === api.toLowerCase())?.total ?? 0;
const drafts = (...numbers: string[]) => numbers.map((number) => draftForSpec(number));
const done = ({ outcomes }: StepResult) =>
  outcomes.flatMap((each) => (each.kind === 'done' ? [{ ...each, form: PAYBILL }] : []));
const keyOf = (number: string) => ({ forms: [PAYBILL], billNo: number, thirdBillNo: `inst-${number}` });

beforeEach(async () => {
  site = await Site.open();
});
afterEach(async () => {
  for (const each of opened.splice(0)) each.onApplicationShutdown();
  await site.close();
});

describe('a payment bill through Kingdee', () => {
  it.each(['signature', 'appsecret', 'password'])(
    'is saved, submitted, audited and read back equal with %s login',
    async (auth) => {
      const kingdee = client({ KINGDEE_AUTH: auth });
      const one = draftForSpec('DDA1');
      const two = draftForSpec('DDA2');
      const saved = done(await kingdee.save([one, two]));
      expect(saved.map((each) => each.billNo)).toEqual(['DDA1', 'DDA2']);
      expect(kinds(await kingdee.submit(saved))).toEqual(['done', 'done']);
      expect(kinds(await kingdee.audit(saved))).toEqual(['done', 'done']);
      const found = await kingdee.find([keyOf('DDA1'), keyOf('DDA2'), keyOf('DDA3')]);
      expect([...found.keys()]).toEqual(['DDA1', 'DDA2']);
      const [stored] = found.get('DDA1') ?? [];
      expect(stored).toMatchObject({ status: 'C', total: '157.30', orgNumber: '101', currency: 'PRE001' });
      expect(stored && compare(one, stored)).toEqual([]);
      expect(calls('LoginByAppSecret') + calls('ValidateUser')).toBe(auth === 'signature' ? 0 : 1);
    },
  );

  it.each(['entry', 'both'] as const)('carries its department where the form has it: %s', async (departmentLevel) => {
    site.context.switches.kingdee.departmentLevel = departmentLevel;
    const kingdee = client();
    const draft = draftForSpec('DDB1');
    await kingdee.save([draft]);
    const [stored] = (await kingdee.find([keyOf('DDB1')])).get('DDB1') ?? [];
    expect(stored?.rows.map((row) => row.fields.department)).toEqual(['BM000004', 'BM000004']);
    expect(stored && compare(draft, stored)).toEqual([]);
  });

  it('that is wrong does not spoil its batch, whatever IsSuccess says of it', async () => {
    for (const [index, partialIsSuccess] of [true, false].entries()) {
      site.context.switches.kingdee.partialIsSuccess = partialIsSuccess;
      const wrong = draftForSpec(`DDC${index}B`, {}, [{ amount: '5.00', fields: { costItem: 'CI9999' } }]);
      const result = await client().save([draftForSpec(`DDC${index}A`), wrong, draftForSpec(`DDC${index}C`)]);
      expect(kinds(result)).toEqual(['done', 'refused', 'done']);
      expect(result.outcomes[1]).toMatchObject({ refusal: { class: 'base-data', fields: ['FCOSTID'] } });
    }
    expect(site.kingdee.ledger.size).toBe(4);
  });

  it('leaves its neighbours unknown where Kingdee rolls the batch back', async () => {
    site.context.switches.kingdee.batchRollback = 'all';
    const wrong = draftForSpec('DDD2', {}, [{ amount: '5.00', fields: { costItem: 'CI9999' } }]);
    expect(kinds(await client().save([draftForSpec('DDD1'), wrong]))).toEqual(['unknown', 'refused']);
    expect(site.kingdee.ledger.size).toBe(0);
  });

  it('is not made twice under one number: the second save says that it exists', async () => {
    const kingdee = client();
    await kingdee.save(drafts('DDE1'));
    const again = await kingdee.save(drafts('DDE1'));
    expect(again.outcomes[0]).toMatchObject({ kind: 'refused', refusal: { class: 'exists' } });
    expect(site.kingdee.ledger.size).toBe(1);
  });

  it('keeps the number of a coding rule, is found by our key, and the ids may be text', async () => {
    site.context.switches.kingdee.renumber = true;
    site.context.switches.kingdee.idAsString = true;
    const kingdee = client();
    const [saved] = done(await kingdee.save(drafts('DDF1')));
    expect(saved?.billNo).toMatch(/^FKD/);
    expect((await kingdee.find([keyOf('DDF1')])).get('DDF1')).toMatchObject([{ billNo: saved?.billNo, id: saved?.id }]);
  });

  it('is found by its Id where neither its number nor its key is known', async () => {
    const kingdee = client();
    const [first, second] = done(await kingdee.save(drafts('DDI1', 'DDI2')));
    const asked = { ...keyOf('DDX1'), held: { form: PAYBILL, id: second?.id ?? '' } };
    const found = await kingdee.find([asked, keyOf('DDI1'), keyOf('DDX2')]);
    expect([...found].map(([number, bills]) => [number, bills.map(({ id }) => id)])).toEqual([
      ['DDI1', [first?.id]],
      ['DDX1', [second?.id]],
    ]);
  });

  it('submitted or audited again is a reason to look, a lock may be tried again, a workflow stops it', async () => {
    const kingdee = client();
    const [bill] = done(await kingdee.save(drafts('DDG1')));
    if (!bill) throw new Error('not saved');
    site.kingdee.ledger.change('DDG1', 'lock', '1');
    expect((await kingdee.submit([bill])).outcomes[0]).toMatchObject({ refusal: { class: 'lock', retryable: true } });
    expect(kinds(await kingdee.submit([bill]))).toEqual(['done']);
    expect((await kingdee.submit([bill])).outcomes).toMatchObject([{ kind: 'unknown', already: {} }]);
    expect(kinds(await kingdee.audit([bill]))).toEqual(['done']);
    expect((await kingdee.audit([bill])).outcomes).toMatchObject([{ kind: 'unknown', already: {} }]);
    expect(kinds(await kingdee.unaudit([bill]))).toEqual(['done']);
    expect(kinds(await kingdee.remove([bill]))).toEqual(['done']);
    expect(site.kingdee.ledger.size).toBe(0);
    site.context.switches.kingdee.workflowHolds = true;
    const [held] = done(await kingdee.save(drafts('DDG2')));
    if (!held) throw new Error('not saved');
    await kingdee.submit([held]);
    expect((await kingdee.audit([held])).outcomes[0]).toMatchObject({ refusal: { class: 'workflow' } });
  });

  it('with a thousand rows comes back whole', async () => {
    const rows = Array.from({ length: 2_300 }, (_, i) => ({ amount: `${(i % 90) + 1}.0${i % 10}` }));
    const draft = draftForSpec('DDH1', {}, rows);
    const kingdee = client();
    expect(kinds(await kingdee.save([draft]))).toEqual(['done']);
    const [stored] = (await kingdee.find([keyOf('DDH1')])).get('DDH1') ?? [];
    expect(stored?.rows).toHaveLength(2_300);
    expect(stored && compare(draft, stored)).toEqual([]);
  });
});

describe('an answer that is lost', () => {
  it.each([
    ['lose-answer', 1],
    ['truncate', 1],
    ['reset', 0],
    ['http-500', 0],
    ['http-502-html', 0],
    ['hang', 0],
  ] as const)('by %s makes every bill unknown, never refused, and is not sent again', async (kind, inKingdee) => {
    const kingdee = client(kind === 'hang' ? { KINGDEE_TIMEOUT_MS: '1500' } : {});
    // A warm connection: a reset on a reused socket is unknown, too.
    await kingdee.check();
    site.context.faults.add({ system: 'kingdee', api: 'BatchSave', kind });
    expect(kinds(await kingdee.save(drafts('DDI1')))).toEqual(['unknown']);
    expect([site.kingdee.ledger.size, calls('BatchSave')]).toEqual([inKingdee, 1]);
    expect(health.current().state).toBe('trouble');
  });

  it('after a commit that is later than our patience is unknown, and found once it is there', async () => {
    const kingdee = client({ KINGDEE_TIMEOUT_MS: '1000' });
    site.context.faults.add({ system: 'kingdee', api: 'BatchSave', kind: 'slow-commit', delayMs: 4000 });
    expect(kinds(await kingdee.save(drafts('DDJ1')))).toEqual(['unknown']);
    expect((await kingdee.find([keyOf('DDJ1')])).size).toBe(0);
    await expect.poll(async () => (await kingdee.find([keyOf('DDJ1')])).size, { timeout: 20_000 }).toBe(1);
  });

  it('to a question is asked for once more, and never read as "none"', async () => {
    const kingdee = client();
    await kingdee.save(drafts('DDK1'));
    site.context.faults.add({ system: 'kingdee', api: 'ExecuteBillQuery', kind: 'reset' });
    expect((await kingdee.find([keyOf('DDK1')])).size).toBe(1);
    site.context.faults.add({ system: 'kingdee', api: 'ExecuteBillQuery', kind: 'http-502-html' });
    await expect(kingdee.find([keyOf('DDK1')])).rejects.toThrow(KingdeeUnavailableError);
    site.context.switches.kingdee.amountRights = false;
    await expect(kingdee.find([keyOf('DDK1')])).rejects.toMatchObject({ transient: false });
  });

  it('about one bill does not keep the others from theirs: a key that must not be asked, a key field that the form has not', async () => {
    const kingdee = client();
    await kingdee.save(drafts('DDM1', 'DDM2', 'DDM3'));
    const bills = [
      { id: 'plain', ...keyOf('DDM1') },
      { id: 'odd', forms: [PAYBILL], billNo: "DDM2' or '1'='1", thirdBillNo: 'inst-DDM2' },
      { id: 'field', ...keyOf('DDM3'), keyFields: ['F_ABCD_Gone'] },
    ];
    const { answered, unanswered, away } = await askEach(kingdee, bills, (bill) => bill);
    expect([...answered].map(([id, { stored }]) => [id, stored.map(({ billNo }) => billNo)])).toEqual([
      ['plain', ['DDM1']],
    ]);
    expect([...unanswered].map(([id, { sentence }]) => [id, sentence])).toEqual([
      ['odd', expect.stringContaining('含有不能查询的字符')],
      ['field', expect.stringContaining('F_ABCD_Gone')],
    ]);
    expect(away).toBeNull();
  });

  it('finds a bill under a field that its scheme wrote to once, and asks without one that the form does not have any more', async () => {
    const kingdee = client();
    const [draft] = drafts('DDN1');
    if (!draft) throw new Error('no draft');
    await kingdee.save([{ ...draft, send: { numbering: 'kingdee', keyField: 'FPRESETTEXT1' } }]);
    const [bill] = site.kingdee.ledger.all();
    bill?.cells.set('FTHIRDBILLNO', '');
    const sought = { ...keyOf('DDN1'), formerFields: ['F_ABCD_Gone', 'FPRESETTEXT1'] };
    for (const _ of ['first', 'again'])
      expect((await kingdee.find([sought])).get('DDN1')).toMatchObject([{ header: { FPRESETTEXT1: 'inst-DDN1' } }]);
    expect((await kingdee.find([keyOf('DDN1')])).size).toBe(0);
  });

  it('finds a bill that was sent with another key field, numbered by Kingdee, though it is asked for as a restored database would', async () => {
    site.context.switches.kingdee.renumber = true;
    const kingdee = client();
    const [draft] = drafts('DDP1');
    if (!draft) throw new Error('no draft');
    await kingdee.save([{ ...draft, send: { numbering: 'kingdee', keyField: 'FPRESETTEXT1' } }]);
    expect((await kingdee.find([keyOf('DDP1')])).get('DDP1')).toHaveLength(1);
  });

  it('is told apart from a connection that never was: then nothing was sent', async () => {
    const free = await new Promise<{ port: number; server: Server }>((resolve) => {
      const server = createServer();
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve({ port: typeof address === 'object' && address ? address.port : 0, server });
      });
    });
    await new Promise((resolve) => free.server.close(resolve));
    const nobody = client({ KINGDEE_URL: `http://127.0.0.1:${free.port}/k3cloud/` });
    await expect(nobody.save(drafts('DDL1'))).rejects.toMatchObject({ transient: true });
    const nowhere = client({ KINGDEE_URL: 'http://kingdee.invalid/k3cloud/' });
    await expect(nowhere.save(drafts('DDL1'))).rejects.toThrow(KingdeeUnavailableError);
    const noPrefix = client({ KINGDEE_URL: `http://127.0.0.1:${site.port}/` });
    // The question about the form's fields meets the door first.
    const wrong = noPrefix.save(drafts('DDL1'));
    await expect(wrong).rejects.toMatchObject({ transient: true, errorClass: 'transport' });
    await expect(wrong).rejects.toThrow('KINGDEE_URL');
  });
});

/** A site that answers one method with this status, of a redirect to a sign of life next door, and everything else as if nothing were there. */
async function redirecting(method: string, status: number) {
  const asked: string[] = [];
  const server = createHttpServer((request, response) => {
    const api = request.url?.split('.').at(-3) ?? '';
    asked.push(`${request.method} ${request.url?.startsWith('/elsewhere') ? 'elsewhere' : api}`);
    request.resume().on('end', () => {
      if (api !== method) return response.end('[]');
      response.writeHead(status, { location: `http://${request.headers.host}/elsewhere?secret=1` }).end('<html>');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const kingdee = client({ KINGDEE_URL: `http://127.0.0.1:${port}/k3cloud/` });
  return { kingdee, asked, port, close: () => server.close() };
}
const MOVED = '金蝶地址被转到了别处';

describe('a redirect', () => {
  // nginx answers any of them for a gateway that gave up waiting (error_page 504 =307 …), while Kingdee goes on with the save.
  it.each([301, 302, 303, 307, 308])(
    '%i of a write may come after the work, whatever it asks for: it is not followed, and the bill is in doubt with that cause',
    async (status) => {
      const { kingdee, asked, close } = await redirecting('BatchSave', status);
      const { outcomes, lost } = await kingdee.save(drafts('DDS1', 'DDS2'));
      expect(outcomes).toEqual(
        [1, 2].map(() => ({
          kind: 'unknown',
          cause: expect.stringMatching(new RegExp(`^${MOVED}.*请管理员核对 KINGDEE_URL$`)),
        })),
      );
      expect([lost, asked.filter((each) => !each.includes('QueryBusinessInfo'))]).toEqual([true, ['POST BatchSave']]);
      close();
    },
  );

  it.each([301, 302, 303, 307, 308])(
    '%i of a question is no answer and not followed; nothing is sent before the address is right',
    async (status) => {
      const { kingdee, asked, close } = await redirecting('ExecuteBillQuery', status);
      await expect(kingdee.find([keyOf('DDS1')])).rejects.toThrow(MOVED);
      await expect(kingdee.save(drafts('DDS1'))).rejects.toThrow('请管理员核对 KINGDEE_URL');
      expect(asked.filter((each) => !each.includes('QueryBusinessInfo'))).toEqual(['POST ExecuteBillQuery']);
      close();
    },
  );

  it.each([302, 308])('%i of the login names itself, too', async (status) => {
    const { kingdee, asked, port, close } = await redirecting('LoginByAppSecret', status);
    const other = client({ KINGDEE_AUTH: 'appsecret', KINGDEE_URL: `http://127.0.0.1:${port}/k3cloud/` });
    await expect(other.check()).rejects.toThrow(MOVED);
    expect(asked).toEqual(['POST LoginByAppSecret']);
    kingdee.onApplicationShutdown();
    close();
  });
});

describe('a write that is turned away without a word of Kingdee', () => {
  it.each([401, 403, 429, 519])(
    '%i is in doubt, and nothing else is sent until a question is let in',
    async (status) => {
      const { kingdee, asked, close } = await redirecting('BatchSave', status);
      expect(await kingdee.save(drafts('DDU1'))).toMatchObject({
        outcomes: [{ kind: 'unknown', cause: expect.stringContaining(`（${status}）`) }],
        lost: true,
      });
      await expect(kingdee.save(drafts('DDU2'))).rejects.toMatchObject({ transient: true });
      await kingdee.check();
      expect((await kingdee.save(drafts('DDU2'))).lost).toBe(true);
      expect(asked.filter((each) => each.includes('BatchSave'))).toEqual(['POST BatchSave', 'POST BatchSave']);
      kingdee.onApplicationShutdown();
      close();
    },
  );
});

describe('a 404', () => {
  it.each([
    ['BatchSave', (kingdee: K3CloudClient) => kingdee.save(drafts('DDT1'))],
    ['Submit', (kingdee: K3CloudClient) => kingdee.submit([{ form: PAYBILL, id: '1', billNo: 'DDT1' }])],
    ['Audit', (kingdee: K3CloudClient) => kingdee.audit([{ form: PAYBILL, id: '1', billNo: 'DDT1' }])],
  ] as const)(
    'of %s may be the page of a gateway that gave up waiting: the bill is in doubt with that cause, and the next call is made',
    async (method, act) => {
      const { kingdee, asked, close } = await redirecting(method, 404);
      for (const _ of ['first', 'again'])
        expect(await act(kingdee)).toMatchObject({
          outcomes: [{ kind: 'unknown', cause: expect.stringContaining('404') }],
          lost: true,
        });
      expect(asked.filter((each) => !each.includes('QueryBusinessInfo'))).toEqual([`POST ${method}`, `POST ${method}`]);
      close();
    },
  );

  it('of a question says that the address is wrong: nothing is sent before it is right', async () => {
    const { kingdee, asked, close } = await redirecting('ExecuteBillQuery', 404);
    await expect(kingdee.find([keyOf('DDT1')])).rejects.toThrow('这个地址上没有金蝶接口（404）');
    await expect(kingdee.save(drafts('DDT1'))).rejects.toThrow('KINGDEE_URL');
    expect(asked.filter((each) => !each.includes('QueryBusinessInfo'))).toEqual(['POST ExecuteBillQuery']);
    close();
  });
});

describe('a session', () => {
  it('that is lost is opened once more for all waiting calls, and each is sent again once', async () => {
    const kingdee = client({ KINGDEE_AUTH: 'appsecret' });
    await kingdee.save(drafts('DDM0'));
    site.kingdee.sessions.dropAll();
    // One call hears of it long after the others have logged in anew: it must not throw their session away.
    site.context.faults.add({ system: 'kingdee', api: 'BatchSave', kind: 'slow', delayMs: 200 });
    const results = await Promise.all(['DDM1', 'DDM2', 'DDM3', 'DDM4'].map((number) => kingdee.save(drafts(number))));
    expect(results.flatMap(kinds)).toEqual(['done', 'done', 'done', 'done']);
    expect([calls('LoginByAppSecret'), calls('BatchSave'), site.kingdee.ledger.size]).toEqual([2, 9, 5]);
  });

  it('that stays lost is told once with its likely causes, and nothing else is tried meanwhile', async () => {
    for (const auth of ['appsecret', 'signature']) {
      const kingdee = client({ KINGDEE_AUTH: auth });
      await kingdee.check();
      site.context.calls.reset();
      site.context.faults.add({ system: 'kingdee', api: 'BatchSave', kind: 'session-drop', times: 0 });
      const refused = kingdee.save(drafts('DDN1'));
      await expect(refused).rejects.toMatchObject({ transient: true, errorClass: 'session' });
      await expect(refused).rejects.toThrow('第三方系统登录授权');
      await expect(kingdee.save(drafts('DDN1'))).rejects.toThrow('第三方系统登录授权');
      expect(calls('BatchSave')).toBe(2);
      expect(health.outage?.refused).toContain('第三方系统登录授权');
      site.context.faults.clear();
    }
  });

  it('is taken from the cookies where the answer has none, and by its type alone where a code complains', async () => {
    site.context.switches.kingdee.sessionIdInBody = false;
    site.context.switches.kingdee.passwordPolicyNotice = true;
    await expect(client({ KINGDEE_AUTH: 'password' }).check()).resolves.toMatch(/^\d+\./);
    site.context.switches.kingdee.loginResultType = -5;
    await expect(client({ KINGDEE_AUTH: 'appsecret' }).check()).resolves.toMatch(/^\d+\./);
  });

  it('is not asked for again by itself after a wrong password: five of them lock the user', async () => {
    const kingdee = client({ KINGDEE_AUTH: 'password', KINGDEE_PASSWORD: 'wrong' });
    for (let i = 0; i < 8; i++) await expect(kingdee.save(drafts('DDO1'))).rejects.toThrow('用户名或密码');
    expect(calls('ValidateUser')).toBe(1);
    for (let i = 0; i < 3; i++) await expect(kingdee.check()).rejects.toThrow('用户名或密码');
    expect([calls('ValidateUser'), kingdee.loginRefusal?.sentence]).toEqual([1, expect.stringContaining('锁定')]);
    // A person who knows that.
    kingdee.allowLogin();
    await expect(kingdee.check()).rejects.toThrow('用户名或密码');
    expect(calls('ValidateUser')).toBe(2);
    expect(health.current()).toMatchObject({ state: 'trouble', sentence: expect.stringContaining('用户名或密码') });
  });
});

describe('other refusals', () => {
  it('for the whole call reach every bill', async () => {
    const kingdee = client();
    site.context.faults.add({ system: 'kingdee', api: 'BatchSave', kind: 'rate-limit' });
    const limited = await kingdee.save(drafts('DDP1', 'DDP2'));
    expect(limited.outcomes.map((each) => each.kind === 'refused' && each.refusal)).toMatchObject([
      { class: 'rate', retryable: true },
      { class: 'rate', retryable: true },
    ]);
    // A limit counts for every call: none is made until a question is let in.
    await expect(kingdee.save(drafts('DDP1'))).rejects.toMatchObject({ transient: true, errorClass: 'rate' });
    await kingdee.check();
    site.context.faults.add({ system: 'kingdee', api: 'BatchSave', kind: 'permission-denied' });
    const denied = await kingdee.save(drafts('DDP1', 'DDP2'));
    expect(denied.outcomes).toMatchObject([{ refusal: { class: 'permission' } }, { refusal: { class: 'permission' } }]);
  });

  it('are read on versions without MsgCode as well', async () => {
    site.context.switches.kingdee.msgCodePresent = false;
    const kingdee = client({ KINGDEE_AUTH: 'appsecret' });
    await kingdee.save(drafts('DDQ1'));
    site.kingdee.sessions.dropAll();
    expect((await kingdee.save(drafts('DDQ1'))).outcomes).toMatchObject([{ refusal: { class: 'exists' } }]);
  });

  it('keep the others going where one bill cannot be written exactly', async () => {
    const result = await client().save([draftForSpec('DDR1', { businessDate: '昨天' }), draftForSpec('DDR2')]);
    expect(kinds(result)).toEqual(['refused', 'done']);
    expect(result.outcomes[1]).toMatchObject({ billNo: 'DDR2' });
  });
});

describe('base data', () => {
  it('of every kind is listed with its organisation and its reason', async () => {
    site.kingdee.baseData.change('BD_Expense', 'CI0003', { forbid: true });
    site.kingdee.baseData.change('BD_Department', 'BM000005', { documentStatus: 'A' });
    const kingdee = client();
    const costItems = await kingdee.listBaseData('costItem');
    expect(costItems.length).toBeGreaterThanOrEqual(40);
    expect(costItems.find((each) => each.number === 'CI0003')).toMatchObject({ usable: false, reason: 'forbidden' });
    const departments = await kingdee.listBaseData('department');
    expect(departments.find((each) => each.number === 'BM000005')).toMatchObject({
      orgNumber: '101',
      reason: 'unaudited',
    });
    const accounts = (await kingdee.listBaseData('bankAccount')).filter((each) => each.number === '571909998810501');
    expect(accounts.map((each) => each.orgNumber).sort()).toEqual(['101', '102']);
    expect((await kingdee.listBaseData('currency')).find((each) => each.number === 'PRE001')).toMatchObject({
      name: '人民币',
      orgNumber: '',
      extra: { FCODE: 'CNY' },
    });
    for (const kind of ['employee', 'supplier', 'organisation', 'settlementType', 'purpose', 'cashAccount'] as const)
      expect((await kingdee.listBaseData(kind)).length, kind).toBeGreaterThan(0);
  });

  it('of more than a page is complete, also where the site allows less than a page', async () => {
    for (let i = 0; i < 4_321; i++)
      site.kingdee.baseData.add('BD_Supplier', { number: `BIG${i}`, name: `供应商${i}`, useOrg: '101' });
    const kingdee = client();
    const count = (await kingdee.listBaseData('supplier')).length;
    expect(count).toBeGreaterThanOrEqual(4_321);
    site.context.switches.kingdee.queryLimitMax = 500;
    expect((await kingdee.listBaseData('supplier')).length).toBe(count);
  });
});
