import type { Reached } from '@dingdee/shared/bill-state';
import { formatAmount, fromFen } from '@dingdee/shared/money';
import { calledOf, type PushBill } from '../../bill/ledger/bill-claims.js';
import type { FormedBill, MovingBill, NumberedBill } from '../../bill/ledger/bill-views.js';
import { amendedNextStep } from '../../bill/ledger/reversal.js';
import {
  type Awaits,
  amendedBy,
  caseOf,
  type ReversalCase,
  standsDespite,
  type Trouble,
  underNewSentence,
} from '../../domain/bill/bill-notes.js';
import { isOpen } from '../../domain/bill/bill-state.js';
import { carriedTo, type NotesOf } from '../../domain/bill/stored-state.js';

/** A passed approval that changes or cancels an earlier passed approval. */
export interface AmendmentRow {
  approvalId: string;
  processInstanceId: string;
  originalInstanceId: string | null;
  businessId: string;
  action: 'MODIFY' | 'REVOKE';
  formTotalFen: bigint | null;
  finishedAt: number;
  seen: string;
}

/** What an amendment means for one bill of an earlier version (product.md §1, §6). */
export type Effect =
  /** Nothing was sent, or Kingdee provably holds nothing: the bill is voided. */
  | 'supersede'
  /** The bill is being pushed or in doubt: nothing happens until that is settled. */
  | 'wait'
  /** The push stopped half-way and Kingdee holds the bill: a person withdraws it first. */
  | 'withdraw-first'
  /** The bill is booked: a person decides. */
  | 'reverse'
  /** The reversal case is open already. */
  | 'deciding'
  /** A person decided that the bill stands（仍然有效）despite the amendment. */
  | 'stands'
  /** The stored bill cannot be read: nothing happens until that is mended. */
  | 'unread'
  /** The bill was closed outside this program (期初, 线下已处理, 排除): it may have been paid. */
  | 'outside'
  | 'gone';

export function effectOn(bill: Pick<PushBill, 'kind' | 'reached' | 'state' | 'leaseUntil'>, amendment: string): Effect {
  // A lease means that a process is working on the bill in Kingdee.
  if (bill.leaseUntil !== null) return 'wait';
  if (isOpen(bill)) return 'supersede';
  switch (bill.kind) {
    case 'failed':
      return 'withdraw-first';
    case 'booked':
    case 'written-back':
      return standsDespite(bill.state).includes(amendment) ? 'stands' : 'reverse';
    case 'reversal-needed':
      if (caseOf(bill.state)?.amendments.includes(amendment)) return 'deciding';
      // The case is about a later change in Kingdee: a decision that was already made is not asked for again.
      return standsDespite(bill.state).includes(amendment) ? 'stands' : 'reverse';
    case 'handled-outside':
      return bill.state.reversed === true ? 'gone' : 'outside';
    // Bills are excluded because they were paid in cash or by hand in Kingdee.
    case 'excluded':
      return 'outside';
    case 'superseded':
    case 'no-payment':
      return 'gone';
    default:
      return 'wait';
  }
}

const later = (a: AmendmentRow, b: AmendmentRow): number =>
  a.finishedAt - b.finishedAt || (a.businessId < b.businessId ? -1 : a.businessId > b.businessId ? 1 : 0);
export const oldestFirst = (rows: readonly AmendmentRow[]): AmendmentRow[] => [...rows].sort(later);

/**
 * Returns the approvals that an amendment replaces: its original, what the original replaced in turn, and earlier
 * amendments of any of them. DingTalk may link a second change to the first approval or to the previous change; in
 * both cases none of them may be paid beside it.
 */
export function replacedBy(amendment: AmendmentRow, all: readonly AmendmentRow[]): Set<string> {
  const replaced = new Set<string>(amendment.originalInstanceId === null ? [] : [amendment.originalInstanceId]);
  const others = all.filter(({ processInstanceId }) => processInstanceId !== amendment.processInstanceId);
  for (let before = -1; before !== replaced.size; ) {
    before = replaced.size;
    for (const other of others) {
      const original = other.originalInstanceId;
      if (original === null) continue;
      if (replaced.has(other.processInstanceId)) replaced.add(original);
      else if (replaced.has(original) && later(other, amendment) < 0) replaced.add(other.processInstanceId);
    }
  }
  replaced.delete(amendment.processInstanceId);
  return replaced;
}

