import type { BaseDataPage, BaseDataRefresh } from '@dingdee/shared/base-data';
import type { Status } from '@dingdee/shared/status';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  billsOf,
  detailOf,
  mustBeOnce,
  newApprovals,
  type RunningOffice,
  setSwitches,
  startOffice,
  wholeWay,
} from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';

/** A licence or a right is lost, and Kingdee answers empty lists without an error: nothing is gone before somebody has said so. */
let run: RunningOffice;
let usable: number;
beforeAll(async () => {
  run = await startOffice();
  usable = await departments();
});
beforeEach(() => setSwitches(run));
afterAll(() => run?.stack.close());

const refresh = () => run.office.admin.post<BaseDataRefresh>('/api/base-data/refresh');
const emptied = async () => (await run.office.admin.get<Status>('/api/status')).emptied;
const departments = async () =>
  (await run.office.admin.get<BaseDataPage>('/api/base-data/department?limit=200')).items.filter(({ usable }) => usable)
    .length;

it('the status names what came back empty and how much would be gone, to those who keep the mappings; bills go on', async () => {
  setSwitches(run, { kingdee: { emptyForms: 'BD_Department' } });
  const { problems } = await refresh();
  expect(problems?.map(({ kind }) => kind)).toEqual(['department']);
  const said = await emptied();
  expect(said?.items).toEqual([{ kind: 'department', orgNumber: '', part: '部门', rows: 20 }]);
  expect(said?.sentence).toContain('部门（原有 20 条）');
  expect((await run.office.pusher.get<Status>('/api/status')).emptied).toBeNull();
  expect(await departments()).toBe(usable);
  const batch = newApprovals(run, { count: 6, seed: 71 });
  await wholeWay(run);
  mustBeOnce(run, batch);
});

it('only an administrator decides, and only about what was on the screen', async () => {
  const word = { kind: 'department', orgNumber: '', rows: 20, decision: 'gone' };
  expect((await run.office.reviewer.refused('POST', '/api/base-data/emptied', word)).status).toBe(403);
  const other = await run.office.admin.refused('POST', '/api/base-data/emptied', { ...word, rows: 19 });
  expect(other).toMatchObject({ status: 409, code: 'base-data/emptied-changed' });
  expect(await departments()).toBe(usable);
});

it('kept it is not asked about again, while it stays empty', async () => {
  setSwitches(run, { kingdee: { emptyForms: 'BD_Department' } });
  await run.office.admin.post('/api/base-data/emptied', {
    kind: 'department',
    orgNumber: '',
    rows: 20,
    decision: 'keep',
  });
  expect(await emptied()).toBeNull();
  await refresh();
  expect(await emptied()).toBeNull();
  expect(await departments()).toBe(usable);
});

it('gone it stops new bills with the reason; listed again they are ready, and nobody maps anything', async () => {
  await refresh();
  setSwitches(run, { kingdee: { emptyForms: 'BD_Department' } });
  await refresh();
  await run.office.admin.post('/api/base-data/emptied', {
    kind: 'department',
    orgNumber: '',
    rows: 20,
    decision: 'gone',
  });
  const [one] = newApprovals(run, { count: 6, seed: 72 });
  if (!one) throw new Error('no approval');
  await collect(run.office);
  const bill = await detailOf(run, one);
  expect(bill.state).toBe('needs-mapping');
  expect(bill.issues.map(({ message }) => message).join()).toContain('金蝶里已没有');
  expect(billsOf(run, one)).toEqual([]);
  setSwitches(run);
  await refresh();
  await until(
    () => detailOf(run, one),
    ({ state }) => state === 'ready',
  );
});
