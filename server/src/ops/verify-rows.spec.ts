import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type MappingForSpec, mapper, mappingForSpec } from '../mapping/run/mapping-for-spec.js';
import { ConfirmMappingRows } from '../mapping/table/confirm-mapping-rows.js';
import { MappingTables } from '../mapping/table/mapping-tables.js';
import { WriteMappingRows } from '../mapping/table/write-mapping-rows.js';
import { LocalWakes } from '../queue/local-wakes.js';
import type { Finding } from './finding.js';
import { verifyRows } from './verify-rows.js';

const TABLES = ['mapping_row', 'mapping_change'];
const other = { ...mapper, userId: 'm2', name: '另一位' };
let given: MappingForSpec;
let writing: WriteMappingRows;
let ids: Record<string, string>;

beforeAll(async () => {
  given = await mappingForSpec();
  const tables = new MappingTables(given.db, given.catalog);
  writing = new WriteMappingRows(given.db, tables, given.catalog, given.mapping, given.audit, given.live);
  await put(['市内交通', '住宿'], 'CI0001');
  // A file of more rows than the log lists.
  await put(
    Array.from({ length: 60 }, (_, i) => `费用 ${i}`),
    'CI0005',
  );
  await put(['住宿'], 'CI0005', other);
  await writing.remove('costItem', await idOf('市内交通'), other);
  ids = Object.fromEntries(await Promise.all(['住宿', '费用 7'].map(async (key) => [key, await idOf(key)] as const)));
  const confirming = new ConfirmMappingRows(given.audit, new LocalWakes());
  const hands = [{ rowId: ids['费用 7'], by: mapper.userId }] as unknown as Parameters<typeof confirming.confirm>[1];
  await given.db.inTransaction((tx) => confirming.confirm(tx, hands, other));
  const rows = [{ key: '餐费', targetNumber: 'CI0009', orgNumber: '', fromDay: '2027-01-01' }];
  await writing.put('costItem', { rows }, mapper);
  const narrow = { orgNumber: '', key: '餐费', keyLabel: '', scope: 'department', scopeValue: '市场部' } as const;
  await given.db.inTransaction(async (tx) => {
    const table = await tables.table('costItem');
    await writing.write(tx, table, [{ ...narrow, targetNumber: 'CI0005', targetName: '' }], mapper, {
      way: 'remember',
    });
  });
  for (const table of TABLES) await run(`CREATE TABLE ${table}_before AS SELECT * FROM ${table}`);
});
afterEach(async () => {
  for (const table of TABLES) {
    await run(`DELETE FROM ${table}`);
    await run(`INSERT INTO ${table} SELECT * FROM ${table}_before`);
  }
});
afterAll(() => given.close());

const put = (keys: readonly string[], targetNumber: string, by = mapper) =>
  writing.put('costItem', { rows: keys.map((key) => ({ key, targetNumber, orgNumber: '' })) }, by);
const run = (sql: string, parameters: unknown[] = []) => given.db.inTransaction((tx) => tx.query(sql, parameters));
async function idOf(key: string): Promise<string> {
  const [row] = await given.db.query<{ id: string }>(
    'SELECT id FROM mapping_row WHERE row_key = ? AND until_revision IS NULL',
    [key],
  );
  return row?.id ?? '';
}
async function findings(): Promise<string[]> {
  const found: Finding[] = [];
  await verifyRows(given.db, found);
  return found.map(({ rule, subject }) => `${rule}：${subject}`);
}

it('rows that were set, replaced, removed and confirmed by the log are verified without a finding', async () => {
  expect(await findings()).toEqual([]);
});

it('a confirmation that the log does not have is found', async () => {
  await run('UPDATE mapping_row SET confirmed_by = ?, confirmed_at = 1 WHERE id = ?', [mapper.userId, ids.住宿]);
  expect(await findings()).toEqual(['映射行的核对人与审计不符：费用项目 · 住宿 → CI0005']);
});

