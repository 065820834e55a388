import { createHash } from 'node:crypto';
import type { BillPage, BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { MappingRowPage, MappingTables, RemapResult, UnmappedValues } from '@dingdee/shared/mapping';
import type { ChangeUndo, MappingChange, MappingChanges } from '@dingdee/shared/mapping-change';
import type { ImportDiff, ImportKind, ImportLinePage, ImportRecords } from '@dingdee/shared/mapping-import';
import type { FindingPage } from '@dingdee/shared/mapping-lint';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readWorkbook } from '../../server/src/mapping/excel/read-workbook.js';
import { xlsx } from '../../server/src/mapping/excel/xlsx-for-spec.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import * as company from '../sandbox/company.js';
import { detailOf, newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import type { Person } from './person.js';

async function stored<T>(sql: string): Promise<T[]> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl, 'read'));
  try {
    return (await source.query(sql)) as T[];
  } finally {
    await source.destroy();
  }
}
const LOOK = '/api/mapping/tables/contactUnit/changes/look';
const HEADER = ['组织', '来源值', '金蝶编码'];
type Line = readonly [org: string, key: string, number: string];

let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice();
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const mapper = () => run.office.reviewer;
const open = (person: Person, table: string, bytes: Buffer, name = '对应.xlsx') =>
  person.post<ImportDiff>(`/api/mapping/tables/${table}/imports`, { name, content: bytes.toString('base64') });
const openLines = (person: Person, table: string, lines: readonly Line[]) =>
  open(person, table, xlsx([HEADER, ...lines]));
const linesOf = (person: Person, id: string, kind: ImportKind) =>
  person.get<ImportLinePage>(`/api/mapping/imports/${id}?kind=${kind}`);
const apply = (person: Person, { id, revision }: ImportDiff, more: object = {}) =>
  person.post<RemapResult>(`/api/mapping/imports/${id}/apply`, { revision, missing: 'keep', decisions: [], ...more });
const refusedApply = (person: Person, { id, revision }: ImportDiff, more: object = {}) =>
  person.refused('POST', `/api/mapping/imports/${id}/apply`, { revision, missing: 'keep', decisions: [], ...more });
const exported = async (table: string): Promise<Buffer> =>
  Buffer.from(await (await admin().raw('GET', `/api/mapping/tables/${table}/export`)).arrayBuffer());
const rowsOf = async (table: string, q = '') =>
  (await admin().get<MappingRowPage>(`/api/mapping/tables/${table}/rows?limit=500&q=${encodeURIComponent(q)}`)).items;
const revisionOf = async (table: string) =>
  (await admin().get<MappingTables>('/api/mapping/tables')).items.find(({ code }) => code === table)?.revision;
const CHOSEN = company.expenseTypes[0]?.costItemNumber ?? '';
const OTHER = company.expenseTypes.find(({ costItemNumber }) => costItemNumber !== CHOSEN)?.costItemNumber ?? '';

it('every table comes back from its own export as it is, accounts by their last digits', async () => {
  for (const table of ['costItem', 'contactUnit', 'department', 'payOrg', 'bankAccount']) {
    const bytes = await exported(table);
    const { rows } = await readWorkbook(bytes);
    expect(rows.length, table).toBeGreaterThan(0);
    const diff = await open(admin(), table, bytes);
    const { invalid, changed, added, removed, unchanged } = diff.counts;
    expect([table, invalid, changed, added, removed]).toEqual([table, 0, 0, 0, 0]);
    expect(unchanged).toBe(diff.tableRows);
    const before = await revisionOf(table);
    // There is nothing to write: taking that back would take back what somebody else did before.
    expect(await refusedApply(admin(), diff, { missing: 'remove' })).toMatchObject({
      code: 'mapping/nothing-to-import',
    });
    expect(await revisionOf(table)).toBe(before);
  }
  const accounts = (await readWorkbook(await exported('bankAccount'))).rows.map(({ number }) => number);
  expect(accounts.every((number) => /^尾号 \d{4}$/.test(number))).toBe(true);
});