const WORD = { MODIFY: '修改', REVOKE: '撤销' } as const;
/** How far Kingdee got with a booked bill; never plain 已入账 if it is not audited (product.md §1). */
const STANDING: Readonly<Record<Reached, string>> = {
  none: '已入账',
  saved: '已保存未审核',
  submitted: '已提交',
  audited: '已入账',
};
const numberOf = (bill: NumberedBill): string => bill.kingdeeNo ?? bill.billNo;

/** Returns "审批已被 202611… 修改", shown on a voided bill and on its voided approval. */
export const voidedBy = ({ businessId, action }: AmendmentRow): string => `审批已被 ${businessId} ${WORD[action]}`;

/**
 * Returns the reversal case of a booked bill whose approval was changed; keeps the causes that Kingdee's changes added meanwhile.
 * @param bills number of bills of the approval; if there are several, `baseFen` is the sum of all of them.
 */
export function amendedCase(
  bill: Pick<
    PushBill,
    'kingdeeNo' | 'billNo' | 'reached' | 'baseFen' | 'payee' | 'businessId' | 'state' | 'sentForm' | 'targetForm'
  >,
  amendment: AmendmentRow,
  now: number,
  bills = 1,
): ReversalCase {
  const { action, businessId, formTotalFen } = amendment;
  const open = caseOf(bill.state);
  const yuan = (fen: bigint | null): string => (fen === null ? '—' : formatAmount(fromFen(fen)));
  const cause = action === 'MODIFY' ? 'modified' : 'revoked';
  const gone = action === 'REVOKE';
  return {
    causes: [cause, ...(open?.causes ?? []).filter((each) => each !== cause)],
    against: 'approval',
    lines: [
      { label: '审批编号', sent: bill.businessId, now: businessId },
      { label: '审批', sent: '已通过', now: gone ? '已撤销' : '已修改' },
      {
        label: bills > 1 ? `金额（整张审批，${bills} 张付款单）` : '金额',
        sent: yuan(bill.baseFen),
        now: gone ? null : yuan(formTotalFen),
      },
    ],
    sentence: `${voidedBy(amendment)}，这时${calledOf(bill)} ${numberOf(bill)} 在金蝶${STANDING[bill.reached]}。钉蝶不会自己冲销，也不会另外再付。`,
    nextStep: amendedNextStep(cause),
    since: open?.since ?? now,
    amendments: [...new Set([...(open?.amendments ?? []), amendment.processInstanceId])],
    held: open?.held ?? null,
    ...(open?.unbooked ? { unbooked: true } : {}),
  };
}

/** Returns the notes of a halted bill whose approval was changed; null if they mention this amendment already. */
export function withdrawFirst(
  bill: NumberedBill & FormedBill & Pick<MovingBill, 'state'>,
  amendment: AmendmentRow,
  now: number,
): (NotesOf<'failed'> & { trouble: Trouble }) | null {
  const told = amendedBy(bill.state);
  if (told.includes(amendment.processInstanceId)) return null;
  return {
    ...carriedTo('failed', bill.state),
    amendedBy: [...told, amendment.processInstanceId],
    // The bill no longer waits for Kingdee's people.
    handedOver: undefined,
    trouble: {
      class: 'stopped',
      step: 'submit',
      since: now,
      messages: [],
      ...underNewSentence(bill.state),
      sentence: `${voidedBy(amendment)}，金蝶里还有没做完的${calledOf(bill)} ${numberOf(bill)}。剩下的步骤不会再做。`,
      nextStep: '先撤回并删除金蝶里的单据，这张随后自动作废。',
    },
  };
}

