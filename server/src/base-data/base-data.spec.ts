import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BASE_DATA_FORMS,
  type BaseDataKind,
  baseDataPage,
  baseDataQuery,
  baseDataRefresh,
} from '@dingdee/shared/base-data';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditLog } from '../audit/audit-log.js';
import { type KingdeeClient, KingdeeUnavailableError } from '../connectors/target.js';
import { Database, insertTuples } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { LiveEvents } from '../event-log/live-events.js';
import { dataSourceOptions, openDataSource } from '../schema/data-source.js';
import { BaseDataCatalog } from './base-data-catalog.js';
import { BaseDataIndex } from './base-data-index.js';
import { readingOf } from './base-data-reading.js';
import { BaseDataStore } from './base-data-store.js';
import { EmptiedBaseData } from './emptied/emptied-base-data.js';
import { Increments } from './incremental/increments.js';
import { ReadChanges } from './incremental/read-changes.js';
import { ListingKingdee, record } from './listing-kingdee-for-spec.js';
import { OwnFields } from './own-field/own-fields.js';
import { ReadKind } from './read-kind.js';
import { SeenOrganisations } from './seen/seen-organisations.js';

const mapper: Actor = { userId: '0266110934', name: '卓凌', roles: ['mapper'] };

const MAPPING_ROW =
  'id table_id org_number row_key key_label scope scope_value target_number target_name since_revision until_revision created_by created_at'.split(
    ' ',
  );

let folder: string;
let source: DataSource;
let reader: DataSource;
let db: Database;
let kingdee: ListingKingdee;
let catalog: BaseDataCatalog;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dingdee-base-data-'));
  const url = process.env.SPEC_DATABASE_URL ?? `sqlite:${join(folder, 'spec.db')}`;
  source = await openDataSource(dataSourceOptions(url));
  await source.runMigrations({ transaction: 'each' });
  reader = url.startsWith('sqlite:') ? await openDataSource(dataSourceOptions(url, 'read')) : source;
  db = new Database(source, reader);
});
afterAll(async () => {
  if (reader !== source) await reader.destroy();
  await source.destroy();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await db.inTransaction(async (tx) => {
    for (const table of [
      'base_data',
      'base_data_kind',
      'base_data_change',
      'base_data_increment',
      'mapping_row',
      'mapping_table',
      'event',
      'audit',
    ])
      await tx.query(`DELETE FROM ${table}`);
  });
  kingdee = new ListingKingdee();
  kingdee.lists.set('costItem', [
    record('costItem', 'CI01', '差旅费-市内交通'),
    record('costItem', 'CI02', '办公费-快递'),
    record('costItem', 'CI03', '车辆使用费-油费', { usable: false, reason: 'forbidden' }),
    record('costItem', 'CI04', '100%_折旧!费'),
  ]);
  kingdee.lists.set('bankAccount', [
    record('bankAccount', '571900012345', '招行一般户', { orgNumber: '201' }),
    record('bankAccount', '571900012345', '招行一般户', { orgNumber: '202' }),
    record('bankAccount', '330500077777', '建行基本户', { orgNumber: '201' }),
  ]);
  kingdee.lists.set('organisation', [record('organisation', '201', '杭州'), record('organisation', '202', '上海')]);
  catalog = processWith(kingdee);
});

/** What one process of the program has: a catalogue of its own on the one database. */
function processWith(client: KingdeeClient): BaseDataCatalog {
  const store = new BaseDataStore(db);
  const emptied = new EmptiedBaseData(db, new AuditLog(), new LiveEvents());
  const increments = new Increments(db, store, client, { BASE_DATA_CHANGES_MS: 0 });
  const reader = new ReadKind(client, store, emptied, increments);
  return new BaseDataCatalog(
    client,
    store,
    reader,
    new ReadChanges(client, store, reader, increments),
    emptied,
    new OwnFields(client, store, db),
    new SeenOrganisations(client, store, db),
    db,
    new AuditLog(),
    new LiveEvents(),
  );
}
const changes = async () =>
  (
    await db.query<Record<'kind' | 'what' | 'number' | 'name', string> & { was: string | null }>(
      'SELECT kind, what, number, name, was FROM base_data_change ORDER BY number, what',
    )
  ).map(({ what, number, name, was }) => [what, number, name, was]);

const numbers = async (kind: BaseDataKind, query: Record<string, unknown> = {}) =>
  baseDataPage.parse(await catalog.search(kind, baseDataQuery.parse(query))).items.map((item) => item.number);

