import type { Rule } from '@dingdee/shared/scheme';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { issueMarks } from '../../bill/ledger/issue-marks.js';
import { closedPeriods, lastClosed, noteClosed, noteOpen } from '../../bill/period/closed-periods.js';
import { SYSTEM } from '../../domain/actor.js';
import { ReproduceBill } from '../reproduce/reproduce-bill.js';
import { CONTENT, FILLED, type MappingForSpec, mapper, mappingForSpec } from './mapping-for-spec.js';

let given: MappingForSpec;
beforeEach(async () => {
  given = await mappingForSpec();
});
afterEach(() => given.close());

const fill = async () => {
  for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
};
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ index }));
const billOf = async (id: string) => {
  const [row] = await given.db.query<Record<string, unknown>>('SELECT * FROM bill WHERE id = ?', [id]);
  return row ?? {};
};

describe('collected bills', () => {
  it('become ready where everything is mapped, and need mapping where a key has no row', async () => {
    await fill();
    const [first = '', second = ''] = await given.collect([{ index: 1 }, { index: 2, department: '新部门' }]);
    expect(await given.mapping.mapCollected()).toBe(2);
    expect(await billOf(first)).toMatchObject({
      state_kind: 'ready',
      reason_key: '',
      cost_items: '["差旅费-市内交通","差旅费-住宿"]',
    });
    expect(await billOf(second)).toMatchObject({
      state_kind: 'needs-mapping',
      reason_key: 'unmapped:department:新部门',
      reason: '部门未映射：新部门',
      action: 'pick-department',
      department: '新部门',
    });
  });

  it('a snapshot that cannot be read is told on that bill and holds nothing else up', async () => {
    await fill();
    const ids = await given.collect(many(5));
    await given.db.inTransaction((tx) =>
      tx.query(`UPDATE approval SET raw = '{"result": [' WHERE process_instance_id = 'inst-000002'`),
    );
    await given.mapping.mapCollected();
    expect(await given.states()).toEqual({ ready: 4, 'needs-mapping': 1 });
    expect(await billOf(ids[2] ?? '')).toMatchObject({
      reason_key: 'unreadable',
      action: 'ask-applicant',
      payee: '冯赟',
    });
  });

  it('a bill that the database refuses is told as such, the others of its chunk are written', async () => {
    await fill();
    const ids = await given.collect(many(4));
    const { applyMapping } = given.ledger;
    given.ledger.applyMapping = (tx, results, by) => {
      if (results.some(({ bill, result }) => bill.id === ids[1] && result.hash !== null))
        throw new Error('packet too large');
      return applyMapping.call(given.ledger, tx, results, by);
    };
    await given.mapping.mapCollected();
    expect(await given.states()).toEqual({ ready: 3, 'needs-mapping': 1 });
    expect((await billOf(ids[1] ?? '')).reason).toContain('映射结果无法保存');
  });

  it('a table that changes while bills are mapped is seen by all of them', async () => {
    await fill();
    await given.collect(many(3));
    const { isCurrent } = given.books;
    let changed = false;
    given.books.isCurrent = async (tx, book) => {
      if (!changed) {
        changed = true;
        await tx.query(`UPDATE mapping_table SET revision = revision + 1 WHERE code = 'costItem'`);
      }
      return isCurrent.call(given.books, tx, book);
    };
    await given.mapping.mapCollected();
    const rows = await given.db.query<{ citations: string }>('SELECT citations FROM bill_content');
    expect(rows.map(({ citations }) => JSON.parse(citations).tables.costItem)).toEqual([2, 2, 2]);
  });
});

it('what several bills are judged by is kept beside each as its content says it', async () => {
  await fill();
  const [clean = '', red = ''] = await given.collect([{ index: 1 }, { index: 2, department: '新部门' }]);
  await given.mapping.mapCollected();
  const rows = await given.db.query<{ id: string; marks: string | null; issues: string }>(
    'SELECT b.id, b.issue_marks AS marks, c.issues FROM bill b JOIN bill_content c ON c.bill_id = b.id',
  );
  const kept = new Map(rows.map(({ id, marks }) => [id, marks]));
  for (const { id, issues } of rows) expect(kept.get(id)).toBe(issueMarks(JSON.parse(issues)));
  expect([kept.get(clean), kept.get(red)]).toEqual(['[[],[]]', '[["red"],["unmapped"]]']);
});

