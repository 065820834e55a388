import { type FixScope, mappingImpact, remapResult } from '@dingdee/shared/mapping';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BillHistory } from '../../bill/history/bill-history.js';
import { BillSelections } from '../../bill/selection/bill-selections.js';
import { BulkOffers } from '../../bill/selection/bulk-offers.js';
import type { Settings } from '../../config/settings.js';
import type { Actor } from '../../domain/actor.js';
import { readProvenance } from '../../domain/draft/provenance-text.js';
import { FILLED, type MappingForSpec, mapper, mappingForSpec } from '../run/mapping-for-spec.js';
import { MappingTables } from '../table/mapping-tables.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { FixTarget } from './fix-target.js';
import { PreviewFix } from './preview-fix.js';
import { RelockBill } from './relock-bill.js';
import { SaveFix } from './save-fix.js';

const reviewer: Actor = { userId: '0160', name: '顾南乔', roles: ['reviewer'] };
let given: MappingForSpec;
let preview: PreviewFix;
let saving: SaveFix;
let selections: BillSelections;
let ids: string[];

/** Four bills that lack 市内交通 (one also lacks its department), one approved and one booked that used it, and one without it. */
beforeEach(async () => {
  given = await mappingForSpec();
  const { db, bills, books, schemes, catalog, mapping, audit, live, ledger } = given;
  const tables = new MappingTables(db, catalog);
  const writing = new WriteMappingRows(db, tables, catalog, mapping, audit, live);
  const targets = new FixTarget(bills, books, schemes, catalog, given.forms);
  preview = new PreviewFix(db, targets, bills, schemes);
  const relock = new RelockBill(db, books, ledger, audit, { SINGLE_PERSON_MODE: false, FOUR_EYES_BILL: '20000.00' });
  const settings = { SELECTION_TTL_MS: 600_000, SINGLE_PERSON_MODE: false, FOUR_EYES_BILL: '20000.00' } as Settings;
  selections = new BillSelections(db, new BillHistory(db), new BulkOffers(db, settings), settings);
  saving = new SaveFix(db, targets, preview, tables, writing, mapping, relock, selections);
  for (const [code, rows] of Object.entries(FILLED))
    await given.put(code, code === 'costItem' ? { 住宿: 'CI0005' } : rows);
  await given.put('contactUnit', { '5521': 'YG00007' });
  ids = await given.collect([
    { index: 1 },
    { index: 2, originatorUserId: '5521' },
    { index: 3, department: '新部门' },
    { index: 4, rows: [{ amount: '8.00', item: '市内交通' }] },
    { index: 5 },
    { index: 6 },
    { index: 7, rows: [{ amount: '1.00', item: '住宿' }] },
  ]);
  await mapping.mapCollected();
  await db.inTransaction(async (tx) => {
    await tx.query(`UPDATE bill SET state_kind = 'approved', approved_hash = content_hash WHERE id = ?`, [ids[4]]);
    await tx.query(`UPDATE bill SET state_kind = 'booked' WHERE id = ?`, [ids[5]]);
  });
});
afterEach(() => given.close());

const billOf = async (index: number) => {
  const [row] = await given.db.query<Record<string, unknown>>('SELECT * FROM bill WHERE id = ?', [ids[index]]);
  return row ?? {};
};
const fix = async (index: number, path: string, targetNumber: string, scope: FixScope) => ({
  billId: ids[index] ?? '',
  version: Number((await billOf(index)).version),
  path,
  targetNumber,
  scope,
});

it('a held bill is mapped again and stays held: it is counted neither as ready nor as lacking something', async () => {
  await given.db.inTransaction((tx) => tx.query(`UPDATE bill SET state_kind = 'held' WHERE id = ?`, [ids[0]]));
  const asked = await fix(1, 'rows[0].costItem', 'CI0001', 'company');
  const impact = await preview.run(asked);
  const result = remapResult.parse(await saving.run(asked, mapper));
  expect((await billOf(0)).state_kind).toBe('held');
  expect([result.remapped, result.becameReady.count, result.stillMissing.count]).toEqual([4, 2, 1]);
  expect([impact.becomesReady.count, impact.stillMissing.count]).toEqual([2, 1]);
});