describe('a refresh', () => {
  it('says per kind what was added, changed and removed, and nothing the second time', async () => {
    const counts = async () =>
      baseDataRefresh
        .parse(await catalog.refresh(mapper))
        .kinds.filter(({ kind }) => kind === 'costItem')
        .map(({ kind: _, ...rest }) => rest);
    expect(await counts()).toEqual([{ total: 4, added: 4, changed: 0, removed: 0 }]);
    expect(await counts()).toEqual([{ total: 4, added: 0, changed: 0, removed: 0 }]);
    kingdee.lists.set('costItem', [
      record('costItem', 'CI01', '差旅费-打车'),
      record('costItem', 'CI03', '车辆使用费-油费'),
      record('costItem', 'CI05', '培训费'),
    ]);
    expect(await counts()).toEqual([{ total: 3, added: 1, changed: 2, removed: 2 }]);
    expect(await counts()).toEqual([{ total: 3, added: 0, changed: 0, removed: 0 }]);
    expect(catalog.lookup('costItem', 'CI02', '201')).toMatchObject({
      name: '办公费-快递',
      usable: false,
      reason: '金蝶里已没有',
    });
  });

  it('names the mappings that now point at something unusable, per organisation', async () => {
    await db.inTransaction(async (tx) => {
      await insertTuples(
        tx,
        'mapping_table',
        ['id', 'code', 'name', 'key_name', 'target', 'revision', 'created_at', 'updated_at'],
        [
          ['t1', 'costItem', '费用项目', '费用明细', 'costItem', 1, 1, 1],
          ['t2', 'bankAccount', '银行账号', '公司帐号付款', 'bankAccount', 1, 1, 1],
          ['t3', 'department', '部门', '发起部门', 'department', 1, 1, 1],
        ],
      );
      const row = (id: string, table: string, key: string, number: string, org = '', until: number | null = null) => [
        id,
        table,
        org,
        key,
        '',
        'company',
        '',
        number,
        '',
        1,
        until,
        'u',
        1,
      ];
      await insertTuples(tx, 'mapping_row', MAPPING_ROW, [
        row('r1', 't1', '市内交通', 'CI01'),
        row('r2', 't1', '油费', 'CI03'),
        row('r3', 't1', '招待', 'CI77'),
        row('r4', 't1', '旧的', 'CI77', '', 1),
        row('r5', 't2', '招行', '571900012345', '202'),
        row('r6', 't2', '建行', '330500077777', '202'),
        row('r7', 't3', '行政部', 'BM01'),
      ]);
    });
    const { brokenMappings } = await catalog.refresh(mapper);
    expect(brokenMappings).toEqual([
      { table: 'costItem', key: '油费', number: 'CI03', reason: '已禁用' },
      { table: 'costItem', key: '招待', number: 'CI77', reason: '金蝶里没有这个编码' },
      { table: 'bankAccount', key: '建行', number: '330500077777', reason: '不属于组织 202，只在组织 201 可用' },
    ]);
  });

  it('names the organisations that pay and of which Kingdee shows nobody', async () => {
    await db.inTransaction(async (tx) => {
      await insertTuples(
        tx,
        'mapping_table',
        ['id', 'code', 'name', 'key_name', 'target', 'revision', 'created_at', 'updated_at'],
        [['t1', 'payOrg', '付款组织', '部门', 'organisation', 1, 1, 1]],
      );
      await insertTuples(tx, 'mapping_row', MAPPING_ROW, [
        ['r1', 't1', '', '市场部', '', '', '', '201', '', 1, null, 'u', 1],
        ['r2', 't1', '', '研发部', '', '', '', '202', '', 1, null, 'u', 1],
      ]);
    });
    kingdee.lists.set('employee', [record('employee', 'YG1', '张三', { orgNumber: '201' })]);
    expect((await catalog.refresh(mapper)).problems).toEqual([
      { kind: 'employee', sentence: expect.stringContaining('没有列出组织 202 的任何一条') },
    ]);
    kingdee.lists.set('employee', [
      record('employee', 'YG1', '张三', { orgNumber: '201' }),
      record('employee', 'YG2', '李四', { orgNumber: '202' }),
    ]);
    expect((await catalog.refresh(mapper)).problems).toBeUndefined();
  });

  it('of a kind that Kingdee refuses leaves the old values and reads the others', async () => {
    await catalog.refresh();
    kingdee.trouble.set('costItem', new KingdeeUnavailableError('没有权限。', false));
    const answer = await catalog.refresh();
    expect(answer.problems).toEqual([{ kind: 'costItem', sentence: '没有权限。' }]);
    expect(answer.kinds.map(({ kind }) => kind)).not.toContain('costItem');
    expect(catalog.lookup('costItem', 'CI01', '')).toMatchObject({ usable: true });
  });

  it('while Kingdee is away is a plain refusal that changes nothing', async () => {
    await catalog.refresh();
    for (const kind of Object.keys(BASE_DATA_FORMS) as BaseDataKind[])
      kingdee.trouble.set(kind, new KingdeeUnavailableError('连不上金蝶。', true));
    const before = kingdee.asked;
    await expect(catalog.refresh(mapper)).rejects.toMatchObject({ code: 'base-data/kingdee-unavailable', status: 503 });
    expect(kingdee.asked - before).toBe(1);
    expect((await catalog.current()).find('costItem', 'CI01', '')).toMatchObject({ usable: true });
  });

  it('that the program asks for while one is under way is the same one, and tells open pages once', async () => {
    let told = 0;
    catalog.onChanged(async () => {
      told += 1;
    });
    const [one, two] = await Promise.all([catalog.refresh(mapper), catalog.refresh()]);
    expect(one).toBe(two);
    expect([kingdee.asked, told]).toEqual([Object.keys(BASE_DATA_FORMS).length, 1]);
    expect(await db.query('SELECT kind, subject FROM event')).toEqual([{ kind: 'mapping', subject: 'base-data' }]);
    expect(await db.query('SELECT actor, action FROM audit')).toEqual([
      { actor: mapper.userId, action: 'refresh-base-data' },
    ]);
  });

  it('that a person asks for while one is under way answers what Kingdee holds after the asking; all who ask meanwhile share it', async () => {
    const kinds = Object.keys(BASE_DATA_FORMS).length;
    let goOn = (): void => undefined;
    const last = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    kingdee.held.set('currency', last);
    const going = catalog.refresh();
    await expect.poll(() => kingdee.asked).toBe(kinds);
    // Cost items were read already; they change before the last kind is.
    kingdee.lists.set('costItem', [...(kingdee.lists.get('costItem') ?? []), record('costItem', 'CI09', '新费用')]);
    const asked = Promise.all([catalog.refresh(mapper), catalog.refresh(mapper)]);
    goOn();
    const [one, two] = await asked;
    expect(one).toBe(two);
    expect(one.kinds.find(({ kind }) => kind === 'costItem')).toMatchObject({ total: 5, added: 1 });
    expect((await going).kinds.find(({ kind }) => kind === 'costItem')?.total).toBe(4);
    expect(kingdee.asked).toBe(2 * kinds);
    expect(catalog.lookup('costItem', 'CI09', '')).toMatchObject({ usable: true });
  });

  it('that fails does not take the one with it that was asked for meanwhile', async () => {
    let fail = (): void => undefined;
    kingdee.held.set(
      'costItem',
      new Promise<void>((_, reject) => {
        fail = () => reject(new KingdeeUnavailableError('连不上金蝶。', true));
      }),
    );
    const failed = expect(catalog.refresh()).rejects.toMatchObject({ code: 'base-data/kingdee-unavailable' });
    await expect.poll(() => kingdee.asked).toBe(1);
    const mine = catalog.refresh(mapper);
    kingdee.held.clear();
    fail();
    await failed;
    expect((await mine).kinds).toHaveLength(Object.keys(BASE_DATA_FORMS).length);
  });

  it('of a kind that is suddenly empty says so and keeps what was there: a lost right lists nothing', async () => {
    await catalog.refresh();
    kingdee.lists.set('costItem', []);
    const answer = await catalog.refresh(mapper);
    expect(answer.problems).toEqual([{ kind: 'costItem', sentence: expect.stringContaining('查看权限或许可') }]);
    expect(catalog.lookup('costItem', 'CI01', '')).toMatchObject({ usable: true });
  });

  it('of one organisation that is suddenly empty, too, while the others’ rows go as ever', async () => {
    const account = (number: string, orgNumber: string) =>
      record('bankAccount', number, `账户 ${number}`, { orgNumber });
    const of201 = ['1', '2', '3'].map((number) => account(number, '201'));
    const of202 = ['1', '2', '3'].map((number) => account(number, '202'));
    kingdee.lists.set('bankAccount', [...of201, ...of202]);
    await catalog.refresh();
    kingdee.lists.set('bankAccount', of201.slice(1));
    const answer = await catalog.refresh(mapper);
    expect(answer.problems).toEqual([
      { kind: 'bankAccount', sentence: expect.stringContaining('组织 202 的任何一条') },
    ]);
    expect(catalog.lookup('bankAccount', '1', '202')).toMatchObject({ usable: true, orgNumber: '202' });
    expect(catalog.lookup('bankAccount', '1', '201')).toMatchObject({ usable: false });
    // Shown again, with one less: that one is gone.
    kingdee.lists.set('bankAccount', [...of201.slice(1), ...of202.slice(1)]);
    expect((await catalog.refresh(mapper)).problems).toBeUndefined();
    expect(catalog.lookup('bankAccount', '1', '202')).toMatchObject({ usable: false });
  });

  it('that began before another process’s puts nothing back of what that one has read since', async () => {
    await catalog.refresh();
    let goOn = (): void => undefined;
    kingdee.held.set(
      'costItem',
      new Promise<void>((resolve) => {
        goOn = resolve;
      }),
    );
    const older = catalog.refresh();
    await expect.poll(() => kingdee.asked).toBe(Object.keys(BASE_DATA_FORMS).length + 1);
    const later = new ListingKingdee();
    later.lists = new Map(kingdee.lists).set('costItem', [record('costItem', 'CI01', '差旅费-打车')]);
    const other = processWith(later);
    await other.refresh(mapper);
    goOn();
    expect((await older).problems).toContainEqual({
      kind: 'costItem',
      sentence: expect.stringContaining('另一次更新'),
    });
    for (const each of [catalog, other]) {
      await each.search('costItem', baseDataQuery.parse({}));
      expect(each.lookup('costItem', 'CI01', '')).toMatchObject({ name: '差旅费-打车' });
      expect(each.lookup('costItem', 'CI02', '')).toMatchObject({ usable: false });
    }
  });

  it('that is asked for by ten people at once while one is under way is one more reading, shared by all', async () => {
    const kinds = Object.keys(BASE_DATA_FORMS).length;
    let goOn = (): void => undefined;
    kingdee.held.set(
      'currency',
      new Promise<void>((resolve) => {
        goOn = resolve;
      }),
    );
    const going = catalog.refresh(mapper);
    await expect.poll(() => kingdee.asked).toBe(kinds);
    kingdee.lists.set('costItem', [record('costItem', 'CI01', '新名称')]);
    const asked = Array.from({ length: 10 }, () => catalog.refresh(mapper));
    goOn();
    await going;
    const answers = await Promise.all(asked);
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]?.kinds.find(({ kind }) => kind === 'costItem')).toMatchObject({
      total: 1,
      changed: 1,
      removed: 3,
    });
    expect(kingdee.asked).toBe(2 * kinds);
  });

  it('writes down what it found changed, once, and nothing of what it reads for the first time', async () => {
    await catalog.refresh();
    expect(await changes()).toEqual([]);
    kingdee.lists.set('costItem', [
      record('costItem', 'CI01', '差旅费-打车', { usable: false, reason: 'forbidden' }),
      record('costItem', 'CI03', '车辆使用费-油费'),
      record('costItem', 'CI04', '100%_折旧!费', { usable: false, reason: 'unaudited' }),
      record('costItem', 'CI05', '培训费'),
    ]);
    await catalog.refresh(mapper);
    await catalog.refresh(mapper);
    expect(await changes()).toEqual([
      ['forbidden', 'CI01', '差旅费-打车', null],
      ['renamed', 'CI01', '差旅费-打车', '差旅费-市内交通'],
      ['gone', 'CI02', '办公费-快递', null],
      ['usable', 'CI03', '车辆使用费-油费', null],
      ['unaudited', 'CI04', '100%_折旧!费', null],
      ['added', 'CI05', '培训费', null],
    ]);
  });

  it('that breaks off half-way keeps what it has read, takes nothing for gone, and is seen by the checks', async () => {
    await catalog.refresh();
    kingdee.breaksAfter.set('costItem', [record('costItem', 'CI01', '差旅费-打车')]);
    const { problems } = await catalog.refresh(mapper);
    expect(problems).toEqual([{ kind: 'costItem', sentence: '断了。' }]);
    expect(catalog.lookup('costItem', 'CI01', '')).toMatchObject({ name: '差旅费-打车' });
    expect(catalog.lookup('costItem', 'CI02', '')).toMatchObject({ usable: true });
  });

  it('that only saw organisations on other data says nothing of one that it did not see', () => {
    const org = {
      kind: 'organisation',
      number: '101',
      name: '杭州',
      orgNumber: '',
      usable: true,
      reason: null,
    } as const;
    const seen = new BaseDataIndex([{ ...org, seen: true }]);
    expect([seen.knows('organisation'), seen.lookup('organisation', '101', '')?.usable]).toEqual([false, true]);
    expect(
      new BaseDataIndex([
        { ...org, seen: true },
        { ...org, number: '102' },
      ]).knows('organisation'),
    ).toBe(true);
  });

  it('by another process is seen by the checks', async () => {
    const other = processWith(kingdee);
    expect((await other.current()).knows('costItem')).toBe(false);
    await catalog.refresh();
    await expect
      .poll(async () => (await other.current()).knows('costItem'), { timeout: 10_000, interval: 500 })
      .toBe(true);
  });

  it('of twenty thousand suppliers is stored and found again', async () => {
    kingdee.lists.set(
      'supplier',
      Array.from({ length: 20_000 }, (_, i) => record('supplier', `VEN${i}`, `第${i}号物流公司`, { orgNumber: '201' })),
    );
    await catalog.refresh();
    expect((await catalog.current()).find('supplier', 'VEN19999', '201')).toMatchObject({ name: '第19999号物流公司' });
    expect((await catalog.search('supplier', baseDataQuery.parse({ q: 'wuliu' }))).total).toBe(20_000);
  }, 60_000);
});