it('rows that count from a day come back with it, an odd day is told with its cell, and a file without the column leaves them', async () => {
  const key = '换年';
  const rows = [
    { key, targetNumber: CHOSEN, was: null },
    { key, targetNumber: OTHER, fromDay: '2027-01-01', was: null },
  ];
  await mapper().put('/api/mapping/tables/costItem/rows', { rows });
  const taken = [{ key, targetNumber: CHOSEN, fromDay: '2027-01-01', was: null }];
  expect((await mapper().refused('PUT', '/api/mapping/tables/costItem/rows', { rows: taken })).code).toBe(
    'mapping/row-changed',
  );
  const odd = [{ key, targetNumber: OTHER, fromDay: '2027-02-30' }];
  expect((await mapper().refused('PUT', '/api/mapping/tables/costItem/rows', { rows: odd })).status).toBe(400);
  expect((await rowsOf('costItem', key)).map(({ fromDay = '' }) => fromDay).sort()).toEqual(['', '2027-01-01']);

  const whole = await open(mapper(), 'costItem', await exported('costItem'));
  expect(whole.counts).toEqual({ invalid: 0, changed: 0, added: 0, removed: 0, unchanged: whole.tableRows });
  const plain = await openLines(mapper(), 'costItem', [['', key, CHOSEN]]);
  const left = (await linesOf(mapper(), plain.id, 'removed')).items.filter((line) => line.key === key);
  expect([plain.counts.unchanged, left]).toEqual([1, []]);
  const typed = await open(
    mapper(),
    'costItem',
    xlsx([
      [...HEADER, '生效日期'],
      ['', key, CHOSEN, '2027/1/1'],
      ['', key, CHOSEN, '元旦'],
      ['', key, CHOSEN, '2028年1月1日'],
    ]),
  );
  const [wrong] = (await linesOf(mapper(), typed.id, 'invalid')).items;
  expect([wrong?.cell, wrong?.problem, wrong?.may]).toEqual(['D3', expect.stringContaining('不是日期'), []]);
  await apply(mapper(), typed, { decisions: [{ row: 3, do: 'leave' }] });
  expect(
    (await rowsOf('costItem', key)).map(({ fromDay = '', targetNumber }) => [fromDay, targetNumber]).sort(),
  ).toEqual([
    ['', CHOSEN],
    ['2027-01-01', CHOSEN],
    ['2028-01-01', CHOSEN],
  ]);
  const [record] = (await mapper().get<ImportRecords>('/api/mapping/tables/costItem/imports')).items;
  await mapper().post(`/api/mapping/imports/${record?.id}/undo`);
  expect(
    (await rowsOf('costItem', key)).map(({ fromDay = '', targetNumber }) => [fromDay, targetNumber]).sort(),
  ).toEqual([
    ['', CHOSEN],
    ['2027-01-01', OTHER],
  ]);
});

it('is for those who map', async () => {
  const content = xlsx([HEADER, ['', 'x', CHOSEN]]).toString('base64');
  const body = { name: 'x.xlsx', content };
  expect((await run.office.pusher.refused('POST', '/api/mapping/tables/costItem/imports', body)).status).toBe(403);
  const diff = await openLines(mapper(), 'costItem', [['', '只有我看', CHOSEN]]);
  expect((await refusedApply(run.office.pusher, diff)).status).toBe(403);
  expect((await run.office.pusher.refused('GET', '/api/mapping/tables/costItem/export')).status).toBe(403);
});

it('what one person has uploaded nobody else applies: who wrote the file would be the second pair of eyes', async () => {
  const diff = await openLines(mapper(), 'costItem', [['', '别人来应用', CHOSEN]]);
  expect((await refusedApply(admin(), diff)).status).toBe(404);
  expect(await rowsOf('costItem', '别人来应用')).toEqual([]);
});

