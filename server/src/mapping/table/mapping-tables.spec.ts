import { mappingRowPage, mappingRowQuery, mappingTables, remapResult, unmappedValues } from '@dingdee/shared/mapping';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DingTalkClient } from '../../connectors/source.js';
import { mobileMarks } from '../../domain/mobile-mark.js';
import { UnmappedValues } from '../fix/unmapped-values.js';
import { FILLED, type MappingForSpec, mapper, mappingForSpec } from '../run/mapping-for-spec.js';
import { type MappingTableRef, MappingTables } from './mapping-tables.js';
import { WriteMappingRows } from './write-mapping-rows.js';

let given: MappingForSpec;
let tables: MappingTables;
let writing: WriteMappingRows;
beforeEach(async () => {
  given = await mappingForSpec();
  tables = new MappingTables(given.db, given.catalog);
  writing = new WriteMappingRows(given.db, tables, given.catalog, given.mapping, given.audit, given.live);
});
afterEach(() => given.close());

const put = async (code: string, rows: Readonly<Record<string, string>>, orgNumber = '') =>
  remapResult.parse(
    await writing.put(
      code,
      { rows: Object.entries(rows).map(([key, targetNumber]) => ({ key, targetNumber, orgNumber })) },
      mapper,
    ),
  );
const rowsOf = async (code: string, query: object = {}) =>
  mappingRowPage.parse(await tables.rows(code, mappingRowQuery.parse(query)));
const table = async (code: string) => mappingTables.parse(await tables.list()).items.find((one) => one.code === code);

