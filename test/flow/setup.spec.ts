import type { UnmappedValues } from '@dingdee/shared/mapping';
import type { SchemeDetail, SchemeReadiness } from '@dingdee/shared/scheme';
import type { BegunSetup, SetupState } from '@dingdee/shared/site-setup';
import type { SchemeFields, TrialUnmapped } from '@dingdee/shared/trial';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningOffice, startOffice } from './batch.js';
import { Person } from './person.js';

/** What the wizard keeps: the answers about the site, and where each draft was left. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({ sandbox: { approvals: 3, clean: true } });
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const ANSWERS = { first: 'paybill', means: 'record', expenseModule: true, payBillType: 'FKDLX09', payableBillType: '' };
const draft = () =>
  admin().post<SchemeDetail>('/api/schemes', {
    template: 'expense-to-paybill',
    processCode: run.stack.sandbox.dingtalk.processCodes.费用报销,
    orgNumber: '101',
    billType: 'FKDLX09',
  });

it('the site is answered for once, by who has seen the last answer', async () => {
  expect(await admin().get<SetupState>('/api/setup')).toEqual({ site: null, begun: null, drafts: [] });
  const { site } = await admin().put<SetupState>('/api/setup/site', { ...ANSWERS, version: 0 });
  expect(site).toMatchObject({ ...ANSWERS, version: 1 });
  const again = await admin().refused('PUT', '/api/setup/site', { ...ANSWERS, means: 'instruction', version: 0 });
  expect(again).toMatchObject({ status: 409, code: 'setup/stale' });
  await admin().put('/api/setup/site', { ...ANSWERS, means: 'instruction', version: 1 });
  expect((await run.office.reviewer.get<SetupState>('/api/setup')).site).toMatchObject({
    means: 'instruction',
    version: 2,
  });
  expect(await run.office.reviewer.refused('PUT', '/api/setup/site', { ...ANSWERS, version: 2 })).toMatchObject({
    status: 403,
  });
});

it('what is chosen before there is a draft is kept for who chose it, wherever they go on, and forgotten once it is made', async () => {
  const begun: BegunSetup = {
    processCode: run.stack.sandbox.dingtalk.processCodes.费用报销 ?? '',
    template: 'expense-to-paybill',
    orgNumber: '',
    detail: null,
    choices: { '\n收款账号': null },
    answers: { first: 'paybill', means: null, expenseModule: null, payBillType: '', payableBillType: '' },
  };
  const person = run.office.admin;
  expect((await person.put<SetupState>('/api/setup/begun', { begun })).begun).toEqual(begun);
  // Nothing of it hangs on the session: whoever logs in anew goes on.
  const { userid } =
    run.stack.sandbox.identities.find((one) => one.part === '管理员') ?? expect.fail('no administrator');
  const elsewhere = await Person.login(run.stack, userid);
  expect((await elsewhere.get<SetupState>('/api/setup')).begun).toEqual(begun);
  expect((await run.office.reviewer.get<SetupState>('/api/setup')).begun).toBeNull();
  expect(await run.office.reviewer.refused('PUT', '/api/setup/begun', { begun })).toMatchObject({ status: 403 });
  expect((await person.put<SetupState>('/api/setup/begun', { begun: null })).begun).toBeNull();
});

it('a draft of no template has no rule, names what Kingdee wants, and is not switched on before each has one', async () => {
  const processCode = run.stack.sandbox.dingtalk.processCodes.费用报销;
  const made = await admin().post<SchemeDetail>('/api/schemes', {
    template: 'blank-to-paybill',
    processCode,
    orgNumber: '101',
  });
  expect([made.content.header, made.content.rows, made.content.detail.table, made.outcome]).toEqual([
    {},
    {},
    '报销明细',
    'save+submit',
  ]);
  const { header, rows } = await admin().get<SchemeFields>(`/api/schemes/${made.id}/fields`);
  const wanted = [...header, ...rows].filter(({ always }) => always).map(({ label }) => label);
  const { findings } = await admin().get<SchemeReadiness>(`/api/schemes/${made.id}/readiness`);
  const blocks = findings.filter(({ level }) => level === 'blocks').map(({ what }) => what);
  for (const label of wanted) expect(blocks).toContainEqual(expect.stringContaining(`${label}没有来源`));
  await admin().raw('DELETE', `/api/schemes/${made.id}`, { version: made.version });
});

it('a draft begins with the bill type that was copied, is left at a step, and forgets it once it is gone or on', async () => {
  const { id, version, content } = await draft();
  expect(content.header.billType?.rules).toEqual([{ kind: 'constant', value: 'FKDLX09' }]);
  await admin().put(`/api/schemes/${id}/setup-step`, { step: 2 });
  const { drafts } = await admin().put<SetupState>(`/api/schemes/${id}/setup-step`, { step: 3 });
  expect(drafts).toMatchObject([{ schemeId: id, step: 3 }]);
  const on = await admin().put<SetupState>(`/api/schemes/${run.office.schemeId}/setup-step`, { step: 4 });
  expect(on.drafts.map(({ schemeId }) => schemeId)).toEqual([id]);
  expect(await admin().refused('PUT', '/api/schemes/none/setup-step', { step: 1 })).toMatchObject({ status: 404 });
  await admin().raw('DELETE', `/api/schemes/${id}`, { version });
  expect((await admin().get<SetupState>('/api/setup')).drafts).toEqual([]);
});

it('what tried approvals look up in vain is told by table with what it may mean, and is gone once it is written', async () => {
  const scheme = await draft();
  await admin().post(`/api/schemes/${scheme.id}/trial`, { content: scheme.content, read: true });
  const missing = () => admin().get<TrialUnmapped>(`/api/schemes/${scheme.id}/unmapped`);
  const full = await missing();
  expect(full).toMatchObject({ tried: expect.any(Number), tables: [] });
  expect(full.tried).toBeGreaterThan(0);
  const { items } = await admin().get<{ items: { id: string; key: string }[] }>(
    '/api/mapping/tables/contactUnit/rows?limit=200',
  );
  for (const { id } of items) await admin().raw('DELETE', `/api/mapping/tables/contactUnit/rows/${id}`, {});
  const { tables } = await missing();
  expect(tables.map(({ code }) => code)).toEqual(['contactUnit']);
  // The scheme that is on already looks the same table up: what is written here counts for it.
  expect(tables[0]?.others).toMatchObject([{ bills: { count: 0 } }]);
  const [value] = tables[0]?.items ?? [];
  expect(value?.suggestions[0]?.same).toBe(true);
  const untold = await admin().get<UnmappedValues>('/api/mapping/tables/contactUnit/unmapped?q=zzzz');
  expect(untold.items).toEqual([]);
  const targetNumber = value?.suggestions[0]?.item.number ?? '';
  const left = tables[0]?.items.length ?? 0;
  await admin().put('/api/mapping/tables/contactUnit/rows', {
    rows: [{ key: value?.key, keyLabel: value?.keyLabel, orgNumber: '', targetNumber, was: null }],
  });
  expect((await missing()).tables[0]?.items.length ?? 0).toBe(left - 1);
});
