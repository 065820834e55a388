import { replaceImpact } from '@dingdee/shared/entry-replace';
import { changeUndo, mappingChanges } from '@dingdee/shared/mapping-change';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SYSTEM } from '../../domain/actor.js';
import { RowChanges } from '../change/row-changes.js';
import { UndoChange } from '../change/undo-change.js';
import { CONTENT, FILLED, type MappingForSpec, mapper, mappingForSpec } from '../run/mapping-for-spec.js';
import { MappingTables } from '../table/mapping-tables.js';
import { OwnTables } from '../table/own-tables.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { ReplaceEntry } from './replace-entry.js';

let given: MappingForSpec;
let writing: WriteMappingRows;
let replacing: ReplaceEntry;
let changes: RowChanges;
let undoing: UndoChange;
beforeEach(async () => {
  given = await mappingForSpec();
  const tables = new MappingTables(given.db, given.catalog);
  writing = new WriteMappingRows(given.db, tables, given.catalog, given.mapping, given.audit, given.live);
  replacing = new ReplaceEntry(given.db, tables, writing, given.mapping, given.catalog);
  changes = new RowChanges(given.db, tables);
  undoing = new UndoChange(given.db, tables, changes, writing, given.mapping, given.catalog);
  await new OwnTables(given.db, tables, given.audit, given.live).create(
    { name: '项目', keyName: '项目', target: 'costItem' },
    mapper,
  );
  for (const [code, rows] of Object.entries(FILLED))
    for (const [key, to] of Object.entries(rows)) await put(code, key, to);
  await put('costItem', '打车', 'CI0001');
  await put('项目', '一期', 'CI0001');
  await put('项目', '二期', 'CI0009');
});
afterEach(() => given.close());

const put = (code: string, key: string, targetNumber: string) =>
  writing.put(code, { rows: [{ key, targetNumber, orgNumber: '' }] }, mapper);
const targets = async () => {
  const rows = await given.db.query<{ code: string; k: string; to: string }>(
    `SELECT t.code, r.row_key AS k, r.target_number AS "to" FROM mapping_row r JOIN mapping_table t ON t.id = r.table_id
     WHERE r.until_revision IS NULL AND t.target = 'costItem' ORDER BY t.code, r.row_key`.replaceAll('"', '`'),
  );
  return Object.fromEntries(rows.map(({ code, k, to }) => [`${code} ${k}`, to]));
};
const look = async (to: string, number = 'CI0001') =>
  replaceImpact.parse(await replacing.look('costItem', { number, org: '', to }));
const replace = async (to: string) => {
  const { tables, touched: shown } = await look(to);
  return replacing.run('costItem', { number: 'CI0001', org: '', to, tables, shown }, mapper);
};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
const newest = async (code: string) => {
  const [change] = mappingChanges.parse(await changes.list(code)).items;
  if (!change) throw new Error('no change');
  return change;
};
const REPLACED = { 'costItem 市内交通': 'CI0009', 'costItem 打车': 'CI0009', '项目 一期': 'CI0009' };

it('exactly the rows that lead to the entry lead to the other, in every table, and one undo of any of them restores them all', async () => {
  const before = await targets();
  const seen = await look('CI0009');
  expect(seen.rows.map(({ table, key, reason }) => [table, key, reason])).toEqual([
    ['costItem', '市内交通', null],
    ['costItem', '打车', null],
    ['项目', '一期', null],
  ]);
  expect(await targets()).toEqual(before);
  await replace('CI0009');
  expect(await targets()).toEqual({ ...before, ...REPLACED });
  const change = await newest('项目');
  expect(change).toMatchObject({ way: 'replace', key: '一期', was: { number: 'CI0001' }, to: { number: 'CI0009' } });
  const asked = { revision: change.revision, id: change.id };
  const effect = changeUndo.parse(await undoing.look('项目', asked));
  expect(effect.rows).toBe(3);
  await undoing.run('项目', { ...asked, shown: effect.touched }, mapper);
  expect(await targets()).toEqual(before);
});

