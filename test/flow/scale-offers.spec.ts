import type { BillPage, ReasonGroups } from '@dingdee/shared/bill';
import type { BulkOffer } from '@dingdee/shared/bill-action';
import type { ApprovePreview, BatchResult, BulkOffers, Selection } from '@dingdee/shared/bill-batch';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueMarks } from '../../server/src/bill/ledger/issue-marks.js';
import { insertTuples } from '../../server/src/database/database.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import * as company from '../sandbox/company.js';
import type { RunningOffice } from './batch.js';
import { collect, fillTables, openOffice } from './office.js';
import { startStack } from './stack.js';

const COUNT = 20_000;
type Row = Record<string, unknown>;

let run: RunningOffice;
beforeAll(async () => {
  // It is killed.
  const stack = await startStack({ world: 'process', sandbox: { approvals: 0 } });
  run = { stack, office: await openOffice(stack) };
  await fillTables(run.office);
  stack.sandbox.state.dingtalk.generate({ count: 12, seed: 47, clean: true });
  await collect(run.office);
  await stack.kill();
  await fill(stack.databaseUrl);
  await stack.restart();
}, 180_000);
afterAll(() => run?.stack.close());

const hand = (by: string) =>
  JSON.stringify({ hands: [{ field: 'oppositeAccount', form: '', put: '尾号 8811', by, rowId: null }], names: [] });
const paid = (to: string) => JSON.stringify({ hands: [], names: [to] });

/** How many bills of each kind there are; the rest waits for review and nothing stands in its way. */
function kinds(): readonly (readonly [count: number, bill: Row, beside?: 'amber' | 'amended'])[] {
  const { reviewer, pusher } = run.office;
  const name = company.employees.find(({ userid }) => userid === reviewer.userId)?.name ?? '';
  const approved = { state_kind: 'approved', approved_hash: 'h', approved_by: reviewer.userId };
  return [
    [300, { originator_userid: reviewer.userId }],
    [200, { payees: paid(name) }],
    [100, { payees: hand(reviewer.userId), reason_key: 'payee-hand' }],
    [150, { payees: hand('somebody'), reason_key: 'payee-hand' }],
    [400, { reason_key: 'total-mismatch' }, 'amber'],
    [60, {}, 'amended'],
    [40, { content_hash: null }],
    [500, { base_fen: '2000000', amount_minor: '2000000' }],
    [700, { state_kind: 'held', reason_key: 'held:等发票' }],
    [600, { state_kind: 'excluded', reason_key: 'excluded:重复' }],
    [2000, approved],
    [250, { ...approved, approved_by: pusher.userId, base_fen: '2000000', amount_minor: '2000000' }],
    [120, { ...approved, payees: hand(pusher.userId) }],
    [80, { ...approved, approved_hash: 'other' }],
  ];
}

/** Copies of one collected bill that waits for review. */
async function fill(url: string): Promise<void> {
  const source = await openDataSource(dataSourceOptions(url));
  const there: Row[] = await source.query('SELECT * FROM bill');
  const model = there.find(({ state_kind, reason_key }) => state_kind === 'ready' && reason_key === '');
  const [content]: Row[] = await source.query('SELECT * FROM bill_content WHERE bill_id = ?', [model?.id]);
  if (!model) throw new Error('nothing to copy');
  const rest = COUNT - there.length - kinds().reduce((sum, [count]) => sum + count, 0);
  const amber = [{ code: 'total-mismatch', level: 'amber', path: '', message: '差 1.00', table: null, key: null }];
  const tables: Record<'bill' | 'bill_content' | 'amendment', Row[]> = { bill: [], bill_content: [], amendment: [] };
  for (const [count, changes, beside] of [...kinds(), [rest, {}] as const])
    for (let n = 0; n < count; n++) {
      const i = tables.bill.length;
      const id = `copy-${String((i * 7919) % COUNT).padStart(6, '0')}`;
      const fen = String(100_000 + i * 91);
      const own = { id, process_instance_id: id, third_bill_no: id, bill_no: `DDC${i}`, business_id: `2026${i}` };
      const plain = {
        originator_userid: 'somebody',
        content_hash: 'h',
        base_fen: fen,
        amount_minor: fen,
        payees: null,
      };
      const marks = beside === 'amber' ? { issue_marks: issueMarks(amber) } : {};
      tables.bill.push({ ...model, ...own, ...plain, ...changes, ...marks });
      if (beside === 'amber') tables.bill_content.push({ ...content, bill_id: id, issues: JSON.stringify(amber) });
      if (beside === 'amended')
        tables.amendment.push({
          approval_id: `by-${id}`,
          corp_id: model.corp_id,
          process_instance_id: `by-${id}`,
          original_instance_id: id,
          business_id: '',
          biz_action: 'MODIFY',
          finished_at: 0,
          state: 'done',
          seen: '',
          created_at: 0,
          updated_at: 0,
        });
    }
  await source.transaction(async (tx) => {
    for (const [table, all] of Object.entries(tables)) {
      const columns = Object.keys(all[0] ?? {});
      const rows = all.map((row) => columns.map((column) => row[column]));
      await insertTuples(tx, table, columns, rows);
    }
  });
  await source.destroy();
}

