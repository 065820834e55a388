import { mappingRowQuery } from '@dingdee/shared/mapping';
import { changeUndo, mappingChanges } from '@dingdee/shared/mapping-change';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readProvenance } from '../../domain/draft/provenance-text.js';
import { RowChanges } from '../change/row-changes.js';
import { UndoChange } from '../change/undo-change.js';
import { ReproduceBill } from '../reproduce/reproduce-bill.js';
import { FILLED, type MappingForSpec, mapper, mappingForSpec } from '../run/mapping-for-spec.js';
import { MappingTables } from './mapping-tables.js';
import { WriteMappingRows } from './write-mapping-rows.js';

/** Two bills of December and two of January, the second of each pair at the edge of the year in Beijing. */
const PASSED = ['2026-12-10T11:00', '2026-12-31T23:59', '2027-01-01T00:00', '2027-01-20T11:00'];
const NEW_YEAR = '2027-01-01';

let given: MappingForSpec;
let tables: MappingTables;
let writing: WriteMappingRows;
let changes: RowChanges;
let undoing: UndoChange;
let ids: string[];
beforeEach(async () => {
  given = await mappingForSpec();
  tables = new MappingTables(given.db, given.catalog);
  writing = new WriteMappingRows(given.db, tables, given.catalog, given.mapping, given.audit, given.live);
  changes = new RowChanges(given.db, tables);
  undoing = new UndoChange(given.db, tables, changes, writing, given.mapping, given.catalog);
  for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
  ids = await given.collect(PASSED.map((finishedAt, index) => ({ index: index + 1, finishedAt })));
  await given.mapping.mapCollected();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await given.close();
});

type Put = Parameters<WriteMappingRows['put']>[1]['rows'][number];
const put = (row: Partial<Put> & { targetNumber: string }) =>
  writing.put('costItem', { rows: [{ key: '市内交通', orgNumber: '', ...row }] }, mapper);
const fromNewYear = () => put({ targetNumber: 'CI0009', fromDay: NEW_YEAR, was: null });
const rows = async () =>
  (await tables.rows('costItem', mappingRowQuery.parse({ q: '市内交通' }))).items.map(
    ({ id, targetNumber, fromDay = '' }) => ({ id, targetNumber, fromDay }),
  );
const rowOf = async (fromDay: string) => (await rows()).find((row) => row.fromDay === fromDay)?.id ?? '';
const stored = async () => {
  const found = await given.db.query<{ id: string; version: number; draft: string; provenance: string }>(
    'SELECT b.id, b.version, c.draft, c.provenance FROM bill b JOIN bill_content c ON c.bill_id = b.id',
  );
  return ids.map((id) => found.find((row) => row.id === id) ?? { version: 0, draft: '{}', provenance: '{}' });
};
const items = async () =>
  (await stored()).map(({ draft }) => (JSON.parse(draft) ?? { rows: [] }).rows[0]?.fields.costItem ?? null);
const versions = async () => (await stored()).map(({ version }) => Number(version));
const past = async () => mappingChanges.parse(await changes.list('costItem', await rowOf(''))).items;
const undoLast = async () => {
  const [{ revision, id } = { revision: 0, id: '' }] = await past();
  const { touched } = changeUndo.parse(await undoing.look('costItem', { revision, id }));
  const { remapped } = await undoing.run('costItem', { revision, id, shown: touched }, mapper);
  return { touched: touched.count, remapped };
};

