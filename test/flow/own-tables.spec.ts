import type { Analysis } from '@dingdee/shared/analysis';
import type { BillSummary, ReasonGroups } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { MappingTables, UnmappedValues } from '@dingdee/shared/mapping';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import { detailOf, newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';

let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice();
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const tables = async () => (await admin().get<MappingTables>('/api/mapping/tables')).items;
const CODE = encodeURIComponent('部门 → 费用');

it('a table of one’s own is made, renamed and removed while nothing uses it; ours stay as they are', async () => {
  const own = { name: '临时的', keyName: '项目', target: 'department' };
  await admin().post('/api/mapping/tables', own);
  expect((await admin().refused('POST', '/api/mapping/tables', own)).code).toBe('mapping/table-name-taken');
  const code = encodeURIComponent('临时的');
  await admin().patch(`/api/mapping/tables/${code}`, { name: '改过的', keyName: '工程' });
  expect((await tables()).find(({ own }) => own)).toMatchObject({ code: '临时的', name: '改过的', keyName: '工程' });
  await admin().put(`/api/mapping/tables/${code}/rows`, { rows: [{ key: '一', targetNumber: 'BM000004' }] });
  expect((await admin().refused('DELETE', '/api/mapping/tables/costItem')).code).toBe('mapping/table-in-use');
  expect((await admin().refused('PATCH', '/api/mapping/tables/payOrg', { name: 'x', keyName: 'y' })).code).toBe(
    'mapping/table-in-use',
  );
  expect((await run.office.pusher.refused('DELETE', `/api/mapping/tables/${code}`)).status).toBe(403);
  await admin().raw('DELETE', `/api/mapping/tables/${code}`);
  expect((await tables()).some(({ own }) => own)).toBe(false);
  // Made anew under the name it is empty, whatever was read of the one before.
  await admin().post('/api/mapping/tables', own);
  expect((await tables()).find(({ own }) => own)).toMatchObject({ rows: 0, revision: 0 });
});

it('a rule looks up in it, its row frees the bill, and then it stays', async () => {
  await admin().post('/api/mapping/tables', { name: '部门 → 费用', keyName: '发起部门', target: 'costItem' });
  const path = `/api/schemes/${run.office.schemeId}`;
  const { version, content } = await admin().get<SchemeDetail>(path);
  const costItem = {
    label: '费用项目',
    required: true,
    rules: [{ kind: 'lookup', table: '部门 → 费用', key: 'instance:originatorDeptName' }],
  };
  await admin().put(`${path}/content`, { version, content: { ...content, rows: { ...content.rows, costItem } } });
  const [approval] = newApprovals(run, { count: 1, seed: 74 });
  if (!approval) throw new Error('no approval');
  await collect(run.office);
  const waiting = await detailOf(run, approval);
  const issue = waiting.issues.find(({ table }) => table === '部门 → 费用');
  expect(issue).toMatchObject({ level: 'red', code: 'unmapped' });
  const rows = [{ key: issue?.key ?? '', targetNumber: 'CI0001' }];
  await admin().put(`/api/mapping/tables/${CODE}/rows`, { rows });
  expect((await admin().get<BillDetail>(`/api/bills/${waiting.id}`)).state).toBe('ready');
  expect((await admin().all<BillSummary>('/api/bills?stage=mapping')).length).toBe(0);
  expect((await admin().refused('DELETE', `/api/mapping/tables/${CODE}`)).code).toBe('mapping/table-in-use');
  await bySeveral(path, costItem.rules[0]?.key ?? '', waiting.id);
  expect((await admin().raw('GET', `/api/mapping/tables/${CODE}/export`)).status).toBe(200);
});

it('a value that is put aside moves no bill, is refused to who may not map, and a new approval with it brings it back', async () => {
  await admin().post('/api/mapping/tables', { name: '审批 → 费用', keyName: '审批编号', target: 'costItem' });
  const path = `/api/schemes/${run.office.schemeId}`;
  const { version, content } = await admin().get<SchemeDetail>(path);
  const rules = [{ kind: 'lookup', table: '审批 → 费用', key: 'instance:originatorName' }];
  const costItem = { label: '费用项目', required: true, rules };
  await admin().put(`${path}/content`, { version, content: { ...content, rows: { ...content.rows, costItem } } });
  const code = encodeURIComponent('审批 → 费用');
  const unmapped = () => admin().get<UnmappedValues>(`/api/mapping/tables/${code}/unmapped`);
  const [approval] = newApprovals(run, { count: 1, seed: 75 });
  if (!approval) throw new Error('no approval');
  await collect(run.office);
  const name = company.employees.find(({ userid }) => userid === approval.originatorUserid)?.name;
  const value = (await unmapped()).items.find(({ key }) => key === name);
  if (!value) throw new Error('no value');
  const stages = () => admin().get('/api/bills/stages');
  const month = new Date((await detailOf(run, approval)).finishedAt + 8 * 3_600_000).toISOString().slice(0, 7);
  const group = async () =>
    (await admin().get<ReasonGroups>('/api/bills/groups?stage=mapping')).items.find((one) => one.value === value.key);
  /** Where else the value is named as one to be filled in: 分析 and the exported workbook. */
  const named = async () => [
    (await admin().get<Analysis>(`/api/analysis?month=${month}`)).unmapped.some((one) => one.value === value.key),
    (
      await readSheet(Buffer.from(await (await admin().raw('GET', `/api/mapping/tables/${code}/export`)).arrayBuffer()))
    ).some((row) => row.includes(value.key)),
  ];
  expect([(await group())?.aside, await named()]).toEqual([undefined, [true, true]]);
  const [before, detail] = [await stages(), await detailOf(run, approval)];
  const body = { key: value.key, bills: value.bills, reason: 'elsewhere', note: '走线下' };
  const aside = `/api/mapping/tables/${code}/unmapped/aside`;
  expect((await run.office.pusher.refused('POST', aside, body)).status).toBe(403);
  await admin().post(aside, body);
  const after = await unmapped();
  expect(after.items.map(({ key }) => key)).not.toContain(value.key);
  expect(after.aside).toMatchObject([
    { key: value.key, bills: value.bills, aside: { reason: 'elsewhere', note: '走线下' } },
  ]);
  expect((await tables()).find((each) => each.code === '审批 → 费用')).toMatchObject({ unmapped: after.items.length });
  expect(await stages()).toEqual(before);
  // The bills stay in their group, which says so; nobody is asked for the value elsewhere.
  expect([(await group())?.aside, await named()]).toEqual([true, [false, false]]);
  const only = await admin().get<UnmappedValues>(`/api/mapping/tables/${code}/unmapped?only=aside`);
  expect(only).toEqual({ ...after, items: [] });
  expect((await detailOf(run, approval)).state).toBe(detail.state);
  const [another] = newApprovals(run, { count: 1, seed: 76 });
  if (!another) throw new Error('no approval');
  another.originatorUserid = approval.originatorUserid;
  await collect(run.office);
  expect((await unmapped()).items.find(({ key }) => key === value.key)).toMatchObject({
    bills: value.bills + 1,
    before: { reason: 'elsewhere' },
  });
  expect((await unmapped()).aside).toEqual([]);
  expect([(await group())?.aside, await named()]).toEqual([undefined, [true, true]]);
  await admin().post(`/api/mapping/tables/${code}/unmapped/restore`, { key: value.key });
  expect((await unmapped()).items.find(({ key }) => key === value.key)?.before).toBeUndefined();
});

/** The same table asked by two values: they are one key, which stands among the unmapped ones and is mapped like any other. */
async function bySeveral(path: string, first: string, billId: string): Promise<void> {
  const { version, content } = await admin().get<SchemeDetail>(path);
  const twice = [{ kind: 'lookup', table: '部门 → 费用', key: first, with: [first] }];
  const put = (rules: object[], over: number) => {
    const costItem = { label: '费用项目', required: true, rules };
    return { version: over, content: { ...content, rows: { ...content.rows, costItem } } };
  };
  expect((await admin().refused('PUT', `${path}/content`, put(twice, version))).status).toBe(422);
  const joined = [{ kind: 'lookup', table: '部门 → 费用', key: first, with: ['row:费用明细'] }];
  await admin().put(`${path}/content`, put(joined, version));
  // A changed scheme maps its bills in the background.
  const { items } = await until(
    () => admin().get<UnmappedValues>(`/api/mapping/tables/${CODE}/unmapped`),
    (listed) => listed.items.length > 0,
  );
  expect(items.every(({ key }) => / ＋ /u.test(key))).toBe(true);
  await admin().put(`/api/mapping/tables/${CODE}/rows`, {
    rows: items.map(({ key }) => ({ key, targetNumber: 'CI0001' })),
  });
  const mapped = await admin().get<BillDetail>(`/api/bills/${billId}`);
  expect(mapped.state).toBe('ready');
  expect(JSON.stringify(mapped)).toContain(' ＋ ');
}