describe('preview of a fix', () => {
  it('counts all five scopes, and what becomes ready, still lacks something or is untouched', async () => {
    const impact = mappingImpact.parse(await preview.run(await fix(0, 'rows[0].costItem', 'CI0001', 'company')));
    expect(impact.scopes).toEqual([
      { scope: 'bill', count: 1, amount: '156.80' },
      { scope: 'applicant', count: 3, amount: '321.60' },
      { scope: 'department', count: 3, amount: '321.60' },
      { scope: 'form', count: 4, amount: '478.40' },
      { scope: 'company', count: 4, amount: '478.40' },
    ]);
    expect(impact.becomesReady).toEqual({ count: 3, amount: '321.60' });
    expect(impact.stillMissing).toEqual({ count: 1, amount: '156.80' });
    expect(impact.untouchedApproved).toEqual({ count: 1, amount: '156.80' });
    expect(impact.untouchedBooked).toEqual({ count: 1, amount: '156.80' });
    expect(await given.states()).toEqual({ 'needs-mapping': 4, approved: 1, booked: 1, ready: 1 });
  });

  it('the scope narrows it, and only this bill touches one', async () => {
    const applicant = await preview.run(await fix(0, 'rows[0].costItem', 'CI0001', 'applicant'));
    expect([applicant.becomesReady.count, applicant.stillMissing.count]).toEqual([2, 1]);
    const bill = await preview.run(await fix(0, 'rows[0].costItem', 'CI0001', 'bill'));
    expect([bill.becomesReady.count, bill.stillMissing.count, bill.untouchedApproved.count]).toEqual([1, 0, 0]);
  });
});

