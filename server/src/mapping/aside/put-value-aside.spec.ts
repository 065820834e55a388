import { mappingTables, unmappedValues } from '@dingdee/shared/mapping';
import { putAside } from '@dingdee/shared/value-aside';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DingTalkClient } from '../../connectors/source.js';
import { UnmappedValues } from '../fix/unmapped-values.js';
import { FILLED, type MappingForSpec, mapper, mappingForSpec } from '../run/mapping-for-spec.js';
import { MappingTables } from '../table/mapping-tables.js';
import { OwnTables } from '../table/own-tables.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { PutValueAside } from './put-value-aside.js';

let given: MappingForSpec;
let tables: MappingTables;
let writing: WriteMappingRows;
let aside: PutValueAside;
let values: UnmappedValues;
beforeEach(async () => {
  given = await mappingForSpec();
  tables = new MappingTables(given.db, given.catalog);
  writing = new WriteMappingRows(given.db, tables, given.catalog, given.mapping, given.audit, given.live);
  aside = new PutValueAside(given.db, tables, given.audit, given.live);
  values = new UnmappedValues(given.db, tables, {} as DingTalkClient);
  for (const code of ['department', 'contactUnit', 'bankAccount']) await given.put(code, FILLED[code] ?? {});
  // Both lack 市内交通 and 住宿.
  await given.collect([{ index: 1 }, { index: 2 }]);
  await given.mapping.mapCollected();
});
afterEach(() => given.close());

const put = (key: string, bills: number, more: object = { reason: 'not-in-use' }) =>
  aside.put('costItem', putAside.parse({ key, bills, ...more }), mapper);
const list = async (q = '') => unmappedValues.parse(await values.list('costItem', q));
const counted = async () =>
  mappingTables.parse(await tables.list()).items.find(({ code }) => code === 'costItem')?.unmapped;
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
const audited = () =>
  given.db.query<{ action: string; actor: string; detail: string }>(
    `SELECT action, actor, detail FROM audit WHERE action IN ('put-value-aside', 'take-value-back') ORDER BY seq`,
  );

it('a value that is put aside leaves list and counts, and is shown with who, when and why; its bills stay where they are', async () => {
  const before = await given.states();
  await put('市内交通', 2, { reason: 'other', note: ' 问过 6222021234567890123 ' });
  const { items, whole, aside: left } = await list();
  expect(items.map(({ key }) => key)).toEqual(['住宿']);
  expect(left).toMatchObject([
    { key: '市内交通', bills: 2, details: '240.00', aside: { reason: 'other', by: mapper.userId } },
  ]);
  expect(left[0]?.aside.note).not.toContain('6222021234567890123');
  // Both bills lack 住宿 as well.
  expect(whole).toMatchObject({ values: 1, bills: 2 });
  expect(await counted()).toBe(1);
  await put('住宿', 2);
  expect((await list()).whole).toMatchObject({ values: 0, bills: 0, amount: '0.00' });
  expect(await counted()).toBe(0);
  expect((await list('住')).aside.map(({ key }) => key)).toEqual(['住宿']);
  expect(await given.states()).toEqual(before);
  expect(await given.mapping.mapCollected()).toBeDefined();
  expect(await given.states()).toEqual(before);
  expect((await audited()).map(({ action, actor }) => [action, actor])).toEqual([
    ['put-value-aside', mapper.userId],
    ['put-value-aside', mapper.userId],
  ]);
});

it('a new bill with the value brings it back, with what was said before and all of its bills; one without it does not', async () => {
  await put('市内交通', 2);
  await given.collect([{ index: 3, rows: [{ amount: '9.00', item: '住宿' }] }]);
  await given.mapping.mapCollected();
  expect((await list()).aside.map(({ key }) => key)).toEqual(['市内交通']);
  const [fourth] = await given.collect([{ index: 4 }]);
  await given.mapping.mapCollected();
  const { items, aside: left } = await list();
  expect(left).toEqual([]);
  expect(items.find(({ key }) => key === '市内交通')).toMatchObject({ bills: 3, before: { reason: 'not-in-use' } });
  expect(await counted()).toBe(2);
  // The note is about the bills that were there: it applies again once no other bill asks for the value.
  await given.db.inTransaction((tx) => tx.query(`UPDATE bill SET state_kind = 'excluded' WHERE id = ?`, [fourth]));
  expect((await list()).aside.map(({ key, bills }) => [key, bills])).toEqual([['市内交通', 2]]);
  expect(await counted()).toBe(1);
});

