import { OUTCOMES } from '@dingdee/shared/bill-state';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import type * as contract from '@dingdee/shared/push';
import type { PushItem, PushItemPage, PushItemQuery, PushOrder } from '@dingdee/shared/push';
import { Injectable } from '@nestjs/common';
import { unknownIn, unknownOf } from '../../bill/ledger/unknown-amounts.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { PushOrderNotFoundError } from '../order/push.errors.js';
import { PushOrders } from '../order/push-orders.js';
import { PushPauses } from '../order/push-pauses.js';
import { ITEM_COLUMNS, toItem } from './push-item.js';

interface OrderRow {
  id: string;
  owner_name: string;
  state: string;
  created_at: unknown;
  finished_at: unknown;
  total: unknown;
  total_fen: unknown;
}

const BUCKETS: Readonly<Record<string, 'booked' | 'failed' | 'inDoubt' | 'running'>> = {
  booked: 'booked',
  'written-back': 'booked',
  failed: 'failed',
  'reversal-needed': 'failed',
  'in-doubt': 'inDoubt',
  pushing: 'running',
};

/** Shows the progress of an order. It reads the bills themselves as long as the order has them; counts and sums are made in SQL. */
@Injectable()
export class ShowPushOrder {
  constructor(
    private readonly db: Database,
    private readonly pauses: PushPauses,
    private readonly orders: PushOrders,
  ) {}

  /** Returns an order with its first page. @throws PushOrderNotFoundError */
  async one(id: string): Promise<PushOrder> {
    const [summary] = await this.summaries([await this.row(id)]);
    if (!summary) throw new PushOrderNotFoundError(id);
    return { ...summary, ...(await this.rows(id, { limit: FIRST_PAGE })) };
  }

  /** Returns the sums of these orders without their bills, in no particular order. */
  async sums(ids: readonly string[]): Promise<contract.PushOrders['items']> {
    if (ids.length === 0) return [];
    const rows = await this.db.query<OrderRow>(
      `SELECT ${ORDER_COLUMNS} FROM push_order WHERE id IN (${placeholders(ids)})`,
      [...ids],
    );
    return this.summaries(rows);
  }

  /** Returns one keyset page of an order's bills. A bill that gets into trouble meanwhile moves to the front. @throws PushOrderNotFoundError */
  async page(id: string, query: PushItemQuery): Promise<PushItemPage> {
    const { total } = await this.row(id);
    return { ...(await this.rows(id, query)), total: readInt(total) };
  }

  private async row(id: string): Promise<OrderRow> {
    const [row] = await this.db.query<OrderRow>(`SELECT ${ORDER_COLUMNS} FROM push_order WHERE id = ?`, [id]);
    if (!row) throw new PushOrderNotFoundError(id);
    return row;
  }