describe('mapping tables', () => {
  it('are there from the start, empty', async () => {
    const { items } = await tables.list();
    expect(items.map(({ code }) => code)).toEqual([
      'costItem',
      'contactUnit',
      'supplier',
      'department',
      'settlementType',
      'bankAccount',
      'cashAccount',
      'payOrg',
      'purpose',
    ]);
    expect(items.every(({ revision, rows, unmapped }) => revision + rows + unmapped === 0)).toBe(true);
  });

  it('are searched in full and half width alike', async () => {
    const { department } = FILLED;
    const [target] = Object.values(department ?? {});
    await put('department', { '云杉科技（杭州）有限公司-华东销售部': target ?? '' });
    for (const q of ['（杭州）有限公司', '(杭州)有限公司', '云杉科技（杭州）有限公司-华东销售部'])
      expect((await tables.rows('department', { q, limit: 50 })).total, q).toBe(1);
    expect((await tables.rows('department', { q: '_', limit: 50 })).total).toBe(0);
  });

  it('tell how many values are missing, and put the biggest sum first with suggestions', async () => {
    const { department, contactUnit, bankAccount } = FILLED;
    await put('department', department ?? {});
    await put('contactUnit', contactUnit ?? {});
    await put('bankAccount', bankAccount ?? {}, '101');
    await given.collect([
      { index: 1 },
      { index: 2, rows: [{ amount: '900.00', item: '住宿' }] },
      { index: 3, department: '新部门' },
    ]);
    await given.mapping.mapCollected();
    expect(await table('costItem')).toMatchObject({ unmapped: 2, rows: 0 });
    expect(await table('department')).toMatchObject({ unmapped: 1, rows: 1, revision: 1 });
    const unmapped = new UnmappedValues(given.db, tables, {} as DingTalkClient);
    const { items, whole } = unmappedValues.parse(await unmapped.list('costItem'));
    expect(items.map(({ key, bills, details }) => [key, bills, details])).toEqual([
      ['住宿', 3, '973.60'],
      ['市内交通', 2, '240.00'],
    ]);
    // Two of the three bills lack both values: each counts once, with its own sum.
    expect(whole).toEqual({ values: 2, bills: 3, amount: '1213.60' });
    expect(items[0]?.suggestions[0]).toMatchObject({
      item: { number: 'CI0005' },
      evidence: [{ code: 'last-part', part: '住宿' }],
    });
    expect(items[0]?.traces).toMatchObject({ people: 1, waiting: 3, firstAt: 2 });
    expect(items[0]?.traces?.samples).toMatchObject([
      { person: '冯赟', amount: '900.00' },
      { person: '冯赟', amount: '36.80' },
      { person: '冯赟', amount: '36.80' },
    ]);
    expect(await given.states()).toEqual({ 'needs-mapping': 3 });
  });

  it('show a value that two organisations miss once, with both named, and say of each suggestion whom it serves', async () => {
    const { contactUnit } = FILLED;
    await put('department', { 市场部: 'BM000005' }, '101');
    await put('contactUnit', contactUnit ?? {});
    await given.db.inTransaction((tx) =>
      tx.query(
        `INSERT INTO base_data (kind, org_number, number, name, pinyin, initials, usable, extra, refreshed_at)
         VALUES ('organisation', '', '102', '云杉科技（上海）有限公司', '', '', 1, '{}', 1)`,
      ),
    );
    given.baseData
      .items()
      .push({ kind: 'organisation', number: '102', name: '上海', orgNumber: '', usable: true, reason: null });
    await put('payOrg', { 新部门: '102' });
    await given.collect([{ index: 1 }, { index: 2, department: '新部门' }]);
    await given.mapping.mapCollected();
    const unmapped = new UnmappedValues(given.db, tables, {} as DingTalkClient);
    const { items } = unmappedValues.parse(await unmapped.list('costItem'));
    expect(items.map(({ key, bills, orgNumbers }) => [key, bills, orgNumbers])).toEqual([
      ['市内交通', 2, ['101', '102']],
      ['住宿', 2, ['101', '102']],
    ]);
    expect(items.map(({ billsByOrg }) => billsByOrg)).toEqual(Array(2).fill({ 101: 1, 102: 1 }));
    expect(items[0]?.suggestions[0]).toMatchObject({ item: { number: 'CI0001' }, usableIn: ['101', '102'] });
    expect(await table('costItem')).toMatchObject({ unmapped: 2 });
    const { items: accounts } = unmappedValues.parse(await unmapped.list('bankAccount'));
    expect(accounts).toMatchObject([
      {
        key: '默认',
        orgNumbers: ['101', '102'],
        suggestions: [{ item: { number: '1202020109900112233' }, usableIn: ['101'] }],
      },
    ]);
  });

  it('suggest people by job number where the name does not say who it is', async () => {
    await given.db.inTransaction((tx) =>
      tx.query(`UPDATE base_data SET name = '冯赟（杭州）' WHERE number = 'YG00007'`),
    );
    await given.collect([{ index: 1 }]);
    await given.mapping.mapCollected();
    const asked: string[] = [];
    const dingtalk = {
      getUser: async (userId: string) => {
        asked.push(userId);
        return { userId, name: '冯赟', deptIds: [], jobNumber: 'YG00007', mobile: null };
      },
    } as unknown as DingTalkClient;
    const unmapped = new UnmappedValues(given.db, tables, dingtalk);
    await unmapped.list('contactUnit');
    const { items } = await unmapped.list('contactUnit');
    expect(items[0]).toMatchObject({ key: '4417', keyLabel: '冯赟', orgNumbers: ['101'], bills: 1 });
    expect(items[0]?.suggestions[0]).toMatchObject({ item: { number: 'YG00007' }, evidence: [{ code: 'job-number' }] });
    expect(asked).toEqual(['4417']);
  });

  it('suggest people by mobile number where the job number says nothing: by a mark of it, and not for one press', async () => {
    const mobileMark = mobileMarks('a secret of this installation');
    const mobile = mobileMark('+86 138-0013-8000');
    await given.db.inTransaction((tx) =>
      tx.query(`UPDATE base_data SET name = '冯赟（杭州）', extra = ? WHERE number = 'YG00007'`, [
        JSON.stringify({ mobile: mobileMark('13800138000') }),
      ]),
    );
    await given.collect([{ index: 1 }]);
    await given.mapping.mapCollected();
    const dingtalk = {
      getUser: async (userId: string) => ({ userId, name: '冯赟', deptIds: [], jobNumber: 'A-1', mobile }),
    } as unknown as DingTalkClient;
    const { items } = await new UnmappedValues(given.db, tables, dingtalk).list('contactUnit');
    const [first] = items[0]?.suggestions ?? [];
    expect(first).toMatchObject({ item: { number: 'YG00007' }, evidence: [{ code: 'mobile' }], same: true });
    expect(first?.exact).toBeUndefined();
  });

  it('suggest what bills with the value had before: booked with it, or set by a person', async () => {
    for (const [code, rows] of Object.entries(FILLED)) await put(code, rows);
    const [booked = '', locked = '', lone = ''] = await given.collect([
      { index: 1, rows: [{ amount: '10.00', item: '住宿' }] },
      { index: 2, rows: [{ amount: '20.00', item: '住宿' }] },
      { index: 3, rows: [{ amount: '30.00', item: '住宿' }] },
    ]);
    await given.mapping.mapCollected();
    await given.db.inTransaction(async (tx) => {
      await tx.query(`UPDATE bill SET state_kind = 'booked', finished_at = ? WHERE id = ?`, [
        Date.parse('2025-11-03T04:00:00Z'),
        booked,
      ]);
      await tx.query('INSERT INTO bill_lock (bill_id, path, value, actor, at) VALUES (?, ?, ?, ?, 1)', [
        locked,
        'rows[0].costItem',
        'CI0001',
        'm1',
      ]);
    });
    const { items: rows } = await rowsOf('costItem', { q: '住宿' });
    await writing.remove('costItem', rows[0]?.id ?? '', mapper);
    const { items } = await new UnmappedValues(given.db, tables, {} as DingTalkClient).list('costItem');
    expect(items.map(({ key, bills }) => [key, bills])).toEqual([['住宿', 1]]);
    expect(items[0]?.traces?.samples.map(({ billId }) => billId)).toEqual([lone]);
    const found = items[0]?.suggestions.map(({ item, evidence }) => [item.number, evidence.at(-1)]);
    expect(found).toEqual([
      ['CI0005', { code: 'history', booked: 1, byHand: 0, last: '2025-11-03' }],
      ['CI0001', { code: 'history', booked: 0, byHand: 1, last: '1970-01-01' }],
    ]);
  });

  it('saving rows frees exactly the bills that lacked them, in one revision', async () => {
    for (const [code, rows] of Object.entries(FILLED)) if (code !== 'costItem') await put(code, rows);
    await given.collect([{ index: 1 }, { index: 2, rows: [{ amount: '10.00', item: '住宿' }] }]);
    await given.mapping.mapCollected();
    expect(await put('costItem', { 市内交通: 'CI0001', 住宿: 'CI0005' })).toEqual({
      table: 'costItem',
      revision: 1,
      remapped: 2,
      becameReady: { count: 2, amount: '166.80' },
      stillMissing: { count: 0, amount: '0.00' },
      voidedApprovals: 0,
    });
    expect(await given.states()).toEqual({ ready: 2 });
    const again = await put('costItem', { 市内交通: 'CI0001' });
    expect([again.revision, again.remapped]).toEqual([1, 0]);
  });

  it('of one organisation are its own rows and those for all, with what its bills come to', async () => {
    for (const [code, rows] of Object.entries(FILLED)) if (code !== 'costItem') await put(code, rows);
    await given.collect([{ index: 1 }, { index: 2, rows: [{ amount: '10.00', item: '住宿' }] }]);
    await given.mapping.mapCollected();
    given.baseData.items().push(
      ...['101', '102'].map((orgNumber) => ({
        kind: 'costItem' as const,
        number: `CI${orgNumber}`,
        name: '餐费',
        orgNumber,
        usable: true,
        reason: null,
      })),
    );
    await put('costItem', { 市内交通: 'CI0001', 住宿: 'CI0005' });
    await put('costItem', { 餐费: 'CI101' }, '101');
    await put('costItem', { 餐费: 'CI102' }, '102');
    const told = async (query: object) =>
      (await rowsOf('costItem', query)).items.map(({ key, orgNumber, uses, amount }) => [key, orgNumber, uses, amount]);
    const all = [
      ['住宿', '', 2, '46.80'],
      ['市内交通', '', 1, '120.00'],
    ];
    expect(await told({})).toEqual([...all, ['餐费', '101', 0, '0.00'], ['餐费', '102', 0, '0.00']]);
    expect(await told({ org: '101' })).toEqual([...all, ['餐费', '101', 0, '0.00']]);
    const none = all.map(([key]) => [key, '', 0, '0.00']);
    expect(await told({ org: '102' })).toEqual([...none, ['餐费', '102', 0, '0.00']]);
    expect(await told({ org: '103' })).toEqual(none);
    expect((await rowsOf('costItem', { org: '102', q: '餐', limit: 1 })).total).toBe(1);
  });

  it('a removed row takes its bills back, and an old revision can still be read', async () => {
    for (const [code, rows] of Object.entries(FILLED)) await put(code, rows);
    await given.collect([{ index: 1 }]);
    await given.mapping.mapCollected();
    const { items } = await rowsOf('costItem', { q: '住宿' });
    expect(items).toMatchObject([
      { key: '住宿', targetNumber: 'CI0005', targetName: '差旅费-住宿', usable: true, uses: 1, updatedBy: '0155' },
    ]);
    const removed = await writing.remove('costItem', items[0]?.id ?? '', mapper);
    expect([removed.revision, removed.stillMissing.count]).toEqual([2, 1]);
    await expect(writing.remove('costItem', items[0]?.id ?? '', mapper)).rejects.toMatchObject({
      code: 'mapping/no-such-row',
    });
    const from = {
      orgNumber: '101',
      processCode: '',
      department: '',
      departmentKey: '',
      applicant: '',
      day: '2026-03-05',
    };
    const before = (await given.books.at({ costItem: 1 })).get('costItem');
    const now = (await given.books.current()).get('costItem');
    expect([before?.find('住宿', from)?.targetNumber, now?.find('住宿', from)]).toEqual(['CI0005', null]);
    expect(now?.revision).toBe(2);
  });

  it('a row that somebody else has set or removed meanwhile is not written over: the second is told first', async () => {
    const over = (was: string | null) =>
      writing.put('costItem', { rows: [{ key: '住宿', orgNumber: '', targetNumber: 'CI0001', was }] }, mapper);
    await put('costItem', { 住宿: 'CI0005' });
    await expect(over(null)).rejects.toThrow(
      /^“住宿”已经由 0155 对应到了 CI0005 差旅费-住宿（\d\d:\d\d），没有保存。看过再改。$/,
    );
    const { items } = await rowsOf('costItem', { q: '住宿' });
    await writing.remove('costItem', items[0]?.id ?? '', mapper);
    await expect(over('CI0005')).rejects.toMatchObject({ code: 'mapping/row-changed' });
    expect(await table('costItem')).toMatchObject({ rows: 0, revision: 2 });
    await over(null);
    await over('CI0001');
    expect((await rowsOf('costItem')).items.map(({ targetNumber }) => targetNumber)).toEqual(['CI0001']);
  });

  describe('a row for one department, edited', () => {
    const current = async () => {
      const rows = await given.db.query<Record<string, string>>(
        "SELECT scope, scope_value, key_label, from_day, target_number FROM mapping_row WHERE until_revision IS NULL AND row_key = '住宿' ORDER BY scope, from_day",
      );
      return rows.map((row) => Object.values(row).filter(Boolean).join(' '));
    };
    const own = async () => {
      const [row] = await given.db.query<{ id: string }>(
        "SELECT id FROM mapping_row WHERE scope = 'department' AND until_revision IS NULL",
      );
      return row?.id ?? '';
    };
    const edit = (row: object) =>
      writing.put('costItem', { rows: [{ key: '住宿', orgNumber: '', targetNumber: 'CI0009', ...row }] }, mapper);
    beforeEach(async () => {
      await put('costItem', { 住宿: 'CI0001' });
      const narrow = {
        orgNumber: '',
        key: '住宿',
        keyLabel: '旅馆',
        scope: 'department',
        scopeValue: '市场部',
      } as const;
      await given.db.inTransaction(async (tx) =>
        writing.write(
          tx,
          await tables.table('costItem'),
          [{ ...narrow, targetNumber: 'CI0005', targetName: '' }],
          mapper,
          { way: 'remember' },
        ),
      );
    });

    it('stays one for the department, with its own label, and the row for everybody stays as it is', async () => {
      const edits = await own();
      await edit({ edits, was: 'CI0005', keyLabel: '旅馆（本部门：市场部）' });
      expect(await current()).toEqual(['company CI0001', 'department 市场部 旅馆 CI0009']);
      // Another target from another day stands beside it, for the same department.
      await edit({ edits: await own(), was: null, targetNumber: 'CI0005', fromDay: '2027-01-01' });
      expect(await current()).toEqual([
        'company CI0001',
        'department 市场部 旅馆 CI0009',
        'department 市场部 旅馆 2027-01-01 CI0005',
      ]);
    });

    it('moves to another day within its department, also where only the row that it replaces is named', async () => {
      await edit({
        edits: await own(),
        instead: await own(),
        was: null,
        targetNumber: 'CI0005',
        fromDay: '2027-01-01',
      });
      expect(await current()).toEqual(['company CI0001', 'department 市场部 旅馆 2027-01-01 CI0005']);
      await edit({ instead: await own(), was: null, targetNumber: 'CI0005' });
      expect(await current()).toEqual(['company CI0001', 'department 市场部 旅馆 CI0005']);
    });

    it('tells what stands there now if somebody changed it meanwhile', async () => {
      const edits = await own();
      await edit({ edits, was: 'CI0005' });
      await expect(edit({ edits, was: 'CI0005', targetNumber: 'CI0001' })).rejects.toThrow(
        /^“旅馆”已经由 0155 对应到了 CI0009/,
      );
      await expect(edit({ edits: 'nobody’s', was: null })).rejects.toMatchObject({ code: 'mapping/no-such-row' });
    });

    it('is refused as an edit of another value, and beside a row that ended meanwhile: nothing is written', async () => {
      const edits = await own();
      await expect(edit({ key: '餐费', edits, was: null })).rejects.toMatchObject({ code: 'mapping/no-such-row' });
      await edit({ edits, was: 'CI0005' });
      const before = await current();
      await expect(edit({ edits, was: null, fromDay: '2027-01-01' })).rejects.toMatchObject({
        code: 'mapping/no-such-row',
      });
      expect(await current()).toEqual(before);
    });
  });

  it('a row with a day is written to no table whose rows decide who pays or is paid, in any way', async () => {
    const table = await tables.table('department');
    const row = {
      orgNumber: '',
      key: '市场部',
      keyLabel: '',
      scope: 'company',
      scopeValue: '',
      targetName: '',
    } as const;
    const write = (target: MappingTableRef, targetNumber: string) =>
      given.db.inTransaction((tx) =>
        writing.write(tx, target, [{ ...row, targetNumber, fromDay: '2027-01-01' }], mapper, { way: 'undo' }),
      );
    await expect(write(await tables.table('payOrg'), '101')).rejects.toMatchObject({
      code: 'mapping/unusable-target',
      message:
        '“市场部”不能从“2027-01-01”起生效：决定付给谁、由谁付的对应不分日期，去掉生效日期。没有保存任何改动，换一个再存。',
    });
    await write(table, 'BM000005');
  });

  it('a target that Kingdee does not have, or not in that organisation, saves nothing', async () => {
    await expect(put('costItem', { 市内交通: 'CI0001', 住宿: 'CI9999' })).rejects.toMatchObject({
      code: 'mapping/unusable-target',
      message: '第 2 行（住宿 → CI9999）不能用：费用项目金蝶里没有这个编码。没有保存任何改动，换一个再存。',
    });
    await expect(put('department', { 市场部: 'BM000005' }, '102')).rejects.toMatchObject({
      code: 'mapping/unusable-target',
    });
    expect(await table('costItem')).toMatchObject({ rows: 0, revision: 0 });
  });

  it('rows come in pages by key, each once, and are found by name, number and key', async () => {
    const rows = Object.fromEntries(
      Array.from({ length: 25 }, (_, i) => [`值${String(i).padStart(2, '0')}`, 'CI0001']),
    );
    await put('costItem', { ...rows, 业招: 'CI0009' });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await rowsOf('costItem', { limit: 10, ...(cursor ? { cursor } : {}) });
      expect(page.total).toBe(26);
      seen.push(...page.items.map(({ key }) => key));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect([seen.length, new Set(seen).size]).toEqual([26, 26]);
    for (const q of ['招待', 'ci0009', '业招'])
      expect((await rowsOf('costItem', { q })).items.map(({ key }) => key)).toEqual(['业招']);
    expect((await rowsOf('costItem', { q: '%' })).total).toBe(0);
    await expect(rowsOf('costItem', { cursor: 'x' })).rejects.toMatchObject({ code: 'mapping/bad-cursor' });
    await expect(tables.table('没有')).rejects.toMatchObject({ code: 'mapping/no-such-table' });
  });
});