it('2,000 rows are compared, and written all or not at all', async () => {
  const many = Array.from({ length: 2000 }, (_, index): Line => ['', `批量 ${index + 1}`, CHOSEN]);
  const diff = await openLines(mapper(), 'costItem', [...many, ['', '错的', 'NO-SUCH'], ['', '批量 7', OTHER]]);
  expect(diff).toMatchObject({ fileRows: 2002, counts: { invalid: 3, added: 1999 } });
  const { items } = await linesOf(mapper(), diff.id, 'invalid');
  expect(items.map(({ cell, problem }) => [cell, problem])).toEqual([
    ['B8', '和 B2003 重复，对应不同'],
    ['C2002', '金蝶没有费用项目 NO-SUCH'],
    ['B2003', '和 B8 重复，对应不同'],
  ]);
  // Only these come as a file, as they were read, in the order of the file; mended they are taken.
  const wrongRows = await mapper().raw('GET', `/api/mapping/imports/${diff.id}/errors`);
  expect(wrongRows.headers.get('content-type')).toContain('spreadsheetml');
  const bytes = Buffer.from(await wrongRows.arrayBuffer());
  expect((await readWorkbook(bytes)).rows.map(({ key, number }) => [key, number])).toEqual([
    ['批量 7', CHOSEN],
    ['错的', 'NO-SUCH'],
    ['批量 7', OTHER],
  ]);
  expect((await readSheet(bytes)).slice(1).map(([, , , , why, cell]) => [why, cell])).toEqual([
    ['和 B2003 重复，对应不同', 'B8'],
    ['金蝶没有费用项目 NO-SUCH', 'C2002'],
    ['和 B8 重复，对应不同', 'B2003'],
  ]);
  expect((await run.office.pusher.refused('GET', `/api/mapping/imports/${diff.id}/errors`)).status).toBe(403);
  expect((await open(mapper(), 'costItem', bytes)).counts.invalid).toBe(3);
  const before = await revisionOf('costItem');
  expect((await refusedApply(mapper(), diff)).code).toBe('mapping/import-undecided');
  const half = [2002, 2003].map((row) => ({ row, do: 'leave' }));
  expect((await refusedApply(mapper(), diff, { decisions: half })).code).toBe('mapping/import-undecided');
  const wrong = [...half, { row: 8, do: 'use', targetNumber: 'NO-SUCH-EITHER' }];
  expect((await refusedApply(mapper(), diff, { decisions: wrong })).code).toBe('mapping/unusable-target');
  expect([await revisionOf('costItem'), (await rowsOf('costItem', '批量')).length]).toEqual([before, 0]);

  await apply(mapper(), diff, { decisions: [...half, { row: 8, do: 'use', targetNumber: CHOSEN }] });
  expect(await revisionOf('costItem')).toBe((before ?? 0) + 1);
  const page = await admin().get<MappingRowPage>('/api/mapping/tables/costItem/rows?limit=1&q=批量');
  expect(page.total).toBe(2000);
  // Once: the same answer sent again writes nothing.
  expect((await refusedApply(mapper(), diff)).code).toBe('mapping/no-such-import');
});

it('who imports second sees what the first did, and nothing of theirs was written', async () => {
  const [first, second] = await Promise.all([
    openLines(admin(), 'costItem', [['', '两个人', CHOSEN]]),
    openLines(mapper(), 'costItem', [['', '两个人', OTHER]]),
  ]);
  const tries = await Promise.all(
    [
      [admin(), first],
      [mapper(), second],
    ].map(async ([person, diff]) => (await refusedOrDone(person as Person, diff as ImportDiff)) as string),
  );
  expect(tries.sort()).toEqual(['done', 'mapping/import-outdated']);
  const [row] = await rowsOf('costItem', '两个人');
  const later = row?.targetNumber === CHOSEN ? { person: mapper(), diff: second } : { person: admin(), diff: first };
  const { diff, items } = await linesOf(later.person, later.diff.id, 'changed');
  expect(items).toMatchObject([{ key: '两个人', was: { number: row?.targetNumber } }]);
  await apply(later.person, diff);
  expect((await rowsOf('costItem', '两个人'))[0]?.targetNumber).not.toBe(row?.targetNumber);
});
async function refusedOrDone(person: Person, { id, revision }: ImportDiff): Promise<string> {
  const answer = await person.raw('POST', `/api/mapping/imports/${id}/apply`, {
    revision,
    missing: 'keep',
    decisions: [],
  });
  return answer.ok ? 'done' : ((await answer.json()) as { code: string }).code;
}

