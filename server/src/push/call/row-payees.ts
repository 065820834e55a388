import { fromFen, toFen } from '@dingdee/shared/money';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { maskAccount } from '../../domain/bill/account-mask.js';
import type { PaidRow } from '../../domain/bill/bill-notes.js';

/** Not the bank's name: with the same account and holder it is no other payee, and Kingdee may put its own wording there. */
const { rows: ROWS, row: ROLES } = PAYMENT_FORM;
const EACH = [ROLES.account, ROLES.holder];
const labelOf = (field: string): string => ROWS[field]?.label ?? field;

/**
 * Whether Kingdee holds a unit of another kind: a supplier may have the number of an employee. Kinds are told by the names of their
 * forms; what is no such name, because a site answers something else there, says nothing.
 */
export const isOtherKind = (sent: string | undefined, held: string | undefined): boolean =>
  sent !== held && isKind(sent) && isKind(held);
const isKind = (name: string | undefined): boolean =>
  name !== undefined && Object.hasOwn(PAYMENT_FORM.valueWords, name);

/** What of a row says who gets how much. */
export const paidRow = ({ amount, fields }: PaidRow): PaidRow => ({
  amount,
  fields: Object.fromEntries(EACH.flatMap((field) => (fields[field] ? [[field, fields[field]]] : []))),
});

/**
 * Whether Kingdee's rows pay somebody whom ours do not. Compared is how much each payee gets, not row by row: whoever enters a bill in
 * Kingdee by hand may order its rows anew, or put two of one payee together. A field that was not sent, or that Kingdee does not show,
 * says nothing.
 * @returns the labels of the fields that differ, each once; empty where none does.
 */
export const otherPayees = (sent: readonly PaidRow[], held: readonly PaidRow[]): string[] =>
  otherPayeeFields(sent, held).map(labelOf);

/** The same, with what each side says in the field, accounts masked: the values in the order of its rows, each once. */
export const payeeDifferences = (
  sent: readonly PaidRow[],
  held: readonly PaidRow[],
): { label: string; sent: string; now: string }[] =>
  otherPayeeFields(sent, held).map((field) => ({
    label: labelOf(field),
    sent: valuesOf(field, sent),
    now: valuesOf(field, held),
  }));

const valuesOf = (field: string, rows: readonly PaidRow[]): string =>
  [...new Set(rows.map(({ fields }) => maskAccount(fields[field]?.trim() || '—')))].join('、');

function otherPayeeFields(sent: readonly PaidRow[], held: readonly PaidRow[]): string[] {
  const other: string[] = EACH.filter((field) => paysOther([field], sent, held));
  // Whose is whose: names that were exchanged between two accounts leave the sum of each as it was.
  if (other.length === 0 && paysOther(EACH, sent, held)) other.push(ROLES.holder);
  return other;
}

interface Paid {
  total: string | undefined;
  rows: readonly PaidRow[];
}

/**
 * The rows of both sides as they are to be compared: in full where the totals agree. Of another total nobody's share can be as it was, so
 * each payee counts once and the same, and only somebody who got nothing before is another payee.
 */
export const rowsToCompare = (sent: Paid, held: Paid): [sent: readonly PaidRow[], held: readonly PaidRow[]] =>
  sent.total === held.total ? [sent.rows, held.rows] : [whoIsPaid(sent.rows), whoIsPaid(held.rows)];

function whoIsPaid(rows: readonly PaidRow[]): PaidRow[] {
  const each = new Map(rows.map(({ fields }) => [EACH.map((field) => plain(fields[field])).join('\n'), fields]));
  return [...each.values()].map((fields) => ({ amount: fromFen(1n), fields }));
}

/** What Kingdee pays somebody beyond what we sent for them must fit into the rows of ours that name nobody. */
function paysOther(by: readonly string[], sent: readonly PaidRow[], held: readonly PaidRow[]): boolean {
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

/** Spaces within an account or a name make no other one. */
const plain = (text: string | undefined): string => (text ?? '').replace(/\s/gu, '');

/** 分 per payee. */
function sums(by: readonly string[], rows: readonly PaidRow[]): Map<string, bigint> {
  const found = new Map<string, bigint>();
  for (const { amount, fields } of rows) {
    const parts = by.map((field) => plain(fields[field]));
    const payee = parts.includes('') ? NOBODY : JSON.stringify(parts);
    found.set(payee, (found.get(payee) ?? 0n) + toFen(amount));
  }
  return found;
}
