import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { insertTuples } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { ConfirmMappingRows } from '../table/confirm-mapping-rows.js';
import { MappingTables } from '../table/mapping-tables.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { MappingBooks } from './mapping-books.js';
import { FILLED, type MappingForSpec, mapper, mappingForSpec } from './mapping-for-spec.js';

type Scope = 'company' | 'form' | 'department' | 'applicant';

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

const FROM = {
  orgNumber: '101',
  processCode: 'P',
  department: '',
  departmentKey: '',
  applicant: '',
  day: '2026-03-05',
};
const KEYS = ['市内交通', '住宿', '打车', '停车', '过路'];
/** What a table says at a revision, as the engine asks it. */
const said = async (books: MappingBooks, revision?: number) => {
  const book = revision === undefined ? await books.current() : await books.at({ costItem: revision });
  const table = book.get('costItem');
  return { revision: table?.revision, rows: KEYS.map((key) => table?.find(key, FROM) ?? null) };
};

describe('the tables that bills are mapped with', () => {
  it('are in memory when an import has ended, although no bill asked for any of its keys', async () => {
    await put({ 市内交通: 'CI0001' });
    const asked = vi.spyOn(given.db, 'query');
    await given.books.current();
    const statements = asked.mock.calls.map(([sql]) => sql);
    asked.mockRestore();
    expect(statements.filter((sql) => sql.includes('mapping_row'))).toEqual([]);
  });

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

describe('what a row of one form, department or person took the place of', () => {
  let revision = 0;
  /** One row as it is written, whatever stood at its place until then ends. */
  const turn = async (scope: Scope, scopeValue: string, targetNumber: string, by = mapper) => {
    revision += 1;
    await given.db.inTransaction(async (tx) => {
      const [table]: { id: string }[] = await tx.query("SELECT id FROM mapping_table WHERE code = 'payOrg'");
      const place = [table?.id, '市场部', scope, scopeValue];
      await tx.query('UPDATE mapping_table SET revision = ? WHERE id = ?', [revision, table?.id]);
      await tx.query(
        'UPDATE mapping_row SET until_revision = ? WHERE table_id = ? AND row_key = ? AND scope = ? AND scope_value = ? AND until_revision IS NULL',
        [revision, ...place],
      );
      const id = `row-${String(revision).padStart(3, '0')}`;
      await insertTuples(
        tx,
        'mapping_row',
        [
          'id',
          'table_id',
          'row_key',
          'scope',
          'scope_value',
          'org_number',
          'target_number',
          'since_revision',
          'created_by',
          'created_at',
          'key_label',
          'target_name',
        ],
        [[id, ...place, '', targetNumber, revision, by.userId, 1, '市场部', '']],
      );
    });
  };
  const turnedFrom = async (from: Partial<typeof FROM>) => {
    const table = (await given.books.current()).get('payOrg');
    const row = table?.find('市场部', { ...FROM, orgNumber: '', ...from });
    return row ? table?.turnedFrom(row, '默认', FROM.day) : expect.fail('no row');
  };
  beforeEach(() => {
    revision = 100;
  });

  it('is told though another form’s row still leads there', async () => {
    await turn('form', 'P', '101');
    await turn('form', 'Q', '101');
    await turn('form', 'P', '102');
    expect(await turnedFrom({ processCode: 'P' })).toBe('101');
  });

  it('is told though the same hand has first ended the company’s row and set another form’s to the former organisation', async () => {
    await turn('company', '', '101');
    await given.db.inTransaction((tx) =>
      tx.query("UPDATE mapping_row SET until_revision = ? WHERE row_key = '市场部' AND until_revision IS NULL", [
        revision + 1,
      ]),
    );
    revision += 1;
    await turn('form', 'Q', '101');
    await turn('form', 'P', '102');
    expect(await turnedFrom({ processCode: 'P' })).toBe('101');
    expect(await turnedFrom({ processCode: 'Q' })).toBe(null);
  });

  it('is told though another form’s row has changed since', async () => {
    await turn('form', 'P', '101');
    await turn('form', 'Q', '103');
    await turn('form', 'P', '102');
    expect(await turnedFrom({ processCode: 'P' })).toBe('101');
    // A new row for a form that had none turns nothing.
    await turn('form', 'R', '102');
    expect(await turnedFrom({ processCode: 'R' })).toBe(null);
  });
});
