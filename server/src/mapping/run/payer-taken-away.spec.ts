import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../domain/actor.js';
import type { PayeeHand } from '../../domain/draft/mapping-result.js';
import { ConfirmMappingRows } from '../table/confirm-mapping-rows.js';
import { MappingTables } from '../table/mapping-tables.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { FILLED, type MappingForSpec, mapper, mappingForSpec } from './mapping-for-spec.js';

let given: MappingForSpec;
let writing: WriteMappingRows;
let confirming: ConfirmMappingRows;
let bill = '';
beforeEach(async () => {
  given = await mappingForSpec();
  given.baseData.add('organisation', '102', '云杉科技（北京）有限公司', '');
  const tables = new MappingTables(given.db, given.catalog);
  writing = new WriteMappingRows(given.db, tables, given.catalog, given.mapping, given.audit, given.live);
  confirming = new ConfirmMappingRows(given.audit, given.wakes);
  for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
  await given.put('contactUnit', { '4417': 'YG00007' });
});
afterEach(() => given.close());

const boss: Actor = { userId: '0266', name: '郑毅', roles: ['mapper'] };
const reviewer: Actor = { userId: '0377', name: '李娜', roles: ['reviewer'] };
/** The scheme's own organisation is 101. */
const put = (rows: Readonly<Record<string, string>>, by: Actor) =>
  writing.put(
    'payOrg',
    { rows: Object.entries(rows).map(([key, targetNumber]) => ({ key, targetNumber, orgNumber: '' })) },
    by,
  );
async function takeAway(key: string, by: Actor) {
  const [row] = await given.db.query<{ id: string }>(
    `SELECT r.id FROM mapping_row r JOIN mapping_table t ON t.id = r.table_id WHERE t.code = 'payOrg' AND r.row_key = ? AND r.until_revision IS NULL`,
    [key],
  );
  return writing.remove('payOrg', row?.id ?? '', by);
}
async function collected() {
  [bill = ''] = await given.collect([{ index: 1 }]);
  await given.mapping.mapCollected();
}
async function hands(): Promise<PayeeHand[]> {
  const [row] = await given.db.query<{ payees: string | null }>('SELECT payees FROM bill WHERE id = ?', [bill]);
  const all: PayeeHand[] = row?.payees ? JSON.parse(row.payees).hands : [];
  return all.filter(({ payer }) => payer === true);
}
const told = async () => (await hands()).map(({ form, put: now, by }) => [form.slice(0, 3), now.slice(0, 3), by]);

it('who takes the row of a department away, so that another organisation pays, is its hand until somebody else has looked', async () => {
  await put({ 默认: '101', 市场部: '102' }, boss);
  await collected();
  expect(await told()).toEqual([]);
  await takeAway('市场部', mapper);
  expect(await told()).toEqual([['102', '101', mapper.userId]]);
  const found = await hands();
  // Whoever did it does not agree to it.
  await given.db.inTransaction((tx) => confirming.confirm(tx, found, mapper));
  await given.mapping.work();
  expect(await told()).toHaveLength(1);
  await given.db.inTransaction((tx) => confirming.confirm(tx, found, reviewer));
  await given.mapping.work();
  expect(await told()).toEqual([]);
});

it('nor is it hidden by turning the row first, or by the row 默认 that comes after', async () => {
  await put({ 默认: '101', 市场部: '102' }, boss);
  await collected();
  await put({ 市场部: '101' }, mapper);
  expect(await told()).toEqual([['102', '101', mapper.userId]]);
  await takeAway('市场部', mapper);
  expect(await told()).toEqual([['102', '101', mapper.userId]]);
  await takeAway('默认', mapper);
  await put({ 默认: '101' }, mapper);
  expect(await told()).toEqual([['102', '101', mapper.userId]]);
});

it('that a change is taken back before anybody has seen it, or a row that says what is paid without it, turns nothing', async () => {
  await put({ 默认: '101' }, boss);
  await collected();
  await put({ 市场部: '102' }, mapper);
  expect(await told()).toEqual([['101', '102', mapper.userId]]);
  await takeAway('市场部', mapper);
  expect(await told()).toEqual([]);
  await put({ 市场部: '101' }, mapper);
  await takeAway('市场部', mapper);
  expect(await told()).toEqual([]);
});

it('a row that was agreed to is no change that is taken back', async () => {
  await put({ 默认: '101' }, boss);
  await collected();
  await put({ 市场部: '102' }, mapper);
  const turned = await hands();
  await given.db.inTransaction((tx) => confirming.confirm(tx, turned, reviewer));
  await takeAway('市场部', mapper);
  expect(await told()).toEqual([['102', '101', mapper.userId]]);
});

it('no row on who pays or is paid counts from a day: its second person looks at one value', async () => {
  const dated = (code: string, targetNumber: string) =>
    writing.put(code, { rows: [{ key: '市场部', targetNumber, orgNumber: '', fromDay: '2026-03-01' }] }, mapper);
  await expect(dated('payOrg', '101')).rejects.toThrow('决定付给谁、由谁付的对应不分日期，去掉生效日期');
  await expect(dated('contactUnit', 'YG00007')).rejects.toThrow('不分日期');
  await expect(dated('bankAccount', '1202020109900112233')).rejects.toThrow('不分日期');
  await dated('department', 'BM000005');
});
