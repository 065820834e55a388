import { NOTHING } from '@dingdee/shared/mapping';
import { changeUndo, type MappingChange, mappingChanges } from '@dingdee/shared/mapping-change';
import type { Amount } from '@dingdee/shared/money';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clock } from '../../database/clock.js';
import { FILLED, type MappingForSpec, mapper, mappingForSpec } from '../run/mapping-for-spec.js';
import { MappingTables } from '../table/mapping-tables.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { RowChanges } from './row-changes.js';
import { UndoChange } from './undo-change.js';

const DAY_MS = 86_400_000;
const other = { ...mapper, userId: 'm2', name: '另一位' };

let given: MappingForSpec;
let writing: WriteMappingRows;
let changes: RowChanges;
let undoing: UndoChange;
beforeEach(async () => {
  given = await mappingForSpec();
  const tables = new MappingTables(given.db, given.catalog);
  writing = new WriteMappingRows(given.db, tables, given.catalog, given.mapping, given.audit, given.live);
  changes = new RowChanges(given.db, tables);
  undoing = new UndoChange(given.db, tables, changes, writing, given.mapping, given.catalog);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await given.close();
});

const put = (key: string, targetNumber: string, by = mapper) =>
  writing.put('costItem', { rows: [{ key, targetNumber, orgNumber: '' }] }, by);
const list = async (row?: string) => mappingChanges.parse(await changes.list('costItem', row)).items;
const said = ({ key, was, to, by, way }: MappingChange) => [key, was?.number ?? null, to?.number ?? null, by, way];
const newest = async (): Promise<MappingChange> => {
  const [change] = await list();
  if (!change) throw new Error('no change');
  return change;
};
const placed = ({ revision, id }: MappingChange) => ({ revision, id });
const look = async ({ revision, id }: MappingChange) =>
  changeUndo.parse(await undoing.look('costItem', { revision, id }));
const undo = async (change: MappingChange, by = mapper) => {
  const { touched } = await look(change);
  return undoing.run('costItem', { ...placed(change), shown: touched }, by);
};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  );
const targets = async () => {
  const rows = await given.db.query<{ row_key: string; target_number: string }>(
    'SELECT row_key, target_number FROM mapping_row WHERE until_revision IS NULL ORDER BY row_key',
  );
  return Object.fromEntries(rows.map((row) => [row.row_key, row.target_number]));
};

describe('what has become of a row', () => {
  it('is told with who, when, how and from what to what; a row that is gone keeps its past', async () => {
    await put('住宿', 'CI0001');
    await put('住宿', 'CI0005', other);
    await put('停车', 'CI0001');
    const row = (await list()).find(({ key, to }) => key === '住宿' && to?.number === 'CI0005');
    await writing.remove('costItem', row?.id ?? '', mapper, { way: 'lint' });
    await put('住宿', 'CI0001');
    expect((await list(row?.id)).map(said)).toEqual([
      ['住宿', null, 'CI0001', mapper.userId, 'hand'],
      ['住宿', 'CI0005', null, mapper.userId, 'lint'],
      ['住宿', 'CI0001', 'CI0005', 'm2', 'hand'],
      ['住宿', null, 'CI0001', mapper.userId, 'hand'],
    ]);
    const all = await list();
    expect(all.length).toBe(5);
    expect(all.every(({ at }) => at !== null && at > Date.now() - DAY_MS)).toBe(true);
    // Only the last of each place can be taken back.
    expect(all.filter(({ kept }) => kept === null).map(said)).toEqual([
      ['住宿', null, 'CI0001', mapper.userId, 'hand'],
      ['停车', null, 'CI0001', mapper.userId, 'hand'],
    ]);
  });

  it('of before ways were written down says no more than is known, and is not taken back', async () => {
    await given.put('costItem', { 住宿: 'CI0005' });
    const [change] = await list();
    expect(change).toMatchObject({ by: 'a', at: 1, way: null, kept: 'unrecorded', undoUntil: null });
    expect(await codeOf(undoing.look('costItem', { revision: change?.revision ?? 0, id: change?.id ?? '' }))).toContain(
      'mapping/change-kept',
    );
  });

  it('is the last fifty changes of a table, none of them with half of it missing', async () => {
    for (let at = 0; at < 4; at += 1)
      await writing.put(
        'costItem',
        {
          rows: Array.from({ length: 30 }, (_, index) => ({
            key: `k${index}`,
            targetNumber: at % 2 === 0 ? 'CI0001' : 'CI0005',
            orgNumber: '',
          })),
        },
        mapper,
      );
    const shown = await list();
    expect(shown.length).toBe(50);
    expect(shown.every(({ was, to }) => was !== null && to !== null)).toBe(true);
  });
});

