import type { BillPage, ReasonGroups, StageTotals } from '@dingdee/shared/bill';
import type { BatchResult, Selection } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { type BillStateKind, STAGE_OF, type Stage } from '@dingdee/shared/bill-state';
import type { MappingImpact, MappingTables, RemapResult, UnmappedValues } from '@dingdee/shared/mapping';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { PushItem, PushItemPage, PushOrder } from '@dingdee/shared/push';
import type { EntityManager } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertTuples } from '../../server/src/database/database.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { newApprovals, type RunningOffice } from './batch.js';
import { collect, fillTables, openOffice } from './office.js';
import { startStack } from './stack.js';

const COUNT = 20_000;
/** The form's choice that no row maps at first. */
const OPEN = '市内交通';
const OPEN_REASON = `unmapped:costItem:${OPEN}`;
const ORDER = 'order-of-all';
/** How many copies of a collected bill stand in each state; real ones come on top. */
const COPIES: readonly [state: BillStateKind, share: number][] = [
  ['needs-mapping', 2000],
  ['ready', 4000],
  ['held', 300],
  ['failed', 200],
  ['in-doubt', 20],
  ['booked', 400],
  ['excluded', 500],
  ['handled-outside', 300],
  ['superseded', 200],
];

type Row = Record<string, unknown>;
interface Known {
  id: string;
  state: BillStateKind;
  fen: bigint;
  reason: string;
  originator: string;
  payee: string;
}

let run: RunningOffice;
/** Every bill as the test itself wrote or read it: what all counts and sums are held against. */
let known: Known[] = [];

beforeAll(async () => {
  // It is killed.
  const stack = await startStack({ world: 'process', sandbox: { approvals: 0 } });
  run = { stack, office: await openOffice(stack) };
  await fillTables(run.office, [OPEN]);
  newApprovals(run, { count: 40, seed: 81 });
  await collect(run.office);
  await stack.kill();
  known = await multiply(stack.databaseUrl);
  await stack.restart();
}, 180_000);
afterAll(() => run?.stack.close());

/** Copies the collected bills, snapshots and look-ups included, until there are 20,000. */
async function multiply(url: string): Promise<Known[]> {
  const source = await openDataSource(dataSourceOptions(url));
  const rows = (sql: string): Promise<Row[]> => source.query(sql);
  const bills = await rows('SELECT * FROM bill ORDER BY id');
  const approvals = new Map((await rows('SELECT * FROM approval')).map((row) => [row.id, row]));
  const contents = new Map((await rows('SELECT * FROM bill_content')).map((row) => [row.bill_id, row]));
  const lookups = await rows('SELECT * FROM bill_lookup');
  const words = await rows('SELECT * FROM bill_search_text');
  const open = bills.filter(({ id, reason_key }) => reason_key === OPEN_REASON && onlyOpen(contents.get(id)));
  const ready = bills.filter(({ state_kind, reason_key }) => state_kind === 'ready' && reason_key === '');
  const copied: Record<'approval' | 'bill' | 'bill_content' | 'bill_lookup' | 'bill_search_text', Row[]> = {
    approval: [],
    bill: [],
    bill_content: [],
    bill_lookup: [],
    bill_search_text: [],
  };
  const states = COPIES.flatMap(([state, count]) => Array.from({ length: count }, () => state));
  const rest = COUNT - bills.length - states.length;
  for (const [i, state] of [
    ...states,
    ...Array.from({ length: rest }, (): BillStateKind => 'written-back'),
  ].entries()) {
    const originals = state === 'needs-mapping' ? open : ready;
    const original = originals[i % originals.length];
    if (!original) throw new Error('nothing to copy');
    // Neither in order of their making nor of their waiting; many wait since the same moment.
    const id = `copy-${String((i * 7919) % COUNT).padStart(6, '0')}`;
    const instance = `copied-${i}`;
    const fen = state === 'needs-mapping' ? String(original.base_fen) : String(1_234_567 + i * 1009);
    copied.bill.push({
      ...original,
      id,
      process_instance_id: instance,
      third_bill_no: instance,
      bill_no: `DDC${String(i).padStart(15, '0')}`,
      business_id: `2026110108${String(i).padStart(11, '0')}`,
      approval_id: `approval-${i}`,
      state_kind: state,
      base_fen: fen,
      amount_minor: fen,
      state_since: Number(original.state_since) - (i % 500) * 60_000,
      finished_at: Number(original.finished_at) - (i % 777) * 60_000,
    });
    for (const word of words.filter(({ bill_id }) => bill_id === original.id))
      copied.bill_search_text.push({ ...word, bill_id: id });
    if (state !== 'needs-mapping') continue;
    copied.approval.push({
      ...approvals.get(original.approval_id),
      id: `approval-${i}`,
      process_instance_id: instance,
    });
    copied.bill_content.push({ ...contents.get(original.id), bill_id: id });
    for (const look of lookups.filter(({ bill_id }) => bill_id === original.id))
      copied.bill_lookup.push({ ...look, bill_id: id });
  }
  await source.transaction(async (tx) => {
    for (const [table, all] of Object.entries(copied)) {
      const columns = Object.keys(all[0] ?? {});
      await insertTuples(
        tx,
        table,
        columns,
        all.map((row) => columns.map((column) => row[column])),
      );
    }
    await oneOrder(tx, [...bills, ...copied.bill]);
  });
  await source.destroy();
  return [...bills, ...copied.bill].map(toKnown);
}