it('an open bill turns ready by an import, its log names the file, and taking the import back has it wait again', async () => {
  const [approval] = newApprovals(run, { count: 1, seed: 72 });
  if (!approval) throw new Error('no approval');
  await collect(run.office);
  const ready = await detailOf(run, approval);
  expect(ready.state).toBe('ready');
  const key = approval.originatorUserid;
  const [row] = await rowsOf('contactUnit', key);
  if (!row) throw new Error('no row');
  const without = (await readWorkbook(await exported('contactUnit'))).rows
    .filter((line) => line.key !== key)
    .map(({ org, key: other, number }): Line => [org, other, number]);
  const diff = await openLines(mapper(), 'contactUnit', without);
  expect(diff.counts.removed).toBe(1);
  expect(diff.touched.count).toBe(0);
  expect(diff.touchedWithRemoved.count).toBeGreaterThanOrEqual(1);
  const done = await apply(mapper(), diff, { missing: 'remove' });
  expect(done.stillMissing.count).toBe(diff.touchedWithRemoved.count);
  expect((await detailOf(run, approval)).state).toBe('needs-mapping');

  const again = await openLines(mapper(), 'contactUnit', [[row.orgNumber, key, row.targetNumber]]);
  await apply(mapper(), again);
  expect((await detailOf(run, approval)).state).toBe('ready');
  const { items } = await mapper().get<ImportRecords>('/api/mapping/tables/contactUnit/imports');
  expect(items.slice(0, 2)).toMatchObject([
    { fileName: '对应.xlsx', added: 1, changed: 0, removed: 0, undoneAt: null },
    { fileName: '对应.xlsx', added: 0, changed: 0, removed: 1 },
  ]);
  await mapper().post(`/api/mapping/imports/${items[0]?.id}/undo`);
  expect((await detailOf(run, approval)).state).toBe('needs-mapping');
  // The older one cannot go back over what came since as if nothing had been: the place is empty again, so it can.
  await mapper().post(`/api/mapping/imports/${items[1]?.id}/undo`);
  expect((await detailOf(run, approval)).state).toBe('ready');
  expect((await mapper().refused('POST', `/api/mapping/imports/${items[1]?.id}/undo`)).code).toBe(
    'mapping/import-kept',
  );
});

it('what was changed since an import keeps it from being taken back, all of it', async () => {
  await apply(
    mapper(),
    await openLines(mapper(), 'costItem', [
      ['', '撤一', CHOSEN],
      ['', '撤二', CHOSEN],
    ]),
  );
  const [record] = (await mapper().get<ImportRecords>('/api/mapping/tables/costItem/imports')).items;
  await admin().put('/api/mapping/tables/costItem/rows', { rows: [{ key: '撤二', targetNumber: OTHER }] });
  const refused = await mapper().refused('POST', `/api/mapping/imports/${record?.id}/undo`);
  expect(refused).toMatchObject({ code: 'mapping/import-kept', detail: expect.stringContaining('撤二') });
  expect((await rowsOf('costItem', '撤')).map(({ key, targetNumber }) => [key, targetNumber])).toEqual([
    ['撤一', CHOSEN],
    ['撤二', OTHER],
  ]);
});

it('a place that an import emptied, and that somebody else has filled and emptied since, is not filled by taking the import back', async () => {
  const key = '让出的位置';
  const [any] = await rowsOf('contactUnit', '');
  const fill = (person: Person) =>
    person.put('/api/mapping/tables/contactUnit/rows', { rows: [{ key, targetNumber: any?.targetNumber }] });
  const empty = async (person: Person) =>
    person.raw('DELETE', `/api/mapping/tables/contactUnit/rows/${(await rowsOf('contactUnit', key))[0]?.id}`);
  await fill(mapper());
  const others = (await readWorkbook(await exported('contactUnit'))).rows
    .filter((line) => line.key !== key)
    .map(({ org, key: other, number }): Line => [org, other, number]);
  await apply(mapper(), await openLines(mapper(), 'contactUnit', others), { missing: 'remove' });
  const [record] = (await mapper().get<ImportRecords>('/api/mapping/tables/contactUnit/imports')).items;

  // Whoever takes it back may have tried it out in between.
  await fill(mapper());
  await empty(mapper());
  await fill(mapper());
  expect((await empty(admin())).ok).toBe(true);
  const refused = await mapper().refused('POST', `/api/mapping/imports/${record?.id}/undo`);
  expect(refused).toMatchObject({ code: 'mapping/import-kept', detail: expect.stringContaining(key) });
  expect(await rowsOf('contactUnit', key)).toEqual([]);
});