it('a value is put aside as its card showed it, once, and comes back by hand; only what happened is in the log', async () => {
  expect(await codeOf(put('市内交通', 3))).toBe('mapping/value-changed');
  expect(await codeOf(put('没有人用的', 1))).toBe('mapping/value-changed');
  expect(putAside.safeParse({ key: 'k', bills: 1, reason: 'other', note: '  ' }).success).toBe(false);
  await put('市内交通', 2);
  expect(await codeOf(put('市内交通', 2))).toBe('mapping/value-changed');
  await aside.restore('costItem', { key: '市内交通' }, mapper);
  await aside.restore('costItem', { key: '市内交通' }, mapper);
  const { items, aside: left } = await list();
  expect([items.length, left]).toEqual([2, []]);
  expect(items.every(({ before }) => before === undefined)).toBe(true);
  expect((await audited()).map(({ action }) => action)).toEqual(['put-value-aside', 'take-value-back']);
  expect(JSON.parse((await audited())[0]?.detail ?? '{}')).toMatchObject({
    key: '市内交通',
    bills: 2,
    cause: 'not-in-use',
  });
});

it('a row that is set for the value ends the note: where the row is taken away again, the value is listed', async () => {
  await put('市内交通', 2);
  await writing.put('costItem', { rows: [{ key: '市内交通', targetNumber: 'CI0001', orgNumber: '' }] }, mapper);
  const { items: rows } = await tables.rows('costItem', { limit: 10 });
  await writing.remove('costItem', rows[0]?.id ?? '', mapper);
  const { items, aside: left } = await list();
  expect([items.map(({ key }) => key).sort(), left]).toEqual([['住宿', '市内交通'], []]);
  expect(await counted()).toBe(2);
});

it('a row that counts from a day leaves the note to the bills before that day, also after it is taken away again', async () => {
  await put('市内交通', 2);
  const row = { key: '市内交通', targetNumber: 'CI0001', orgNumber: '', fromDay: '2027-01-01' };
  await writing.put('costItem', { rows: [row] }, mapper);
  const left = async () => (await list()).aside.map(({ key, bills }) => [key, bills]);
  expect(await left()).toEqual([['市内交通', 2]]);
  expect(await counted()).toBe(1);
  // A bill from that day on has its value, and brings nothing back.
  await given.collect([{ index: 5, finishedAt: '2027-01-02T10:00' }]);
  await given.mapping.mapCollected();
  expect(await left()).toEqual([['市内交通', 2]]);
  const { items: rows } = await tables.rows('costItem', { limit: 10 });
  await writing.remove('costItem', rows[0]?.id ?? '', mapper);
  // Now it lacks it as well, and nobody has put that aside.
  expect([await left(), (await list()).items.map(({ key }) => key).sort()]).toEqual([[], ['住宿', '市内交通']]);
});

it('a table of one’s own that is removed takes its notes along', async () => {
  const own = new OwnTables(given.db, tables, given.audit, given.live);
  await own.create({ name: '项目', keyName: '项目', target: 'costItem' }, mapper);
  await given.db.inTransaction(async (tx) => {
    await tx.query(
      `INSERT INTO value_aside (table_code, lookup_key, reason, note, revision, put_by, put_at) VALUES ('项目', 'k', 'elsewhere', '', 0, 'u', 1)`,
    );
    await tx.query(`INSERT INTO value_aside_bill (table_code, lookup_key, bill_id) VALUES ('项目', 'k', 'b')`);
  });
  await own.remove('项目', mapper);
  const [left] = await given.db.query<{ n: unknown }>(
    'SELECT (SELECT COUNT(*) FROM value_aside) + (SELECT COUNT(*) FROM value_aside_bill) AS n',
  );
  expect(Number(left?.n)).toBe(0);
});