/** A push that all of them were in, whatever became of them since. */
async function oneOrder(tx: EntityManager, bills: readonly Row[]): Promise<void> {
  const fen = bills.reduce((sum, { base_fen }) => sum + BigInt(String(base_fen)), 0n).toString();
  const order = ['id', 'owner', 'owner_name', 'state', 'total', 'total_fen', 'created_at', 'finished_at'];
  await insertTuples(tx, 'push_order', order, [
    [ORDER, 'u', '钱思远', 'done', bills.length, fen, Date.now(), Date.now()],
  ]);
  const columns = ['order_id', 'bill_id', 'position', 'bill_version', 'content_hash', 'base_fen'];
  const items = bills.map((bill, i) => [ORDER, bill.id, i, bill.version, '', bill.base_fen]);
  await insertTuples(tx, 'push_item', columns, items);
}

function onlyOpen(content: Row | undefined): boolean {
  const issues = JSON.parse(String(content?.issues)) as { table: string | null; key: string | null }[];
  return issues.every(({ table, key }) => table === 'costItem' && key === OPEN);
}

const toKnown = (row: Row): Known => ({
  id: String(row.id),
  state: row.state_kind as BillStateKind,
  fen: BigInt(String(row.base_fen)),
  reason: String(row.reason_key),
  originator: String(row.originator_userid),
  payee: String(row.payee),
});
const sumOf = (bills: readonly Known[]) => ({
  count: bills.length,
  amount: fromFen(bills.reduce((sum, { fen }) => sum + fen, 0n)),
});
const inStage = (stage: Stage) => known.filter(({ state }) => STAGE_OF[state] === stage);
const page = (query: string) => run.office.admin.get<BillPage>(`/api/bills?${query}`);