describe('saving a fix', () => {
  it('does what the preview said, and leaves approved and booked bills as they were', async () => {
    const wanted = await fix(0, 'rows[0].costItem', 'CI0001', 'company');
    const impact = await preview.run(wanted);
    const versions = await Promise.all([4, 5, 6].map(async (index) => (await billOf(index)).version));
    const result = remapResult.parse(await saving.run(wanted, mapper));
    expect(result).toMatchObject({
      table: 'costItem',
      revision: 2,
      remapped: 4,
      becameReady: impact.becomesReady,
      stillMissing: impact.stillMissing,
      voidedApprovals: 0,
    });
    expect(result.released).toMatchObject(impact.becomesReady);
    const items = await given.db.query<{ id: string; now: unknown; seen: unknown }>(
      'SELECT b.id, b.version AS now, i.bill_version AS seen FROM selection_item i JOIN bill b ON b.id = i.bill_id WHERE i.selection_id = ?',
      [result.released?.id],
    );
    // Exactly those that waited for it alone, as the mapping left them.
    expect(items.map(({ id }) => id).sort()).toEqual([0, 1, 3].map((index) => ids[index]).sort());
    expect(items.every(({ now, seen }) => Number(now) === Number(seen))).toBe(true);
    expect(await given.states()).toEqual({ ready: 4, 'needs-mapping': 1, approved: 1, booked: 1 });
    expect(await Promise.all([4, 5, 6].map(async (index) => (await billOf(index)).version))).toEqual(versions);
  });

  it('remembers for the applicant alone, and the value says so', async () => {
    await saving.run(await fix(0, 'rows[0].costItem', 'CI0001', 'applicant'), mapper);
    expect((await billOf(0)).state_kind).toBe('ready');
    expect((await billOf(1)).state_kind).toBe('needs-mapping');
    const [content] = await given.db.query<{ provenance: string }>(
      'SELECT provenance FROM bill_content WHERE bill_id = ?',
      [ids[0]],
    );
    expect(readProvenance(content?.provenance ?? '{}')).toMatchObject({
      'rows[0].costItem': {
        kind: 'table',
        reference: { code: 'table', table: 'costItem', name: '费用项目', scope: 'applicant', key: '市内交通' },
        version: 'r2',
      },
    });
  });

  it('on this bill alone locks the value, and every place that lacked the same key', async () => {
    const result = await saving.run(await fix(2, 'header.department', 'BM000005', 'bill'), reviewer);
    expect(result).toMatchObject({ table: null, revision: null, remapped: 1, stillMissing: { count: 1 } });
    const locks = await given.db.query<{ path: string; actor: string }>(
      'SELECT path, actor FROM bill_lock ORDER BY path',
    );
    expect(locks.map(({ path }) => path)).toEqual([
      'header.department',
      'rows[0].department',
      'rows[0].expenseDepartment',
      'rows[1].department',
      'rows[1].expenseDepartment',
    ]);
    await saving.run(await fix(2, 'rows[0].costItem', 'CI0001', 'bill'), reviewer);
    expect((await billOf(2)).state_kind).toBe('ready');
  });

  it('where the value was fine only that place is locked', async () => {
    await saving.run(await fix(6, 'rows[0].costItem', 'CI0009', 'bill'), reviewer);
    const [content] = await given.db.query<{ draft: string }>('SELECT draft FROM bill_content WHERE bill_id = ?', [
      ids[6],
    ]);
    expect(JSON.parse(content?.draft ?? '{}').rows[0].fields.costItem).toBe('CI0009');
    const kept = await given.db.query<{ path: string; row_lines: string }>('SELECT path, row_lines FROM bill_lock');
    expect(kept).toEqual([{ path: 'rows[0].costItem', row_lines: expect.stringMatching(/^[^:]+:1$/) }]);
  });

  it.each([
    ['contactUnit', 'receivingUnit', 'YG00009'],
    ['receivingUnit', 'contactUnit', 'YG00009'],
    ['payOrg', 'settleOrg', '102'],
    ['settleOrg', 'payOrg', '102'],
  ])('on a green %s moves %s with it, and taken back both go', async (set, twin, value) => {
    given.baseData.add('employee', 'YG00009', '高旻', '101');
    given.baseData.add('organisation', '102', '云杉科技（上海）有限公司', '');
    const asked = await fix(6, `header.${set}`, value, 'bill');
    const impact = await preview.run(asked);
    await saving.run(asked, reviewer);
    const headerOf = async () => {
      const [content] = await given.db.query<{ notes: string }>('SELECT notes FROM bill_content WHERE bill_id = ?', [
        ids[6],
      ]);
      return JSON.parse(content?.notes ?? '{}').fields.header;
    };
    expect(impact.becomesReady.count + impact.stillMissing.count).toBe(1);
    expect(await headerOf()).toMatchObject({ [set]: value, [twin]: value });
    const kept = await given.db.query<{ path: string }>('SELECT path FROM bill_lock ORDER BY path');
    expect(kept.map(({ path }) => path)).toEqual([`header.${set}`, `header.${twin}`].sort());
    const seen = { billId: ids[6] ?? '', version: Number((await billOf(6)).version) };
    await saving.takeBack({ ...seen, path: `header.${twin}` }, reviewer);
    expect(await given.db.query('SELECT path FROM bill_lock')).toEqual([]);
    expect((await headerOf())[set]).not.toBe(value);
  });

  it('on one of two that differ by the hands of before sets both', async () => {
    given.baseData.add('employee', 'YG00009', '高旻', '101');
    await given.db.inTransaction(async (tx) => {
      for (const [field, value] of [
        ['contactUnit', 'YG00009'],
        ['receivingUnit', 'YG00007'],
      ])
        await tx.query('INSERT INTO bill_lock (bill_id, path, value, actor, at) VALUES (?, ?, ?, ?, 1)', [
          ids[6],
          `header.${field}`,
          value,
          '0155',
        ]);
    });
    await given.mapping.remap({ ids: [ids[6] ?? ''] }, '重新映射', mapper);
    expect((await billOf(6)).state_kind).toBe('needs-mapping');
    await saving.run(await fix(6, 'header.contactUnit', 'YG00007', 'bill'), reviewer);
    const kept = await given.db.query('SELECT value FROM bill_lock');
    expect(kept).toEqual([{ value: 'YG00007' }, { value: 'YG00007' }]);
    expect((await billOf(6)).state_kind).toBe('ready');
  });

  it.each(['applicant', 'company'] as const)(
    'remembered (%s) for 往来单位, it is remembered for 收款单位',
    async (scope) => {
      given.baseData.add('employee', 'YG00009', '高旻', '101');
      await saving.run(await fix(6, 'header.contactUnit', 'YG00009', scope), mapper);
      const [content] = await given.db.query<{ notes: string }>('SELECT notes FROM bill_content WHERE bill_id = ?', [
        ids[6],
      ]);
      expect(JSON.parse(content?.notes ?? '{}').fields.header).toMatchObject({
        contactUnit: 'YG00009',
        receivingUnit: 'YG00009',
      });
    },
  );

  it('on an approved bill voids the approval, visibly', async () => {
    await given.db.inTransaction((tx) =>
      tx.query(`UPDATE bill SET state_kind = 'approved', approved_hash = content_hash WHERE id = ?`, [ids[6]]),
    );
    const result = await saving.run(await fix(6, 'rows[0].costItem', 'CI0009', 'bill'), reviewer);
    expect(result.voidedApprovals).toBe(1);
    expect(await billOf(6)).toMatchObject({
      state_kind: 'ready',
      approval_voided: '顾南乔 改了这张单据，原审核不再有效',
    });
  });

  it('a row for what only one organisation can use is for that organisation', async () => {
    await saving.run(await fix(2, 'header.department', 'BM000005', 'company'), mapper);
    const rows = await given.db.query(`SELECT org_number, row_key FROM mapping_row WHERE row_key = '新部门'`);
    expect(rows).toEqual([{ org_number: '101', row_key: '新部门' }]);
  });
});

