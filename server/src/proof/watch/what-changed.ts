import type { ReversalCause } from '@dingdee/shared/bill-detail';
import type { Reached } from '@dingdee/shared/bill-state';
import { formatAmount, parseAmount } from '@dingdee/shared/money';
import { amendedNextStep, CONTENT } from '../../bill/ledger/reversal.js';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { statusWord } from '../../connectors/kingdee/answer/status-words.js';
import type { StoredBill } from '../../connectors/target.js';
import { type Held, IN_KINGDEE, type PaidRow, type ReversalCase } from '../../domain/bill/bill-notes.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { type Claimed, mismatch } from '../../push/call/after-look.js';
import { nextStep, REACHED_IN_KINGDEE } from '../../push/call/push-step.js';
import { isOtherKind, otherPayees, paidRow, payeeDifferences, rowsToCompare } from '../../push/call/row-payees.js';

const { head: ROLES } = PAYMENT_FORM;

/** The values that a booked bill is compared with. */
export interface Watched {
  /** The word for such a bill: 付款单, 其他应付单. */
  called: string;
  /** Kingdee's number, or ours if Kingdee uses it. */
  number: string;
  kingdeeId: string | null;
  reached: Reached;
  /** Kingdee has had the bill as 已审核. */
  audited: boolean;
  /** The content that was sent; null if it is not kept. */
  draft: Pick<PaymentBillDraft, 'total' | 'header' | 'orgNumber' | 'rows'> | null;
  /** Rows that Kingdee made of the sent ones and that a person accepted before the bill was booked. */
  paidAs?: readonly PaidRow[] | undefined;
  /** The content that a person accepted; it replaces the content that was sent. */
  accepted: Held | null;
}

/** One answer of Kingdee about one bill. */
export type Look =
  | { kind: 'absent'; others: readonly StoredBill[] }
  | { kind: 'there'; own: StoredBill; held: Held; causes: readonly ReversalCause[] };

/**
 * Compares a booked bill with Kingdee's answer.
 * @param stored bills that Kingdee holds under either of our keys. The booked bill is recognised by its Id.
 */
export function whatChanged(watched: Watched, stored: readonly StoredBill[]): Look {
  const own = stored.find(({ id }) => watched.kingdeeId === null || id === watched.kingdeeId);
  const others = stored.filter((bill) => bill !== own);
  if (!own) return { kind: 'absent', others };
  const held = heldOf(own, others);
  const { draft, accepted } = watched;
  const total = accepted?.total ?? draft?.total;
  const unit = accepted?.contactUnit || draft?.header[ROLES.payee];
  const causes: [ReversalCause, boolean][] = [
    ['two-found', held.others.some((id) => !accepted?.others.includes(id))],
    ['cancelled', held.cancelled && accepted?.cancelled !== true],
    ['un-audited', watched.audited && own.status !== 'C' && accepted?.status !== own.status],
    ['amount', total !== undefined && total !== own.total],
    [
      'payee',
      showsOther(unit, held.contactUnit) ||
        showsOther(accepted?.receivingUnit || draft?.header[ROLES.receiver], held.receivingUnit) ||
        kindsOf(watched, held).some(({ sent, now }) => isOtherKind(sent, now)) ||
        otherPayees(...paidRows(watched, held)).length > 0,
    ],
    ['organisation', showsOther(accepted?.orgNumber || draft?.orgNumber, held.orgNumber)],
    ['currency', showsOther(accepted?.currency || draft?.header[ROLES.currency], held.currency)],
  ];
  return { kind: 'there', own, held, causes: causes.flatMap(([cause, found]) => (found ? [cause] : [])) };
}

/** Returns the kinds of unit that each side pays. A case that a person accepted before kinds were stored does not count. */
const kindsOf = ({ accepted, draft }: Pick<Watched, 'accepted' | 'draft'>, held: Held | null) => [
  {
    label: LABELS.payeeType,
    sent: accepted ? accepted.contactUnitType : draft?.header[ROLES.payeeType],
    now: held?.contactUnitType,
  },
  {
    label: LABELS.receiverType,
    sent: accepted ? accepted.receivingUnitType : draft?.header[ROLES.receiverType],
    now: held?.receivingUnitType,
  },
];
const kindWord = (name: string | undefined): string => (name && PAYMENT_FORM.valueWords[name]) || '—';