/** Every bill of a list, walked to its end. */
async function walk(query: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { items, next }: BillPage = await page(
      `${query}&limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    ids.push(...items.map(({ id }) => id));
    cursor = next;
  }
  return ids;
}

async function expectTabs(): Promise<void> {
  const totals = await run.office.admin.get<StageTotals>('/api/bills/stages');
  expect(totals.collected).toMatchObject(sumOf(known));
  for (const { stage, count, amount } of totals.stages)
    expect([stage, { count, amount }]).toEqual([stage, sumOf(inStage(stage))]);
  for (const { state, count, amount } of totals.states)
    expect([state, { count, amount }]).toEqual([state, sumOf(known.filter((bill) => bill.state === state))]);
}

describe('20,000 bills through the API', () => {
  it('stand in tabs that add up to everything collected, to the cent', async () => {
    expect(known).toHaveLength(COUNT);
    await expectTabs();
  });

  it('of one push are counted and summed in SQL and shown by pages, each once, those in trouble first', async () => {
    const path = `/api/push-orders/${ORDER}`;
    const order = await run.office.pusher.get<PushOrder>(path);
    const of = (...states: BillStateKind[]) => sumOf(known.filter(({ state }) => states.includes(state)));
    expect({ count: order.count, amount: order.amount }).toEqual(sumOf(known));
    expect([order.booked, order.failed, order.inDoubt]).toEqual([
      of('booked', 'written-back'),
      of('failed'),
      of('in-doubt'),
    ]);
    expect([order.notSent.count, order.writtenBack]).toEqual([
      COUNT - order.booked.count - order.failed.count - order.inDoubt.count,
      of('written-back').count,
    ]);
    expect(JSON.stringify(order).length).toBeLessThan(150_000);

    const all: PushItem[] = [...order.items];
    for (let { next } = order; next !== null; ) {
      const after: PushItemPage = await run.office.pusher.get(
        `/api/push-orders/${ORDER}/items?cursor=${next}&limit=500`,
      );
      expect(after.total).toBe(COUNT);
      all.push(...after.items);
      next = after.next;
    }
    expect(new Set(all.map(({ billId }) => billId)).size).toBe(COUNT);
    expect(all).toHaveLength(COUNT);
    const [doubtful, failed] = [order.inDoubt.count, order.failed.count];
    expect(new Set(all.slice(0, doubtful).map(({ state }) => state))).toEqual(new Set(['in-doubt']));
    expect(new Set(all.slice(doubtful, doubtful + failed).map(({ state }) => state))).toEqual(new Set(['failed']));
  });

  it('are visited by paging once each, in every order', async () => {
    const all = await walk('sort=waiting');
    expect(all).toHaveLength(COUNT);
    expect(new Set(all).size).toBe(COUNT);
    for (const sort of ['amount', 'finished']) {
      const ids = await walk(`stage=review&sort=${sort}`);
      expect([...ids].sort()).toEqual(
        inStage('review')
          .map(({ id }) => id)
          .sort(),
      );
    }
  });

  it('are counted and summed over the whole filter, whatever the page shows', async () => {
    const { items, total, sum } = await page('stage=booked&limit=5');
    expect(items).toHaveLength(5);
    expect({ count: total, amount: sum }).toEqual(sumOf(inStage('booked')));
    const large = await page('minAmount=150000.00&limit=1');
    expect({ count: large.total, amount: large.sum }).toEqual(sumOf(known.filter(({ fen }) => fen >= 15_000_000n)));
    const name = known.find(({ state }) => state === 'ready')?.payee ?? '';
    const found = await page(`q=${encodeURIComponent(name)}&stage=archived&limit=1`);
    expect(found.total).toBeGreaterThan(0);
    expect(found.total).toBe(inStage('archived').filter(({ payee }) => payee === name).length);
  });

  it('fall into groups by reason that add up to their stage', async () => {
    for (const stage of ['mapping', 'review', 'trouble'] as const) {
      const { items } = await run.office.admin.get<ReasonGroups>(`/api/bills/groups?stage=${stage}`);
      // Clean bills that one look at a list does not do for (one's own, large, without files) are groups of their own.
      const reasons = new Set(items.map(({ key }) => (key.startsWith('clean:') ? '' : key)));
      for (const wanted of reasons) {
        const parts = items.filter(({ key }) => key === wanted || (wanted === '' && key.startsWith('clean:')));
        const fen = parts.reduce((sum, { amount }) => sum + toFen(amount), 0n);
        const count = parts.reduce((n, part) => n + part.count, 0);
        expect([wanted, { count, amount: fromFen(fen) }]).toEqual([
          wanted,
          sumOf(inStage(stage).filter(({ reason }) => reason === wanted)),
        ]);
      }
      expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(inStage(stage).length);
    }
  });

  it('are selected on the server all at once; who comes later is not in it, who leaves is told', async () => {
    const { reviewer, admin } = run.office;
    const selection = await reviewer.post<Selection>('/api/selections', { stage: 'review' });
    expect({ count: selection.count, amount: selection.amount }).toEqual(sumOf(inStage('review')));
    const leaver = inStage('review').find(({ originator }) => originator !== reviewer.userId);
    const newcomer = inStage('held')[0];
    if (!leaver || !newcomer) throw new Error('nobody to move');
    const version = async (id: string) => (await admin.get<BillDetail>(`/api/bills/${id}`)).version;
    await admin.post(`/api/bills/${leaver.id}/exclude`, { version: await version(leaver.id), reason: '重复提交' });
    leaver.state = 'excluded';
    const now = await reviewer.get<Selection>(`/api/selections/${selection.id}`);
    expect(now.changed.map(({ id }) => id)).toEqual([leaver.id]);

    // A reason group in one go: the clean bills of the selection, all but the reviewer's own.
    const result = await reviewer.post<BatchResult>('/api/bills/approve', {
      selectionId: selection.id,
      shown: selection,
    });
    const left = new Set(result.skipped.map(({ id }) => id));
    const approved = inStage('review').filter(({ id }) => !left.has(id));
    expect(result.done).toEqual(sumOf(approved));
    expect(approved.length).toBeGreaterThan(3900);
    const own = inStage('review').filter(({ originator }) => originator === reviewer.userId);
    expect(own.every(({ id }) => left.has(id))).toBe(true);
    expect(left).toContain(leaver.id);
    for (const bill of approved) bill.state = 'approved';
    expect(newcomer.state).toBe('held');
    await expectTabs();
  });

  it('of one unmapped value are shown as what a fix touches, and released by it in one go', async () => {
    const { admin } = run.office;
    const asking = inStage('mapping').filter(({ reason }) => reason === OPEN_REASON);
    const { items } = await admin.get<UnmappedValues>('/api/mapping/tables/costItem/unmapped');
    expect(new Set(items.map(({ key }) => key))).toEqual(new Set([OPEN]));
    expect(items.reduce((sum, { bills }) => sum + bills, 0)).toBe(asking.length);

    const { items: shown } = await page(`stage=mapping&reason=${encodeURIComponent(OPEN_REASON)}&limit=1`);
    const bill = await admin.get<BillDetail>(`/api/bills/${shown[0]?.id}`);
    const path = bill.issues.find(({ key }) => key === OPEN)?.path ?? '';
    const fix = { billId: bill.id, version: bill.version, path, targetNumber: 'CI0001', scope: 'company' };
    const impact = await admin.post<MappingImpact>('/api/mapping/fixes/preview', fix);
    const touched = impact.scopes.find(({ scope }) => scope === 'company');
    expect({ count: touched?.count, amount: touched?.amount }).toEqual(sumOf(asking));
    expect(impact.becomesReady.count + impact.stillMissing.count).toBe(asking.length);
    expect(impact.becomesReady.count).toBeGreaterThanOrEqual(2000);
    await expectTabs();

    const saved = await admin.post<RemapResult>('/api/mapping/fixes', fix);
    expect([saved.remapped, saved.becameReady, saved.stillMissing]).toEqual([
      asking.length,
      impact.becomesReady,
      impact.stillMissing,
    ]);
    const tables = await admin.get<MappingTables>('/api/mapping/tables');
    expect(tables.items.find(({ code }) => code === 'costItem')?.unmapped).toBe(0);
    const totals = await admin.get<StageTotals>('/api/bills/stages');
    expect(totals.collected).toMatchObject(sumOf(known));
    const review = totals.stages.find(({ stage }) => stage === 'review');
    expect(review?.count).toBe(inStage('review').length + saved.becameReady.count);
    const released = await walk('stage=review&sort=waiting');
    expect(new Set(released).size).toBe(review?.count);
  });
});
