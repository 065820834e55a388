import type { BillStateKind, Outcome, Reached } from '@dingdee/shared/bill-state';
import { type Amount, fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import type { PushItem, PushOrder, PushOrders } from '@dingdee/shared/push';
import { Injectable } from '@nestjs/common';
import { maskText } from '../bill/account-mask.js';
import { type Hold, isHeld } from '../bill/bill-claims.js';
import { canHandOver, canWithdraw, type HaltedStanding, standsIn } from '../bill/halted-rules.js';
import { readFen, readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import { PushOrderNotFoundError } from './push.errors.js';
import { PushPauses } from './push-pauses.js';
import type { Trouble } from './push-step.js';
import { withdrawalOf } from './withdrawal.js';

interface OrderRow {
  id: string;
  owner_name: string;
  state: string;
  created_at: unknown;
  finished_at: unknown;
  total: unknown;
  total_fen: unknown;
}

const BUCKETS: Readonly<Record<string, 'booked' | 'failed' | 'inDoubt' | 'running' | 'notSent'>> = {
  booked: 'booked',
  'written-back': 'booked',
  failed: 'failed',
  'reversal-needed': 'failed',
  'in-doubt': 'inDoubt',
  pushing: 'running',
};

/** Progress of an order, read from the bills themselves; counts and sums by SQL. */
@Injectable()
export class ShowPushOrder {
  constructor(
    private readonly db: Database,
    private readonly pauses: PushPauses,
  ) {}

  async one(id: string): Promise<PushOrder> {
    const [row] = await this.db.query<OrderRow>(`SELECT ${ORDER_COLUMNS} FROM push_order WHERE id = ?`, [id]);
    if (!row) throw new PushOrderNotFoundError(id);
    const items = await this.db.query<Record<string, unknown>>(
      `SELECT b.id, b.payee, b.department, b.purpose, i.base_fen, b.state_kind, b.reached, b.outcome, b.bill_no, b.kingdee_no, b.state, b.next_attempt_at, b.scheme_id, b.org_number, b.lease_until, i.not_sent
       FROM push_item i JOIN bill b ON b.id = i.bill_id WHERE i.order_id = ?
       ORDER BY CASE WHEN b.state_kind IN ('in-doubt', 'failed') THEN 0 ELSE 1 END, i.position`,
      [id],
    );
    const [summary] = await this.summaries([row]);
    if (!summary) throw new PushOrderNotFoundError(id);
    const hold = await this.pauses.hold();
    return { ...summary, items: items.map((row) => toItem(row, hold)) };
  }

  /** The latest 20, running ones included whatever their age. */
  async recent(): Promise<PushOrders> {
    const rows = await this.db.query<OrderRow>(
      `SELECT ${ORDER_COLUMNS} FROM push_order ORDER BY CASE WHEN state = 'done' THEN 1 ELSE 0 END, created_at DESC LIMIT 20`,
    );
    return { items: await this.summaries(rows) };
  }

  private async summaries(rows: readonly OrderRow[]): Promise<PushOrders['items']> {
    const ids = rows.map((row) => row.id);
    if (ids.length === 0) return [];
    const groups = await this.db.query<{
      order_id: string;
      state_kind: string;
      left_out: unknown;
      n: unknown;
      fen: unknown;
    }>(
      `SELECT i.order_id, b.state_kind, CASE WHEN i.not_sent IS NULL THEN 0 ELSE 1 END AS left_out, COUNT(*) AS n, SUM(i.base_fen) AS fen
       FROM push_item i JOIN bill b ON b.id = i.bill_id WHERE i.order_id IN (${ids.map(() => '?').join(', ')})
       GROUP BY i.order_id, b.state_kind, CASE WHEN i.not_sent IS NULL THEN 0 ELSE 1 END`,
      ids,
    );
    return rows.map((row) => {
      const sums = { booked: zero(), failed: zero(), inDoubt: zero(), running: zero(), notSent: zero() };
      for (const group of groups.filter(({ order_id }) => order_id === row.id)) {
        const bucket = sums[readInt(group.left_out) === 1 ? 'notSent' : (BUCKETS[group.state_kind] ?? 'notSent')];
        bucket.count += readInt(group.n);
        bucket.fen += readFen(group.fen);
      }
      const state = row.state === 'done' ? 'done' : row.state === 'stopping' ? 'stopping' : 'running';
      return {
        id: row.id,
        state,
        createdBy: row.owner_name,
        createdAt: Number(row.created_at),
        finishedAt: row.finished_at == null ? null : Number(row.finished_at),
        count: readInt(row.total),
        amount: fromFen(readFen(row.total_fen)),
        booked: shown(sums.booked),
        failed: shown(sums.failed),
        inDoubt: shown(sums.inDoubt),
        running: shown(sums.running),
        notSent: shown(sums.notSent),
      };
    });
  }
}

const ORDER_COLUMNS = 'id, owner_name, state, created_at, finished_at, total, total_fen';
const zero = () => ({ count: 0, fen: 0n });
const shown = ({ count, fen }: { count: number; fen: bigint }): CountAndSum => ({ count, amount: fromFen(fen) });

function toItem(row: Record<string, unknown>, hold: Hold): PushItem {
  const state = JSON.parse(String(row.state ?? '{}')) as Record<string, unknown> & { trouble?: Trouble };
  const kind = String(row.state_kind) as BillStateKind;
  const reached = String(row.reached) as Reached;
  const own = { schemeId: String(row.scheme_id), orgNumber: String(row.org_number), reached };
  const away = withdrawing(kind, state);
  const waits = kind === 'pushing' && away === null && row.lease_until == null && isHeld(own, hold);
  const amount: Amount | null = row.base_fen == null ? null : fromFen(readFen(row.base_fen));
  return {
    billId: String(row.id),
    payee: maskText(String(row.payee)),
    department: String(row.department),
    purpose: maskText(String(row.purpose)),
    amount,
    state: kind,
    reached,
    outcome: String(row.outcome) as Outcome,
    billNo: String(row.bill_no),
    kingdeeNo: row.kingdee_no == null ? null : String(row.kingdee_no),
    sentence: row.not_sent == null ? (away ?? (waits ? WAITS : masked(state.trouble?.sentence))) : String(row.not_sent),
    nextProbeAt: kind === 'in-doubt' && row.next_attempt_at != null ? Number(row.next_attempt_at) : null,
    // What an order has let go of is no longer its business.
    possible: row.not_sent == null ? possibleFor(standsIn({ kind, reached, state })) : [],
  };
}

/** Leaving it comes first where Kingdee's workflow has it. */
function possibleFor(standing: HaltedStanding): PushItem['possible'] {
  const goOn = standing.kind === 'failed' && standing.reached !== 'none';
  const forward: PushItem['possible'] = [
    ...(goOn ? (['continue'] as const) : []),
    ...(canHandOver(standing) ? (['hand-over'] as const) : []),
  ];
  const ordered = standing.trouble === 'workflow' ? forward.reverse() : forward;
  return [...ordered, ...(canWithdraw(standing) ? (['withdraw'] as const) : [])];
}

const withdrawing = (kind: BillStateKind, state: Readonly<Record<string, unknown>>): string | null =>
  kind === 'pushing' && withdrawalOf(state) ? '正在从金蝶撤回并删除' : null;

/** A bill of something paused. */
const WAITS = '已暂停，保持排队';

const masked = (sentence: string | undefined): string | null => (sentence === undefined ? null : maskText(sentence));
