import type { BaseDataItem, BaseDataKind } from '@dingdee/shared/base-data';
import type { Amount } from '@dingdee/shared/money';
import { v7 as uuid } from 'uuid';
import { AuditLog } from '../../audit/audit-log.js';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { BaseDataIndex } from '../../base-data/base-data-index.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import type { CollectedBill } from '../../bill/ledger/collected-row.js';
import { RecentApprovals } from '../../connectors/dingtalk/recent-approvals.js';
import type { DingTalkClient } from '../../connectors/source.js';
import { Database, insertTuples } from '../../database/database.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { LocalWakes } from '../../queue/local-wakes.js';
import { dataSourceOptions, openDataSource } from '../../schema/data-source.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { FormDefinitions } from '../../scheme/drift/form-definitions.js';
import { templateContent } from '../../scheme/market/template-for-spec.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { RelatedStore } from '../related/related-store.js';
import { FINISHED_AT, instanceId, rawApproval, type SpecApproval } from './approvals-for-spec.js';
import { BillMapper } from './bill-mapper.js';
import { BillsToMap } from './bills-to-map.js';
import { seedTables } from './built-in-tables.js';
import { CatchUp } from './catch-up.js';
import { MapBills } from './map-bills.js';
import { MappingBooks } from './mapping-books.js';

export const mapper: Actor = { userId: '0155', name: '梁书瑶', roles: ['mapper'] };
export const CONTENT = templateContent('expense-to-paybill', {
  processCode: 'PROC-1',
  formName: '费用报销',
  orgNumber: '101',
  outcome: 'save+submit+audit',
});

type Items = readonly (readonly [kind: BaseDataKind, number: string, name: string, orgNumber: string])[];
const ITEMS: Items = [
  ['costItem', 'CI0001', '差旅费-市内交通', ''],
  ['costItem', 'CI0005', '差旅费-住宿', ''],
  ['costItem', 'CI0009', '业务招待费', ''],
  ['department', 'BM000005', '市场部', '101'],
  ['employee', 'YG00007', '冯赟', '101'],
  ['organisation', '101', '云杉科技（杭州）有限公司', ''],
  ['settlementType', 'JSFS04_SYS', '电汇', ''],
  ['purpose', 'SFKYT10_SYS', '费用报销', ''],
  ['bankAccount', '1202020109900112233', '工行基本户', '101'],
  ['currency', 'PRE001', '人民币', ''],
];

/** Creates a new SQLite file, or a new database on the server of TEST_DATABASE_URL. */
async function newDatabase() {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) return temporaryDatabase();
  const name = `dd_mapping_${uuid().replaceAll('-', '')}`;
  const run = async (sql: string) => {
    const source = await openDataSource(dataSourceOptions(server));
    await source.query(sql);
    await source.destroy();
  };
  await run(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const source = await openDataSource(dataSourceOptions(url.toString()));
  await source.runMigrations({ transaction: 'each' });
  const drop = async () => {
    await source.destroy();
    await run(`DROP DATABASE ${name}`);
  };
  return { db: new Database(source, source), drop };
}

/** Returns a database with the mapping feature, one enabled scheme "s1", and base data that can be changed. */
export async function mappingForSpec() {
  const { db, drop } = await newDatabase();
  const audit = new AuditLog();
  const live = new LiveEvents();
  const ledger = new BillLedger(audit, live);
  const schemes = new SchemeStore(db);
  const books = new MappingBooks(db);
  const bills = new BillsToMap(db, { corpId: 'corp' } as DingTalkClient);
  const wakes = new LocalWakes();
  const related = new RelatedStore(db, wakes);
  const baseData = fakeCatalog();
  const catalog = baseData as unknown as BaseDataCatalog;
  const forms = new FormDefinitions(db, audit, live);
  const newMapping = () => {
    const mapper = new BillMapper(db, bills, books, schemes, forms, catalog, ledger, new RecentApprovals(), related);
    const catchUp = new CatchUp(db, bills, books, schemes, forms, wakes, mapper);
    const mapping = new MapBills(db, bills, catalog, wakes, mapper, catchUp, related, { DUE_SWEEP_MS: 20 });
    return { mapping, catchUp };
  };
  const { mapping, catchUp } = newMapping();
  await db.inTransaction(async (tx) => {
    await seedTables(tx);
    await insertTuples(
      tx,
      'scheme',
      [
        'id',
        'name',
        'template',
        'process_code',
        'form_name',
        'org_number',
        'outcome',
        'enabled',
        'current_version',
        'version',
        'created_by',
        'created_at',
        'updated_at',
      ],
      [['s1', '报销', 'expense-to-paybill', 'PROC-1', '费用报销', '101', CONTENT.outcome, 1, 1, 1, 'a', 1, 1]],
    );
    await schemes.addVersion(tx, 's1', 1, CONTENT, SYSTEM);
    await insertBaseData(tx, baseData.items());
  });
  return {
    db,
    ledger,
    schemes,
    forms,
    books,
    bills,
    mapping,
    catchUp,
    /** Returns the mapping of another process on this database. */
    restarted: () => newMapping().mapping,
    catalog,
    baseData,
    audit,
    live,
    wakes,
    close: async () => {
      await wakes.close();
      await drop();
    },
    collect: (approvals: readonly SpecApproval[]) => collect(db, ledger, approvals),
    put: (code: string, rows: Readonly<Record<string, string>>) => putRows(db, code, rows),
    states: async () => {
      const rows = await db.query<{ kind: string; n: unknown }>(
        'SELECT state_kind AS kind, COUNT(*) AS n FROM bill GROUP BY state_kind',
      );
      return Object.fromEntries(rows.map(({ kind, n }) => [kind, Number(n)]));
    },
  };
}
export type MappingForSpec = Awaited<ReturnType<typeof mappingForSpec>>;