it('a confirmation under another name is found', async () => {
  await run('UPDATE mapping_row SET confirmed_by = ? WHERE id = ?', ['somebody', ids['费用 7']]);
  expect(await findings()).toEqual(['映射行的核对人与审计不符：费用项目 · 费用 7 → CI0005']);
});

it('another author, or another person who ended a row, is found', async () => {
  await run('UPDATE mapping_row SET created_by = ? WHERE id = ?', [mapper.userId, ids.住宿]);
  await run('UPDATE mapping_row SET ended_by = ? WHERE row_key = ?', [mapper.userId, '市内交通']);
  expect((await findings()).sort()).toEqual([
    '映射行是谁停用的与审计不符：费用项目 · 市内交通 → CI0001',
    '映射行的录入人与审计不符：费用项目 · 住宿 → CI0005',
  ]);
});

it('another target is found, in a row that the log lists and in one of a file', async () => {
  await run(`UPDATE mapping_row SET target_number = 'CI0009' WHERE id IN (?, ?)`, [ids.住宿, ids['费用 7']]);
  expect((await findings()).sort()).toEqual([
    '映射行的内容与审计不符：费用项目 · v2',
    '映射行的内容与审计不符：费用项目 · 住宿 → CI0009',
  ]);
});

it('another day, or another department that a row is for, is found', async () => {
  await run(`UPDATE mapping_row SET from_day = '2026-01-01' WHERE from_day = '2027-01-01'`);
  await run(`UPDATE mapping_row SET scope_value = '财务部' WHERE scope_value = '市场部'`);
  expect((await findings()).sort()).toEqual([
    '映射行的内容与审计不符：费用项目 · 餐费 → CI0005',
    '映射行的内容与审计不符：费用项目 · 餐费 → CI0009（2026-01-01 起）',
  ]);
});

it('a row that was put there or taken away behind the program is found', async () => {
  await run('DELETE FROM mapping_row WHERE id = ?', [ids.住宿]);
  expect(await findings()).toEqual(['映射表的条数与审计不符：费用项目 · v3']);
  await run(
    `INSERT INTO mapping_row (id, table_id, org_number, row_key, key_label, scope, scope_value, target_number, target_name, since_revision, created_by, created_at)
     SELECT 'forged', id, '', '餐费', '', 'company', '', 'CI0009', '', 9, ?, 1 FROM mapping_table WHERE code = 'costItem'`,
    [mapper.userId],
  );
  expect(await findings()).toContain('映射行的录入人与审计不符：费用项目 · 餐费 → CI0009');
});

it('a row that was brought back, or ended, behind the program is found', async () => {
  await run('UPDATE mapping_row SET until_revision = NULL, ended_by = NULL WHERE row_key = ?', ['市内交通']);
  expect(await findings()).toEqual(['映射行的内容与审计不符：费用项目 · v4']);
  await run('UPDATE mapping_row SET until_revision = 9 WHERE id = ?', [ids.住宿]);
  expect(await findings()).toContain('映射行是谁停用的与审计不符：费用项目 · 住宿 → CI0005');
});

it('a row that was replaced and stands again in place of the later one is found', async () => {
  await run(
    `UPDATE mapping_row SET until_revision = NULL, ended_by = NULL WHERE row_key = '住宿' AND until_revision = 3`,
  );
  await run(`UPDATE mapping_row SET until_revision = 3, ended_by = ? WHERE id = ?`, [other.userId, ids.住宿]);
  expect(await findings()).toEqual(['映射行的内容与审计不符：费用项目 · v3']);
});

it('two rows of one revision that have exchanged their contents are found', async () => {
  const swap = (from: string, to: string) => run('UPDATE mapping_row SET row_key = ? WHERE row_key = ?', [to, from]);
  await swap('费用 7', '');
  await swap('费用 8', '费用 7');
  await swap('', '费用 8');
  expect(await findings()).toEqual(['映射行的内容与审计不符：费用项目 · v2']);
});