/** Returns why the bill of a changed approval must wait for this earlier bill; null if it need not wait. */
export function waitsFor(
  bill: NumberedBill & Pick<MovingBill, 'reached'> & Partial<Pick<PushBill, 'part' | 'kind'>>,
  effect: Effect,
  sums: { before: bigint | null; now: bigint | null } = { before: null, now: null },
): Awaits | null {
  const number = numberOf(bill);
  switch (effect) {
    case 'wait':
      return { standing: true, sentence: `原单 ${number} 正在推送或存疑，等它有结果再处理这张修改单。` };
    case 'unread':
      return { standing: true, sentence: `原单 ${number} 存的内容读不出来，可能已在金蝶；恢复后再处理这张修改单。` };
    case 'withdraw-first':
      return { standing: true, sentence: `原单 ${number} 在金蝶里还有单据，先撤回并删除它。` };
    case 'reverse':
    case 'deciding':
      return { standing: true, sentence: `原单 ${number} ${STANDING[bill.reached]}，先在金蝶冲销。` };
    case 'stands':
      return {
        standing: true,
        sentence: `原单 ${number} 已确认仍然有效，这张修改单不能再付。${bill.part ? OTHER_PARTS : ''}`,
      };
    case 'outside':
      return {
        standing: false,
        sentence: `原单 ${number} ${bill.kind === 'excluded' ? EXCLUDED : OUTSIDE}${differenceWords(sums)}通过后会付整张的金额：确认原来的没有付过再取消挂起；付过的请“排除”，差额另外处理。`,
      };
    case 'supersede':
      // The bill could not be voided because another actor was changing it. The next pass tries again.
      return { standing: true, sentence: `原单 ${number} 刚有变动，等它作废。` };
    case 'gone':
      return null;
  }
}

/**
 * Returns the instance ids of changed approvals of which an earlier bill is paid or may be paid. @param bills by instance
 * id, of all replaced approvals. @param unread bills that cannot be read; nobody knows where they stand.
 */
export function standingOriginals(
  rows: readonly AmendmentRow[],
  bills: ReadonlyMap<
    string,
    readonly Pick<PushBill, 'kind' | 'reached' | 'state' | 'leaseUntil' | 'kingdeeNo' | 'billNo'>[]
  >,
  unread: readonly Pick<PushBill, 'processInstanceId'>[] = [],
): Set<string> {
  const standing = rows.filter((row) => {
    const replaced = replacedBy(row, rows);
    if (unread.some(({ processInstanceId }) => replaced.has(processInstanceId))) return true;
    return [...replaced]
      .flatMap((id) => bills.get(id) ?? [])
      .some((bill) => waitsFor(bill, effectOn(bill, row.processInstanceId))?.standing === true);
  });
  return new Set(standing.map(({ processInstanceId }) => processInstanceId));
}

const OUTSIDE = '已按线下处理归档（启用之前的期初也在内），多半已用别的方式付过。';
const EXCLUDED = '已排除，可能已用别的方式付过（现金、在金蝶手工付）。';

/** For an approval with several bills of which one stands: the bills that were voided with the change are not paid by this program. */
const OTHER_PARTS = '原审批分成几张单据，随修改作废的那几张没有付过：还该付的，在金蝶里线下处理。';

function differenceWords({ before, now }: { before: bigint | null; now: bigint | null }): string {
  const yuan = (fen: bigint): string => `¥${formatAmount(fromFen(fen))}`;
  if (before === null || now === null)
    return `原来${before === null ? '金额未知' : yuan(before)}，改成${now === null ? '金额未知' : yuan(now)}。`;
  if (before === now) return `金额没有变，都是 ${yuan(now)}。`;
  const more = now > before;
  return `原来 ${yuan(before)}，改成 ${yuan(now)}，${more ? '多' : '少'} ${yuan(more ? now - before : before - now)}。`;
}

/** The original was read but left out by this program: it has no bill. */
export const LEFT_OUT_ORIGINAL: Awaits = {
  standing: false,
  sentence: '这张是对另一条已通过审批的修改，原审批没有收进钉蝶，可能已经付过。确认没有付过再取消挂起。',
};

/** No bill and no approval of the original is known here. */
export const UNKNOWN_ORIGINAL: Awaits = {
  standing: false,
  sentence: '这张是对另一条已通过审批的修改，钉蝶里没有原审批，可能已经付过。确认没有付过再取消挂起。',
};
