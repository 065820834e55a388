import { billSummary } from '@dingdee/shared/bill';
import { type BillDetail, billDetail } from '@dingdee/shared/bill-detail';
import type { Amount } from '@dingdee/shared/money';
import { AuditLog } from '../../audit/audit-log.js';
import type { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { BaseDataIndex } from '../../base-data/base-data-index.js';
import { readSettings, type Settings } from '../../config/settings.js';
import { type Database, insertTuples } from '../../database/database.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { foundIssue } from '../../domain/draft/issues.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { contentHash, type PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import type { FieldProvenance } from '../../domain/draft/provenance.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { BehindMapping } from '../../mapping/run/behind-mapping.js';
import { ConfirmMappingRows } from '../../mapping/table/confirm-mapping-rows.js';
import { LocalWakes } from '../../queue/local-wakes.js';
import { BillOrigins } from '../../read/bill/bill-origins.js';
import { ShowBill } from '../../read/bill/show-bill.js';
import { SourceEdits } from '../../read/bill/source-edits.js';
import { ListBills } from '../../read/list/list-bills.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { BillHistory } from '../history/bill-history.js';
import { BillClaims } from '../ledger/bill-claims.js';
import { BillLedger } from '../ledger/bill-ledger.js';
import { AskApplicant } from '../park/ask-applicant.js';
import { ParkBill } from '../park/park-bill.js';
import { BillSelections } from '../selection/bill-selections.js';
import { BulkOffers } from '../selection/bulk-offers.js';
import { ApproveBill } from './approve-bill.js';
import { RevealAccount } from './reveal-account.js';
import { SeenBills } from './seen-bills.js';

export const ACCOUNT = '6214830011226217';
export const reviewer: Actor = { userId: '0166028437259101', name: '祝清和', roles: ['reviewer'] };
export const applicant: Actor = { userId: '0166028437259777', name: '闻人瑾', roles: ['reviewer', 'admin'] };
export const basis = {
  APP_SECRET: 'sixteen-characters',
  DINGTALK_CORP_ID: 'corp',
  DINGTALK_CLIENT_ID: 'c',
  DINGTALK_CLIENT_SECRET: 'c',
  DINGTALK_AGENT_ID: '1',
  KINGDEE_URL: 'http://127.0.0.1:1/k3cloud/',
  KINGDEE_ACCT_ID: 'a',
  KINGDEE_USERNAME: 'u',
  KINGDEE_APP_ID: 'a',
  KINGDEE_APP_SECRET: 's',
};

export const told = (fields: Partial<FieldProvenance>): FieldProvenance => ({
  kind: 'form',
  reference: { code: 'none' },
  version: 'v1',
  source: '',
  sourceLabel: '',
  ladder: [],
  ...fields,
});

/** What the engine would say of a small reimbursement. `red` leaves the cost item unmapped, `amber` adds a warning. */
export function mapped(billNo: string, fault: 'none' | 'red' | 'amber', amount = '286.50'): MappingResult {
  const rowFields = { ...(fault === 'red' ? {} : { costItem: 'CI0012' }), oppositeAccount: ACCOUNT };
  const header = { contactUnitType: 'BD_Empinfo', contactUnit: 'YG00017' };
  const total = amount as Amount;
  const draft: PaymentBillDraft | null =
    fault === 'red'
      ? null
      : {
          billNo,
          thirdBillNo: 'x',
          orgNumber: '101',
          currency: 'PRE001',
          header,
          rows: [{ amount: total, fields: rowFields }],
          total,
        };
  return {
    target: 'AP_PAYBILL',
    draft,
    payees: { hands: [], names: [] },
    fields: {
      header,
      rows: [{ amount: total, sourceTitle: '市内交通', sourceNote: '', sourceAmount: amount, fields: rowFields }],
    },
    issues:
      fault === 'red'
        ? [
            foundIssue(
              'red',
              'unmapped',
              'rows[0].costItem',
              { of: 'key', label: '费用项目', name: '市内交通' },
              { table: 'costItem', key: '市内交通' },
            ),
          ]
        : fault === 'amber'
          ? [foundIssue('amber', 'no-form-total', 'total', { label: '总金额' })]
          : [],
    provenance: {
      'header.contactUnitType': told({ kind: 'rule', reference: { code: 'constant', rule: 1 } }),
      'header.contactUnit': told({
        kind: 'table',
        reference: { code: 'table', table: 'contactUnit', name: '员工→往来单位', scope: 'company', key: '闻人瑾' },
        version: 'r1',
        source: applicant.userId,
        sourceLabel: '发起人',
        ladder: [{ rung: 'table', value: 'YG00017', hit: true }],
      }),
      'rows[0].costItem':
        fault === 'red'
          ? told({ source: '市内交通', sourceLabel: '费用明细' })
          : told({
              kind: 'table',
              reference: { code: 'table', table: 'costItem', name: '费用项目', scope: 'company', key: '市内交通' },
              version: 'r2',
              source: '市内交通',
              sourceLabel: '费用明细',
              ladder: [{ rung: 'table', value: 'CI0012', hit: true }],
            }),
      'rows[0].oppositeAccount': told({
        source: `招商银行 ${ACCOUNT}`,
        sourceLabel: '收款账号',
        reference: { code: 'form', label: '收款账号' },
        ladder: [{ rung: 'row', value: ACCOUNT, hit: true }],
      }),
      'rows[0].amount': told({ source: amount, sourceLabel: '报销金额(元)' }),
    },
    lookups: [
      { table: 'costItem', key: '市内交通', keyLabel: '', orgNumber: '101', hit: fault !== 'red', amountFen: 28650n },
      {
        table: 'contactUnit',
        key: applicant.userId,
        keyLabel: '闻人瑾',
        orgNumber: '101',
        hit: true,
        amountFen: 28650n,
      },
    ],
    citations: { schemeId: 's-1', schemeVersion: 1, tables: { costItem: 2, contactUnit: 1 }, locks: {} },
    facts: {
      payee: '闻人瑾',
      department: '华东交付部',
      departmentKey: '',
      purpose: `差旅，打到 ${ACCOUNT}`,
      costItems: ['市内交通'],
      attachments: 1,
      currency: 'CNY',
      total,
      formTotal: total,
      businessDate: '2026-11-24',
      orgNumber: '101',
    },
    others: [
      { label: '备用账号', text: `中行 ${ACCOUNT}`, account: true },
      { label: '报销类别', text: '行政', account: false },
    ],
    attachments: [{ name: '发票.pdf', kind: 'pdf' }],
    hash: draft === null ? null : contentHash(draft),
  };
}

export const offeredOn = ({ actions }: BillDetail) => actions.filter(({ fits }) => fits).map(({ action }) => action);

export function desk(db: Database, settings: Settings) {
  const audit = new AuditLog();
  const ledger = new BillLedger(audit, new LiveEvents());
  const claims = new BillClaims(db);
  const seen = new SeenBills(claims, settings);
  const selections = new BillSelections(db, new BillHistory(db), new BulkOffers(db, settings), settings);
  const park = new ParkBill(db, ledger, seen, settings);
  const wakes = new LocalWakes();
  return {
    ledger,
    selections,
    park,
    wakes,
    approval: new ApproveBill(
      db,
      ledger,
      claims,
      seen,
      selections,
      new BillHistory(db),
      new ConfirmMappingRows(audit, wakes),
      new BehindMapping(),
      wakes,
      settings,
    ),
    ask: new AskApplicant(db, seen, park, wakes),
    reveal: new RevealAccount(db, audit),
    list: new ListBills(db, new BulkOffers(db, settings), settings),
    show: new ShowBill(db, new BillHistory(db), new BillOrigins(db), new SourceEdits(db), NO_CATALOG, settings),
  };
}

const NO_CATALOG = { current: async () => new BaseDataIndex() } as BaseDataCatalog;

/** Returns a database with one mapping row, two entries of base data and the use cases of a review. */
export async function reviewForSpec() {
  const { db, drop } = await temporaryDatabase();
  const on = desk(db, readSettings(basis));
  await db.inTransaction(async (tx) => {
    await insertTuples(
      tx,
      'mapping_table',
      ['id', 'code', 'name', 'key_name', 'target', 'revision', 'created_at', 'updated_at'],
      [['t-1', 'costItem', '费用项目', '费用明细', 'costItem', 2, 1, 1]],
    );
    const row = [
      'id',
      'table_id',
      'row_key',
      'key_label',
      'target_number',
      'target_name',
      'since_revision',
      'until_revision',
      'created_by',
      'created_at',
    ];
    await insertTuples(tx, 'mapping_row', row, [['r-1', 't-1', '市内交通', '', 'CI0012', '', 2, null, 'u-mapper', 77]]);
    await insertTuples(
      tx,
      'base_data',
      ['kind', 'org_number', 'number', 'name', 'pinyin', 'initials', 'usable', 'extra', 'refreshed_at'],
      [
        ['costItem', '', 'CI0012', '差旅费-市内交通', '', '', 1, '{}', 1],
        ['employee', '101', 'YG00017', '闻人瑾', '', '', 1, '{}', 1],
      ],
    );
    await insertTuples(
      tx,
      'member',
      ['user_id', 'name', 'dingtalk_admin', 'updated_at'],
      [['u-mapper', '顾南乔', 0, 1]],
    );
  });

  async function collected(n: number): Promise<string> {
    const [id = ''] = await db.inTransaction((tx) =>
      on.ledger.collect(
        tx,
        [
          {
            corpId: 'corp',
            processInstanceId: `instance-${n}`,
            part: '',
            schemeId: 's-1',
            schemeVersion: 1,
            approvalId: `a-${n}`,
            orgNumber: '101',
            outcome: 'save+submit+audit',
            billNoPrefix: 'DD',
            businessId: `20261124093000${String(n).padStart(7, '0')}`,
            title: '闻人瑾提交的费用报销',
            originatorUserId: applicant.userId,
            originatorName: applicant.name,
            department: '华东交付部',
            departmentKey: '',
            formTotal: '286.50' as Amount,
            finishedAt: 5,
          },
        ],
        SYSTEM,
      ),
    );
    return id;
  }

  /** Another person leads the row elsewhere, and nobody has mapped the bills behind it yet. */
  const changeRow = (): Promise<void> =>
    db.inTransaction(async (tx) => {
      await tx.query("UPDATE mapping_table SET revision = 3 WHERE id = 't-1'");
      await tx.query("UPDATE mapping_row SET until_revision = 3 WHERE id = 'r-1'");
      await tx.query(
        `INSERT INTO mapping_row (id, table_id, row_key, key_label, target_number, target_name, since_revision, created_by, created_at)
         VALUES ('r-2', 't-1', '市内交通', '', 'CI0099', '', 3, 'u-later', 99)`,
      );
    });

  async function given(n: number, fault: 'none' | 'red' | 'amber' = 'none', amount?: string): Promise<string> {
    const id = await collected(n);
    await remap(id, fault, amount);
    return id;
  }

  async function remap(id: string, fault: 'none' | 'red' | 'amber', amount?: string): Promise<void> {
    await db.inTransaction(async (tx) => {
      const [bill] = await new BillClaims(db).load(tx, [id]);
      if (!bill) throw new Error('no such bill');
      const result = mapped(bill.billNo, fault, amount);
      await on.ledger.applyMapping(tx, [{ bill, approvedHash: bill.approvedHash, result, why: '映射' }], SYSTEM);
    });
  }

  const now = async (id: string) => billSummary.parse(await on.list.summary(id));
  const open = async (id: string, actor = reviewer) => billDetail.parse(await on.show.show(id, actor));

  const close = async () => {
    await on.wakes.close();
    await drop();
  };
  return { db, on, close, collected, changeRow, given, remap, now, open };
}