it('a person who ended a row and is gone from it, and a confirmation of another revision, are found', async () => {
  await run(`UPDATE mapping_row SET ended_by = NULL WHERE row_key = '市内交通'`);
  await run('UPDATE mapping_row SET confirmed_revision = 40 WHERE id = ?', [ids['费用 7']]);
  expect((await findings()).sort()).toEqual([
    '映射行是谁停用的与审计不符：费用项目 · 市内交通 → CI0001',
    '映射行的核对人与审计不符：费用项目 · 费用 7 → CI0005',
  ]);
});

it('a change that is gone, or was made in another way, is found', async () => {
  await run('DELETE FROM mapping_change WHERE revision = 3');
  await run(`UPDATE mapping_change SET way = 'undo', undoes = 1 WHERE revision = 2`);
  expect((await findings()).sort()).toEqual([
    '映射表改动的经手人与审计不符：费用项目 · v2',
    '映射表改动的经手人与审计不符：费用项目 · v3',
  ]);
});

it('the hand of a change under another name is found', async () => {
  await run('UPDATE mapping_change SET made_by = ? WHERE revision = 3', ['somebody']);
  expect(await findings()).toEqual(['映射表改动的经手人与审计不符：费用项目 · v3']);
});

it('of many rows that differ the first are named, and the number of the others', async () => {
  await run(`UPDATE mapping_row SET created_by = 'somebody' WHERE row_key LIKE '费用 %'`);
  const found = await findings();
  expect(found).toHaveLength(21);
  expect(found.at(-1)).toBe('映射行的录入人与审计不符：另有 40 行');
});

// The last one: its lines of the log stay.
it('rows of two tables that are confirmed while a third person takes one away are verified without a finding; what nobody saw is not confirmed', async () => {
  const boss = { ...mapper, userId: 'm3', name: '第三位' };
  await writing.put('purpose', { rows: [{ key: '报销', targetNumber: 'SFKYT10_SYS', orgNumber: '' }] }, mapper);
  const purpose = await idOf('报销');
  const confirming = new ConfirmMappingRows(given.audit, new LocalWakes());
  const confirm = (rowIds: readonly string[], meanwhile: () => Promise<unknown>) =>
    given.db.inTransaction(async (tx) => {
      const hands = rowIds.map((rowId) => ({ rowId, by: mapper.userId }));
      let asked = false;
      const watched = new Proxy(tx, {
        get: (target, name) => {
          const own: unknown = Reflect.get(target, name);
          if (name !== 'query') return typeof own === 'function' ? own.bind(target) : own;
          return async (sql: string, parameters: unknown[]) => {
            const rows = await target.query(sql, parameters);
            if (!asked) {
              asked = true;
              await meanwhile();
            }
            return rows;
          };
        },
      });
      await confirming.confirm(watched, hands as unknown as Parameters<typeof confirming.confirm>[1], other);
    });
  await confirm([purpose], () => Promise.resolve());
  expect(await findings()).toEqual([]);
  const kept = await idOf('费用 8');
  await confirm([kept, purpose], () => writing.remove('purpose', purpose, boss));
  expect(await findings()).toEqual([]);
  const gone = await idOf('费用 9');
  await confirm([gone], () => writing.remove('costItem', gone, boss));
  const rows = await given.db.query<Record<string, unknown>>(
    `SELECT row_key AS k, confirmed_by AS by_whom, confirmed_revision < until_revision AS before_it FROM mapping_row
     WHERE id IN (?, ?, ?) ORDER BY row_key`,
    [kept, gone, purpose],
  );
  expect(rows.map(({ k, by_whom, before_it }) => [k, by_whom, before_it === null ? null : Number(before_it)])).toEqual([
    ['报销', other.userId, 1],
    ['费用 8', other.userId, null],
    ['费用 9', null, null],
  ]);
  expect(await findings()).toEqual([]);
});