/** Returns the rows of both sides. A case that a person accepted before rows were stored does not count. */
const paidRows = ({ accepted, draft, paidAs }: Pick<Watched, 'accepted' | 'draft' | 'paidAs'>, held: Held | null) => {
  const against = (rows: readonly PaidRow[] | undefined) =>
    rowsToCompare(
      { total: accepted?.total ?? draft?.total, rows: rows ?? [] },
      { total: held?.total, rows: held?.rows ?? [] },
    );
  if (accepted) return against(accepted.rows);
  const replaced = paidAs && against(paidAs);
  return replaced && otherPayees(...replaced).length === 0 ? replaced : against(draft?.rows);
};

/** Tells whether the values differ. A field that was not sent, or that is not read back, does not count: it may be hidden from our user. */
const showsOther = (sent: string | undefined, held: string | undefined): boolean =>
  Boolean(sent) && Boolean(held) && held?.trimEnd() !== sent?.trimEnd();

/** Returns the stored bill in the form that a case keeps. */
export const heldOf = (own: StoredBill, others: readonly StoredBill[]): Held => ({
  status: own.status,
  total: own.total,
  contactUnit: own.header[ROLES.payee] ?? '',
  receivingUnit: own.header[ROLES.receiver] ?? '',
  contactUnitType: own.header[ROLES.payeeType],
  receivingUnitType: own.header[ROLES.receiverType],
  orgNumber: own.orgNumber,
  currency: own.currency,
  cancelled: own.cancelled === true,
  others: others.map(({ id }) => id).sort(),
  rows: own.rows.map(paidRow),
});

const REACHED_WORDS: Readonly<Record<Reached, string>> = {
  none: '未保存',
  saved: '已保存',
  submitted: '已提交',
  audited: '已审核',
};
const yuan = (text: string | undefined): string => {
  const amount = text === undefined ? null : parseAmount(text);
  return amount === null ? (text ?? '—') : formatAmount(amount);
};

const labelOf = (name: string): string => PAYMENT_FORM.header[name]?.label ?? PAYMENT_FORM.rows[name]?.label ?? name;
const LABELS = {
  payee: labelOf(ROLES.payee),
  receiver: labelOf(ROLES.receiver),
  payeeType: labelOf(ROLES.payeeType),
  receiverType: labelOf(ROLES.receiverType),
  organisation: labelOf(ROLES.organisation),
  currency: labelOf(ROLES.currency),
  account: labelOf(PAYMENT_FORM.row.account),
  holder: labelOf(PAYMENT_FORM.row.holder),
};
const CAUSE_LABELS = {
  payee: [LABELS.payee, LABELS.receiver, LABELS.payeeType, LABELS.receiverType, LABELS.account, LABELS.holder],
  organisation: [LABELS.organisation],
  currency: [LABELS.currency],
} as const;

/** Returns the time between two negative answers, for a sentence: "60 秒". */
const span = (ms: number): string => `${Math.max(1, Math.round(ms / 1000))} 秒`;

/**
 * Returns the case that a look opens or updates; null if nothing speaks against the bill.
 * `absent` must be proven by two answers before this call. A case of a changed approval stays a case of the approval; of Kingdee it
 * only gets the news that the bill is gone or cancelled, and what was changed in Kingdee.
 */
export function caseOfLook(
  watched: Watched,
  look: Look,
  open: ReversalCase | null,
  { now, gapMs, unbooked = open?.unbooked === true }: { now: number; gapMs: number; unbooked?: boolean },
): ReversalCase | null {
  const causes: readonly ReversalCause[] = look.kind === 'absent' ? ['deleted'] : look.causes;
  const [first] = causes;
  if (open && open.amendments.length > 0) {
    const amended = open.causes.filter((cause) => cause === 'modified' || cause === 'revoked');
    // A change of the content in Kingdee stays a cause: it takes two people to say that the bill is valid.
    const content = (look.kind === 'absent' ? open.causes : causes).filter((cause) => CONTENT.has(cause));
    const lines = withDifferences(open, look.kind === 'absent' ? [] : linesOf(watched, look.held));
    if (first !== 'deleted' && first !== 'cancelled') return foundAgain(open, [...amended, ...content], lines, look);
    const what = first === 'deleted' ? '已经查不到了' : '已经作废';
    return {
      ...open,
      causes: [...amended, first, ...content],
      lines,
      nextStep: `金蝶里的${watched.called} ${watched.number} ${what}。核对后点“已在金蝶冲销”。`,
      held: look.kind === 'absent' ? null : look.held,
    };
  }
  if (!first) return null;
  const held = look.kind === 'absent' ? null : look.held;
  return {
    causes: [...causes],
    against: 'kingdee',
    lines: linesOf(watched, held),
    ...wordsOf(first, watched, look, gapMs),
    since: open?.since ?? now,
    amendments: [],
    held,
    ...(unbooked ? { unbooked } : {}),
  };
}