const of = (actions: readonly BulkOffer[], action: BulkOffer['action']): BulkOffer => {
  const found = actions.find((each) => each.action === action);
  if (!found) throw new Error(`${action} is not told`);
  return found;
};
const byCause = (lines: readonly { code: string; count?: number }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { code, count = 1 } of lines) counts[code] = (counts[code] ?? 0) + count;
  return counts;
};

describe('what is offered for 20,000 bills', () => {
  it('by group comes to what is offered for all of them, and each bill is in one line of each action', async () => {
    const { reviewer } = run.office;
    const { items } = await reviewer.get<ReasonGroups>('/api/bills/groups?stage=review');
    const whole = await reviewer.post<Selection>('/api/selections', { stage: 'review' });
    for (const action of ['approve', 'hold', 'fix'] as const) {
      const all = of(whole.actions, action);
      const parts = items.map(({ actions }) => of(actions, action));
      expect(parts.reduce((n, { fits }) => n + fits.count, 0)).toBe(all.fits.count);
      expect(fromFen(parts.reduce((fen, { fits }) => fen + toFen(fits.amount), 0n))).toBe(all.fits.amount);
      expect(byCause(parts.flatMap(({ leftOut }) => leftOut))).toEqual(byCause(all.leftOut));
      expect(all.fits.count + all.leftOut.reduce((n, { count }) => n + count, 0)).toBe(whole.count);
    }
    expect(of(whole.actions, 'push').refused?.code).toBe('access/refused');
  });

  it('that were ticked is what the sheet before 通过 then says, those that are others by now among the rest', async () => {
    const { reviewer } = run.office;
    const pages: BillPage[] = [];
    for (const reason of ['payee-hand', 'total-mismatch', 'clean:own', ''])
      pages.push(await reviewer.get<BillPage>(`/api/bills?stage=review&limit=400&reason=${reason}`));
    const items = pages
      .flatMap((page) => page.items)
      .map(({ id, version }, i) => ({ id, version: version + (i % 9 === 0 ? 1 : 0) }));
    const { actions } = await reviewer.post<BulkOffers>('/api/bills/actions', { items });
    const sheet = await reviewer.post<ApprovePreview>('/api/bills/approve/preview', { items });
    const { fits, leftOut } = of(actions, 'approve');
    expect(fits).toEqual(sheet.eligible);
    const sums = (lines: readonly { count: number; amount: string }[]) =>
      lines.map(({ count, amount }) => `${count} ${amount}`).sort();
    expect(sums(leftOut)).toEqual(sums(sheet.leftOut));
    expect(leftOut.length).toBeGreaterThan(4);
  });

  it('is what 通过 of them does, to the cent and cause by cause', async () => {
    const { reviewer } = run.office;
    const whole = await reviewer.post<Selection>('/api/selections', {});
    expect(whole.count).toBe(COUNT);
    const { fits, leftOut } = of(whole.actions, 'approve');
    const result = await reviewer.post<BatchResult>('/api/bills/approve', { selectionId: whole.id, shown: whole });
    expect(result.done).toEqual(fits);
    expect(byCause(result.skipped)).toEqual(byCause(leftOut));
    expect(Object.keys(byCause(leftOut)).sort()).toEqual([
      'bill/amended',
      'bill/incomplete',
      'bill/not-ready',
      'bill/own-bill',
      'bill/payee-hand',
      'note-needed:payee-hand',
      'note-needed:total-mismatch',
    ]);
    // What was done fits no more: they are others now.
    const after = await reviewer.get<Selection>(`/api/selections/${whole.id}`);
    expect(of(after.actions, 'approve').fits.count).toBe(0);
    expect(byCause(of(after.actions, 'approve').leftOut)['bill/stale']).toBe(fits.count);
  });

  it('is what a push of them takes, to the cent, and what it leaves out', async () => {
    const { pusher } = run.office;
    const whole = await pusher.post<Selection>('/api/selections', {});
    const { fits, leftOut } = of(whole.actions, 'push');
    expect(byCause(leftOut)).toMatchObject({ 'bill/four-eyes': 370 });
    const preview = await pusher.post<PushPreview>('/api/push-orders/preview', { selectionId: whole.id, shown: whole });
    expect(preview.eligible).toEqual(fits);
    expect(preview.excluded.length).toBe(leftOut.reduce((n, { count }) => n + count, 0));
    const order = await pusher.post<PushOrder>('/api/push-orders', { token: preview.token });
    expect({ count: order.count, amount: order.amount }).toEqual(fits);
    expect(fits.count).toBeGreaterThan(10_000);
  });
});