describe('a fix is refused', () => {
  it('to a reviewer for more than the bill', async () => {
    await expect(saving.run(await fix(0, 'rows[0].costItem', 'CI0001', 'form'), reviewer)).rejects.toMatchObject({
      code: 'access/refused',
    });
  });
  it('when the bill has changed since it was looked at', async () => {
    const stale = { ...(await fix(0, 'rows[0].costItem', 'CI0001', 'company')), version: 1 };
    await expect(saving.run(stale, mapper)).rejects.toMatchObject({ code: 'bill/stale' });
    expect((await given.states()).ready).toBe(1);
  });
  it('for amounts, unknown fields, what was sent, and what Kingdee does not have', async () => {
    const refused = async (index: number, path: string, number: string, code: string) =>
      expect(saving.run(await fix(index, path, number, 'bill'), mapper)).rejects.toMatchObject({ code });
    await refused(0, 'rows[0].amount', '1.00', 'mapping/fix-refused');
    await refused(0, 'rows[9].costItem', 'CI0001', 'mapping/fix-refused');
    await refused(5, 'rows[0].costItem', 'CI0001', 'mapping/fix-refused');
    await refused(0, 'rows[0].costItem', 'CI7777', 'mapping/unusable-target');
    await expect(saving.run(await fix(0, 'rows[0].purpose', 'SFKYT10_SYS', 'company'), mapper)).rejects.toMatchObject({
      code: 'mapping/fix-refused',
    });
  });
});

describe('a fix of a value whose rows count from a day', () => {
  const dated = async (fromDay: string, target: string) => {
    const { db, catalog, mapping, audit, live } = given;
    const writing = new WriteMappingRows(db, new MappingTables(db, catalog), catalog, mapping, audit, live);
    await writing.put(
      'costItem',
      { rows: [{ key: '市内交通', orgNumber: '', targetNumber: target, fromDay }] },
      mapper,
    );
  };
  const rows = async () => {
    const found = await given.db.query<{ from_day: string; target_number: string }>(
      "SELECT from_day, target_number FROM mapping_row WHERE row_key = '市内交通' AND until_revision IS NULL ORDER BY from_day",
    );
    return found.map((row) => [row.from_day, row.target_number]);
  };

  it('changes the row that counts for the bill, and only the bills of its days', async () => {
    await dated('2026-03-01', 'CI0001');
    await dated('2026-04-01', 'CI0009');
    const asked = await fix(0, 'rows[0].costItem', 'CI0005', 'company');
    const impact = await preview.run(asked);
    const result = remapResult.parse(await saving.run(asked, mapper));
    expect(await rows()).toEqual([
      ['2026-03-01', 'CI0005'],
      ['2026-04-01', 'CI0009'],
    ]);
    expect(result.remapped).toBe(impact.scopes.find(({ scope }) => scope === 'company')?.count);
  });

  it('is a row without a day where none of them has come, for the bills before the first', async () => {
    await dated('2026-04-01', 'CI0009');
    const asked = await fix(0, 'rows[0].costItem', 'CI0001', 'company');
    const { scopes } = await preview.run(asked);
    expect(scopes.find(({ scope }) => scope === 'company')?.count).toBe(4);
    expect((await saving.run(asked, mapper)).remapped).toBe(4);
    expect(await rows()).toEqual([
      ['', 'CI0001'],
      ['2026-04-01', 'CI0009'],
    ]);
  });
});
