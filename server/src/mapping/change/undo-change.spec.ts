import { NOTHING } from '@dingdee/shared/mapping';
import { changeUndo, type MappingChange, type MappingChanges, mappingChanges } from '@dingdee/shared/mapping-change';
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

  it('comes in pages, of a table or of a row, each change once and none with half of it missing', async () => {
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
    const row = (await list()).find(({ key }) => key === 'k7')?.id ?? '';
    await writing.remove('costItem', row, mapper);
    const all = async (of: string | undefined, limit: number) => {
      const found: MappingChange[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = mappingChanges.parse(await changes.list('costItem', of, { cursor, limit }));
        expect(page.items.length).toBeLessThanOrEqual(limit);
        found.push(...page.items);
        if (page.next === null) return found;
        cursor = page.next;
      }
    };
    const whole = await all(undefined, 7);
    expect(whole.map(({ revision }) => revision)).toEqual([
      5,
      ...[4, 3, 2, 1].flatMap((revision) => Array.from({ length: 30 }, () => revision)),
    ]);
    expect(new Set(whole.map(({ revision, id }) => `${revision} ${id}`)).size).toBe(121);
    expect(whole.filter(({ was }) => was === null).every(({ revision }) => revision === 1)).toBe(true);
    expect(whole.filter(({ to }) => to === null).map(({ revision }) => revision)).toEqual([5]);
    expect((await list()).map(({ id }) => id)).toEqual(whole.slice(0, 50).map(({ id }) => id));
    for (const limit of [1, 2, 5, 200])
      expect((await all(row, limit)).map(({ revision }) => revision)).toEqual([5, 4, 3, 2, 1]);
    expect((await all(row, 2)).map(({ kept }) => kept)).toEqual([null, 'changed', 'changed', 'changed', 'changed']);
    expect(await codeOf(changes.list('costItem', undefined, { cursor: 'x' }))).toContain('mapping/bad-cursor');
  });

  it('of several days that are moved in one save says of each from which day to which', async () => {
    const days = ['2027-01-01', '2027-02-01', '2027-03-01'];
    const targets = ['CI0001', 'CI0005', 'CI0009'];
    const rowsFrom = (from: readonly string[], more: (target: string) => object = () => ({})) =>
      from.map((fromDay, at) => ({
        key: '住宿',
        orgNumber: '',
        targetNumber: targets[at] ?? '',
        fromDay,
        ...more(targets[at] ?? ''),
      }));
    await writing.put('costItem', { rows: rowsFrom(days) }, mapper);
    const before = new Map((await list()).map(({ id, to }) => [to?.number, id]));
    // Written the other way round: the order of the lines says nothing.
    const moved = rowsFrom(['2027-04-01', '2027-05-01', '2027-06-01'], (target) => ({ instead: before.get(target) }));
    await writing.put('costItem', { rows: moved.reverse() }, mapper);
    const told = (await list()).filter(({ revision }) => revision === 2);
    expect(
      told
        .map(({ was, to }) => `${was?.number} ${was?.fromDay} → ${to?.number} ${to?.fromDay}`)
        .sort((one, other) => one.localeCompare(other)),
    ).toEqual([
      'CI0001 2027-01-01 → CI0001 2027-04-01',
      'CI0005 2027-02-01 → CI0005 2027-05-01',
      'CI0009 2027-03-01 → CI0009 2027-06-01',
    ]);
  });

  it('of thousands of changes is read a page at a time, whether of one row or of many', async () => {
    const [table] = await given.db.query<{ id: string }>("SELECT id FROM mapping_table WHERE code = 'costItem'");
    const half = 1_500;
    await given.db.inTransaction((tx) =>
      tx.query(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${half * 2})
         INSERT INTO mapping_row (id, table_id, org_number, row_key, key_label, scope, scope_value, from_day, target_number, target_name,
           since_revision, until_revision, created_by, created_at)
         SELECT 'r' || (100000 + i), ?, '', CASE WHEN i <= ${half} THEN 'k' ELSE 'k' || i END, '', 'company', '', '', 'CI0001', '',
           i, CASE WHEN i < ${half} THEN i + 1 END, 'a', 1 FROM n`,
        [table?.id],
      ),
    );
    const read = vi.spyOn(given.db, 'query');
    for (const [row, count] of [
      [undefined, half * 2],
      ['r100700', half],
    ] as const) {
      let [found, cursor]: [number, string | undefined] = [0, undefined];
      do {
        read.mockClear();
        const page: MappingChanges = await changes.list('costItem', row, { cursor, limit: 200 });
        const answers = await Promise.all(read.mock.results.map(({ value }) => value as Promise<unknown[]>));
        expect(answers.length).toBeLessThan(12);
        expect(Math.max(...answers.map((rows) => rows.length))).toBeLessThanOrEqual(402);
        found += page.items.length;
        cursor = page.next ?? undefined;
      } while (cursor);
      expect(found).toBe(count);
    }
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
