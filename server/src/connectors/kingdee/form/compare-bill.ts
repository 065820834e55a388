import { maskAccount, maskBoth } from '../../../domain/bill/account-mask.js';
import { type Numbering, type PaymentBillDraft, targetOf } from '../../../domain/draft/payment-bill.js';
import { accountsOfRow, type TargetField, type TargetFields } from '../../../domain/draft/target-form.js';
import type { StoredBill } from '../../target.js';
import { plainDecimal } from '../answer/exact-json.js';
import { kingdeeForm } from '../forms/kingdee-forms.js';
import { placeDepartment } from './form-shape.js';
import { carriedKey } from './stored-bills.js';
import { OUR_NUMBERS } from './to-kingdee.js';

/** Difference between one value that we sent and the value in Kingdee. */
export interface Difference {
  /** "header.contactUnit", "rows[0].costItem", "rows[0].amount", "rows", "total", "form", "billNo", "thirdBillNo", "cancelled". */
  path: string;
  label: string;
  /** Accounts are masked. "" if nothing was sent and the system filled the field by itself. */
  predicted: string;
  /** Accounts are masked. Null if the key was sent and the read-back lacks it: Kingdee dropped or emptied it (kingdee.md §12). */
  stored: string | null;
}

const same = (type: TargetField['type'] | undefined, a: string, b: string): boolean =>
  type === 'rate'
    ? plainDecimal(a) === plainDecimal(b)
    : a.trimEnd() === b.trimEnd() || (type === undefined && sameOwn(a, b));

/** A field of the customer's own is sent as it was mapped; Kingdee answers a day with a time of zero, and a number with as many digits as it keeps. */
const sameOwn = (sent: string, found: string): boolean =>
  (/^\d{4}-\d{2}-\d{2}$/.test(sent) &&
    /^[T ]00:00:00(\.0+)?$/.test(found.slice(sent.length)) &&
    found.startsWith(sent)) ||
  (NUMBER.test(sent) && NUMBER.test(found) && plainDecimal(sent) === plainDecimal(found));
/** A number without leading zeros: 007 is a code. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/**
 * Compares the sent draft with the stored bill. Only sent values are compared, since Kingdee adds defaults of its own; an account that it adds to a
 * row is a difference (decision 172).
 * @param send how the bill was saved: a number that Kingdee gives is no difference.
 * @returns every difference; empty if the bill is what was approved.
 */
export function compare(draft: PaymentBillDraft, stored: StoredBill, send: Numbering = OUR_NUMBERS): Difference[] {
  const form = kingdeeForm(targetOf(draft));
  const sent = placeDepartment(draft, stored.departmentIn ?? ['header']);
  const differences: Difference[] = [];
  const differ = (path: string, label: string, predicted: string, found: string | null) =>
    differences.push({ path, label, predicted, stored: found });
  const fields = (
    at: string,
    prefix: string,
    known: TargetFields,
    ours: Readonly<Record<string, string>>,
    theirs: Readonly<Record<string, string>>,
  ) => {
    for (const [name, predicted] of Object.entries(ours)) {
      if (predicted === '') continue;
      const found = theirs[name];
      if (found !== undefined && same(known[name]?.type, predicted, found)) continue;
      const label = `${prefix}${known[name]?.label ?? name}`;
      const [one, other] = known[name]?.masked ? maskBoth(predicted, found ?? '') : [predicted, found ?? ''];
      differ(`${at}.${name}`, label, one, found === undefined ? null : other);
    }
  };

  const held = kingdeeForm(stored.form);
  if (held !== form) differ('form', '单据', form.label, held.label);
  if (send.numbering === 'ours' && stored.billNo !== sent.billNo)
    differ('billNo', '单据编号', sent.billNo, stored.billNo);
  for (const field of new Set([form.keyField, send.keyField])) {
    const carried = carriedKey(stored, field);
    const label = field === form.keyField ? '第三方单据编号' : field;
    if (carried !== sent.thirdBillNo) differ('thirdBillNo', label, sent.thirdBillNo, carried || null);
  }
  if (stored.cancelled) differ('cancelled', '作废状态', '未作废', '已作废');
  if (stored.total !== sent.total) differ('total', '单据金额', sent.total, stored.total);
  fields('header', '', form.header, sent.header, stored.header);
  if (stored.rows.length !== sent.rows.length)
    differ('rows', '明细行数', String(sent.rows.length), String(stored.rows.length));
  for (const [index, row] of sent.rows.entries()) {
    const theirs = stored.rows[index];
    if (!theirs) continue;
    const prefix = `第 ${index + 1} 行 `;
    if (theirs.amount !== row.amount)
      differ(
        `rows[${index}].amount`,
        `${prefix}${form.rows[form.row.amount]?.label ?? '金额'}`,
        row.amount,
        theirs.amount,
      );
    fields(`rows[${index}]`, prefix, form.rows, row.fields, theirs.fields);
    for (const name of filledIn(accountsOfRow(form), row.fields, theirs.fields)) {
      const { label = name, masked } = form.rows[name] ?? {};
      const added = theirs.fields[name] ?? '';
      differ(`rows[${index}].${name}`, `${prefix}${label}`, '', masked ? maskAccount(added) : added);
    }
  }
  return differences;
}

type Values = Readonly<Record<string, string>>;
const blank = (value: string | undefined): boolean => (value ?? '').trim() === '';
/** Returns the fields among `names` that were sent blank, or not at all, and have a value now. */
export const filledIn = (names: readonly string[], sent: Values, held: Values): string[] =>
  names.filter((name) => blank(sent[name]) && !blank(held[name]));