  private async rows(
    id: string,
    { cursor, limit }: PushItemQuery,
  ): Promise<{ items: PushItem[]; next: string | null }> {
    const [rank = -1, position = -1] = cursor?.split('.').map(Number) ?? [];
    const [found, hold] = await Promise.all([
      this.db.query<Record<string, unknown>>(
        `SELECT ${ITEM_COLUMNS}, i.position, i.item_rank FROM (
           SELECT * FROM (
             SELECT p.bill_id, p.position, p.base_fen, p.not_sent, p.passed_on, p.ended, ${RANK} AS item_rank FROM push_item p JOIN bill b ON b.id = p.bill_id WHERE p.order_id = ?
           ) AS ranked WHERE item_rank > ? OR (item_rank = ? AND position > ?) ORDER BY item_rank, position LIMIT ${limit + 1}
         ) AS i JOIN bill b ON b.id = i.bill_id ORDER BY i.item_rank, i.position`,
        [id, rank, rank, position],
      ),
      this.pauses.hold(),
    ]);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((row) => toItem(row, hold)),
      next: last ? `${readInt(last.item_rank)}.${readInt(last.position)}` : null,
    };
  }

  /** Returns 20 orders, newest first; running orders come first, whatever their age. */
  async recent(): Promise<contract.PushOrders> {
    const rows = await this.db.query<OrderRow>(
      `SELECT ${ORDER_COLUMNS} FROM push_order ORDER BY CASE WHEN state = 'done' THEN 1 ELSE 0 END, created_at DESC LIMIT 20`,
    );
    return { items: await this.summaries(rows) };
  }

  private async summaries(rows: readonly OrderRow[]): Promise<contract.PushOrders['items']> {
    const ids = rows.map((row) => row.id);
    if (ids.length === 0) return [];
    const groups = await this.db.query<{
      order_id: string;
      state_kind: string;
      outcome: string;
      left_out: unknown;
      passed_on: unknown;
      ended: string | null;
      queued: unknown;
      n: unknown;
      fen: unknown;
      unknown_amounts: unknown;
      due: unknown;
    }>(
      `SELECT i.order_id, b.state_kind, b.outcome, CASE WHEN i.not_sent IS NULL THEN 0 ELSE 1 END AS left_out, i.passed_on, i.ended, ${QUEUED} AS queued, COUNT(*) AS n, ${sumOfFen('i.base_fen')} AS fen, ${unknownOf('i.base_fen')} AS unknown_amounts, MIN(b.next_attempt_at) AS due
       FROM push_item i JOIN bill b ON b.id = i.bill_id WHERE i.order_id IN (${ids.map(() => '?').join(', ')})
       GROUP BY i.order_id, b.state_kind, b.outcome, CASE WHEN i.not_sent IS NULL THEN 0 ELSE 1 END, i.passed_on, i.ended, ${QUEUED}`,
      ids,
    );
    const stoppable = await this.orders.stoppable(this.db.read, ids);
    return rows.map((row) => {
      const sums = {
        booked: zero(),
        failed: zero(),
        inDoubt: zero(),
        queued: zero(),
        running: zero(),
        notSent: zero(),
      };
      const through = new Set<string>();
      let writtenBack = 0;
      let unknown = 0;
      let nextProbeAt: number | null = null;
      for (const group of groups.filter(({ order_id }) => order_id === row.id)) {
        const part = bucketOf(group);
        if (part === 'booked') through.add(group.outcome);
        if (part === 'booked' && group.state_kind === 'written-back') writtenBack += readInt(group.n);
        if (part === 'inDoubt' && group.due != null)
          nextProbeAt = Math.min(nextProbeAt ?? Infinity, readInt(group.due));
        const bucket = sums[part];
        bucket.count += readInt(group.n);
        bucket.fen += readFen(group.fen);
        bucket.unknown += readInt(group.unknown_amounts);
        unknown += readInt(group.unknown_amounts);
      }
      const state = row.state === 'done' ? 'done' : row.state === 'stopping' ? 'stopping' : 'running';
      return {
        id: row.id,
        state,
        stoppable: stoppable.has(row.id),
        createdBy: row.owner_name,
        createdAt: Number(row.created_at),
        finishedAt: row.finished_at == null ? null : Number(row.finished_at),
        count: readInt(row.total),
        amount: fromFen(readFen(row.total_fen)),
        ...unknownIn(unknown),
        booked: shown(sums.booked),
        failed: shown(sums.failed),
        inDoubt: shown(sums.inDoubt),
        nextProbeAt,
        queued: shown(sums.queued),
        running: shown(sums.running),
        notSent: shown(sums.notSent),
        through: OUTCOMES.filter((outcome) => through.has(outcome)),
        writtenBack,
      };
    });
  }
}

/** Returns the bucket in which a bill counts in this order: its own state while the order has it, later its end in this order. */
function bucketOf(group: {
  state_kind: string;
  left_out: unknown;
  passed_on: unknown;
  ended: string | null;
  queued: unknown;
}) {
  if (readInt(group.left_out) === 1) return 'notSent';
  const own = readInt(group.passed_on) === 1 ? undefined : BUCKETS[group.state_kind];
  if (own === 'running' && readInt(group.queued) === 1) return 'queued';
  return own ?? (group.ended === 'failed' ? 'failed' : 'notSent');
}

/** SQL for a queued bill: it is confirmed, Kingdee holds nothing of it, and no call of it is running. It must agree with `toItem`. */
const QUEUED =
  "CASE WHEN b.state_kind = 'pushing' AND b.reached = 'none' AND b.lease_until IS NULL AND b.withdrawing = 0 THEN 1 ELSE 0 END";
/** SQL for the rank in the list: bills that a person must look at come first. */
const RANK =
  "CASE WHEN p.passed_on = 1 THEN 2 WHEN b.state_kind = 'in-doubt' THEN 0 WHEN b.state_kind IN ('failed', 'reversal-needed') THEN 1 ELSE 2 END";
const FIRST_PAGE = 200;
const ORDER_COLUMNS = 'id, owner_name, state, created_at, finished_at, total, CAST(total_fen AS CHAR) AS total_fen';
const zero = () => ({ count: 0, fen: 0n, unknown: 0 });
const shown = ({ count, fen, unknown }: ReturnType<typeof zero>): CountAndSum => ({
  count,
  amount: fromFen(fen),
  ...unknownIn(unknown),
});