it('the open bills behind the rows are mapped again, each once; approved ones are not', async () => {
  const [, second = ''] = await given.collect([
    { index: 1 },
    { index: 2 },
    { index: 3, rows: [{ amount: '9.00', item: '住宿' }] },
  ]);
  await given.mapping.mapCollected();
  await given.db.inTransaction((tx) => tx.query(`UPDATE bill SET state_kind = 'approved' WHERE id = ?`, [second]));
  const seen = await look('CI0009');
  expect([seen.touched.count, seen.untouchedApproved.count, seen.untouchedBooked.count]).toEqual([1, 1, 0]);
  const done = await replace('CI0009');
  expect([done.remapped, done.becameReady.count]).toEqual([1, 1]);
  const [row] = await given.db.query<{ n: unknown }>(
    `SELECT COUNT(*) AS n FROM bill_content c JOIN bill b ON b.id = c.bill_id WHERE b.state_kind = 'approved' AND c.draft LIKE '%CI0001%'`,
  );
  expect(Number(row?.n)).toBe(1);
});

it('a bill that asked two of the tables is mapped and counted once, also by the undo', async () => {
  const rule = CONTENT.rows.costItem?.rules.at(-1);
  if (rule?.kind !== 'lookup') return expect.fail('the template looks cost items up');
  const F_ABCD_Item = { label: '项目', required: false, rules: [{ ...rule, table: '项目' }] };
  await given.db.inTransaction(async (tx) => {
    await given.schemes.addVersion(tx, 's1', 2, { ...CONTENT, rows: { ...CONTENT.rows, F_ABCD_Item } }, SYSTEM);
    await tx.query(`UPDATE scheme SET current_version = 2 WHERE id = 's1'`);
  });
  for (const key of ['市内交通', '住宿']) await put('项目', key, 'CI0001');
  await given.collect([{ index: 1 }, { index: 2, rows: [{ amount: '9.00', item: '住宿' }] }]);
  await given.mapping.mapCollected();
  const seen = await look('CI0009');
  expect(seen.touched.count).toBe(2);
  const done = await replace('CI0009');
  expect([done.table, done.remapped, done.becameReady]).toEqual([null, 2, seen.touched]);
  const { id, revision } = await newest('项目');
  const { touched: shown } = changeUndo.parse(await undoing.look('项目', { id, revision }));
  expect((await undoing.run('项目', { id, revision, shown }, mapper)).becameReady).toEqual(shown);
});

it('nothing is written if the other cannot be used, the tables have changed, or there is nothing to replace', async () => {
  const before = await targets();
  await given.baseData.change('CI0009', { usable: false, reason: '已禁用' });
  expect((await look('CI0009')).rows.every(({ reason }) => reason === '已禁用')).toBe(true);
  expect(await codeOf(replace('CI0009'))).toBe('mapping/unusable-target');
  await given.baseData.change('CI0009', { usable: true, reason: null });
  expect(await codeOf(replace('CI0404'))).toBe('mapping/unusable-target');
  expect(await codeOf(look('CI0001'))).toBe('mapping/nothing-to-replace');
  expect(await codeOf(look('CI0001', 'CI0777'))).toBe('mapping/nothing-to-replace');
  const { tables, touched: shown } = await look('CI0009');
  await put('costItem', '另一个', 'CI0005');
  const asked = { number: 'CI0001', org: '', to: 'CI0009', tables, shown };
  expect(await codeOf(replacing.run('costItem', asked, mapper))).toBe('mapping/import-outdated');
  expect(await targets()).toEqual({ ...before, 'costItem 另一个': 'CI0005' });
});

it('where one of the rows was changed since, none is restored', async () => {
  await replace('CI0009');
  await put('costItem', '打车', 'CI0005');
  const after = await targets();
  const { id, revision } = await newest('项目');
  const { touched: shown } = changeUndo.parse(await undoing.look('项目', { id, revision }));
  expect(await codeOf(undoing.run('项目', { id, revision, shown }, mapper))).toBe('mapping/change-kept');
  expect(await targets()).toEqual(after);
});

it('rows of all organisations stay where another organisation uses the entry too', async () => {
  await given.db.inTransaction((tx) =>
    tx.query(
      `INSERT INTO base_data (kind, org_number, number, name, pinyin, initials, usable, extra, refreshed_at) VALUES ('department', '201', 'BM000005', '市场部', '', '', 1, '{}', 1)`,
    ),
  );
  given.baseData.add('department', 'BM000006', '市场二部', '101');
  const asked = { number: 'BM000005', org: '101', to: 'BM000006' };
  await expect(replacing.look('department', asked)).rejects.toThrow('都管所有组织');
  await writing.put('department', { rows: [{ key: '销售部', targetNumber: 'BM000005', orgNumber: '101' }] }, mapper);
  const impact = replaceImpact.parse(await replacing.look('department', asked));
  expect([impact.rows.map(({ key }) => key), impact.left]).toEqual([['销售部'], 1]);
});
