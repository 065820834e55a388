import './virtual-time.js';
import type { BaseDataOverview, BaseDataPage } from '@dingdee/shared/base-data';
import type { BillSummary } from '@dingdee/shared/bill';
import type { MappingRowPage } from '@dingdee/shared/mapping';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { newApprovals, type RunningOffice, setSwitches, startOffice } from './batch.js';
import { besideServer } from './beside-server.js';
import { collect } from './office.js';
import { until } from './person.js';
import { pass } from './virtual-time.js';

/** Between two full readings（全量）the program reads what changed（增量）: what Kingdee was asked, row by row, is in the stand-in's ledger. */
let run: RunningOffice;
const EVERY_MS = 2_000;
beforeAll(async () => {
  run = await startOffice({ settings: { BASE_DATA_CHANGES_MS: String(EVERY_MS) } });
  newApprovals(run, { count: 12, seed: 7 });
  await collect(run.office);
});
beforeEach(() => setSwitches(run));
afterAll(() => run?.stack.close());

const kingdee = () => run.stack.sandbox.state.kingdee.baseData;
const refresh = () => run.office.admin.post('/api/base-data/refresh');
const overview = () => run.office.admin.get<BaseDataOverview>('/api/base-data');
const costItem = async () => (await overview()).kinds.find(({ kind }) => kind === 'costItem');
const found = async (number: string) =>
  (await run.office.reviewer.get<BaseDataPage>(`/api/base-data/costItem?q=${number}`)).items;
const used = async () => {
  const rows = (await run.office.admin.get<MappingRowPage>('/api/mapping/tables/costItem/rows?limit=200')).items;
  return rows.find(({ uses }) => uses > 0)?.targetNumber ?? expect.fail('no approval uses a mapped cost item');
};
/** Queries of cost items that Kingdee has answered since. */
function listen() {
  const before = kingdee().answered.length;
  return () =>
    kingdee()
      .answered.slice(before)
      .filter(({ form }) => form === 'BD_Expense');
}

it('what somebody adds or renames in Kingdee is there without anybody pressing; only what changed was listed', async () => {
  const asked = listen();
  const number = await used();
  kingdee().change('BD_Expense', 'CI7777', { add: '高铁退票费' });
  kingdee().change('BD_Expense', number, { rename: '改了的名称' });
  await until(
    () => found('CI7777'),
    (items) => items.length === 1,
  );
  expect(await found(number)).toMatchObject([{ name: '改了的名称' }]);
  await until(
    () => costItem(),
    (one) => one?.changesAt !== undefined,
  );
  expect(asked().length).toBeGreaterThan(0);
  for (const { filter, rows } of asked()) {
    expect(filter).toMatch(/^FModifyDate >= '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d'$/);
    // The two, and the one that changed last before them.
    expect(rows).toBeLessThanOrEqual(3);
  }
  const { changes } = await overview();
  expect(changes.map(({ what, number: of }) => `${what} ${of}`).sort()).toEqual(
    [`added CI7777`, `renamed ${number}`].sort(),
  );
});

it('a bill stops and goes on by itself as its cost item is taken back to be audited and audited again', async () => {
  const number = await used();
  const stopped = () => run.office.admin.all<BillSummary>('/api/bills?stage=mapping');
  kingdee().change('BD_Expense', number, { documentStatus: 'D' });
  await until(stopped, (bills) => bills.length > 0);
  kingdee().change('BD_Expense', number, { documentStatus: 'C' });
  await until(stopped, (bills) => bills.length === 0);
});

it('a deletion, and a forbidding that moves no date, wait for the full reading; one that a person asks for reads all after the asking', async () => {
  // One that has not changed for long: what changed in the last minutes is listed with everything else about it.
  const { number } = kingdee().rows('BD_Expense')[0] ?? expect.fail('no cost item');
  const [added] = kingdee().numbered('BD_Expense', 'CI7777');
  kingdee().change('BD_Expense', number, { forbid: true });
  if (added) kingdee().remove(added);
  await pass('10 s');
  expect([(await found(number))[0]?.usable, (await found('CI7777'))[0]?.usable]).toEqual([true, true]);
  const asked = listen();
  await refresh();
  expect(asked().filter(({ filter }) => filter === '')).toHaveLength(1);
  expect(await found(number)).toMatchObject([{ usable: false, reason: '已禁用' }]);
  expect(await found('CI7777')).toMatchObject([{ usable: false, reason: '金蝶里已没有' }]);
  // Where the site moves the date, nobody has to ask.
  setSwitches(run, { kingdee: { forbidMovesDate: true } });
  kingdee().change('BD_Expense', number, { forbid: false });
  await until(
    () => found(number),
    ([item]) => item?.usable === true,
  );
});

it.each(['refused', 'blank'] as const)(
  'a site that leaves the question by date %s is read in full instead, once, and then only as ever',
  async (modifyDateFilter) => {
    setSwitches(run, { kingdee: { modifyDateFilter } });
    const asked = listen();
    await until(
      () => costItem(),
      (one) => one?.noChanges === 'refused',
    );
    await pass('10 s');
    expect(asked().filter(({ filter }) => filter === '')).toHaveLength(1);
    expect(asked().length).toBeLessThanOrEqual(3);
    // The next case begins with a site that has not refused yet.
    await besideServer(run.stack, "UPDATE base_data_increment SET why = '', asked_at = 0");
  },
);

it('a form without a modify date is read in full only, and says so', async () => {
  setSwitches(run, { kingdee: { modifyDateAbsent: '*' } });
  await refresh();
  expect((await overview()).kinds.map(({ noChanges }) => noChanges)).toEqual(
    (await overview()).kinds.map(() => 'no-date'),
  );
  const asked = listen();
  await pass('10 s');
  expect(asked()).toEqual([]);
});
