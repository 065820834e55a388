import type { BillDetail, PairValue } from '@dingdee/shared/bill-detail';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import { type Amount, parseAmount } from '@dingdee/shared/money';
import * as z from 'zod/mini';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { statusWord } from '../../connectors/kingdee/answer/status-words.js';
import { SYSTEM } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { amendedBy, type BillNotes, pushTroubleOf, type Trouble } from '../../domain/bill/bill-notes.js';
import { namedField } from './named-field.js';

/** Steps of a withdrawal: a withdrawal that stopped was refused by Kingdee, or not finished. */
const INVERSE: ReadonlySet<string> = new Set(['unsubmit', 'unaudit', 'delete']);
/** Next steps of a halted bill whose approval was changed or cancelled. */
const ONLY_OUT = {
  first: '审批改过或撤销了，不能再继续：先撤回并删除金蝶里的单据，这张随后自动作废。',
  afterRefusal: '审批改过或撤销了，不能再继续：先在金蝶按上面的原因处理好，再撤回并删除，这张随后自动作废。',
} as const;
const IN_TROUBLE: ReadonlySet<BillStateKind> = new Set(['failed', 'in-doubt', 'reversal-needed']);

/** Returns why a bill has stopped, in an accountant's words; null if it has not. */
export function troubleOf(bill: {
  kind: BillStateKind;
  notes: BillNotes;
  reason: string | null;
  since: number;
  nextProbeAt: number | null;
  /** Our values, shown next to those in Kingdee. */
  ours: Ours;
  /** All values of the bill. */
  pairs: readonly PairValue[];
}): BillDetail['trouble'] {
  if (!IN_TROUBLE.has(bill.kind)) return null;
  const nextProbeAt = bill.kind === 'in-doubt' ? bill.nextProbeAt : null;
  const { trouble } = bill.notes;
  const push = pushTroubleOf(bill.notes);
  const found = trouble?.sentence
    ? trouble
    : {
        class: trouble?.class ?? bill.kind,
        sentence: bill.reason ?? FALLBACK,
        nextStep: '打开历史看最后一步，或请管理员处理。',
        since: bill.since,
      };
  const { sentence, since } = found;
  // Whatever the last sentence was, continuing is never among the next steps of such a bill.
  const only = bill.kind === 'failed' && amendedBy(bill.notes).length > 0;
  const withdrawn = push !== null && INVERSE.has(push.step);
  return {
    class: only ? 'amended' : found.class,
    sentence: maskText(sentence),
    nextStep: only ? (withdrawn ? ONLY_OUT.afterRefusal : ONLY_OUT.first) : maskText(found.nextStep),
    since,
    nextProbeAt,
    path: push && namedField({ fields: push.fields ?? [], messages: push.messages }, bill.pairs),
    compare: push && sideBySide(bill.ours, push),
  };
}

export interface Ours {
  billNo: string;
  thirdBillNo: string;
  orgNumber: string;
  currency: string;
  amount: Amount | null;
}

function sideBySide(
  ours: Ours,
  { stored, differs }: Pick<Trouble, 'stored' | 'differs'>,
): NonNullable<BillDetail['trouble']>['compare'] {
  if (!stored || stored.length === 0) return null;
  return {
    ours: { ...ours, kingdeeId: null, status: null },
    stored: stored.map(({ id, status, total, ...bill }) => ({
      ...bill,
      kingdeeId: id,
      status: statusWord(status),
      amount: parseAmount(total),
    })),
    differs: [...(differs ?? [])],
  };
}

const sent = z.object({ header: z.record(z.string(), z.string()) });
/** Returns Kingdee's number of the currency that was sent; null if no payload is stored. @param draft JSON of bill_content.draft. */
export function currencyOf(draft: string | null): string | null {
  const read = draft === null ? null : sent.safeParse(JSON.parse(draft));
  return read?.success ? (read.data.header[PAYMENT_FORM.head.currency] ?? null) : null;
}

/** Returns who handed the bill over（交给金蝶处理） and when; null if nobody did. */
export const handedOverOf = (kind: BillStateKind, { handedOver }: BillNotes): BillDetail['handedOver'] =>
  kind === 'failed' && handedOver ? { by: handedOver.byName, at: handedOver.at } : null;

const PARKED: ReadonlySet<BillStateKind> = new Set(['held', 'excluded', 'handled-outside', 'no-payment']);
/** Returns the user id of the person who held the bill, excluded it or marked it as 无需付款; null if the program did, or the bill is not put aside. */
export const parkedByOf = (kind: BillStateKind, { by, reversed }: BillNotes): string | null =>
  // For a reversed bill, `by` is the person who pushed it.
  PARKED.has(kind) && reversed === undefined && by !== undefined && by !== SYSTEM.userId ? by : null;

const FALLBACK = '这张单据停下了，原因没有记录。不要手工重录，先在金蝶按单据编号查一下。';
