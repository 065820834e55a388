import type { BillStateKind } from '@dingdee/shared/bill-state';
import { formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import type { TargetBucket } from '@dingdee/shared/statement';
import { calledOf } from '../bill/ledger/bill-claims.js';
import type { StatedBill } from '../bill/ledger/bill-views.js';
import { formNamed, PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import type { StoredBill } from '../connectors/target.js';
import { caseOf, type Held, standsDespite } from '../domain/bill/bill-notes.js';
import type { PaymentBillDraft } from '../domain/draft/payment-bill.js';
import { caseOfLook, type Watched, whatChanged } from '../proof/watch/what-changed.js';
import { paidAs } from '../push/call/after-look.js';

/** Explanation of one difference; stored with it, account numbers masked. */
export interface Told {
  sentence?: string;
  next?: string;
  lines?: readonly { label: string; sent: string; now: string | null }[];
}

/** A bill of the ledger with Kingdee's answer for it. */
export interface AskedBill {
  bill: StatedBill;
  draft: PaymentBillDraft | null;
  /** From the watch: whether Kingdee ever showed the bill as audited, and which state a person accepted. */
  audited: boolean;
  accepted: Held | null;
  /** The bills found in Kingdee; null if Kingdee gave no answer, which does not mean "not there". */
  stored: readonly StoredBill[] | null;
}

/** Kingdee's side of one bill: number of bills there, their sum (分) and the bucket of the difference; null if there is none. */
export interface TargetSide {
  n: number;
  /** null if one of the bills is in a currency that is not added up. */
  fen: bigint | null;
  bucket: TargetBucket | null;
  told: Told;
}

const SENT: readonly BillStateKind[] = ['booked', 'written-back', 'reversal-needed'];
/** The bucket of a bill that Kingdee does not hold, by its state. */
const WAITS: Readonly<Record<BillStateKind, TargetBucket>> = {
  collected: 'mapping',
  'needs-mapping': 'mapping',
  ready: 'review',
  approved: 'push',
  pushing: 'pushing',
  'in-doubt': 'in-doubt',
  failed: 'refused',
  booked: 'deleted',
  'written-back': 'deleted',
  'reversal-needed': 'deleted',
  held: 'held',
  excluded: 'excluded',
  'handled-outside': 'outside',
  superseded: 'superseded',
  'no-payment': 'no-payment',
};
/** States of bills that ended here without a payment by us. */
export const CLOSED: readonly BillStateKind[] = ['excluded', 'handled-outside', 'superseded', 'no-payment'];
const CAUSES = {
  'two-found': 'double',
  cancelled: 'cancelled',
  'un-audited': 'un-audited',
  amount: 'changed-amount',
  payee: 'changed-payee',
  organisation: 'changed-other',
  currency: 'changed-other',
} as const satisfies Record<string, TargetBucket>;

/** True if the bill cannot exist in Kingdee, whatever Kingdee would answer. */
const neverSent = ({ kind, reached }: StatedBill): boolean =>
  reached === 'none' && kind !== 'pushing' && kind !== 'in-doubt' && !SENT.includes(kind);

/** Returns the bills that were not cancelled in Kingdee; a cancelled bill pays nothing. */
const counting = (stored: readonly StoredBill[]): readonly StoredBill[] =>
  stored.filter(({ cancelled }) => cancelled !== true);
/** True for a known foreign currency. A currency that we may not read does not count as foreign. */
export const isForeign = ({ currency }: Pick<StoredBill, 'currency'>): boolean =>
  currency !== '' && currency !== PAYMENT_FORM.homeCurrency;
export const sumOf = (stored: readonly Pick<StoredBill, 'currency' | 'total'>[]): bigint | null =>
  stored.some(isForeign) ? null : stored.reduce((sum, { total }) => sum + toFen(total), 0n);

/** Returns the bucket of the difference between a bill and its state in Kingdee. It uses the rule of the watch and does not judge a second time. */
export function compareTarget(asked: AskedBill, now: number): TargetSide {
  const { bill, stored } = asked;
  if (stored === null) return { n: 0, fen: 0n, bucket: neverSent(bill) ? WAITS[bill.kind] : 'unanswered', told: {} };
  const there = counting(stored);
  const side = { n: there.length, fen: sumOf(there) };
  const named = (bucket: TargetBucket, told: Told = {}): TargetSide => ({ ...side, bucket, told });
  if (SENT.includes(bill.kind)) return { ...side, ...booked(asked, stored, side.fen, now) };
  if (CLOSED.includes(bill.kind)) {
    if (there.length === 0) return named(WAITS[bill.kind]);
    if (bill.state.reversed !== true) return named('still-there', told(bill, there));
    // The two people who confirmed the reversal saw one bill, and no other.
    if (there.length > 1) return named('double', told(bill, there));
    const known = bill.kingdeeId === null || there[0]?.id === bill.kingdeeId;
    // Where Kingdee held none, nobody said that another bill offsets the one that is there again.
    return known && bill.state.seenGone !== true ? named('reversed') : named('still-there', told(bill, there));
  }
  if (there.length === 0) {
    // A person has not decided yet about a bill that was deleted or cancelled in Kingdee.
    const took = bill.reached !== 'none' && bill.kind === 'failed';
    return named(took ? (stored.length > 0 ? 'cancelled' : 'deleted') : WAITS[bill.kind], told(bill, stored));
  }
  if (there.length > 1) return named('double', told(bill, there));
  const under = bill.reached !== 'none' || bill.kind === 'pushing' || bill.kind === 'in-doubt';
  return named(under ? 'half-way' : 'unsent', told(bill, there));
}

function booked(
  { bill, draft, audited, accepted }: AskedBill,
  stored: readonly StoredBill[],
  fen: bigint | null,
  now: number,
): Pick<TargetSide, 'bucket' | 'told'> {
  const watched: Watched = {
    called: calledOf(bill),
    number: bill.kingdeeNo ?? bill.billNo,
    kingdeeId: bill.kingdeeId,
    reached: bill.reached,
    audited: audited || bill.reached === 'audited',
    draft,
    paidAs: paidAs(bill),
    accepted,
  };
  const look = whatChanged(watched, stored);
  const found = caseOfLook(watched, look, null, { now, gapMs: 0 });
  const words: Told = found ? { sentence: found.sentence, next: found.nextStep, lines: found.lines } : {};
  if (look.kind === 'absent') {
    // The person who accepted the deletion did not see a bill that appeared later under the same key.
    const isDouble = counting(look.others).length > 0;
    if (!isDouble && standsDespite(bill.state).includes('deleted')) return { bucket: 'accepted', told: {} };
    const sentence = `${watched.called} ${watched.number} 在金蝶里查不到（这次对账查了两遍）。可能被人删除，也可能集成用户失去了这个组织的权限。`;
    return { bucket: isDouble ? 'double' : 'deleted', told: { ...words, sentence } };
  }
  const [cause] = look.causes;
  if (cause !== undefined) return { bucket: CAUSES[cause as keyof typeof CAUSES] ?? 'changed-other', told: words };
  const open = bill.kind === 'reversal-needed' ? caseOf(bill.state) : null;
  if (open && open.amendments.length > 0)
    return { bucket: 'amended', told: { sentence: open.sentence, next: open.nextStep, lines: open.lines } };
  const dates = movedDate(draft, look.own);
  if (dates) return { bucket: 'moved-date', told: dates };
  if (bill.baseFen === fen) return { bucket: null, told: {} };
  if (accepted !== null) return { bucket: 'accepted', told: {} };
  return fen === null ? { bucket: 'changed-other', told: told(bill, stored) } : { bucket: 'unexplained', told: {} };
}

function movedDate(draft: PaymentBillDraft | null, own: StoredBill): Told | null {
  if (draft === null) return null;
  const { header, head } = formNamed(draft.target);
  const [sent, held] = [draft.header[head.date] ?? '', own.header[head.date] ?? ''];
  if (sent === '' || held === '' || sent === held) return null;
  const label = header[head.date]?.label ?? '';
  return {
    sentence: `${label}在金蝶里改过：发送 ${sent}，现在 ${held}。`,
    next: '跨月的影响入账期间：改错了就在金蝶里改回来；有意改的不用处理，会一直列在这里作依据。',
    lines: [{ label, sent, now: held }],
  };
}

/** Lists the bills in Kingdee beside the ledger's amount. */
const told = ({ baseFen }: StatedBill, stored: readonly StoredBill[]): Told =>
  stored.length === 0
    ? {}
    : {
        lines: stored.map(({ billNo, total }) => ({
          label: billNo,
          sent: baseFen === null ? '—' : formatAmount(fromFen(baseFen)),
          now: formatAmount(total),
        })),
      };
