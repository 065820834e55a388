import { loadavg } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StageTotals } from '@dingdee/shared/bill';
import type { IntakeRun } from '@dingdee/shared/intake';
import type { MappingRow, MappingTables } from '@dingdee/shared/mapping';
import type { Rule, SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import type { Simulation } from '@dingdee/shared/simulation';
import { fillTables, openOffice } from '../flow/office.js';
import { Person, until } from '../flow/person.js';
import { ROOT } from '../root.js';
import * as company from '../sandbox/company.js';
import { placeOf } from './bench-place.js';
import { benchDatabase, spawnSandbox, spawnServer } from './processes.js';
import { spread } from './quantiles.js';

type MapApproval = typeof import('../../server/dist/engine/map-approval.js');
type ParseApproval = typeof import('../../server/dist/connectors/dingtalk/form/parse-approval.js');
type Books = typeof import('../../server/dist/engine/rule/mapping-book.js');
type Form = typeof import('../../server/dist/connectors/forms/payment-form.js');
type Source = typeof import('../../server/dist/schema/data-source.js');

const built = (path: string): Promise<unknown> => import(pathToFileURL(join(ROOT, 'server/dist', path)).href);
const COLLECTING_MS = 1_800_000;
const DAY_MS = 86_400_000;
const day = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);

/**
 * npm run bench -- simulate: runs approvals again by the version that mapped them, by a draft that moves a cost item, and by one that stops
 * bills. Measures duration, processor, memory, the number of differences and the wait of another request meanwhile; beside it the bare
 * engine on the same stored approvals. Asserts nothing about time; a run that does not end as expected ends the bench.
 */
export async function simulate(approvals: number): Promise<void> {
  await measure('sqlite', approvals);
  if (process.env.TEST_DATABASE_URL) await measure('mariadb', approvals);
}

async function measure(kind: 'sqlite' | 'mariadb', approvals: number): Promise<void> {
  const sandbox = await spawnSandbox({
    SANDBOX_CLEAN: 'on',
    SANDBOX_APPROVALS: String(approvals),
    SANDBOX_QPS: '0',
  });
  const database = await benchDatabase(kind);
  const start = () =>
    spawnServer(sandbox.line, { DATABASE_URL: database.url, DINGTALK_QPS: '0', SWEEP_INTERVAL_MS: '0' });
  try {
    const first = await start();
    const office = await openOffice(placeOf(sandbox.line, first.url, first.log));
    await fillTables(office);
    await collectAll(office.admin);
    await first.stop();
    // A fresh process, so that its peak memory is that of the following work.
    const server = await start();
    const admin = await Person.login(placeOf(sandbox.line, server.url, server.log), office.admin.userId);
    const path = `/api/schemes/${office.schemeId}`;
    const { content } = await admin.get<SchemeDetail>(path);
    await admin.get('/api/base-data/costItem?limit=1');
    console.log(`${kind}: ${approvals} approvals, load ${loadavg()[0]?.toFixed(1)}, at rest ${server.rssMiB()} MiB`);
    const cases: readonly [string, object][] = [
      ['the version in use', {}],
      ['one rule changed', { content: withRule(content, company.costItems.at(-1)?.number ?? '') }],
      ['a rule that stops', { content: withRule(content, 'CI-NONE') }],
    ];
    for (const [name, asked] of cases) {
      const [began, cpu] = [performance.now(), server.cpuSeconds()];
      const days = { from: day(Date.now() - 400 * DAY_MS), to: day(Date.now()) };
      const { id } = await admin.post<Simulation>(`${path}/simulations`, { tables: 'cited', ...days, ...asked });
      const waits: number[] = [];
      const done = await until(
        async () => {
          const asking = performance.now();
          await fetch(`${server.url}/health/live`);
          waits.push(performance.now() - asking);
          return admin.get<Simulation>(`/api/simulations/${id}`);
        },
        ({ state }) => state !== 'running',
        600_000,
      );
      if (done.state !== 'done') throw new Error(`${name} ended as ${done.state}`);
      const differences = Object.values(done.differences).reduce((sum, { count }) => sum + count, 0);
      const seconds = ((done.endedAt ?? 0) - done.startedAt) / 1000;
      console.log(
        `  ${name.padEnd(20)} ${seconds.toFixed(1)} s (asked ${((performance.now() - began) / 1000).toFixed(1)} s), processor ${(server.cpuSeconds() - cpu).toFixed(1)} s, ${done.total} bills, ${done.proven} proven, ${differences} differences, peak ${server.peakMiB()} MiB`,
      );
      console.log(`    another request      ${spread(waits)}`);
    }
    const tables = await booksOf(admin);
    await server.stop();
    await bare(database.url, content, tables);
  } finally {
    await sandbox.stop();
    await database.drop();
  }
}