it('one change of one row is taken back by one press, with its effect told before; one of a file is taken back with the file', async () => {
  const [approval] = newApprovals(run, { count: 1, seed: 74 });
  if (!approval) throw new Error('no approval');
  await collect(run.office);
  const [row] = await rowsOf('contactUnit', approval.originatorUserid);
  if (!row) throw new Error('no row');
  const changesOf = async (of?: string) =>
    (of === undefined
      ? await admin().get<MappingChanges>('/api/mapping/tables/contactUnit/changes')
      : await admin().get<MappingChanges>(`/api/mapping/tables/contactUnit/changes?row=${of}`)
    ).items;
  const press = (person: Person, body: object) =>
    person.post<RemapResult>('/api/mapping/tables/contactUnit/changes/undo', body);
  await mapper().raw('DELETE', `/api/mapping/tables/contactUnit/rows/${row.id}?way=lint`);
  expect((await detailOf(run, approval)).state).toBe('needs-mapping');
  const [removed] = await changesOf(row.id);
  expect(removed).toMatchObject({ to: null, way: 'lint', was: { number: row.targetNumber }, kept: null });
  const { revision, id } = removed as MappingChange;
  expect((await run.office.pusher.refused('POST', LOOK, { revision, id })).status).toBe(403);

  const effect = await admin().post<ChangeUndo>(LOOK, { revision, id });
  expect(effect.back?.number).toBe(row.targetNumber);
  const done = await press(admin(), { revision, id, shown: effect.touched });
  expect(done.remapped).toBe(effect.touched.count);
  expect((await detailOf(run, approval)).state).toBe('ready');
  // By somebody else than had set it: whoever is paid by it takes another hand.
  expect((await changesOf())[0]).toMatchObject({
    way: 'undo',
    to: { number: row.targetNumber },
    revision: revision + 1,
  });
  const again = await admin().refused('POST', LOOK.replace('look', 'undo'), { revision, id, shown: effect.touched });
  expect(again).toMatchObject({ status: 409, code: 'mapping/change-kept' });
  const [line] = await stored<{ detail: string }>(
    `SELECT detail FROM audit WHERE action = 'set-mapping-rows' AND subject_id = 'contactUnit' ORDER BY seq DESC LIMIT 1`,
  );
  expect(JSON.parse(line?.detail ?? '{}')).toMatchObject({ undoes: revision });

  await apply(mapper(), await openLines(mapper(), 'contactUnit', [['', '改动记录', row.targetNumber]]));
  const [imported] = await changesOf();
  expect(imported).toMatchObject({ way: 'import', file: '对应.xlsx', kept: 'import', undoUntil: null });
  const refused = await mapper().refused('POST', LOOK, { revision: imported?.revision, id: imported?.id });
  expect(refused).toMatchObject({ code: 'mapping/change-kept', detail: expect.stringContaining('导入记录') });
});

it('a value without a row tells how it was written, what was booked with it before, and which bills lack it whatever else stops them', async () => {
  const [first, second] = newApprovals(run, { count: 2, seed: 75 });
  if (!first || !second) throw new Error('no approvals');
  await collect(run.office);
  const key = first.originatorUserid;
  const [row] = await rowsOf('contactUnit', key);
  if (!row) throw new Error('no row');
  await mapper().raw('DELETE', `/api/mapping/tables/contactUnit/rows/${row.id}`);
  const { items } = await mapper().get<UnmappedValues>('/api/mapping/tables/contactUnit/unmapped');
  const value = items.find((one) => one.key === key);
  expect(value?.traces).toMatchObject({ people: 1, waiting: value?.bills });
  expect(value?.traces?.samples.length).toBe(Math.min(3, value?.bills ?? 0));
  const listed = await admin().get<BillPage>(
    `/api/bills?stage=mapping&lacks=${encodeURIComponent(`contactUnit:${key}`)}`,
  );
  expect(listed.total).toBe(value?.traces?.waiting);
  expect(listed.items.map(({ id }) => id)).toEqual(
    expect.arrayContaining([...(value?.traces?.samples.map(({ billId }) => billId) ?? [])]),
  );
  expect((await admin().refused('GET', '/api/bills?lacks=contactUnit')).status).toBe(400);
  const found = value?.suggestions.find(({ item }) => item.number === row.targetNumber);
  expect(found?.evidence.length).toBeGreaterThan(0);
  await mapper().put('/api/mapping/tables/contactUnit/rows', {
    rows: [{ key, orgNumber: row.orgNumber, targetNumber: row.targetNumber }],
  });
  const after = await admin().get<BillPage>(`/api/bills?lacks=${encodeURIComponent(`contactUnit:${key}`)}`);
  expect(after.total).toBe(0);
});

