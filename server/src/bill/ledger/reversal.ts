import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import { clock } from '../../database/clock.js';
import { maskText } from '../../domain/bill/account-mask.js';
import {
  type Asked,
  type BillNotes,
  caseOf,
  type ReversalCase,
  standsDespite,
  withoutAsked,
} from '../../domain/bill/bill-notes.js';
import { carriedTo, shownNotes } from '../../domain/bill/stored-state.js';
import type { BillRef, Move } from './bill-ledger.js';
import { askedWords } from './second-person.js';

/** Returns a reversal case as the bill's page shows it, with masked accounts. @param keep numbers that are no accounts. */
export function reversalOf(kind: BillStateKind, state: string, keep: readonly string[]): BillDetail['reversal'] {
  const found = kind === 'reversal-needed' ? caseOf(shownNotes(kind, state)) : null;
  if (!found) return null;
  const { causes, against, lines } = found;
  return {
    causes,
    against,
    lines: lines.map(({ label, sent, now }) => ({
      label,
      sent: maskText(sent, keep, label),
      now: now === null ? null : maskText(now, keep, label),
    })),
  };
}

/**
 * Returns whether Kingdee holds another payment than the approvals say now, or none that is audited: one person alone cannot say that it
 * stands.
 */
export const isOtherPayment = ({ causes }: Pick<ReversalCase, 'causes'>): boolean =>
  causes.some((cause) => CONTENT.has(cause) || AMENDED.has(cause) || GONE.has(cause));
/** Causes by which Kingdee holds other content than was sent. */
export const CONTENT: ReadonlySet<string> = new Set([
  'two-found',
  'landed-late',
  'amount',
  'payee',
  'organisation',
  'currency',
]);
/** Causes by which Kingdee no longer pays by the bill: without the case nobody would see it again. */
const GONE: ReadonlySet<string> = new Set(['deleted', 'cancelled', 'un-audited']);
/** Causes by which the sent content is no longer the approved one. */
const AMENDED: ReadonlySet<string> = new Set(['modified', 'revoked']);

/** Returns the move of a first person's answer; the case stays open for a second person, who says the same or the opposite. */
export function askedMove(
  bill: BillRef & { state: BillNotes },
  found: ReversalCase | null,
  asked: Asked & { what: 'stands' | 'reversed' },
): Move<'reversal-needed'> {
  const { sentence, since } = found ?? { sentence: '', since: clock.now() };
  const seen = asked.seen === 'there' ? undefined : asked.seen;
  const confirm = CONFIRM[seen ?? asked.what];
  const nextStep = `${askedWords(asked)}：${confirm}`;
  return {
    bill,
    to: 'reversal-needed',
    data: {
      ...carriedTo('reversal-needed', bill.state),
      trouble: { class: 'reversal', sentence, nextStep, since },
      asked,
    },
    patch: {
      reason: `${sentence}${askedWords(asked)}。`.slice(0, 500),
      reason_key: `${asked.what}-asked`,
      reason_rank: 0,
    },
    action: `${asked.what}-asked`,
    detail: { reason: asked.reason, causes: found?.causes },
    stays: true,
  };
}
const CONFIRM = {
  stands: '同意就写明理由，点“仍然有效”；不同意先在金蝶冲销，再点“已在金蝶冲销”。',
  reversed: '金蝶里还有这张单据。看过确实已用别的单据冲销，就写明理由，点“已在金蝶冲销”；没有冲销，点“仍然有效”。',
  /** For 已在金蝶冲销 if Kingdee gave no answer. */
  unanswered:
    '请求时问不到金蝶，还在不在不知道。先在金蝶看一眼：确实已用别的单据冲销的，写明理由，点“已在金蝶冲销”；没有冲销，点“仍然有效”。',
  /** For 已在金蝶冲销 if Kingdee did not show the bill, once. */
  absent:
    '请求时金蝶里查不到这张单据，但只查过一次。先在金蝶看一眼：确实删除或冲销了的，写明理由，点“已在金蝶冲销”；还在，点“仍然有效”。',
} as const;

/** Returns what to do about a booked bill whose approval was changed or cancelled, as long as Kingdee holds the bill. */
export const amendedNextStep = (cause: 'modified' | 'revoked'): string =>
  cause === 'revoked'
    ? '先在金蝶冲销这张单据，再点“已在金蝶冲销”；钱确实该付就点“仍然有效”。'
    : '先在金蝶冲销这张单据，再点“已在金蝶冲销”，修改后的单据才能推送；以这张为准就点“仍然有效”。';

/** Columns of a bill that needs no action and has no reason in the lists. */
export const NOTHING_TO_DO = { action: 'none', reason: null, reason_key: '', reason_rank: 9 } as const;

/** Returns the move that opens a case, or updates an open one. The bill's other notes (who pushed it, in which order) stay. */
export function reversalMove(bill: BillRef & { state: BillNotes }, found: ReversalCase): Move<'reversal-needed'> {
  const { sentence, nextStep, since, causes } = found;
  const open = bill.kind === 'reversal-needed';
  return {
    bill,
    to: 'reversal-needed',
    data: {
      ...carriedTo('reversal-needed', withoutAsked(bill.state)),
      trouble: { class: 'reversal', sentence, nextStep, since },
      reversal: found,
    },
    patch: {
      action: 'reverse',
      reason: sentence.slice(0, 500),
      reason_key: `reversal:${causes[0] ?? ''}`,
      reason_rank: 0,
      next_attempt_at: null,
    },
    action: open ? 'reversal-news' : 'reversal',
    detail: { sentence, causes },
    ...(open ? { stays: true } : {}),
  };
}

/**
 * Returns the move of a bill that stands after all: by itself, or because a person says so. A bill that was never booked becomes booked
 * now, and its approval is notified.
 */
export function standsMove(
  bill: BillRef & { state: BillNotes },
  how: { action: 'reversal-recovered' | 'stands'; detail: unknown; despite: readonly string[] },
): Move<'booked' | 'written-back'> {
  return {
    bill,
    to: caseOf(bill.state)?.unbooked ? 'booked' : 'written-back',
    data: {
      ...carriedTo('written-back', bill.state),
      standsDespite: [...new Set([...standsDespite(bill.state), ...how.despite])],
    },
    patch: NOTHING_TO_DO,
    action: how.action,
    detail: how.detail,
  };
}
