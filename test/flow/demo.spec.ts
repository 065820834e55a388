import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StageTotals } from '@dingdee/shared/bill';
import type { CheckUp } from '@dingdee/shared/check-up';
import type { DatasetPage } from '@dingdee/shared/data-export';
import { OUTCOME_WORDS } from '@dingdee/shared/receipt-words';
import type { SchemeList } from '@dingdee/shared/scheme';
import type { StatementDays } from '@dingdee/shared/statement';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from './person.js';

interface Person {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
}
interface Office {
  startSandbox(appUrl: string): Promise<void>;
  startServer(port: number): Promise<void>;
  fill(): Promise<string>;
  people(): Promise<{ admin: Person; control: Person }>;
}
interface Programs {
  end(name: string): Promise<void>;
}

/** What `npm run demo` fills its company with, through the routes that people use: once for all that is asked here. */
const scripts = new URL('../../scripts/', import.meta.url).href;
const data = mkdtempSync(join(tmpdir(), 'demo-'));
let programs: Programs;
let office: Office;

async function start(): Promise<void> {
  const { Programs } = (await import(`${scripts}programs.mjs`)) as { Programs: new () => Programs };
  const { DemoOffice } = (await import(`${scripts}demo-office.mjs`)) as {
    DemoOffice: { in(data: string, programs: Programs, fresh: boolean): Promise<Office> };
  };
  programs = new Programs();
  office = await DemoOffice.in(data, programs, false);
  await office.startSandbox('http://127.0.0.1:1');
  await office.startServer(0);
  await office.fill();
}
async function end(): Promise<void> {
  await programs?.end('服务');
  await programs?.end('沙箱');
}
beforeAll(start);
afterAll(async () => {
  await end();
  rmSync(data, { recursive: true, force: true });
});

const STAGES = ['mapping', 'review', 'push', 'booked', 'held'] as const;
async function counts(admin: Person, query = ''): Promise<Record<string, number>> {
  const { stages } = await admin.get<StageTotals>(`/api/bills/stages${query}`);
  return Object.fromEntries(stages.map(({ stage, count }) => [stage, count]));
}

it('has two forms, bills of each in every stage, a month of statements, and the same bills in Kingdee', async () => {
  const { admin, control } = await office.people();
  const { items: schemes } = await admin.get<SchemeList>('/api/schemes');
  expect(schemes.map(({ state }) => state)).toEqual(['on', 'on']);
  for (const { id, name } of schemes) {
    const has = await counts(admin, `?schemeId=${id}`);
    for (const stage of STAGES) expect([name, stage, has[stage]]).toEqual([name, stage, expect.any(Number)]);
    for (const stage of STAGES) expect(has[stage], `${name} ${stage}`).toBeGreaterThan(0);
  }
  const all = await counts(admin);
  expect(all.trouble).toBeGreaterThan(0);
  expect(all.archived).toBeGreaterThan(0);

  const { items: days } = await admin.get<StatementDays>('/api/statements?days=62');
  expect(days.length).toBeGreaterThanOrEqual(28);
  expect(days.filter(({ kingdee }) => kingdee.count > 0).length).toBeGreaterThan(10);

  const { bills } = await control.get<{ bills: { status: string; thirdBillNo: string }[] }>('/ledger/kingdee');
  expect(bills.filter(({ status }) => status === 'C')).toHaveLength(all.booked ?? 0);
  expect(new Set(bills.map(({ thirdBillNo }) => thirdBillNo)).size).toBe(bills.length);
});

it('has bills in doubt and refused ones in its receipts, and something in every data set, report and delivery', async () => {
  const { admin } = await office.people();
  const rows = async (dataset: string) =>
    (await admin.get<{ totals: { rows: number } }>(`/api/datasets/${dataset}`)).totals.rows;
  for (const dataset of ['bills', 'lines', 'approvals', 'receipts', 'mappings', 'audit', 'quota'])
    expect(await rows(dataset), dataset).toBeGreaterThan(0);
  const outcomes = new Set<string>();
  for (let after: string | null = ''; after !== null; ) {
    const page: DatasetPage = await admin.get(`/api/datasets/receipts?limit=200${after && `&cursor=${after}`}`);
    for (const { outcome } of page.items) outcomes.add(String(outcome));
    after = page.next;
  }
  expect([...outcomes]).toEqual(
    expect.arrayContaining([OUTCOME_WORDS.done, OUTCOME_WORDS.refused, OUTCOME_WORDS.unknown]),
  );
  expect((await admin.get<{ items: unknown[] }>('/api/mapping/findings')).items.length).toBeGreaterThan(0);
  for (const list of ['/api/reports', '/api/report-sendings', '/api/webhook-deliveries', '/api/exports', '/api/tokens'])
    expect((await admin.get<{ items: unknown[] }>(list)).items.length, list).toBeGreaterThan(0);
});

it('has heard of every approval by its event, as a company whose events are switched on', async () => {
  const { admin } = await office.people();
  await admin.post('/api/check-up/runs');
  const { lines } = await until(
    () => admin.get<CheckUp>('/api/check-up'),
    ({ lines, running }) => lines.length > 0 && running === null,
    90_000,
  );
  const events = lines.find(({ line }) => line === 'dingtalk/events');
  expect(events).toMatchObject({ state: 'green', came: expect.stringContaining('连着，最近一条') });
});

it('starts again with everything as it was left', async () => {
  const before = await counts((await office.people()).admin);
  await end();
  expect(readFileSync(join(data, 'stand-ins')).length).toBeGreaterThan(10_000);
  await start();
  const { admin, control } = await office.people();
  expect(await counts(admin)).toEqual(before);
  const { bills } = await control.get<{ bills: unknown[] }>('/ledger/kingdee');
  expect(bills).toHaveLength(before.booked ?? 0);
});
