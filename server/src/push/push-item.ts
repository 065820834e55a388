import type { BillStateKind, Outcome, Reached } from '@dingdee/shared/bill-state';
import { type Amount, fromFen } from '@dingdee/shared/money';
import type { PushItem } from '@dingdee/shared/push';
import { maskText } from '../bill/account-mask.js';
import { type Hold, isHeld } from '../bill/bill-claims.js';
import { canGoOn, canHandOver, canWithdraw, type HaltedStanding, standsIn } from '../bill/halted-rules.js';
import { readFen } from '../database/columns.js';
import type { Trouble } from './push-step.js';
import { withdrawalOf } from './withdrawal.js';

/** What a line of an order is made of: the bill as it is now, and what the order did with it. */
export const ITEM_COLUMNS =
  'b.id, b.payee, b.department, b.purpose, i.base_fen, b.state_kind, b.reached, b.outcome, b.bill_no, b.kingdee_no, b.state, b.next_attempt_at, b.scheme_id, b.org_number, b.lease_until, i.not_sent';

/** @param row ITEM_COLUMNS of one line. @param hold what is paused now. */
export function toItem(row: Record<string, unknown>, hold: Hold): PushItem {
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
  const forward: PushItem['possible'] = [
    ...(canGoOn(standing) ? (['continue'] as const) : []),
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
