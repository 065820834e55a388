import type { BatchResult } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { ROLES } from '@dingdee/shared/session';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import { detailOf, newApprovals, type RunningOffice, startOffice } from './batch.js';
import { fitting } from './offered.js';
import { collect, fillTables } from './office.js';
import { Person } from './person.js';

let run: RunningOffice;
let applicant: Person;
let payee: Person;
/** One bill, applied for by the one and paid to the other. */
let bill: BillDetail;
const REASON = '和原审批核对过，照这样办';

/** What decides nothing: it is looked at, or it stops and is let go on by others. */
const OPEN = new Set([
  'POST /api/bills/{id}/hold',
  'POST /api/bills/{id}/looked',
  'POST /api/bills/{id}/check-now',
  'POST /api/bills/{id}/reveal-account',
]);

beforeAll(async () => {
  run = await startOffice();
  await fillTables(run.office);
  const { admin, reviewer, pusher } = run.office;
  const [made] = newApprovals(run, { count: 12, seed: 45 }).filter(
    ({ originatorUserid }) => ![admin.userId, reviewer.userId, pusher.userId].includes(originatorUserid),
  );
  if (!made) throw new Error('every approval is the office’s own');
  await collect(run.office);
  const paid = company.employees.find(
    ({ userid, admin: boss }) => !boss && ![made.originatorUserid, reviewer.userId, pusher.userId].includes(userid),
  );
  for (const userId of [made.originatorUserid, paid?.userid ?? ''])
    await admin.put(`/api/roles/${userId}`, { roles: ROLES });
  applicant = await Person.login(run.stack, made.originatorUserid);
  payee = await Person.login(run.stack, paid?.userid ?? '');
  const before = await detailOf(run, made);
  const fix = { path: 'rows[0].oppositeName', targetNumber: paid?.name ?? '', scope: 'bill' };
  await admin.post('/api/mapping/fixes', { billId: before.id, version: before.version, ...fix });
  bill = await detailOf(run, made);
  expect(bill.state).toBe('ready');
}, 120_000);
afterAll(() => run?.stack.close());

/** Every operation of the documented API that decides about one bill. */
async function decisions(): Promise<string[]> {
  const { paths } = await (await fetch(`${run.stack.url}/api/openapi.json`)).json();
  const all = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return all.filter(
    (operation) =>
      /^POST \/api\/bills\/\{id\}\/|^POST \/api\/mapping\/fixes(\/take-back)?$/.test(operation) && !OPEN.has(operation),
  );
}

describe.each([
  ['the applicant', () => applicant],
  ['the payee', () => payee],
])('%s, whatever roles they have', (_, who) => {
  it('decides nothing about the own bill', async () => {
    const asked = await decisions();
    expect(asked.length).toBeGreaterThanOrEqual(12);
    const fix = { billId: bill.id, path: 'rows[0].oppositeName', targetNumber: '李四', scope: 'bill' };
    const body = { version: bill.version, reason: REASON, note: REASON, number: 'FKD00001', ...fix };
    const passed = [];
    for (const operation of asked) {
      const path = operation.replace('POST ', '').replace('{id}', bill.id);
      const { code } = await who().refused('POST', path, body);
      if (code !== 'bill/own-bill') passed.push(`${operation}: ${code}`);
    }
    expect(passed).toEqual([]);
    expect((await run.office.admin.get<BillDetail>(`/api/bills/${bill.id}`)).version).toBe(bill.version);
  });

  it('decides nothing about it among several either', async () => {
    const refs = { items: [{ id: bill.id, version: bill.version }] };
    const result = await who().post<BatchResult>('/api/bills/park', { refs, what: 'exclude', reason: REASON });
    expect(result.done.count).toBe(0);
    expect(result.skipped.map(({ code }) => code)).toEqual(['bill/own-bill']);
    expect((await run.office.admin.get<BillDetail>(`/api/bills/${bill.id}`)).version).toBe(bill.version);
  });

  it('is offered nothing on it but to stop it', async () => {
    expect(fitting(await who().get<BillDetail>(`/api/bills/${bill.id}`))).toEqual(['hold']);
  });
});

it('who stopped the own bill does not let it go on again: a colleague does', async () => {
  const asked = { version: bill.version, reason: '发票还要补' };
  await applicant.post(`/api/bills/${bill.id}/hold`, asked);
  const held = await run.office.admin.get<BillDetail>(`/api/bills/${bill.id}`);
  const again = { version: held.version, reason: REASON };
  expect((await applicant.refused('POST', `/api/bills/${bill.id}/release`, again)).code).toBe('bill/own-bill');
  await run.office.admin.post(`/api/bills/${bill.id}/release`, again);
  expect((await run.office.admin.get<BillDetail>(`/api/bills/${bill.id}`)).state).toBe('ready');
});
