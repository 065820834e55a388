import './at-ten.js';
import type { BillSummary } from '@dingdee/shared/bill';
import type { Decision, Decisions } from '@dingdee/shared/decision';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  collectAndApprove,
  detailOf,
  logInAgain,
  newApprovals,
  type RunningOffice,
  setSwitches,
  startOffice,
} from './batch.js';
import { Person } from './person.js';

let run: RunningOffice;
let made: SandboxApproval[];
let auditor: Person;
beforeAll(async () => {
  run = await startOffice();
  made = newApprovals(run, { count: 6, seed: 83 });
  await collectAndApprove(run);
  const { office, stack } = run;
  const watcher = company.employees.find(
    ({ userid }) => ![office.admin, office.reviewer, office.pusher].some((person) => person.userId === userid),
  );
  await office.admin.put(`/api/roles/${watcher?.userid}`, { roles: ['auditor'] });
  auditor = await Person.login(stack, watcher?.userid ?? '');
});
afterAll(() => run?.stack.close());

const at = (index: number) => detailOf(run, made[index] as SandboxApproval);
const page = (person: Person, query = '') => person.get<Decisions>(`/api/decisions${query}`);
const nameOf = ({ userId }: Person) => company.employees.find(({ userid }) => userid === userId)?.name;

describe('the list of decisions', () => {
  it('holds what was decided about bills, accounts, roles and pauses, with person, reason and bill', async () => {
    const { admin, reviewer, pusher, schemeId } = run.office;
    const one = await at(0);
    await reviewer.post(`/api/bills/${one.id}/reveal-account`);
    await reviewer.post<BillSummary>(`/api/bills/${one.id}/exclude`, {
      version: one.version,
      reason: '重复提交的单据',
    });
    await pusher.post('/api/push-pauses', { kind: 'scheme', id: schemeId, reason: '月末对账先停一停' });
    await pusher.post('/api/push-pauses/resume', { kind: 'scheme', id: schemeId });
    await admin.put(`/api/roles/${pusher.userId}`, { roles: ['viewer', 'pusher', 'mapper'] });

    const { items, kinds } = await page(auditor);
    const of = (kind: Decision['kind']) => items.find((item) => item.kind === kind);
    expect(of('reveal-account')).toMatchObject({ by: nameOf(reviewer), bill: { id: one.id, payee: one.payee } });
    expect(of('reveal-account')?.about).toMatch(/^尾号 \d{4}$/);
    expect(of('exclude-asked')).toMatchObject({ by: nameOf(reviewer), reason: '重复提交的单据', bill: { id: one.id } });
    expect(of('push-pause')).toMatchObject({
      by: nameOf(pusher),
      reason: '月末对账先停一停',
      bill: null,
    });
    expect(of('push-pause')?.about).toMatch(/^费用报销/);
    expect(of('push-resume')).toMatchObject({ by: nameOf(pusher) });
    expect(of('set-roles')).toMatchObject({
      by: nameOf(admin),
      about: `${nameOf(pusher)}：查看、推送 → 查看、映射维护、推送`,
    });
    expect(of('first-roles')?.about).toBe(`${nameOf(admin)}：查看、映射维护、审核、推送、管理`);
    expect(kinds).toContain('reveal-account');
    expect(items.map(({ seq }) => seq)).toEqual([...items.map(({ seq }) => seq)].sort((a, b) => b - a));
  });

  it('shows accounts that were looked at to admins and auditors only, and who gained or lost roles to everybody', async () => {
    const { reviewer } = run.office;
    const { items, kinds } = await page(reviewer);
    expect(items.length).toBeGreaterThan(0);
    expect(items.some(({ kind }) => kind === 'exclude-asked')).toBe(true);
    expect(kinds).not.toContain('reveal-account');
    for (const kind of ['reveal-account', 'hold-released'])
      expect((await page(reviewer, `?kind=${kind}`)).items).toEqual([]);
    // Otherwise a second person could be silenced, or somebody gain every role, unseen.
    expect((await page(reviewer, '?kind=first-roles')).items).toHaveLength(1);
    expect(kinds).toContain('left');
  });

  it('is narrowed by kind, by part of a name and by days, and read to its end page by page', async () => {
    const { admin, reviewer } = run.office;
    const all = (await page(admin)).items;
    const one: Decision[] = [];
    let cursor: string | null = null;
    do {
      const part: Decisions = await page(admin, `?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(part.items.length).toBeLessThanOrEqual(2);
      one.push(...part.items);
      cursor = part.next;
    } while (cursor !== null);
    expect(one).toEqual(all);
    const kind = (await page(admin, '?kind=reveal-account')).items;
    expect(kind).toEqual(all.filter((item) => item.kind === 'reveal-account'));
    const name = nameOf(reviewer) ?? '';
    const by = (await page(admin, `?who=${encodeURIComponent(name.slice(0, 2))}`)).items;
    expect(by.length).toBeGreaterThan(0);
    expect(by).toEqual(all.filter((item) => item.by.includes(name.slice(0, 2))));
    expect((await page(admin, '?who=%25')).items).toEqual([]);
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    expect((await page(admin, `?from=${today}&to=${today}`)).items).toEqual(all);
    expect((await page(admin, '?to=2020-01-01')).items).toEqual([]);
    expect((await admin.refused('GET', '/api/decisions?from=11-24')).status).toBe(400);
  });
});

it('the count of accounts that were shown outlives a restart of the server', async () => {
  const { id } = await at(1);
  const { reviewer } = run.office;
  let shown = (await page(auditor, '?kind=reveal-account')).items.length;
  for (; shown < 29; shown += 1) await reviewer.post(`/api/bills/${id}/reveal-account`);
  await run.stack.restart();
  await logInAgain(run);
  const again = run.office.reviewer;
  await again.post(`/api/bills/${id}/reveal-account`);
  const refused = await again.refused('POST', `/api/bills/${id}/reveal-account`);
  expect(refused).toMatchObject({ status: 422, code: 'bill/too-many-reveals' });
  expect(refused.detail).toMatch(/请 \d+ 分钟后再看/);
});

describe('what an administrator had written or decided', () => {
  it('stands in the list that everybody reads, with what was written where', async () => {
    const { admin, reviewer } = run.office;
    setSwitches(run, { kingdee: { unknownNumbers: 'taken' } });
    await admin.post('/api/check-up/consent', { consent: true, probe: 'save', orgNumber: '101' });
    setSwitches(run);
    const businessId = made[0]?.businessId;
    await admin.post('/api/check-up/consent', { consent: true, probe: 'comment', businessId });
    const { items } = await page(reviewer, '?kind=check-up-save');
    expect(items.map(({ about }) => about)).toEqual([
      expect.stringMatching(/DINGDEE-U-\w{8}.*收下了/),
      expect.stringMatching(/DINGDEE-U-\w{8}.*要发出/),
    ]);
    const comments = (await page(reviewer, '?kind=check-up-comment')).items;
    expect(comments[0]).toMatchObject({ by: nameOf(admin), about: `审批 ${businessId}：写上了` });
  });

  it('who pays is in it, and no other table', async () => {
    const { admin, reviewer } = run.office;
    const put = (code: string, rows: object[]) => admin.put(`/api/mapping/tables/${code}/rows`, { rows });
    const rowsOf = async () => (await page(reviewer, '?kind=set-mapping-rows')).items;
    const before = (await rowsOf()).length;
    const { items: costs } = await admin.get<{ items: { key: string; targetNumber: string }[] }>(
      '/api/mapping/tables/costItem/rows',
    );
    const other = costs.find(({ targetNumber }) => targetNumber !== costs[0]?.targetNumber);
    await put('costItem', [{ key: costs[0]?.key, targetNumber: other?.targetNumber, orgNumber: '' }]);
    expect(await rowsOf()).toHaveLength(before);
    await put('payOrg', [{ key: '没有这个部门', targetNumber: '102', orgNumber: '' }]);
    await put('payOrg', [{ key: '没有这个部门', targetNumber: '101', orgNumber: '' }]);
    expect((await rowsOf()).slice(0, 2).map(({ about }) => about)).toEqual([
      '没有这个部门 → 101（原来 102）',
      '没有这个部门 → 102（新加）',
    ]);
  });
});
