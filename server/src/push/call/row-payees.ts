import { type Amount, toFen } from '@dingdee/shared/money';
import { ROW_FIELDS } from '../../domain/draft/payment-bill.js';

/** A row as it was sent or as Kingdee stores it, as far as it says who gets how much. */
export interface PaidRow {
  amount: Amount;
  fields: Readonly<Record<string, string>>;
}

/** Not the bank's name: with the same account and holder it is no other payee, and Kingdee may put its own wording there. */
const EACH = ['oppositeAccount', 'oppositeName'] as const;
type Payee = (typeof EACH)[number];

/**
 * Whether Kingdee's rows pay somebody whom ours do not. Compared is how much each payee gets, not row by row: whoever enters a bill in
 * Kingdee by hand may order its rows anew, or put two of one payee together. A field that was not sent, or that Kingdee does not show,
 * says nothing.
 * @returns the labels of the fields that differ, each once; empty where none does.
 */
export function otherPayees(sent: readonly PaidRow[], held: readonly PaidRow[]): string[] {
  const other = EACH.filter((field) => paysOther([field], sent, held));
  // Whose is whose: names that were exchanged between two accounts leave the sum of each as it was.
  if (other.length === 0 && paysOther(EACH, sent, held)) other.push('oppositeName');
  return other.map((field) => ROW_FIELDS[field].label);
}

/** What Kingdee pays somebody beyond what we sent for them must fit into the rows of ours that name nobody. */
function paysOther(by: readonly Payee[], sent: readonly PaidRow[], held: readonly PaidRow[]): boolean {
  const left = sums(by, sent);
  const open = left.get(NOBODY) ?? 0n;
  let beyond = 0n;
  for (const [payee, fen] of sums(by, held)) {
    const more = fen - (left.get(payee) ?? 0n);
    if (payee !== NOBODY && more > 0n) beyond += more;
  }
  return sent.length > 0 && beyond > open;
}

const NOBODY = '';

/** 分 per payee; spaces within an account or a name make no other one. */
function sums(by: readonly Payee[], rows: readonly PaidRow[]): Map<string, bigint> {
  const found = new Map<string, bigint>();
  for (const { amount, fields } of rows) {
    const parts = by.map((field) => (fields[field] ?? '').replace(/\s/gu, ''));
    const payee = parts.includes('') ? NOBODY : JSON.stringify(parts);
    found.set(payee, (found.get(payee) ?? 0n) + toFen(amount));
  }
  return found;
}
