import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../config/settings.js';
import { insertTuples } from '../../database/database.js';
import { applicant, basis, desk, offeredOn, reviewer, reviewForSpec } from './review-for-spec.js';

type Review = Awaited<ReturnType<typeof reviewForSpec>>;
let db: Review['db'];
let on: Review['on'];
let close: Review['close'];
let changeRow: Review['changeRow'];
let given: Review['given'];
let remap: Review['remap'];
let now: Review['now'];
let open: Review['open'];

beforeEach(async () => {
  ({ db, on, close, changeRow, given, remap, now, open } = await reviewForSpec());
});
afterEach(() => close());

describe('review of one bill', () => {
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
});