describe('search', () => {
  beforeEach(async () => {
    await catalog.refresh();
  });

  it('finds by name, number, pinyin and initials, whatever the case', async () => {
    for (const q of ['市内', 'ci01', 'shinei', 'shi nei jiaotong', 'CLFSN', '差旅费-市内交通', ' 交通 '])
      expect(await numbers('costItem', { q }), q).toEqual(['CI01']);
    expect(await numbers('costItem', { q: '没有的' })).toEqual([]);
  });

  it('takes signs for signs and not for patterns', async () => {
    expect(await numbers('costItem', { q: '%' })).toEqual(['CI04']);
    expect(await numbers('costItem', { q: '_' })).toEqual(['CI04']);
    expect(await numbers('costItem', { q: '!' })).toEqual(['CI04']);
    expect(await numbers('costItem', { q: "' OR '1'='1" })).toEqual([]);
  });

  it('shows usable ones first and unusable ones with their reason', async () => {
    const { items } = await catalog.search('costItem', baseDataQuery.parse({}));
    expect(items.map((item) => [item.number, item.reason])).toEqual([
      ['CI01', null],
      ['CI02', null],
      ['CI04', null],
      ['CI03', '已禁用'],
    ]);
  });

  it('keeps to the organisation and what is group-wide', async () => {
    expect(await numbers('bankAccount', { org: '202' })).toEqual(['571900012345']);
    expect(await numbers('bankAccount', { q: 'zhaohang', org: '201' })).toEqual(['571900012345']);
    expect(await numbers('costItem', { org: '202', q: 'kd' })).toEqual(['CI02']);
  });

  it('pages without repeating or skipping, with the total of the whole list', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await catalog.search('costItem', baseDataQuery.parse({ cursor, limit: 1, q: 'f' }));
      expect(page.total).toBe(4);
      seen.push(...page.items.map((item) => item.number));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen.toSorted()).toEqual(['CI01', 'CI02', 'CI03', 'CI04']);
    await expect(catalog.search('costItem', baseDataQuery.parse({ cursor: 'x' }))).rejects.toMatchObject({
      status: 422,
    });
  });
});

