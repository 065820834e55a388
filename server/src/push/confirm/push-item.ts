import type { BillStateKind, Outcome, Reached } from '@dingdee/shared/bill-state';
import { type Amount, fromFen } from '@dingdee/shared/money';
import type { PushItem } from '@dingdee/shared/push';
import { canGoOn, canHandOver, canWithdraw, type HaltedStanding, standsIn } from '../../bill/action/halted-rules.js';
import { type Hold, isHeld, NOTHING_HELD } from '../../bill/ledger/bill-claims.js';
import { readFen, readInt } from '../../database/columns.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { type BillNotes, withdrawalOf } from '../../domain/bill/bill-notes.js';
import { shownNotes } from '../../domain/bill/stored-state.js';
import { waitingWords } from '../order/unheard-words.js';

/** Columns for one line of an order: the bill in its present state, and what the order did with it. */
export const ITEM_COLUMNS =
  'b.id, b.version, b.payee, b.department, b.purpose, i.base_fen, b.state_kind, b.reached, b.outcome, b.bill_no, b.kingdee_no, b.state, b.next_attempt_at, b.scheme_id, b.org_number, b.lease_until, i.not_sent, i.passed_on, i.ended';

/** Returns one line of an order. @param row ITEM_COLUMNS of the line. @param hold what is paused now. */
export function toItem(row: Record<string, unknown>, hold: Hold): PushItem {
  const kind = String(row.state_kind) as BillStateKind;
  const state = shownNotes(kind, String(row.state ?? ''));
  const reached = String(row.reached) as Reached;
  const own = { schemeId: String(row.scheme_id), orgNumber: String(row.org_number), reached };
  const away = withdrawing(kind, state);
  const former = endedHere(row, kind);
  const waits = kind === 'pushing' && away === null && row.lease_until == null;
  const queued = waits && reached === 'none';
  const paused = waits && isHeld(own, { ...hold, unheard: [] }) ? (queued ? PAUSED_IN_QUEUE : PAUSED_HALF_WAY) : null;
  const silent = queued && isHeld(own, { ...NOTHING_HELD, unheard: hold.unheard }) ? hold.unaskable : null;
  const unheard = silent === null ? null : waitingWords(silent);
  const amount: Amount | null = row.base_fen == null ? null : fromFen(readFen(row.base_fen));
  return {
    billId: String(row.id),
    version: readInt(row.version),
    payee: maskText(String(row.payee)),
    department: String(row.department),
    purpose: maskText(String(row.purpose)),
    amount,
    outcome: String(row.outcome) as Outcome,
    queued: queued && former === null,
    billNo: String(row.bill_no),
    ...(former ?? {
      state: kind,
      reached,
      kingdeeNo: row.kingdee_no == null ? null : String(row.kingdee_no),
      sentence:
        row.not_sent == null
          ? (away ?? paused ?? unheard ?? masked(state.trouble?.sentence) ?? (queued ? QUEUED : null))
          : String(row.not_sent),
      nextProbeAt: kind === 'in-doubt' && row.next_attempt_at != null ? Number(row.next_attempt_at) : null,
      // A bill that the order did not send is not offered any action here.
      possible: row.not_sent == null ? possibleFor(standsIn({ kind, reached, state })) : [],
    }),
  };
}

/** Returns how a bill ended in this order if a later order has it, or if it is back on the desk; null if this order still has it. */
function endedHere(
  { not_sent, passed_on, ended }: Record<string, unknown>,
  kind: BillStateKind,
): Pick<PushItem, 'state' | 'reached' | 'kingdeeNo' | 'sentence' | 'nextProbeAt' | 'possible'> | null {
  const passed = readInt(passed_on) === 1;
  if (not_sent != null || (!passed && !(ended === 'failed' && OFF_THE_PUSH.includes(kind)))) return null;
  const failed = ended === 'failed';
  const refused = passed ? '金蝶没有接受，改过后由后来的推送处理' : '金蝶没有接受，已回到审核台';
  return {
    state: failed ? 'failed' : 'approved',
    reached: 'none',
    kingdeeNo: null,
    sentence: failed ? refused : '没有发送，由后来的推送处理',
    nextProbeAt: null,
    possible: [],
  };
}
/** States in which no push has the bill: it is back on the desk, or finally closed. */
export const OFF_THE_PUSH: readonly BillStateKind[] = [
  'needs-mapping',
  'ready',
  'approved',
  'held',
  'excluded',
  'handled-outside',
  'superseded',
  'no-payment',
];

/** Returns the offered actions. The action that hands the bill over comes first if Kingdee's workflow holds it. */
function possibleFor(standing: HaltedStanding): PushItem['possible'] {
  const forward: PushItem['possible'] = [
    ...(canGoOn(standing) ? (['continue'] as const) : []),
    ...(canHandOver(standing) ? (['hand-over'] as const) : []),
  ];
  const ordered = standing.trouble === 'workflow' ? forward.reverse() : forward;
  return [...ordered, ...(canWithdraw(standing) ? (['withdraw'] as const) : [])];
}

const withdrawing = (kind: BillStateKind, state: Readonly<BillNotes>): string | null =>
  kind === 'pushing' && withdrawalOf(state) ? '正在从金蝶撤回并删除' : null;

/** Sentences for a paused bill: Kingdee holds nothing of it, or it is half done. */
const PAUSED_IN_QUEUE = '已暂停，保持排队';
const PAUSED_HALF_WAY = '已暂停，做到一半，恢复后接着做';
const QUEUED = '排队';

const masked = (sentence: string | undefined): string | null => (sentence === undefined ? null : maskText(sentence));