/** Collects like collect() of the flow tests, with a longer wait for this many approvals. */
async function collectAll(admin: Person): Promise<void> {
  await admin.post('/api/runs', {});
  await until(
    () => admin.get<{ items: IntakeRun[] }>('/api/runs?limit=20'),
    ({ items }) => items.length > 0 && items.every(({ state }) => state !== 'running'),
    COLLECTING_MS,
  );
  await until(
    () => admin.get<StageTotals>('/api/bills/stages'),
    ({ states }) => !states.some(({ state, count }) => state === 'collected' && count > 0),
    COLLECTING_MS,
  );
}

const withRule = (content: SchemeContent, value: string): SchemeContent => {
  const when = [{ from: 'row:费用明细', is: 'equals' as const, value: company.expenseTypes[0]?.label.trim() ?? '' }];
  const rule: Rule = { kind: 'constant', value, when, scope: 'row' };
  const field = content.rows.costItem;
  if (!field) throw new Error('the scheme of the bench has no cost items');
  return { ...content, rows: { ...content.rows, costItem: { ...field, rules: [rule, ...field.rules] } } };
};

async function booksOf(admin: Person): Promise<Record<string, MappingRow[]>> {
  const { items } = await admin.get<MappingTables>('/api/mapping/tables');
  const tables: Record<string, MappingRow[]> = {};
  for (const { code } of items) tables[code] = await admin.all<MappingRow>(`/api/mapping/tables/${code}/rows`);
  return tables;
}

/** Runs the engine alone on the same texts: reads and maps each once, with all values known in Kingdee. */
async function bare(url: string, content: SchemeContent, tables: Record<string, MappingRow[]>): Promise<void> {
  const { mapApproval } = (await built('engine/map-approval.js')) as MapApproval;
  const { parseApproval } = (await built('connectors/dingtalk/form/parse-approval.js')) as ParseApproval;
  const { TableBook } = (await built('engine/rule/mapping-book.js')) as Books;
  const { formNamed } = (await built('connectors/forms/payment-form.js')) as Form;
  const { dataSourceOptions, openDataSource } = (await built('schema/data-source.js')) as Source;
  const source = await openDataSource(dataSourceOptions(url, 'read'));
  const book = new Map(
    Object.entries(tables).map(([code, rows]) => [
      code,
      new TableBook(
        code,
        code,
        1,
        rows.map(({ orgNumber, key, targetNumber }) => ({
          orgNumber,
          key,
          scope: 'company' as const,
          scopeValue: '',
          targetNumber,
          confirmed: true,
        })),
      ),
    ]),
  );
  const known = (_kind: string, number: string) => ({
    number,
    name: number,
    usable: true,
    reason: null,
    orgNumber: '',
  });
  const baseData = { knows: () => true, find: known, lookup: known };
  const target = formNamed(content.target);
  let [n, drafts, spent, last] = [0, 0, 0, ''];
  for (;;) {
    const rows: { id: string; raw: string; process_instance_id: string; originator_name: string }[] =
      await source.query(
        'SELECT id, raw, process_instance_id, originator_name FROM approval WHERE id > ? ORDER BY id LIMIT 500',
        [last],
      );
    const end = rows.at(-1);
    if (!end) break;
    last = end.id;
    const began = process.cpuUsage();
    for (const { raw: text, process_instance_id: processInstanceId, originator_name: originatorName } of rows) {
      const instance = parseApproval({ family: 'v1', processCode: content.processCode, processInstanceId, text });
      const scheme = { id: 's', version: 1, content };
      const given = {
        instance,
        originatorName,
        scheme,
        target,
        book,
        locks: {},
        billNo: 'DD',
        thirdBillNo: 'x',
        baseData,
      };
      if (mapApproval(given).draft !== null) drafts += 1;
      n += 1;
    }
    const { user, system } = process.cpuUsage(began);
    spent += (user + system) / 1e6;
  }
  await source.destroy();
  console.log(
    `  the bare engine      processor ${spent.toFixed(1)} s, ${n} approvals read and mapped once, ${drafts} bills`,
  );
}