it('the log proves each of the rows of a large import, though it names fifty', async () => {
  const lines = Array.from({ length: 60 }, (_, index): Line => ['', `留痕 ${index}`, CHOSEN]);
  await apply(mapper(), await openLines(mapper(), 'costItem', lines));
  const revision = await revisionOf('costItem');
  const written = await stored<Record<string, string>>(
    `SELECT r.id, r.org_number, r.row_key, r.scope, r.scope_value, r.target_number FROM mapping_row r JOIN mapping_table t ON t.id = r.table_id
     WHERE t.code = 'costItem' AND r.since_revision = ${revision} ORDER BY r.id`,
  );
  const set = written.map((row) => [
    row.id,
    row.org_number,
    row.row_key,
    row.scope,
    row.scope_value,
    row.target_number,
  ]);
  const [line] = await stored<{ detail: string }>(
    `SELECT detail FROM audit WHERE action = 'set-mapping-rows' AND detail LIKE '%"revision":${revision},%' AND subject_id = 'costItem'`,
  );
  const text = JSON.stringify({ ended: [], revision, set, table: 'costItem' });
  expect(set.length).toBe(60);
  expect(JSON.parse(line?.detail ?? '{}')).toMatchObject({
    count: 60,
    digest: createHash('sha256').update(text).digest('hex'),
  });
});

it('a payee that comes from a file takes two hands as one that is typed in', async () => {
  const [approval] = newApprovals(run, { count: 1, seed: 73 });
  if (!approval) throw new Error('no approval');
  await collect(run.office);
  const own = company.employees.find(({ userid }) => userid === approval.originatorUserid);
  const stranger = company.employees.find(
    ({ userid, name, orgNumber }) => userid !== own?.userid && orgNumber === own?.orgNumber && name !== own?.name,
  );
  const diff = await openLines(mapper(), 'contactUnit', [['', approval.originatorUserid, stranger?.staffNumber ?? '']]);
  await apply(mapper(), diff);
  const bill = await detailOf(run, approval);
  expect(bill.issues.map(({ code }) => code)).toContain('payee-hand');
  const note = '已打电话向申请人核对过收款人';
  const alone = await mapper().refused('POST', `/api/bills/${bill.id}/approve`, { version: bill.version, note });
  expect(alone.code).toBe('bill/payee-hand');
  const [record] = (await mapper().get<ImportRecords>('/api/mapping/tables/contactUnit/imports')).items;
  await mapper().post(`/api/mapping/imports/${record?.id}/undo`);
  const back = await admin().get<BillDetail>(`/api/bills/${bill.id}`);
  expect(back.issues.map(({ code }) => code)).not.toContain('payee-hand');
  expect((await admin().all<BillSummary>('/api/bills?stage=review')).length).toBeGreaterThan(0);
});

it('a file that is none, is broken or would burst leaves the program at work and the table as it was', async () => {
  const bomb = xlsx([], { sheet: { data: Buffer.alloc(120 * 1024 * 1024, 0x20), claimed: 10 } });
  const files: (readonly [Buffer, string])[] = [
    [Buffer.from('来源值,金蝶编码'), '不是 .xlsx 表格文件'],
    [xlsx([HEADER, ['', 'a', CHOSEN]]).subarray(0, 300), '文件损坏'],
    [bomb, '解开后太大'],
  ];
  const before = await revisionOf('costItem');
  for (const [bytes, words] of files) {
    const body = { name: '坏.xlsx', content: bytes.toString('base64') };
    const refused = await mapper().refused('POST', '/api/mapping/tables/costItem/imports', body);
    expect(refused).toMatchObject({
      status: 422,
      code: 'mapping/unreadable-file',
      detail: expect.stringContaining(words),
    });
  }
  const huge = { name: '大.xlsx', content: 'A'.repeat(6 * 1024 * 1024) };
  // Refused by its length: the connection may be closed before all of it was sent, and the answer is lost then.
  const answer = await mapper()
    .raw('POST', '/api/mapping/tables/costItem/imports', huge)
    .catch(() => null);
  expect([413, undefined]).toContain(answer?.status);
  expect(await revisionOf('costItem')).toBe(before);
});

it('one value in two spellings with two targets is found, and setting one of them cures it', async () => {
  const found = async () =>
    (await admin().get<FindingPage>('/api/mapping/findings?kind=contradictory')).items.filter(({ key }) =>
      /写法/.test(key),
    );
  const rows = [
    { key: '写法（一）', targetNumber: CHOSEN },
    { key: '写法(一)', targetNumber: OTHER },
  ];
  for (const row of rows) await admin().put('/api/mapping/tables/costItem/rows', { rows: [row] });
  const [finding, ...more] = await found();
  // Neither was ever used: the one that was written last is taken for right.
  expect([finding?.key, finding?.fix, more]).toMatchObject(['写法（一）', { do: 'replace', targetNumber: OTHER }, []]);
  const fix = { key: '写法（一）', targetNumber: OTHER, was: CHOSEN };
  await mapper().put('/api/mapping/tables/costItem/rows', { rows: [fix] });
  expect(await found()).toEqual([]);
});