describe('a look-up', () => {
  it('prefers the own organisation, accepts group-wide, and says where else a number is', async () => {
    await catalog.refresh();
    expect(catalog.lookup('costItem', 'CI01', '201')).toMatchObject({ orgNumber: '', usable: true });
    expect(catalog.lookup('bankAccount', '571900012345', '202')).toMatchObject({ orgNumber: '202', usable: true });
    expect(catalog.lookup('bankAccount', '330500077777', '202')).toMatchObject({ usable: false });
    expect((await catalog.current()).find('bankAccount', '330500077777', '202')).toBeNull();
    expect(catalog.lookup('bankAccount', '1', '202')).toBeNull();
    expect(catalog.nameOf('costItem', 'CI02', '201')).toBe('办公费-快递');
    expect(catalog.nameOf('costItem', 'CI99', '201')).toBe('CI99');
  });
});

describe('how a name is typed', () => {
  it('is pinyin and initials, with ü as v, banks read right and signs left out', () => {
    expect(readingOf('差旅费-市内交通')).toEqual({ pinyin: 'chalvfeishineijiaotong', initials: 'clfsnjt' });
    expect(readingOf('招行ABC（杭州）')).toEqual({ pinyin: 'zhaohangabchangzhou', initials: 'zhabchz' });
  });
});
