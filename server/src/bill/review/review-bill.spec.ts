import { billSummary } from '@dingdee/shared/bill';
import { type BillDetail, billDetail } from '@dingdee/shared/bill-detail';
import type { Amount } from '@dingdee/shared/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditLog } from '../../audit/audit-log.js';
import type { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { BaseDataIndex } from '../../base-data/base-data-index.js';
import { readSettings, type Settings } from '../../config/settings.js';
import { type Database, insertTuples } from '../../database/database.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { contentHash, type PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import type { FieldProvenance } from '../../domain/draft/provenance.js';
import { writeProvenance } from '../../domain/draft/provenance-text.js';
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
import { MOST_REVEALS, RevealAccount } from './reveal-account.js';
import { SeenBills } from './seen-bills.js';

const ACCOUNT = '6214830011226217';
const reviewer: Actor = { userId: '0166028437259101', name: '祝清和', roles: ['reviewer'] };
const applicant: Actor = { userId: '0166028437259777', name: '闻人瑾', roles: ['reviewer', 'admin'] };
const basis = {
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

const told = (fields: Partial<FieldProvenance>): FieldProvenance => ({
  kind: 'form',
  reference: { code: 'none' },
  version: 'v1',
  source: '',
  sourceLabel: '',
  ladder: [],
  ...fields,
});

/** What the engine would say of a small reimbursement. `red` leaves the cost item unmapped, `amber` adds a warning. */
function mapped(billNo: string, fault: 'none' | 'red' | 'amber', amount = '286.50'): MappingResult {
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
  const issue = (code: string, level: 'red' | 'amber', path: string, message: string, key: string | null) => ({
    code,
    level,
    path,
    message,
    table: key === null ? null : 'costItem',
    key,
  });
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
        ? [issue('unmapped', 'red', 'rows[0].costItem', '费用项目未映射：市内交通', '市内交通')]
        : fault === 'amber'
          ? [issue('no-form-total', 'amber', 'total', '审批单没有填“总金额”，明细合计没有可以核对的总金额。', null)]
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

const offeredOn = ({ actions }: BillDetail) => actions.filter(({ fits }) => fits).map(({ action }) => action);

function desk(db: Database, settings: Settings) {
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

describe('review of one bill', () => {
  let db: Database;
  let drop: () => Promise<void>;
  let on: ReturnType<typeof desk>;

  beforeEach(async () => {
    ({ db, drop } = await temporaryDatabase());
    on = desk(db, readSettings(basis));
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
      await insertTuples(tx, 'mapping_row', row, [
        ['r-1', 't-1', '市内交通', '', 'CI0012', '', 2, null, 'u-mapper', 77],
      ]);
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
  });

  afterEach(async () => {
    await on.wakes.close();
    await drop();
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

  it('binds an approval to the content that was seen, and records who gave it', async () => {
    const id = await given(1);
    await on.approval.approve(id, { version: (await now(id)).version }, reviewer);
    const bill = await open(id);
    expect(bill).toMatchObject({ state: 'approved', action: 'push', approvedBy: reviewer.userId });
    const [row] = await db.query<{ approved_hash: string }>('SELECT approved_hash FROM bill WHERE id = ?', [id]);
    expect(row?.approved_hash).toBe(bill.contentHash);
    expect(bill.timeline.at(-1)).toMatchObject({ actor: '祝清和', what: '审核通过' });
  });

  it('refuses what the person has not seen: a changed bill answers 409 and stays as it is', async () => {
    const id = await given(1);
    const { version } = await now(id);
    await remap(id, 'none', '300.00');
    await expect(on.approval.approve(id, { version }, reviewer)).rejects.toMatchObject({
      code: 'bill/stale',
      status: 409,
    });
    expect((await now(id)).state).toBe('ready');
  });

  it('lets nobody approve what an engine of before has mapped, alone or among others: it is mapped anew first', async () => {
    const [one, two] = [await given(1), await given(2)];
    await db.inTransaction((tx) => tx.query('UPDATE bill_content SET engine_revision = 0 WHERE bill_id = ?', [one]));
    const [{ version }, other] = [await now(one), await now(two)];
    await expect(on.approval.approve(one, { version }, reviewer)).rejects.toMatchObject({ code: 'bill/stale' });
    const items = [
      { id: one, version },
      { id: two, version: other.version },
    ];
    const result = await on.approval.approveAll({ items }, reviewer);
    expect(result.done.count).toBe(1);
    expect(result.skipped).toMatchObject([
      { id: one, code: 'bill/stale', reason: '程序升级后还在重新核对这一笔，稍等再通过' },
    ]);
    expect((await now(one)).state).toBe('ready');
  });

  it('lets nobody approve a date that is the day of the push once that day has passed, alone or among others', async () => {
    const [one, two] = [await given(1), await given(2)];
    await db.inTransaction((tx) => tx.query(`UPDATE bill SET push_day = '2026-01-05' WHERE id = ?`, [one]));
    const [{ version }, other] = [await now(one), await now(two)];
    await expect(on.approval.approve(one, { version }, reviewer)).rejects.toMatchObject({
      code: 'bill/stale',
      message: expect.stringContaining('日期是推送当天，现在已经是另一天'),
    });
    const items = [
      { id: one, version },
      { id: two, version: other.version },
    ];
    const result = await on.approval.approveAll({ items }, reviewer);
    expect(result.done.count).toBe(1);
    expect(result.skipped).toMatchObject([{ id: one, code: 'bill/stale' }]);
    expect((await now(one)).state).toBe('ready');
  });

  it('lets nobody approve what was mapped by a row that has changed since, alone or among others: it is due to be mapped', async () => {
    const [one, two] = [await given(1), await given(2)];
    await changeRow();
    const bill = await now(one);
    await expect(on.approval.approve(one, { version: bill.version }, reviewer)).rejects.toMatchObject({
      code: 'bill/stale',
    });
    const refs = { items: [await now(two)].map(({ id, version }) => ({ id, version })) };
    const { done, skipped } = await on.approval.approveAll(refs, reviewer);
    expect([done.count, skipped.map(({ code, reason }) => [code, reason])]).toEqual([
      0,
      [['bill/stale', '这一笔用到的映射或方案刚改过，还在重新映射，稍等再通过']],
    ]);
    expect([(await now(one)).state, (await now(two)).state]).toEqual(['ready', 'ready']);
    const due = await db.query<{ bill_id: string }>('SELECT bill_id FROM bill_due_map ORDER BY bill_id');
    expect(due.map(({ bill_id }) => bill_id)).toEqual([one, two].sort());
  });

  it('lets nobody approve a bill whose approval was changed or cancelled, alone or among others', async () => {
    const [id, other] = [await given(1), await given(2)];
    await db.inTransaction((tx) =>
      insertTuples(
        tx,
        'amendment',
        [
          'approval_id',
          'corp_id',
          'process_instance_id',
          'original_instance_id',
          'business_id',
          'biz_action',
          'finished_at',
          'state',
          'seen',
          'created_at',
          'updated_at',
        ],
        [['a-9', 'corp', 'instance-9', 'instance-1', '9', 'REVOKE', 1, 'waiting', '', 1, 1]],
      ),
    );
    const [one, two] = [await now(id), await now(other)];
    await expect(on.approval.approve(id, { version: one.version }, reviewer)).rejects.toMatchObject({
      code: 'bill/amended',
    });
    const result = await on.approval.approveAll({ items: [one, two] }, reviewer);
    expect([result.done.count, result.skipped.map((each) => each.id)]).toEqual([1, [id]]);
    expect((await now(id)).state).toBe('ready');
  });

  it('lets nobody approve their own reimbursement, except in 单人模式, which is stamped', async () => {
    const id = await given(1);
    const { version } = await now(id);
    await expect(on.approval.approve(id, { version }, applicant)).rejects.toThrow('这张是你自己的报销，要由别人审核。');
    const own = await open(id, applicant);
    expect(offeredOn(own)).not.toContain('approve');
    expect(own.why).toMatch(
      /^这张是你自己的报销，要由别人审核。现在没有别人能审核它：请管理员.*给另一位同事加上“审核”角色。$/,
    );
    const alone = desk(db, readSettings({ ...basis, SINGLE_PERSON_MODE: 'on' }));
    await alone.approval.approve(id, { version }, applicant);
    const [line] = await db.query<{ detail: string }>("SELECT detail FROM audit WHERE action = 'approve'");
    expect(JSON.parse(line?.detail ?? '{}')).toMatchObject({ singlePerson: true, own: true });
  });

  it('asks for a note where there is a warning', async () => {
    const id = await given(1, 'amber');
    const { version } = await now(id);
    await expect(on.approval.approve(id, { version, note: '  ' }, reviewer)).rejects.toMatchObject({
      code: 'bill/note-needed',
    });
    await on.approval.approve(id, { version, note: '已电话核实' }, reviewer);
    expect((await open(id)).timeline.at(-1)).toMatchObject({ what: '审核通过', note: '已电话核实' });
  });

  it('takes an approval back while nothing was sent', async () => {
    const id = await given(1);
    await on.approval.approve(id, { version: (await now(id)).version }, reviewer);
    await on.approval.withdraw(id, { version: (await now(id)).version, reason: '金额再看看' }, reviewer);
    const bill = await open(id);
    expect(bill).toMatchObject({ state: 'ready', approvedBy: null, action: 'approve' });
    expect(bill.approvalVoided).toBe('祝清和撤回了审核：金额再看看');
    await expect(on.approval.withdraw(id, { version: bill.version, reason: '再来' }, reviewer)).rejects.toMatchObject({
      code: 'bill/not-approved',
    });
  });

  it('approves several, leaves the rest alone and says why', async () => {
    const clean = await given(1);
    const warned = await given(2, 'amber');
    const incomplete = await given(3, 'red');
    const changed = await given(4);
    const items = await Promise.all(
      [clean, warned, incomplete, changed].map(async (id) => ({ id, version: (await now(id)).version })),
    );
    await remap(changed, 'none', '300.00');
    const result = await on.approval.approveAll({ items: [...items, { id: 'nowhere', version: 1 }] }, reviewer);
    expect(result.done).toEqual({ count: 1, amount: '286.50' });
    const reasons = Object.fromEntries(result.skipped.map(({ id, reason }) => [id, reason]));
    expect(reasons[warned]).toContain('写明理由');
    expect(reasons[incomplete]).toContain('“待补映射”');
    expect(reasons[changed]).toContain('不是最新内容');
    expect(reasons.nowhere).toBe('没有找到这张单据');
    expect((await now(clean)).state).toBe('approved');
  });

  it('approves a frozen selection without those that came or changed later', async () => {
    const [first, second] = [await given(1), await given(2)];
    const frozen = await on.selections.create({ stage: 'review' }, reviewer);
    const late = await given(3);
    await remap(second, 'none', '300.00');
    const result = await on.approval.approveAll({ selectionId: frozen.id, shown: frozen }, reviewer);
    expect(result.done).toEqual({ count: 1, amount: '286.50' });
    expect(result.skipped.map(({ id }) => id)).toEqual([second]);
    expect([(await now(first)).state, (await now(late)).state]).toEqual(['approved', 'ready']);
  });

  it('holds with a reason that the list shows, survives a new mapping, and goes back to where it belongs', async () => {
    const id = await given(1);
    await on.approval.approve(id, { version: (await now(id)).version }, reviewer);
    await on.park.hold(id, { version: (await now(id)).version, reason: '等发票' }, reviewer);
    expect(await now(id)).toMatchObject({ state: 'held', reason: '等发票', reasonKey: 'held:等发票' });
    await remap(id, 'red');
    expect(await now(id)).toMatchObject({ state: 'held', reason: '等发票' });
    await on.park.release(id, { version: (await now(id)).version, reason: '到了' }, reviewer);
    expect(await now(id)).toMatchObject({
      state: 'needs-mapping',
      reason: '费用项目未映射：市内交通',
      action: 'pick-cost-item',
    });
    await remap(id, 'none');
    await on.park.hold(id, { version: (await now(id)).version, reason: '再等' }, reviewer);
    await on.park.release(id, { version: (await now(id)).version, reason: '好了' }, reviewer);
    const bill = await open(id);
    expect(bill).toMatchObject({ state: 'ready', reason: null, reasonKey: '', approvedBy: null });
    expect(bill.approvalVoided).toBe('挂起过，原审核不再有效');
  });

  it('does not hold a bill before its first mapping: it would never be mapped', async () => {
    const id = await collected(1);
    await expect(on.park.hold(id, { version: 1, reason: '等等' }, reviewer)).rejects.toMatchObject({
      code: 'bill/being-mapped',
    });
  });

  it('excludes for good', async () => {
    const id = await given(1);
    await on.park.exclude(id, { version: (await now(id)).version, reason: '重复报销' }, reviewer);
    const bill = await open(id);
    expect(bill).toMatchObject({ state: 'excluded', reason: '重复报销' });
    await expect(on.park.hold(id, { version: bill.version, reason: '等等' }, reviewer)).rejects.toMatchObject({
      code: 'bill/illegal-transition',
    });
  });

  it('asks the applicant by a comment as the person who asks, and holds the bill until it is answered', async () => {
    const id = await given(1);
    const woken = new Promise<void>((resolve) => on.wakes.on('writeback', async () => resolve()));
    await on.ask.ask(id, { version: (await now(id)).version, reason: '请补出租车发票' }, reviewer);
    await woken;
    const bill = await open(id);
    expect(bill).toMatchObject({ state: 'held', reason: '请补出租车发票' });
    expect(bill.writebacks).toMatchObject([
      {
        event: 'ask',
        kind: 'comment',
        state: 'due',
        text: `请补充资料：请补出租车发票（单据 ${bill.billNo}，补充后由财务继续审核）`,
        message: null,
        sentAt: null,
        callback: {
          strategyId: 's-1',
          id: 'instance-1',
          business_id: bill.businessId,
          name: '闻人瑾',
          originator_userid: applicant.userId,
        },
      },
    ]);
    const [row] = await db.query<object>('SELECT event, as_userid, attempt, next_attempt_at <= ? AS due FROM outbox', [
      Date.now(),
    ]);
    expect(row).toMatchObject({ event: 'ask', as_userid: reviewer.userId, attempt: 0, due: 1 });
  });

  it('shows each value beside its source, with the reason and who set it at the cited revision', async () => {
    const id = await given(1);
    await changeRow();
    const bill = await open(id);
    const costItem = bill.rows[0]?.fields.find(({ path }) => path === 'rows[0].costItem');
    expect(costItem).toMatchObject({
      label: '费用项目',
      source: '市内交通',
      sourceLabel: '费用明细',
      value: 'CI0012',
      valueName: '差旅费-市内交通',
      picker: 'costItem',
      editable: true,
      provenance: {
        kind: 'table',
        reference: '映射表 费用项目 v2：市内交通',
        gave: 'CI0012 差旅费-市内交通',
        lookup: { table: '费用项目', code: 'costItem', key: '市内交通' },
        actor: '顾南乔',
        at: 77,
      },
    });
    const unit = bill.header.find(({ path }) => path === 'header.contactUnit');
    expect(unit).toMatchObject({ source: '闻人瑾', value: 'YG00017', valueName: '闻人瑾', picker: 'employee' });
    expect(bill.header[0]).toMatchObject({ label: '往来单位类型', valueName: '员工', picker: null });
    expect(bill.rows[0]?.fields[0]).toMatchObject({ path: 'rows[0].amount', value: '286.50', editable: false });
    expect(bill.totals).toEqual({ form: '286.50', rows: '286.50', offset: null, payable: '286.50', agree: true });
    expect(bill.attachmentList).toEqual([{ name: '发票.pdf', kind: 'pdf', photo: false }]);
    expect([offeredOn(bill), bill.why]).toEqual([
      ['approve', 'fix', 'hold', 'exclude', 'handle-outside', 'ask-applicant'],
      null,
    ]);
    expect(bill.timeline.map(({ what }) => what)).toEqual(['采集到审批', '映射完成']);
  });

  it('puts an issue at the field where it is fixed', async () => {
    const bill = await open(await given(1, 'red'));
    const costItem = bill.rows[0]?.fields.find(({ path }) => path === 'rows[0].costItem');
    expect(costItem).toMatchObject({ value: null, issue: { table: 'costItem', key: '市内交通' }, picker: 'costItem' });
    expect([offeredOn(bill).includes('approve'), offeredOn(bill).includes('fix')]).toEqual([false, true]);
    expect(bill.totals).toMatchObject({ payable: null, agree: false });
  });

  it('shows a person thirty full accounts an hour and no more, and somebody else theirs', async () => {
    const id = await given(1);
    const all = await Promise.allSettled(
      Array.from({ length: 3 * MOST_REVEALS }, () => on.reveal.reveal(id, reviewer)),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST_REVEALS);
    await expect(on.reveal.reveal(id, reviewer)).rejects.toMatchObject({ code: 'bill/too-many-reveals', status: 422 });
    expect(await on.reveal.reveal(id, { ...reviewer, userId: 'somebody-else' })).toEqual({ account: ACCOUNT });
    const logged = await db.query("SELECT seq FROM audit WHERE action = 'reveal-account' AND actor = ?", [
      reviewer.userId,
    ]);
    expect(logged).toHaveLength(MOST_REVEALS);
  });

  it('gives out no full account number in any answer, and logs a reveal', async () => {
    const id = await given(1);
    const bill = await open(id);
    expect(JSON.stringify(bill)).not.toContain(ACCOUNT);
    expect(bill.others[0]).toEqual({ label: '备用账号', text: '中行 尾号 6217' });
    expect(bill.purpose).toBe('差旅，打到 尾号 6217');
    const page = await on.list.page({ sort: 'waiting', limit: 10 }, reviewer);
    expect(JSON.stringify(page)).not.toContain(ACCOUNT);
    expect(await on.reveal.reveal(id, reviewer)).toEqual({ account: ACCOUNT });
    const after = await open(id);
    expect(after.timeline.at(-1)).toMatchObject({ actor: '祝清和', what: '查看了完整收款账号' });
    expect(JSON.stringify(after)).not.toContain(ACCOUNT);
    expect(after.version).toBe(bill.version);
  });

  it('tells why a bill is in doubt and when Kingdee is asked next', async () => {
    const id = await given(1);
    const trouble = {
      class: 'in-doubt',
      sentence: '金蝶 120 秒没有回答，可能已经生成了单据。',
      nextStep: '等核对结果。',
      since: 9,
    };
    await db.inTransaction((tx) =>
      tx.query("UPDATE bill SET state_kind = 'in-doubt', state = ?, next_attempt_at = 12345 WHERE id = ?", [
        JSON.stringify({ orderId: 'o-1', trouble: { ...trouble, step: 'save', messages: [] } }),
        id,
      ]),
    );
    const bill = await open(id);
    expect(bill.trouble).toEqual({ ...trouble, nextProbeAt: 12345, path: null, compare: null });
    expect(offeredOn(bill)).toEqual(['check-now']);
  });

  it('opens a bill of 5,000 rows in reasonable size and time', async () => {
    const id = await given(1);
    const result = mapped('DD1', 'none');
    const row = result.fields.rows[0];
    const rows = Array.from({ length: 5000 }, () => row);
    const costItem = result.provenance['rows[0].costItem'] ?? told({});
    const provenance = Object.fromEntries([
      ...Object.entries(result.provenance).filter(([path]) => path.startsWith('header')),
      ['rows[*].oppositeAccount', result.provenance['rows[0].oppositeAccount'] ?? told({})],
      ...rows.map((_, i) => [`rows[${i}].costItem`, costItem]),
    ]);
    const notes = {
      fields: { header: result.fields.header, rows },
      facts: result.facts,
      others: result.others,
      attachments: [],
    };
    await db.inTransaction((tx) =>
      tx.query('UPDATE bill_content SET notes = ?, provenance = ? WHERE bill_id = ?', [
        JSON.stringify(notes),
        writeProvenance(provenance),
        id,
      ]),
    );
    const bill = await on.show.show(id, reviewer);
    expect(bill.rows).toHaveLength(5000);
    expect(bill.totals.rows).toBe('1432500.00');
    expect(bill.rows[0]?.fields.every(({ path, provenance: why }) => why !== null || path.endsWith('.amount'))).toBe(
      true,
    );
    expect(JSON.stringify(bill).length).toBeLessThan(6_000_000);
  }, 5_000);
});
