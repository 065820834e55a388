import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../server/src/config/settings.js';
import { compare } from '../../server/src/connectors/kingdee/form/compare-bill.js';
import { K3CloudClient } from '../../server/src/connectors/kingdee/k3cloud.client.js';
import { OwnSlots } from '../../server/src/connectors/kingdee/transport/call-slots.js';
import { KingdeeHealth } from '../../server/src/connectors/kingdee/transport/kingdee-health.js';
import { draftForSpec } from '../../server/src/domain/draft/draft-for-spec.js';
import type { KingdeeSwitches } from '../sandbox/kingdee/switches.js';
import { Site } from '../sandbox/kingdee/test-site.js';

/** Sites that differ from the tidy picture (first-contact.md): the right bill, or the sentence that names the cause. */
let site: Site;
let health: KingdeeHealth;
const opened: K3CloudClient[] = [];

function client(change: Partial<KingdeeSwitches> = {}, login: Readonly<Record<string, string>> = {}): K3CloudClient {
  Object.assign(site.context.switches.kingdee, change);
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
    ...login,
  });
  const made = new K3CloudClient(settings, health, new OwnSlots(settings.KINGDEE_CONCURRENCY));
  opened.push(made);
  return made;
}
const keyOf = (number: string) => ({ forms: ['AP_PAYBILL' as const], billNo: number, thirdBillNo: `inst-${number}` });
const WORDS = ['metadata', 'unparsed'] as const;

beforeEach(async () => {
  health = new KingdeeHealth();
  site = await Site.open();
});
afterEach(async () => {
  for (const each of opened.splice(0)) each.onApplicationShutdown();
  await site.close();
});

describe.each(WORDS)('a field that the site does not have, told in the words of “%s”', (unknownFieldWords) => {
  it('does not end a look-up: it is asked without it', async () => {
    const kingdee = client({ unknownFieldWords });
    await kingdee.save([draftForSpec('DDA1')]);
    const sought = { ...keyOf('DDA1'), formerFields: ['F_ABCD_Gone'] };
    expect((await kingdee.find([sought])).get('DDA1')).toHaveLength(1);
  });

  it('is named where the look-up would mean nothing without it', async () => {
    const kingdee = client({ unknownFieldWords });
    const sought = { ...keyOf('DDA2'), keyFields: ['F_ABCD_Gone'] };
    await expect(kingdee.find([sought])).rejects.toThrow(/F_ABCD_Gone.*请金蝶管理员核对这个字段/);
  });

  it('is the number of an employee: the job number is asked for instead, of the same people', async () => {
    const people = await client({ unknownFieldWords }).listBaseData('employee');
    const odd = await client({ employeeNumberKey: 'FStaffNumber' }).listBaseData('employee');
    expect(odd.length).toBeGreaterThan(10);
    expect(odd).toEqual(people);
  });
});

describe('the department of a bill', () => {
  it.each([
    ['header', 'FDEPARTMENTID'],
    ['entry', 'FDEPARTMENTID'],
    ['both', 'FDepartment'],
  ] as const)('in the %s under %s is written there and read back equal', async (departmentLevel, departmentKey) => {
    const kingdee = client({ departmentLevel, departmentKey });
    const draft = draftForSpec('DDB1');
    await kingdee.save([draft]);
    const [bill] = site.kingdee.ledger.report();
    const place = departmentLevel === 'header' ? bill?.header : bill?.rows[0];
    expect(place?.[departmentKey]).toBe('BM000004');
    const [stored] = (await kingdee.find([keyOf('DDB1')])).get('DDB1') ?? [];
    expect(stored && compare(draft, stored)).toEqual([]);
  });
});

describe('the form’s own fields', () => {
  it('that Kingdee does not tell are shown as such, and bills go on', async () => {
    const kingdee = client({ businessInfo: 'refused' });
    const { outcomes } = await kingdee.save([draftForSpec('DDC1')]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done']);
    expect(health.current()).toMatchObject({
      state: 'trouble',
      sentence: expect.stringMatching(/没有告诉我们付款单有哪些字段（“没有“付款单”的元数据查询权限”）/),
    });
    expect(health.outage).toBeNull();
    await client({ businessInfo: 'answered' }).save([draftForSpec('DDC2')]);
    expect(health.current().state).toBe('ok');
  });
});

describe('a site that answers every call with a redirect', () => {
  it.each([301, 302, 307, 308])(
    '%i is told with where it leads; nothing is sent, nothing is in doubt',
    async (redirects) => {
      const kingdee = client({ redirects });
      await expect(kingdee.save([draftForSpec('DDD1')])).rejects.toThrow(
        /被转到了别处（https:\/\/gateway\.invalid）.*KINGDEE_URL/,
      );
      expect(site.kingdee.ledger.size).toBe(0);
      expect(health.current().sentence).toContain('被转到了别处');
      Object.assign(site.context.switches.kingdee, { redirects: 0 });
      await kingdee.check();
      expect((await kingdee.save([draftForSpec('DDD1')])).outcomes).toMatchObject([{ kind: 'done' }]);
    },
  );
});

describe('base data of an organisation that the user may not see', () => {
  it('are missing from the list without an error, and the others are there', async () => {
    const orgs = async () => new Set((await client().listBaseData('employee')).map(({ orgNumber }) => orgNumber));
    const all = await orgs();
    expect(all.has('102')).toBe(true);
    Object.assign(site.context.switches.kingdee, { baseDataBlindOrgs: '102' });
    expect(await orgs()).toEqual(new Set([...all].filter((org) => org !== '102')));
  });
});

describe('a site that shows the organisation of the log-in only', () => {
  it('shows all of them to a log-in without one, as our settings have it', async () => {
    const orgs = async (org: string) => {
      const kingdee = client({ loginOrgOnly: true }, { KINGDEE_ORG: org });
      return [...new Set((await kingdee.listBaseData('employee')).map(({ orgNumber }) => orgNumber))].sort();
    };
    expect(await orgs('101')).toEqual(['101']);
    expect(await orgs('')).toEqual(expect.arrayContaining(['101', '102']));
  });
});