describe('a change taken back', () => {
  it('says before how many open bills are mapped anew and what is left alone, and does just that', async () => {
    for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
    await given.collect([{ index: 1 }, { index: 2 }, { index: 3 }]);
    await given.mapping.mapCollected();
    await put('住宿', 'CI0001');
    await given.db.inTransaction((tx) =>
      tx.query(`UPDATE bill SET state_kind = 'approved' WHERE id = (SELECT id FROM bill ORDER BY id LIMIT 1)`),
    );
    const change = await newest();
    const shown = await look(change);
    expect(shown).toMatchObject({
      back: { number: 'CI0005', reason: null },
      touched: { count: 2, amount: '313.60' },
      untouchedApproved: { count: 1, amount: '156.80' },
      untouchedBooked: { count: 0 },
    });
    expect((await undo(change)).remapped).toBe(2);
    expect((await targets()).住宿).toBe('CI0005');
    const back = await newest();
    expect(back).toMatchObject({ way: 'undo', was: { number: 'CI0001' }, to: { number: 'CI0005' } });
    expect(back.revision).toBe(change.revision + 1);
    const [line] = await given.db.query<{ detail: string; actor: string }>(
      `SELECT detail FROM audit WHERE action = 'set-mapping-rows' ORDER BY seq DESC LIMIT 1`,
    );
    expect(JSON.parse(line?.detail ?? '{}')).toMatchObject({ undoes: change.revision, count: 1 });
  });

  it('of an added row removes it, of a removed one sets it again', async () => {
    await put('停车', 'CI0001');
    const added = await newest();
    await undo(added);
    expect(await targets()).toEqual({});
    await put('停车', 'CI0001');
    await writing.remove('costItem', (await newest()).id, other);
    await undo(await newest());
    expect(await targets()).toEqual({ 停车: 'CI0001' });
  });

  it('leaves the other rows of the same save as they are', async () => {
    const rows = ['甲', '乙'].map((key) => ({ key, targetNumber: 'CI0001', orgNumber: '' }));
    await writing.put('costItem', { rows }, mapper);
    const one = (await list()).find(({ key }) => key === '甲');
    if (!one) throw new Error('no change');
    await undo(one);
    expect(await targets()).toEqual({ 乙: 'CI0001' });
  });

  it('is refused where the row was changed since, with by whom; another row may change', async () => {
    await put('住宿', 'CI0001');
    const first = await newest();
    await put('停车', 'CI0001', other);
    expect((await look(first)).back).toBeNull();
    await put('住宿', 'CI0005', other);
    const refused = await codeOf(undoing.run('costItem', { ...placed(first), shown: NOTHING }, mapper));
    expect(refused).toMatch(/^mapping\/change-kept .*m2.*又改过/);
    expect((await targets()).住宿).toBe('CI0005');
  });

  it('is refused when 24 hours are over, and to the last moment before it is not', async () => {
    await put('住宿', 'CI0001');
    const change = await newest();
    const now = vi.spyOn(clock, 'now');
    now.mockReturnValue((change.at ?? 0) + DAY_MS);
    expect((await newest()).kept).toBe('late');
    expect(await codeOf(undoing.run('costItem', { ...placed(change), shown: NOTHING }, mapper))).toMatch(
      /^mapping\/change-kept .*24 小时/,
    );
    now.mockReturnValue((change.at ?? 0) + DAY_MS - 1);
    await undo(change);
    expect(await targets()).toEqual({});
  });

  it('is refused where it would map other bills anew than the screen said', async () => {
    await put('住宿', 'CI0001');
    const change = await newest();
    const shown = { count: 7, amount: '1.00' as Amount };
    expect(await codeOf(undoing.run('costItem', { ...placed(change), shown }, mapper))).toContain(
      'selection/not-as-shown',
    );
    expect(await targets()).toEqual({ 住宿: 'CI0001' });
  });

  it('of a row that was changed while it was looked at goes by what stands there now', async () => {
    await put('住宿', 'CI0001');
    const change = await newest();
    const write = writing.write.bind(writing);
    // Somebody saves between the look and the write, once.
    vi.spyOn(writing, 'write').mockImplementationOnce(async (tx, table, rows, by, how, whole) => {
      await tx.query('UPDATE mapping_table SET revision = revision + 1 WHERE id = ?', [table.id]);
      return write(tx, table, rows, by, how, whole);
    });
    await undoing.run('costItem', { ...placed(change), shown: NOTHING }, mapper);
    expect(await targets()).toEqual({});
  });
});