describe('while the database is away', () => {
  const AWAY = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:3306'), { code: 'ECONNREFUSED', fatal: true });

  it('a bill stays as it was collected, is not told that it cannot be stored, and is mapped once the database is back', async () => {
    await fill();
    await given.collect(many(3));
    const { applyMapping } = given.ledger;
    let refusals = 0;
    given.ledger.applyMapping = (tx, results, by) => {
      refusals += 1;
      if (refusals <= 2) throw AWAY;
      return applyMapping.call(given.ledger, tx, results, by);
    };
    await expect(given.mapping.work()).rejects.toThrow('ECONNREFUSED');
    expect(await given.states()).toEqual({ collected: 3 });
    // Nobody wakes it: it looks again by itself.
    await given.mapping.onApplicationBootstrap();
    await expect.poll(given.states).toEqual({ ready: 3 });
    expect(refusals).toBeGreaterThan(2);
  });

  it('a change of base data is not forgotten', async () => {
    await fill();
    await given.collect(many(3));
    await given.mapping.onApplicationBootstrap();
    await expect.poll(given.states).toEqual({ ready: 3 });
    const where = given.bills.where;
    let away = true;
    given.bills.where = (...asked) => {
      if (away) throw AWAY;
      return where.apply(given.bills, asked);
    };
    await given.baseData.change('CI0001', { usable: false, reason: '已禁用' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    away = false;
    await expect.poll(given.states).toEqual({ 'needs-mapping': 3 });
  });

  it('rows saved just before a crash are not forgotten', async () => {
    await given.collect(many(2));
    await given.mapping.mapCollected();
    await fill();
    await given.db.inTransaction((tx) => tx.query('UPDATE mapping_row SET created_at = ?', [Date.now() + 1000]));
    const where = given.bills.where;
    given.bills.where = (...asked) => {
      if (asked[0].includes('mapping_row')) throw AWAY;
      return where.apply(given.bills, asked);
    };
    await expect(given.mapping.work()).rejects.toThrow('ECONNREFUSED');
    given.bills.where = where;
    await given.mapping.work();
    expect(await given.states()).toEqual({ ready: 2 });
  });
});

describe('re-mapping', () => {
  it('meets exactly the open, unapproved bills that asked for the key', async () => {
    await fill();
    const other = [{ amount: '156.80', item: '住宿' }];
    const ids = await given.collect([{ index: 1 }, { index: 2, rows: other }, { index: 3 }, { index: 4 }]);
    await given.mapping.mapCollected();
    const approved = await billOf(ids[2] ?? '');
    await given.db.inTransaction((tx) =>
      tx.query(`UPDATE bill SET state_kind = 'approved', approved_hash = content_hash WHERE id = ?`, [ids[2]]),
    );
    await given.db.inTransaction((tx) => tx.query(`UPDATE bill SET state_kind = 'booked' WHERE id = ?`, [ids[3]]));
    const tally = await given.mapping.remap({ table: 'costItem', keys: ['市内交通', '没有的'] }, '映射表改了', mapper);
    expect(tally.answer('costItem', 2)).toEqual({
      table: 'costItem',
      revision: 2,
      remapped: 1,
      becameReady: { count: 1, amount: '156.80' },
      stillMissing: { count: 0, amount: '0.00' },
      voidedApprovals: 0,
    });
    expect((await billOf(ids[2] ?? '')).version).toBe(approved.version);
  });

  it('a refused bill stays in trouble until what would be sent has changed', async () => {
    await fill();
    const [id = ''] = await given.collect([{ index: 1 }]);
    await given.mapping.mapCollected();
    await given.db.inTransaction((tx) => tx.query(`UPDATE bill SET state_kind = 'failed' WHERE id = ?`, [id]));
    const touched = { table: 'costItem', keys: ['市内交通'] };
    expect((await given.mapping.remap(touched, '改了', mapper)).remapped).toBe(0);
    await given.db.inTransaction((tx) =>
      tx.query(`UPDATE mapping_row SET until_revision = 2 WHERE row_key = '市内交通'`),
    );
    await given.put('costItem', { 市内交通: 'CI0009' });
    expect((await given.mapping.remap(touched, '改了', mapper)).remapped).toBe(1);
    expect((await billOf(id)).state_kind).toBe('ready');
  });

  it('a refused bill that is mapped anew was approved by nobody: who approved what was refused is void, and it says so', async () => {
    await fill();
    const ids = await given.collect(many(2));
    await given.mapping.mapCollected();
    await given.db.inTransaction(async (tx) => {
      await tx.query(
        `UPDATE bill SET state_kind = 'failed', approved_by = 'reviewer', approved_at = 1, approved_hash = content_hash`,
      );
      await tx.query(`UPDATE mapping_row SET until_revision = 2 WHERE row_key = '市内交通'`);
    });
    await given.put('costItem', { 市内交通: 'CI0009' });
    await given.mapping.remap({ table: 'costItem', keys: ['市内交通'] }, '费用项目改过', mapper);
    for (const id of ids)
      expect(await billOf(id)).toMatchObject({
        state_kind: 'ready',
        approved_by: null,
        approved_at: null,
        approved_hash: null,
        approval_voided: '费用项目改过，原审核不再有效',
      });
  });

  it('a new scheme version reaches open bills, and not approved ones', async () => {
    await fill();
    const ids = await given.collect(many(2));
    await given.mapping.work();
    await given.db.inTransaction(async (tx) => {
      await tx.query(`UPDATE bill SET state_kind = 'approved', approved_hash = content_hash WHERE id = ?`, [ids[0]]);
      const { content } = await given.schemes.version('s1', 1);
      await given.schemes.addVersion(tx, 's1', 2, { ...content, totalFrom: 'field:没有' }, SYSTEM);
      await tx.query(`UPDATE scheme SET current_version = 2 WHERE id = 's1'`);
    });
    await given.mapping.work();
    expect([(await billOf(ids[0] ?? '')).scheme_version, (await billOf(ids[1] ?? '')).scheme_version]).toEqual([1, 2]);
  });

  it('base data that becomes unusable is told on open bills at once, and cured when it comes back', async () => {
    await fill();
    await given.collect(many(3));
    await given.mapping.onApplicationBootstrap();
    await expect.poll(given.states).toEqual({ ready: 3 });
    await given.baseData.change('CI0001', { usable: false, reason: '已禁用' });
    await expect.poll(given.states).toEqual({ 'needs-mapping': 3 });
    await given.baseData.change('CI0001', { usable: true, reason: null });
    await expect.poll(given.states).toEqual({ ready: 3 });
  });

  it('rows saved just before a crash reach their bills after the restart', async () => {
    await given.collect(many(2));
    await given.mapping.mapCollected();
    expect(await given.states()).toEqual({ 'needs-mapping': 2 });
    await fill();
    await given.db.inTransaction((tx) => tx.query('UPDATE mapping_row SET created_at = ?', [Date.now() + 1000]));
    await given.mapping.work();
    expect(await given.states()).toEqual({ ready: 2 });
  });
});

it('every bill can be worked out again from its snapshot and cited versions, byte for byte', async () => {
  await fill();
  const ids = await given.collect([{ index: 1 }, { index: 2, department: '新部门' }]);
  await given.db.inTransaction((tx) =>
    tx.query(
      `INSERT INTO bill_lock (bill_id, path, value, actor, at) VALUES (?, 'rows[0].costItem', 'CI0009', 'a', 1)`,
      [ids[0]],
    ),
  );
  await given.mapping.mapCollected();
  await given.put('costItem', { 别的: 'CI0009' });
  const reproduce = new ReproduceBill(given.db, given.bills, given.books, given.schemes);
  for (const id of ids) {
    const again = await reproduce.run(id);
    expect(again?.equal).toBe(true);
    expect(again?.again.provenance).toBe(again?.stored.provenance);
  }
  expect((await reproduce.run(ids[0] ?? ''))?.again.payload).toContain('CI0009');
});

it('maps more bills than one chunk holds', async () => {
  await fill();
  await given.collect(many(1000));
  await given.mapping.mapCollected();
  expect(await given.states()).toEqual({ ready: 1000 });
}, 60_000);

describe('a month that Kingdee has refused as closed', () => {
  const refused = [{ orgNumber: '101', businessDate: '2026-03-05' }];
  const asking = (closed: 'stop' | 'next-open') => ({
    ...CONTENT,
    header: {
      ...CONTENT.header,
      businessDate: {
        label: '业务日期',
        required: true,
        rules: [{ kind: 'date' as const, from: 'row:费用发生日期', pick: 'earliest' as const, closed }],
      },
    },
  });
  const use = (closed: 'stop' | 'next-open', number: number) =>
    given.db.inTransaction(async (tx) => {
      await given.schemes.addVersion(tx, 's1', number, asking(closed), SYSTEM);
      await tx.query('UPDATE scheme SET current_version = ? WHERE id = ?', [number, 's1']);
    });

  it('is known to open bills whose scheme asks, until Kingdee takes one of that month again', async () => {
    await fill();
    await use('next-open', 2);
    const [id = ''] = await given.collect([{ index: 1 }]);
    await given.mapping.work();
    expect(await billOf(id)).toMatchObject({ state_kind: 'ready', business_date: '2026-03-01' });

    await given.db.inTransaction((tx) => noteClosed(tx, refused, Date.UTC(2026, 10, 30) + 5));
    await given.mapping.work();
    expect(await billOf(id)).toMatchObject({ state_kind: 'ready', business_date: '2026-04-01' });
    const reproduce = new ReproduceBill(given.db, given.bills, given.books, given.schemes);
    expect(await reproduce.run(id)).toMatchObject({ equal: true });

    await given.db.inTransaction((tx) => noteOpen(tx, refused));
    // What it cites is what it was mapped with, whatever is known today.
    expect(await reproduce.run(id)).toMatchObject({ equal: true });
    await given.mapping.work();
    expect(await billOf(id)).toMatchObject({ business_date: '2026-03-01' });
  });

  it('stops them where the scheme says so, and leaves an approved bill alone', async () => {
    await fill();
    await use('stop', 2);
    const [open = '', approved = ''] = await given.collect(many(2));
    await given.mapping.work();
    await given.db.inTransaction((tx) =>
      tx.query(`UPDATE bill SET state_kind = 'approved', approved_hash = content_hash WHERE id = ?`, [approved]),
    );
    await given.db.inTransaction((tx) => noteClosed(tx, refused, Date.UTC(2026, 10, 30) + 5));
    await given.mapping.work();
    expect(await billOf(open)).toMatchObject({ state_kind: 'needs-mapping', reason_key: 'period-closed' });
    expect(await billOf(approved)).toMatchObject({ state_kind: 'approved', business_date: '2026-03-01' });
  });

  it('closes the months before it, and is open with the first that Kingdee takes', async () => {
    const known = async () => lastClosed(await closedPeriods(given.db)).get('101');
    const day = (businessDate: string) => [{ orgNumber: '101', businessDate }];
    await given.db.inTransaction((tx) =>
      noteClosed(tx, [...day('2026-02-09'), ...day('2026-03-09')], Date.UTC(2026, 10, 30) + 5),
    );
    expect(await known()).toBe('2026-03');
    await given.db.inTransaction((tx) => noteOpen(tx, day('2026-03-30')));
    expect(await known()).toBe('2026-02');
    await given.db.inTransaction((tx) => noteOpen(tx, day('2026-01-30')));
    expect(await known()).toBeUndefined();
  });
});

describe('a bill that says the day of its push', () => {
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await fill();
    await use(2, { kind: 'date', from: 'instance:pushDay' });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const use = (number: number, rule: Rule) =>
    given.db.inTransaction(async (tx) => {
      const businessDate = { label: '业务日期', required: true, rules: [rule] };
      const content = { ...CONTENT, header: { ...CONTENT.header, businessDate } };
      await given.schemes.addVersion(tx, 's1', number, content, SYSTEM);
      await tx.query('UPDATE scheme SET current_version = ? WHERE id = ?', [number, 's1']);
    });
  const at = (time: string) => vi.setSystemTime(new Date(`${time}+08:00`));
  const stand = (id: string, columns: string) =>
    given.db.inTransaction((tx) => tx.query(`UPDATE bill SET ${columns} WHERE id = ?`, [id]));
  const reproduced = (id: string) => new ReproduceBill(given.db, given.bills, given.books, given.schemes).run(id);

  it('says the new day after midnight; what was approved for the day before has to be approved anew, and is told why', async () => {
    at('2026-11-30T23:59:00');
    const [open = '', approved = ''] = await given.collect(many(2));
    await given.mapping.work();
    await stand(approved, `state_kind = 'approved', approved_hash = content_hash, approved_by = 'u2'`);
    await given.mapping.work();
    for (const id of [open, approved])
      expect(await billOf(id)).toMatchObject({ business_date: '2026-11-30', push_day: '2026-11-30' });
    expect(await billOf(approved)).toMatchObject({ state_kind: 'approved' });

    at('2026-12-01T00:00:00');
    expect(await reproduced(open)).toMatchObject({ equal: true });
    await given.mapping.work();
    for (const id of [open, approved]) {
      const now = { state_kind: 'ready', business_date: '2026-12-01', push_day: '2026-12-01', approved_hash: null };
      expect(await billOf(id)).toMatchObject(now);
      expect(await reproduced(id)).toMatchObject({ equal: true });
    }
    expect((await billOf(open)).approval_voided).toBeNull();
    expect((await billOf(approved)).approval_voided).toBe(
      '日期是推送当天：按 2026-11-30 审核，当天没有推送，改为 2026-12-01，原审核不再有效',
    );
  });

  it('that comes back approved on a later day is found without anybody saying so', async () => {
    at('2026-11-30T12:00:00');
    const [id = ''] = await given.collect(many(1));
    await given.mapping.work();
    at('2026-12-01T08:00:00');
    await stand(id, `state_kind = 'pushing'`);
    await given.mapping.work();
    expect(await billOf(id)).toMatchObject({ state_kind: 'pushing', push_day: '2026-11-30' });
    await stand(id, `state_kind = 'approved', approved_hash = content_hash`);
    at('2026-12-01T08:01:00');
    await given.mapping.work();
    expect(await billOf(id)).toMatchObject({ state_kind: 'ready', push_day: '2026-12-01' });
  });

  it('is approved anew each day though its month is closed and the day that is sent stays the same', async () => {
    at('2026-11-30T12:00:00');
    await use(3, { kind: 'date', from: 'instance:pushDay', closed: 'next-open' });
    await given.db.inTransaction((tx) =>
      noteClosed(tx, [{ orgNumber: '101', businessDate: '2026-12-31' }], Date.UTC(2026, 11, 31)),
    );
    const [id = ''] = await given.collect(many(1));
    await given.mapping.work();
    const before = await billOf(id);
    expect(before).toMatchObject({ business_date: '2027-01-01', push_day: '2026-11-30' });
    await stand(id, `state_kind = 'approved', approved_hash = content_hash`);
    at('2026-12-01T12:00:00');
    await given.mapping.work();
    const now = { state_kind: 'ready', business_date: '2027-01-01', push_day: '2026-12-01', approved_hash: null };
    expect(await billOf(id)).toMatchObject({ ...now, content_hash: before.content_hash });
  });

  it('says so from when its scheme does, though that day was on it before', async () => {
    at('2026-11-30T12:00:00');
    await use(3, { kind: 'constant', value: '2026-11-30' });
    const [id = ''] = await given.collect(many(1));
    await given.mapping.work();
    expect(await billOf(id)).toMatchObject({ business_date: '2026-11-30', push_day: null });
    await use(4, { kind: 'date', from: 'instance:pushDay' });
    await given.mapping.refresh([id], '看一看');
    expect(await billOf(id)).toMatchObject({ business_date: '2026-11-30', push_day: '2026-11-30' });
  });

  it('that is mapped before midnight and would be stored after it is mapped once more', async () => {
    at('2026-11-30T23:59:59');
    const [id = ''] = await given.collect(many(1));
    const { inTransaction } = given.db;
    given.db.inTransaction = (work) => {
      at('2026-12-01T00:00:01');
      return inTransaction.call(given.db, work) as ReturnType<typeof work>;
    };
    await given.mapping.mapCollected();
    given.db.inTransaction = inTransaction;
    expect(await billOf(id)).toMatchObject({ state_kind: 'ready', push_day: '2026-12-01' });
  });

  it('and was refused stays where its refusal is told, until something else about it changes', async () => {
    at('2026-11-30T12:00:00');
    const [id = ''] = await given.collect(many(1));
    await given.mapping.work();
    await stand(id, `state_kind = 'failed', approved_hash = content_hash, reason = '金蝶拒绝了'`);
    at('2026-12-02T12:00:00');
    await given.mapping.work();
    await given.mapping.remap({ ids: [id] }, '看一看', SYSTEM);
    expect(await billOf(id)).toMatchObject({ state_kind: 'failed', push_day: '2026-11-30', reason: '金蝶拒绝了' });
    await given.db.inTransaction((tx) =>
      tx.query(`UPDATE mapping_row SET until_revision = 2 WHERE row_key = '市内交通'`),
    );
    await given.put('costItem', { 市内交通: 'CI0009' });
    await given.mapping.remap({ ids: [id] }, '改了映射表', SYSTEM);
    expect(await billOf(id)).toMatchObject({ state_kind: 'ready', push_day: '2026-12-02', approved_hash: null });
  });
});
