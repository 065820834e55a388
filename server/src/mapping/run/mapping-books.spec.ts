import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../domain/actor.js';
import { ConfirmMappingRows } from '../table/confirm-mapping-rows.js';
import { MappingTables } from '../table/mapping-tables.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { MappingBooks } from './mapping-books.js';
import { FILLED, type MappingForSpec, mapper, mappingForSpec } from './mapping-for-spec.js';

let given: MappingForSpec;
let writing: WriteMappingRows;
let confirming: ConfirmMappingRows;
beforeEach(async () => {
  given = await mappingForSpec();
  const tables = new MappingTables(given.db, given.catalog);
  writing = new WriteMappingRows(given.db, tables, given.catalog, given.mapping, given.audit, given.live);
  confirming = new ConfirmMappingRows(given.audit, given.wakes);
});
afterEach(() => given.close());

const other: Actor = { userId: '0266', name: '郑毅', roles: ['admin'] };
const put = (rows: Readonly<Record<string, string>>, by = mapper) =>
  writing.put(
    'costItem',
    { rows: Object.entries(rows).map(([key, targetNumber]) => ({ key, targetNumber, orgNumber: '' })) },
    by,
  );
const current = async (key: string) => {
  const [row] = await given.db.query<{ id: string }>(
    'SELECT id FROM mapping_row WHERE row_key = ? AND until_revision IS NULL',
    [key],
  );
  return row?.id ?? '';
};
const confirm = async (rowId: string, by = other) =>
  given.db.inTransaction((tx) => confirming.confirm(tx, [{ rowId } as never], by));

const FROM = { orgNumber: '101', processCode: 'P', department: '', departmentKey: '', applicant: '' };
const KEYS = ['市内交通', '住宿', '打车', '停车', '过路'];
/** What a table says at a revision, as the engine asks it. */
const said = async (books: MappingBooks, revision?: number) => {
  const book = revision === undefined ? await books.current() : await books.at({ costItem: revision });
  const table = book.get('costItem');
  return { revision: table?.revision, rows: KEYS.map((key) => table?.find(key, FROM) ?? null) };
};

describe('the tables that bills are mapped with', () => {
  it('are at every revision what a whole reading gives, whatever was set, ended, looked at or put back since', async () => {
    const steps: (() => Promise<unknown>)[] = [
      () => put({ 市内交通: 'CI0001', 住宿: 'CI0005', 打车: 'CI0001' }),
      () => put({ 打车: 'CI0009' }, other),
      () => put({ 停车: 'CI0001', 过路: 'CI0005' }),
      () => put({ 打车: 'CI0001' }, other),
      async () => confirm(await current('住宿')),
      async () => writing.remove('costItem', await current('过路'), mapper),
      () => put({ 过路: 'CI0009' }, other),
      () => put({ 停车: 'CI0005' }),
      () => put({ 停车: 'CI0001' }),
      // The row that 停车 was put back to, which is over.
      async () => {
        const [first] = await given.db.query<{ id: string }>(
          "SELECT id FROM mapping_row WHERE row_key = '停车' ORDER BY since_revision LIMIT 1",
        );
        await confirm(first?.id ?? '');
      },
      async () => confirm(await current('市内交通')),
    ];
    for (const step of steps) {
      await step();
      expect(await said(given.books)).toEqual(await said(new MappingBooks(given.db)));
    }
    const { revision = 0 } = await said(given.books);
    expect(revision).toBe(steps.length);
    const [kept, backwards] = [new MappingBooks(given.db), new MappingBooks(given.db)];
    await backwards.current();
    for (let at = 1; at <= revision; at++) {
      const whole = await said(new MappingBooks(given.db), at);
      expect(await said(kept, at)).toEqual(whole);
      expect(await said(backwards, revision - at + 1)).toEqual(
        await said(new MappingBooks(given.db), revision - at + 1),
      );
    }
  });

  it('are not read again whole for one edit, however many rows there are and bills behind it', async () => {
    for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
    const many = Array.from({ length: 3000 }, (_, index) => [`来源 ${index}`, 'CI0001'] as const);
    await given.put('costItem', Object.fromEntries(many));
    await given.collect(Array.from({ length: 250 }, (_, index) => ({ index })));
    await given.mapping.mapCollected();

    const asked = vi.spyOn(given.db, 'query');
    const { remapped } = await put({ 市内交通: 'CI0009' });
    expect(remapped).toBe(250);
    const answers = await Promise.all(asked.mock.results.map(({ value }) => value as Promise<unknown[]>));
    const ofTable = asked.mock.calls.flatMap(([sql], at) =>
      /mapping_row/.test(sql) ? (answers[at]?.length ?? 0) : [],
    );
    expect(Math.max(...ofTable)).toBeLessThan(10);
    // As many statements as there are pages of bills, not as there are bills.
    expect(asked.mock.calls.length).toBeLessThan(50);
  });
});