/**
 * Returns the updated case of a changed approval. Kingdee did not show the bill, or showed it as cancelled, and holds it again, so the
 * earlier sentence must not be followed; or there are new causes. Returns null if nothing is new.
 */
function foundAgain(
  open: ReversalCase,
  causes: readonly ReversalCause[],
  lines: ReversalCase['lines'],
  look: Look,
): ReversalCase | null {
  const cause = causes.find((each) => each === 'modified' || each === 'revoked');
  if (cause === undefined || look.kind === 'absent') return null;
  const wasGone = open.causes.some((each) => GONE.includes(each));
  if (!wasGone && causes.every((each) => open.causes.includes(each))) return null;
  return { ...open, causes: [...causes], lines, nextStep: amendedNextStep(cause), held: look.held };
}

/** Returns the lines of the approval, and under them the values in Kingdee that differ from those sent. */
function withDifferences(open: ReversalCase, lines: ReversalCase['lines']): ReversalCase['lines'] {
  const told = open.lines.filter(({ inKingdee }) => !inKingdee);
  const differing = lines.filter(({ sent, now }) => now !== null && sent !== now);
  return [
    ...told,
    ...differing.map((line) => ({ ...line, label: `${IN_KINGDEE}${line.label}`, inKingdee: true as const })),
  ];
}
const GONE: readonly ReversalCause[] = ['deleted', 'cancelled'];

function linesOf({ audited, reached, draft, accepted, paidAs }: Watched, held: Held | null): ReversalCase['lines'] {
  const status = accepted ? statusWord(accepted.status) : audited ? '已审核' : REACHED_WORDS[reached];
  const statusNow = held && (held.cancelled ? '已作废' : statusWord(held.status));
  // A step further than we went is not a difference.
  const further = held !== null && !held.cancelled && !audited && accepted === null;
  return [
    { label: '单据状态', sent: status, now: further ? status : statusNow },
    { label: '金额', sent: yuan(accepted?.total ?? draft?.total), now: held && yuan(held.total) },
    {
      label: LABELS.payee,
      sent: accepted?.contactUnit || draft?.header[ROLES.payee] || '—',
      now: held && (held.contactUnit || '—'),
    },
    ...seldomChanged({ accepted, draft, paidAs }, held),
    ...(held && held.others.length > 0
      ? [{ label: '金蝶里的张数', sent: '1 张', now: `${held.others.length + 1} 张` }]
      : []),
  ];
}

/** Returns lines for the fields that rarely change; a line is shown only if its field has changed. */
function seldomChanged(
  { accepted, draft, paidAs }: Pick<Watched, 'accepted' | 'draft' | 'paidAs'>,
  held: Held | null,
): ReversalCase['lines'] {
  const sides: [string, string | undefined, string | undefined][] = [
    [LABELS.receiver, accepted?.receivingUnit || draft?.header[ROLES.receiver], held?.receivingUnit],
    [LABELS.organisation, accepted?.orgNumber || draft?.orgNumber, held?.orgNumber],
    [LABELS.currency, accepted?.currency || draft?.header[ROLES.currency], held?.currency],
  ];
  return [
    ...sides.flatMap(([label, sent, now]) =>
      showsOther(sent, now) ? [{ label, sent: sent ?? '—', now: now ?? '—' }] : [],
    ),
    ...kindsOf({ accepted, draft }, held).flatMap(({ label, sent, now }) =>
      isOtherKind(sent, now) ? [{ label, sent: kindWord(sent), now: kindWord(now) }] : [],
    ),
    ...payeeDifferences(...paidRows({ accepted, draft, paidAs }, held)),
  ];
}