/** Mapping rows for all values of the spec's approvals. */
export const FILLED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  costItem: { 市内交通: 'CI0001', 住宿: 'CI0005' },
  department: { 市场部: 'BM000005' },
  contactUnit: { '4417': 'YG00007' },
  bankAccount: { 默认: '1202020109900112233' },
};

function fakeCatalog() {
  let held = ITEMS.map(
    ([kind, number, name, orgNumber]): BaseDataItem => ({ kind, number, name, orgNumber, usable: true, reason: null }),
  );
  const listeners: (() => Promise<void>)[] = [];
  return {
    current: async () => new BaseDataIndex(held),
    lookup: (kind: BaseDataKind, number: string, org: string) => new BaseDataIndex(held).lookup(kind, number, org),
    nameOf: (kind: BaseDataKind, number: string, org: string) => new BaseDataIndex(held).nameOf(kind, number, org),
    onChanged: (listener: () => Promise<void>) => listeners.push(listener),
    items: () => held,
    add: (kind: BaseDataKind, number: string, name: string, orgNumber: string) => {
      held = [...held, { kind, number, name, orgNumber, usable: true, reason: null }];
    },
    change: async (number: string, change: Partial<BaseDataItem>) => {
      held = held.map((item) => (item.number === number ? { ...item, ...change } : item));
      for (const listener of listeners) await listener();
    },
  };
}

async function insertBaseData(tx: Parameters<typeof insertTuples>[0], items: readonly BaseDataItem[]): Promise<void> {
  await insertTuples(
    tx,
    'base_data',
    ['kind', 'org_number', 'number', 'name', 'pinyin', 'initials', 'usable', 'extra', 'refreshed_at'],
    items.map(({ kind, orgNumber, number, name }) => [kind, orgNumber, number, name, '', '', 1, '{}', 1]),
  );
}

async function collect(db: Database, ledger: BillLedger, approvals: readonly SpecApproval[]): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < approvals.length; start += 200) {
    const part = approvals.slice(start, start + 200);
    const made = await db.inTransaction(async (tx) => {
      const rows = part.map((approval) => ({ id: uuid(), approval, raw: rawApproval(approval) }));
      await insertTuples(
        tx,
        'approval',
        APPROVAL_COLUMNS,
        rows.map(({ id, approval, raw }) => [
          id,
          'corp',
          instanceId(approval.index),
          1,
          'PROC-1',
          's1',
          String(approval.index),
          '冯赟提交的费用报销',
          approval.originatorUserId ?? '4417',
          '冯赟',
          'COMPLETED',
          'agree',
          'NONE',
          1,
          finishedMs(approval),
          'v1',
          'h',
          3,
          raw,
        ]),
      );
      const bills = rows.map(
        ({ id, approval }): CollectedBill => ({
          corpId: 'corp',
          processInstanceId: instanceId(approval.index),
          part: '',
          schemeId: 's1',
          schemeVersion: 1,
          approvalId: id,
          orgNumber: '101',
          outcome: CONTENT.outcome,
          billNoPrefix: 'DD',
          businessId: String(approval.index),
          title: '冯赟提交的费用报销',
          originatorUserId: approval.originatorUserId ?? '4417',
          originatorName: '冯赟',
          department: approval.department ?? '市场部',
          departmentKey: '',
          formTotal: '156.80' as Amount,
          finishedAt: approval.finishedAt === undefined ? 2 : finishedMs(approval),
        }),
      );
      return ledger.collect(tx, bills, SYSTEM);
    });
    ids.push(...made);
  }
  return ids;
}

const finishedMs = ({ finishedAt = FINISHED_AT }: SpecApproval): number => Date.parse(`${finishedAt}+08:00`);

const APPROVAL_COLUMNS = [
  'id',
  'corp_id',
  'process_instance_id',
  'source_version',
  'process_code',
  'scheme_id',
  'business_id',
  'title',
  'originator_userid',
  'originator_name',
  'status',
  'result',
  'biz_action',
  'started_at',
  'finished_at',
  'family',
  'raw_hash',
  'collected_at',
  'raw',
];

/** Writes rows from before the spec: one revision, without mapping bills again. */
async function putRows(db: Database, code: string, rows: Readonly<Record<string, string>>): Promise<void> {
  await db.inTransaction(async (tx) => {
    await tx.query('UPDATE mapping_table SET revision = revision + 1 WHERE code = ?', [code]);
    const [table]: { id: string; revision: number }[] = await tx.query(
      'SELECT id, revision FROM mapping_table WHERE code = ?',
      [code],
    );
    await insertTuples(
      tx,
      'mapping_row',
      [
        'id',
        'table_id',
        'org_number',
        'row_key',
        'key_label',
        'scope',
        'scope_value',
        'target_number',
        'target_name',
        'since_revision',
        'created_by',
        'created_at',
      ],
      Object.entries(rows).map(([key, number]) => [
        uuid(),
        table?.id,
        '',
        key,
        '',
        'company',
        '',
        number,
        '',
        Number(table?.revision),
        'a',
        1,
      ]),
    );
  });
}
