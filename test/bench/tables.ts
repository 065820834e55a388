import { loadavg } from 'node:os';
import type { MappingRowPage, RemapResult } from '@dingdee/shared/mapping';
import type { ImportDiff } from '@dingdee/shared/mapping-import';
import writeXlsxFile from 'write-excel-file/node';
import { collect, fillTables, openOffice } from '../flow/office.js';
import * as company from '../sandbox/company.js';
import { benchPlace } from './bench-place.js';
import type { Running } from './processes.js';
import { spread } from './quantiles.js';

const SEARCHES = ['来源 4', '来源 49999', 'CI0005', 'zhusu', 'shinei', 'snjt', '没有这个', '交通', '4999', '费用'];
const ROUNDS = 20;

/** Measures the wall time, and the processor time of the server alone: on a busy machine only the second can be compared. */
const timing =
  (server: Pick<Running, 'cpuSeconds'>) =>
  async <T>(work: () => Promise<T>): Promise<{ value: T; ms: number; told: string }> => {
    const [from, cpu] = [performance.now(), server.cpuSeconds()];
    const value = await work();
    const ms = performance.now() - from;
    return { value, ms, told: `${Math.round(ms)} ms (processor ${Math.round((server.cpuSeconds() - cpu) * 1000)})` };
  };
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/** Imports a table of 50,000 rows from a file, searches and exports it, and changes one row on which many open bills depend. */
async function run(kind: 'sqlite' | 'mariadb', rows: number, approvals: number): Promise<void> {
  const settings = {
    sandbox: { SANDBOX_APPROVALS: String(approvals), SANDBOX_QPS: '0' },
    server: { DINGTALK_QPS: '0' },
  };
  await benchPlace(kind, settings, async ({ place, server }) => {
    const office = await openOffice(place);
    await fillTables(office);
    await collect(office);
    const { admin } = office;
    const timed = timing(server);
    const numbers = [...new Set(company.expenseTypes.map(({ costItemNumber }) => costItemNumber))];
    const lines = Array.from({ length: rows }, (_, index) => [
      '',
      `来源 ${index}`,
      numbers[index % numbers.length] ?? '',
    ]);
    const file = await writeXlsxFile([['组织', '来源值', '金蝶编码'], ...lines]).toBuffer();
    say(
      `${kind}, ${rows} rows, file of ${(file.length / 1024 / 1024).toFixed(1)} MiB, load ${loadavg()[0]?.toFixed(1)}`,
    );
    const content = file.toString('base64');
    const opened = await timed(() =>
      admin.post<ImportDiff>('/api/mapping/tables/costItem/imports', { name: 'bench.xlsx', content }),
    );
    const { id, revision, counts } = opened.value;
    const applied = await timed(() =>
      admin.post<RemapResult>(`/api/mapping/imports/${id}/apply`, { revision, missing: 'keep', decisions: [] }),
    );
    say(`  import   compared ${opened.told}, written ${applied.told} (${counts.added} added)`);
    const searches: number[] = [];
    const before = server.cpuSeconds();
    for (let round = 0; round < ROUNDS; round += 1)
      for (const q of SEARCHES)
        searches.push(
          (
            await timed(() =>
              admin.get<MappingRowPage>(`/api/mapping/tables/costItem/rows?limit=100&q=${encodeURIComponent(q)}`),
            )
          ).ms,
        );
    const each = ((server.cpuSeconds() - before) * 1000) / searches.length;
    say(`  search   ${spread(searches)}, processor ${Math.round(each)} ms each`);
    const exported = await timed(async () =>
      (await admin.raw('GET', '/api/mapping/tables/costItem/export')).arrayBuffer(),
    );
    say(`  export   ${exported.told}, ${(exported.value.byteLength / 1024 / 1024).toFixed(1)} MiB`);
    for (const code of ['bankAccount', 'costItem', 'department']) {
      const { items } = await admin.get<MappingRowPage>(`/api/mapping/tables/${code}/rows?limit=500`);
      const [most] = items.toSorted((a, b) => b.uses - a.uses);
      const others = items.filter(
        ({ orgNumber, targetNumber }) => orgNumber === most?.orgNumber && targetNumber !== most.targetNumber,
      );
      const other =
        code === 'costItem' ? numbers.find((number) => number !== most?.targetNumber) : others[0]?.targetNumber;
      if (!most || other === undefined) continue;
      const edit = { rows: [{ orgNumber: most.orgNumber, key: most.key, targetNumber: other }] };
      const edited = await timed(() => admin.put<RemapResult>(`/api/mapping/tables/${code}/rows`, edit));
      say(`  edit     ${code}: ${edited.value.remapped} bills mapped anew in ${edited.told}`);
    }
    say(`  peak     ${server.peakMiB()} MiB, load ${loadavg()[0]?.toFixed(1)}`);
  });
}

export async function tables(rows: number, approvals: number): Promise<void> {
  await run('sqlite', rows, approvals);
  if (process.env.TEST_DATABASE_URL) await run('mariadb', rows, approvals);
}
