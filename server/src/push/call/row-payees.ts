import { fromFen, toFen } from '@dingdee/shared/money';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { maskAccount, maskBoth } from '../../domain/bill/account-mask.js';
import type { PaidRow } from '../../domain/bill/bill-notes.js';

const { rows: ROWS, row: ROLES } = PAYMENT_FORM;
/**
 * Fields that are compared. The name of the bank is not compared: with the same account and holder the payee is the same, and Kingdee
 * may write the bank's name in its own way.
 */
const EACH = [ROLES.account, ROLES.holder];
const labelOf = (field: string): string => ROWS[field]?.label ?? field;

/**
 * Tells whether Kingdee holds a unit of another kind: a supplier may have the same number as an employee. Kinds are recognised by the
 * names of their forms. Another value, which some sites return in this field, does not count.
 */
export const isOtherKind = (sent: string | undefined, held: string | undefined): boolean =>
  sent !== held && isKind(sent) && isKind(held);
const isKind = (name: string | undefined): boolean =>
  name !== undefined && Object.hasOwn(PAYMENT_FORM.valueWords, name);

/** Returns the part of a row that says who is paid how much. */
export const paidRow = ({ amount, fields }: PaidRow): PaidRow => ({
  amount,
  fields: Object.fromEntries(EACH.flatMap((field) => (fields[field] ? [[field, fields[field]]] : []))),
});

/**
 * Returns the payee fields in which Kingdee's rows differ from ours. The comparison is by the amount of each payee, not row by row: a
 * person who enters a bill in Kingdee by hand may change the order of its rows, or merge two rows of one payee. A field that was not
 * sent, or that Kingdee does not show, does not count.
 * @returns the labels of the fields that differ, each once; empty if none differs.
 */
export const otherPayees = (sent: readonly PaidRow[], held: readonly PaidRow[]): string[] =>
  otherPayeeFields(sent, held).map(labelOf);

/** Returns the same fields with the values of both sides, accounts masked. The values are in the order of the rows, each once. */
export const payeeDifferences = (
  sent: readonly PaidRow[],
  held: readonly PaidRow[],
): { label: string; sent: string; now: string }[] =>
  otherPayeeFields(sent, held).map((field) => {
    const [before, now] = maskAll(valuesOf(field, sent), valuesOf(field, held));
    return { label: labelOf(field), sent: before, now };
  });

const valuesOf = (field: string, rows: readonly PaidRow[]): string[] => [
  ...new Set(rows.map(({ fields }) => fields[field]?.trim() || '—')),
];

/** Masks the values of both sides so that they do not look alike: the place of the difference is told only of one value beside another. */
function maskAll(sent: readonly string[], held: readonly string[]): [before: string, now: string] {
  const [[first = '', ...more], [second = '', ...others]] = [sent, held];
  if (more.length === 0 && others.length === 0) return maskBoth(first, second);
  const told = (each: readonly string[]): string => [...new Set(each.map(maskAccount))].join('、');
  const [before, now] = [told(sent), told(held)];
  return [before, before === now ? `${now}（尾号前面的数字不同）` : now];
}

function otherPayeeFields(sent: readonly PaidRow[], held: readonly PaidRow[]): string[] {
  const other: string[] = EACH.filter((field) => paysOther([field], sent, held));
  // Two names that were exchanged between two accounts leave the sum per name and per account unchanged, so both fields are compared
  // together.
  if (other.length === 0 && paysOther(EACH, sent, held)) other.push(ROLES.holder);
  return other;
}

interface Paid {
  total: string | undefined;
  rows: readonly PaidRow[];
}

/**
 * Returns the rows of both sides for the comparison: in full if the totals are equal. If the totals differ, no share can be the same;
 * then each payee counts once with the same amount, so that only a payee who got nothing before is a difference.
 */
export const rowsToCompare = (sent: Paid, held: Paid): [sent: readonly PaidRow[], held: readonly PaidRow[]] =>
  sent.total === held.total ? [sent.rows, held.rows] : [whoIsPaid(sent.rows), whoIsPaid(held.rows)];

function whoIsPaid(rows: readonly PaidRow[]): PaidRow[] {
  const each = new Map(rows.map(({ fields }) => [EACH.map((field) => plain(fields[field])).join('\n'), fields]));
  return [...each.values()].map((fields) => ({ amount: fromFen(1n), fields }));
}

/**
 * Tells whether Kingdee pays other payees. The amounts that Kingdee pays beyond what we sent must fit into those rows of ours that
 * name nobody.
 */
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

/** Removes spaces: an account or a name with other spaces is the same one. */
export const plain = (text: string | undefined): string => (text ?? '').replace(/\s/gu, '');

/** Sums the amounts per payee, in 分. */
function sums(by: readonly string[], rows: readonly PaidRow[]): Map<string, bigint> {
  const found = new Map<string, bigint>();
  for (const { amount, fields } of rows) {
    const parts = by.map((field) => plain(fields[field]));
    const payee = parts.includes('') ? NOBODY : JSON.stringify(parts);
    found.set(payee, (found.get(payee) ?? 0n) + toFen(amount));
  }
  return found;
}