describe('a row from a day on', () => {
  it('maps the bills from that day on, leaves the others and their versions, and every bill is the same run again', async () => {
    const before = await versions();
    expect((await fromNewYear()).remapped).toBe(2);
    expect(await items()).toEqual(['CI0001', 'CI0001', 'CI0009', 'CI0009']);
    expect((await versions()).map((version, at) => version - (before[at] ?? 0))).toEqual([0, 0, 1, 1]);
    const [, , first] = await stored();
    expect(readProvenance(first?.provenance ?? '{}')).toMatchObject({
      'rows[0].costItem': { reference: { code: 'table', fromDay: NEW_YEAR } },
    });
    const reproduce = new ReproduceBill(given.db, given.bills, given.books, given.schemes);
    for (const id of ids) expect(await reproduce.run(id)).toMatchObject({ equal: true });
    // Afterwards no bill is behind the table, and none of December has changed.
    await given.mapping.work();
    expect((await versions()).slice(0, 2)).toEqual(before.slice(0, 2));
    for (const id of ids) expect(await reproduce.run(id)).toMatchObject({ equal: true });
    const [row] = await given.db.query<{ detail: string }>(
      `SELECT detail FROM audit WHERE action = 'set-mapping-rows' ORDER BY seq DESC LIMIT 1`,
    );
    expect(JSON.parse(row?.detail ?? '{}')).toMatchObject({ rows: [{ fromDay: NEW_YEAR, to: 'CI0009', was: null }] });
  });

  it('gives its bills back to the older row when it is removed, and maps no others', async () => {
    await fromNewYear();
    const before = await versions();
    expect((await writing.remove('costItem', await rowOf(NEW_YEAR), mapper)).remapped).toBe(2);
    expect(await items()).toEqual(['CI0001', 'CI0001', 'CI0001', 'CI0001']);
    expect((await versions()).map((version, at) => version - (before[at] ?? 0))).toEqual([0, 0, 1, 1]);
    const [line] = await given.db.query<{ detail: string }>(
      `SELECT detail FROM audit WHERE action = 'remove-mapping-row' ORDER BY seq DESC LIMIT 1`,
    );
    expect(JSON.parse(line?.detail ?? '{}')).toMatchObject({ fromDay: NEW_YEAR, was: 'CI0009' });
  });

  it('limits the older row to the bills before it: an edit of that one leaves the later bills', async () => {
    await fromNewYear();
    expect((await put({ targetNumber: 'CI0005', was: 'CI0001' })).remapped).toBe(2);
    expect(await items()).toEqual(['CI0005', 'CI0005', 'CI0009', 'CI0009']);
  });

  it('stands once for a key, organisation and day; other days stand beside it', async () => {
    await fromNewYear();
    await expect(
      fromNewYear().then(() => put({ targetNumber: 'CI0005', fromDay: NEW_YEAR, was: null })),
    ).rejects.toThrow(/没有保存/);
    await put({ targetNumber: 'CI0005', fromDay: '2027-01-10', was: null });
    expect((await rows()).map(({ fromDay, targetNumber }) => [fromDay, targetNumber]).sort()).toEqual([
      ['', 'CI0001'],
      [NEW_YEAR, 'CI0009'],
      ['2027-01-10', 'CI0005'],
    ]);
    expect(await items()).toEqual(['CI0001', 'CI0001', 'CI0009', 'CI0005']);
  });

  it('moved to another day is one change, which an undo puts back whole', async () => {
    await fromNewYear();
    const instead = await rowOf(NEW_YEAR);
    const moved = await put({ targetNumber: 'CI0009', fromDay: '2027-01-10', was: null, instead });
    expect(moved.remapped).toBe(2);
    expect(await items()).toEqual(['CI0001', 'CI0001', 'CI0001', 'CI0009']);
    const [change] = await past();
    expect(change).toMatchObject({
      was: { number: 'CI0009', fromDay: NEW_YEAR },
      to: { number: 'CI0009', fromDay: '2027-01-10' },
    });
    expect(await undoLast()).toEqual({ touched: 2, remapped: 2 });
    expect(await items()).toEqual(['CI0001', 'CI0001', 'CI0009', 'CI0009']);
    expect((await rows()).map(({ fromDay }) => fromDay).sort()).toEqual(['', NEW_YEAR]);
  });

  it('put again at its own place stays there, with the same target or another', async () => {
    await fromNewYear();
    const instead = await rowOf(NEW_YEAR);
    await put({ targetNumber: 'CI0009', fromDay: NEW_YEAR, was: 'CI0009', instead });
    expect(await items()).toEqual(['CI0001', 'CI0001', 'CI0009', 'CI0009']);
    await put({ targetNumber: 'CI0005', fromDay: NEW_YEAR, was: 'CI0009', instead });
    expect(await items()).toEqual(['CI0001', 'CI0001', 'CI0005', 'CI0005']);
    expect((await rows()).map(({ fromDay }) => fromDay).sort()).toEqual(['', NEW_YEAR]);
  });

  it('comes back with its day when its removal is undone', async () => {
    await fromNewYear();
    await writing.remove('costItem', await rowOf(NEW_YEAR), mapper);
    expect(await undoLast()).toEqual({ touched: 2, remapped: 2 });
    expect((await rows()).map(({ fromDay, targetNumber }) => [fromDay, targetNumber]).sort()).toEqual([
      ['', 'CI0001'],
      [NEW_YEAR, 'CI0009'],
    ]);
    expect(await items()).toEqual(['CI0001', 'CI0001', 'CI0009', 'CI0009']);
  });

  it('can be taken back after another day of its key was changed, which stays', async () => {
    await fromNewYear();
    await put({ targetNumber: 'CI0005', was: 'CI0001' });
    const list = await past();
    expect(list.map(({ to, kept }) => [to?.fromDay ?? '', kept])).toEqual([
      ['', null],
      [NEW_YEAR, null],
      ['', 'unrecorded'],
    ]);
    const { revision = 0, id = '' } = list[1] ?? {};
    const { touched } = changeUndo.parse(await undoing.look('costItem', { revision, id }));
    await undoing.run('costItem', { revision, id, shown: touched }, mapper);
    expect(await items()).toEqual(['CI0005', 'CI0005', 'CI0005', 'CI0005']);
  });

  it('is found in a table of many rows with as many statements as before', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => [`来源 ${index}`, 'CI0001'] as const);
    await given.put('costItem', Object.fromEntries(many));
    await given.books.current();
    const statements = async (write: () => Promise<unknown>) => {
      const asked = vi.spyOn(given.db, 'query');
      await write();
      const answers = await Promise.all(asked.mock.results.map(({ value }) => value as Promise<unknown[]>));
      const most = Math.max(...answers.map((rows) => rows.length));
      const count = asked.mock.calls.length;
      asked.mockRestore();
      return { count, most };
    };
    const plain = await statements(() => put({ targetNumber: 'CI0005' }));
    const dated = await statements(fromNewYear);
    expect(dated.count).toBeLessThanOrEqual(plain.count);
    expect(dated.most).toBeLessThan(10);
  });
});
