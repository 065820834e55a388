import type { BillSummary } from '@dingdee/shared/bill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../../server/src/database/database.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';

/** Who pays hangs on the whole table 付款组织 (decision 52): a row for one department says something of all others. */
let run: RunningOffice;
beforeAll(async () => {
  // It is killed.
  run = await startOffice({ world: 'process' });
  newApprovals(run, { count: 12, seed: 12 });
  await collect(run.office);
  for (const { id } of await rows()) await admin().raw('DELETE', `/api/mapping/tables/payOrg/rows/${id}`);
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const rows = async () => (await admin().get<{ items: { id: string }[] }>('/api/mapping/tables/payOrg/rows')).items;
const bills = (stage: string) => admin().all<BillSummary>(`/api/bills?stage=${stage}`);
const put = (row: object) => admin().put('/api/mapping/tables/payOrg/rows', { rows: [row] });
const idsOf = (list: BillSummary[]) => list.map(({ id }) => id).sort();

it('a row that has another organisation pay stops every open bill that only the default spoke for, and a row 默认 lets all of them go on', async () => {
  const ready = await bills('review');
  expect(ready.length).toBeGreaterThan(3);
  await put({ key: '别的公司的部门', targetNumber: '102', orgNumber: '' });
  expect(await bills('review')).toEqual([]);
  await put({ key: '默认', targetNumber: '101', orgNumber: '' });
  expect(idsOf(await bills('review'))).toEqual(idsOf(ready));
});

it('that is caught up with where the program stopped after a row was taken away', async () => {
  const ready = await bills('review');
  expect(ready.length).toBeGreaterThan(3);
  await run.stack.kill();
  const writer = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  await new Database(writer, writer).inTransaction(async (tx) => {
    const table = "(SELECT id FROM mapping_table WHERE code = 'payOrg')";
    await tx.query(`UPDATE mapping_row SET until_revision = 1000 WHERE row_key = '默认' AND table_id = ${table}`);
    await tx.query("UPDATE mapping_table SET revision = 1000, updated_at = ? WHERE code = 'payOrg'", [Date.now()]);
  });
  await writer.destroy();
  await run.stack.restart();
  expect(
    await until(
      () => bills('review'),
      ({ length }) => length === 0,
    ),
  ).toEqual([]);
});