function wordsOf(
  cause: ReversalCause,
  { called, number, draft, accepted, ...rest }: Watched,
  look: Look,
  gapMs: number,
): Pick<ReversalCase, 'sentence' | 'nextStep'> {
  const held = look.kind === 'there' ? look.held : null;
  switch (cause) {
    case 'two-found':
      return {
        sentence: `金蝶里有 ${(held?.others.length ?? 0) + 1} 张单据带同一个审批编号，可能会重复付款。钉蝶不会动它们。`,
        nextStep: '在金蝶里核对，只留一张。只剩这一张时自动恢复；留的是别的那张就点“已在金蝶冲销”。',
      };
    case 'cancelled':
      return {
        sentence: `${called} ${number} 在金蝶里被作废了。`,
        nextStep: '确实不付就点“已在金蝶冲销”；作废错了就在金蝶里反作废，会自动恢复。',
      };
    case 'un-audited':
      return {
        sentence: `${called} ${number} 在金蝶里被反审核，现在是“${statusWord(held?.status ?? 'D')}”，可能还会改。`,
        nextStep: '在金蝶里重新审核、内容不变时自动恢复；不付了就删除它，再点“已在金蝶冲销”。',
      };
    case 'amount':
      return {
        sentence: `${called} ${number} 的金额在金蝶里改过：发送 ${yuan(accepted?.total ?? draft?.total)}，现在 ${yuan(held?.total)}。`,
        nextStep: '以金蝶为准就点“仍然有效”；改错了就在金蝶里改回来，会自动恢复。',
      };
    case 'payee':
    case 'organisation':
    case 'currency': {
      const other = linesOf({ called, number, draft, accepted, ...rest }, held).find(
        ({ label, sent, now }) => (CAUSE_LABELS[cause] as readonly string[]).includes(label) && sent !== now,
      );
      return {
        sentence: `${called} ${number} 的${other?.label ?? CAUSE_LABELS[cause][0]}在金蝶里改过：发送 ${other?.sent ?? '—'}，现在 ${other?.now ?? '—'}。`,
        nextStep: '以金蝶为准就点“仍然有效”；改错了就在金蝶里改回来，会自动恢复。',
      };
    }
    default:
      return {
        sentence: `${called} ${number} 在金蝶里查不到了（隔 ${span(gapMs)}查了两次）。可能被人删除，也可能集成用户失去了这个组织的权限。`,
        nextStep:
          look.kind === 'absent' && look.others.length > 0
            ? `金蝶里另有 ${look.others.map(({ billNo }) => billNo).join('、')} 带同一个审批编号，先核对。确实删除了就点“已在金蝶冲销”。`
            : '在金蝶里核对：确实删除了就点“已在金蝶冲销”。钉蝶不会自己再付一次。',
      };
  }
}

/** A bill that stopped between two steps, or was handed over to Kingdee. */
export interface Halted {
  /** The values of the bill as it was sent. */
  claimed: Claimed;
  reached: Reached;
}

/** What Kingdee did with the bill meanwhile. */
export type HaltedLook =
  | { kind: 'booked'; reached: Reached }
  | { kind: 'moved'; reached: Reached; back: boolean }
  | { kind: 'odd'; why: readonly string[] }
  | { kind: 'same' };

/** Compares a halted bill with Kingdee's bill. @param own the bill with our Id. */
export function whatBecameOf(halted: Halted, own: StoredBill, others: readonly StoredBill[]): HaltedLook {
  const reached = REACHED_IN_KINGDEE[own.status];
  const { replaced, ...asSent } = halted.claimed;
  // A payee that was only shown does not make a bill booked that people carried on in Kingdee.
  const claimed = replaced?.accepted || reached === halted.reached ? halted.claimed : asSent;
  const why = [
    ...(others.length > 0 ? ['张数'] : []),
    ...(own.cancelled ? ['作废状态'] : []),
    ...mismatch(claimed, own),
  ];
  if (why.length > 0) return { kind: 'odd', why };
  if (nextStep(reached, halted.claimed.outcome) === null) return { kind: 'booked', reached };
  if (reached === halted.reached) return { kind: 'same' };
  return { kind: 'moved', reached, back: nextStep(reached, 'save+submit') !== null };
}
