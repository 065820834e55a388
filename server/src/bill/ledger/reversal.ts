import type { BillDetail, Reversal } from '@dingdee/shared/bill';
import { reversal as reversalShape } from '@dingdee/shared/bill';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import * as z from 'zod/mini';
import { clock } from '../../database/clock.js';
import { maskText } from '../../domain/bill/account-mask.js';
import type { BillRef, Move } from './bill-ledger.js';
import { type Asked, askedWords, withoutAsked } from './second-person.js';

/** A bill that Kingdee holds and that may not stand: kept in bill.state, shown side by side, settled by a person (product.md §1). */
export interface ReversalCase extends Reversal {
  sentence: string;
  nextStep: string;
  since: number;
  /** Instance ids of the approvals that changed or cancelled this one. */
  amendments: readonly string[];
  /** What Kingdee held when last asked; null where it holds nothing, or the case is not about Kingdee. */
  held: Held | null;
  /** Kingdee went on with it in another form before we could book it: where it stands after all, it is booked then. */
  unbooked?: boolean;
}

/** A bill in Kingdee, as far as a change of it matters. */
export interface Held {
  status: string;
  total: string;
  contactUnit: string;
  /** Absent in what was kept before they were compared. */
  receivingUnit?: string | undefined;
  orgNumber?: string | undefined;
  currency?: string | undefined;
  cancelled: boolean;
  /** Kingdee Ids of other bills under our keys. */
  others: readonly string[];
}
const heldShape = z.object({
  status: z.string(),
  total: z.string(),
  contactUnit: z.string(),
  receivingUnit: z.optional(z.string()),
  orgNumber: z.optional(z.string()),
  currency: z.optional(z.string()),
  cancelled: z.boolean(),
  others: z.array(z.string()),
});
/** @param json JSON text or null. */
export function readHeld(json: string | null): Held | null {
  const read = json === null ? null : heldShape.safeParse(JSON.parse(json));
  return read?.success ? read.data : null;
}

/** What of bill.state is about changes after booking; everything may be missing. */
const caseShape = z.extend(reversalShape, {
  sentence: z.string(),
  nextStep: z.string(),
  since: z.number(),
  amendments: z.array(z.string()),
  held: z.nullable(heldShape),
  unbooked: z.optional(z.boolean()),
});
const awaitsShape = z.object({ standing: z.boolean(), sentence: z.string() });
const idsShape = z.array(z.string());

/** The case of a bill; null for one without. */
export function caseOf(state: Readonly<Record<string, unknown>>): ReversalCase | null {
  const read = caseShape.safeParse(state.reversal);
  return read.success ? read.data : null;
}

/** Amendments despite which a person said that the bill stands. */
export function standsDespite(state: Readonly<Record<string, unknown>>): readonly string[] {
  const read = idsShape.safeParse(state.standsDespite);
  return read.success ? read.data : [];
}

/** Amendments that a halted bill has been told of. */
export function amendedBy(state: Readonly<Record<string, unknown>>): readonly string[] {
  const read = idsShape.safeParse(state.amendedBy);
  return read.success ? read.data : [];
}

/** Why a changed approval's own bill is held; `standing`: Kingdee holds the original, so nobody may release it. */
export interface Awaits {
  standing: boolean;
  sentence: string;
}
export function awaitsOf(state: Readonly<Record<string, unknown>>): Awaits | null {
  const read = awaitsShape.safeParse(state.awaits);
  return read.success ? read.data : null;
}

/** A case as the bill's page shows it, accounts masked. @param keep numbers that are no accounts. */
export function reversalOf(kind: BillStateKind, state: string, keep: readonly string[]): BillDetail['reversal'] {
  const found = kind === 'reversal-needed' ? caseOf(JSON.parse(state || '{}')) : null;
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

/** Kingdee holds another payment than the approvals say now: that it stands all the same is nobody's word alone. */
export const isOtherPayment = ({ causes }: Pick<ReversalCase, 'causes'>): boolean =>
  causes.some((cause) => CONTENT.has(cause) || AMENDED.has(cause));
/** Causes by which Kingdee holds other content than was sent. */
export const CONTENT: ReadonlySet<string> = new Set(['two-found', 'amount', 'payee', 'organisation', 'currency']);
/** Causes by which what was sent is no longer what is approved. */
const AMENDED: ReadonlySet<string> = new Set(['modified', 'revoked']);

/** One person says what became of it; the case stays open for another, who says the same or the opposite. */
export function askedMove(
  bill: BillRef & { state: Readonly<Record<string, unknown>> },
  found: ReversalCase | null,
  asked: Asked & { what: 'stands' | 'reversed' },
): Move {
  const { sentence, since } = found ?? { sentence: '', since: clock.now() };
  const confirm = asked.seen === 'unanswered' ? CONFIRM.unanswered : CONFIRM[asked.what];
  const nextStep = `${askedWords(asked)}：${confirm}`;
  return {
    bill,
    to: 'reversal-needed',
    data: { ...bill.state, trouble: { class: 'reversal', sentence, nextStep, since }, asked },
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
  reversed: '金蝶里还有这张付款单。看过确实已用别的单据冲销，就写明理由，点“已在金蝶冲销”；没有冲销，点“仍然有效”。',
  /** 已在金蝶冲销, where Kingdee gave no answer. */
  unanswered:
    '请求时问不到金蝶，还在不在不知道。先在金蝶看一眼：确实已用别的单据冲销的，写明理由，点“已在金蝶冲销”；没有冲销，点“仍然有效”。',
} as const;

/** What is to be done about a booked bill whose approval was changed or cancelled, as long as Kingdee holds the bill. */
export const amendedNextStep = (cause: 'modified' | 'revoked'): string =>
  cause === 'revoked'
    ? '先在金蝶冲销这张付款单，再点“已在金蝶冲销”；钱确实该付就点“仍然有效”。'
    : '先在金蝶冲销这张付款单，再点“已在金蝶冲销”，修改后的单据才能推送；以这张为准就点“仍然有效”。';

/** Nothing is left to be done about it, and no list gives a reason. */
export const NOTHING_TO_DO = { action: 'none', reason: null, reason_key: '', reason_rank: 9 } as const;

/** Opens a case, or brings an open one up to date. The bill's other notes (who pushed it, in which order) stay. */
export function reversalMove(bill: BillRef & { state: Readonly<Record<string, unknown>> }, found: ReversalCase): Move {
  const { sentence, nextStep, since, causes } = found;
  const open = bill.kind === 'reversal-needed';
  return {
    bill,
    to: 'reversal-needed',
    data: { ...withoutAsked(bill.state), trouble: { class: 'reversal', sentence, nextStep, since }, reversal: found },
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

/** It stands after all: by itself, or because a person says so. One that was never booked is booked now, and its approval is to be told. */
export function standsMove(
  bill: BillRef & { state: Readonly<Record<string, unknown>> },
  how: { action: 'reversal-recovered' | 'stands'; detail: unknown; despite: readonly string[] },
): Move {
  const { trouble: _, reversal: __, ...rest } = withoutAsked(bill.state);
  return {
    bill,
    to: caseOf(bill.state)?.unbooked ? 'booked' : 'written-back',
    data: { ...rest, standsDespite: [...new Set([...standsDespite(bill.state), ...how.despite])] },
    patch: NOTHING_TO_DO,
    action: how.action,
    detail: how.detail,
  };
}
