import { STATE_WORDS } from '@dingdee/shared/bill-state';
import { formatAmount, fromFen, parseAmount } from '@dingdee/shared/money';
import { calledOf } from '../../bill/ledger/bill-claims.js';
import type { Move } from '../../bill/ledger/bill-ledger.js';
import type { WatchedBill } from '../../bill/ledger/bill-views.js';
import { reversalMove } from '../../bill/ledger/reversal.js';
import { statusWord } from '../../connectors/kingdee/answer/status-words.js';
import type { StoredBill } from '../../connectors/target.js';
import type { ReversalCase } from '../../domain/bill/bill-notes.js';
import { MAY_LAND } from '../../domain/bill/bill-state.js';
import { REACHED_IN_KINGDEE } from '../../push/call/push-step.js';
import { heldOf, type Look } from './what-changed.js';

/** Tells whether a closed bill is watched: it was closed without a payment of ours, and was sent once without an answer. */
export const mayLand = ({ kind, reached, kingdeeId, sentForm }: WatchedBill): boolean =>
  MAY_LAND.includes(kind) && reached === 'none' && kingdeeId === null && sentForm !== null;

const yuan = (text: string): string => {
  const amount = parseAmount(text);
  return amount === null ? text : formatAmount(amount);
};

/**
 * Returns the move of a closed bill whose save arrived after all. It stops for a person, because the closed bill may be paid twice. It
 * is not booked automatically.
 */
export function landedMove(bill: WatchedBill, own: StoredBill, others: readonly StoredBill[], now: number): Move {
  const found: ReversalCase = {
    causes: ['landed-late'],
    against: 'kingdee',
    lines: linesOf(bill, own),
    sentence: `推送时没有收到回答，查过两次金蝶里都没有，单据已${STATE_WORDS[bill.kind]}；现在金蝶里出现了${calledOf(bill)} ${own.billNo}（${statusOf(own)}），可能重复付款。`,
    nextStep: '不该由它付的，在金蝶删除或冲销，再点“已在金蝶冲销”；确实由它付的，点“仍然有效”，要两个人确认。',
    since: now,
    amendments: [],
    held: heldOf(own, others),
    unbooked: true,
  };
  const move = reversalMove({ ...bill, landed: true }, found);
  const reached = REACHED_IN_KINGDEE[own.status];
  return { ...move, patch: { ...move.patch, reached, kingdee_id: own.id, kingdee_no: own.billNo } };
}

/** Returns the move after a later look; null if nothing has changed. Only people end the case. */
export function landedAgain(bill: WatchedBill, open: ReversalCase, look: Look): Move | null {
  const wasGone = open.causes.includes('deleted');
  if (look.kind === 'absent') {
    if (wasGone) return null;
    const nextStep = `金蝶里的${calledOf(bill)} ${bill.kingdeeNo ?? bill.billNo} 已经查不到了。核对后点“已在金蝶冲销”。`;
    return reversalMove(bill, { ...open, causes: ['deleted', 'landed-late'], nextStep, held: null });
  }
  const same = !wasGone && JSON.stringify(open.held) === JSON.stringify(look.held);
  if (same) return null;
  const found = { ...open, causes: ['landed-late' as const], lines: linesOf(bill, look.own), held: look.held };
  const move = reversalMove(bill, found);
  return { ...move, patch: { ...move.patch, reached: REACHED_IN_KINGDEE[look.own.status] } };
}

const statusOf = (own: StoredBill): string => (own.cancelled ? '已作废' : statusWord(own.status));
const linesOf = (bill: WatchedBill, own: StoredBill): ReversalCase['lines'] => [
  { label: '单据状态', sent: '没有', now: statusOf(own) },
  { label: '金额', sent: bill.baseFen === null ? '—' : formatAmount(fromFen(bill.baseFen)), now: yuan(own.total) },
];
