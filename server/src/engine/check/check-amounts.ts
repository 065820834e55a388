import { type Amount, formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import type { SchemeContent } from '@dingdee/shared/scheme';
import type { Issues } from '../../domain/draft/issues.js';
import { rowsWords } from '../../domain/draft/provenance-words.js';
import type { MappedRow } from '../field/map-rows.js';
import { amountOf, illegibleAmount } from '../source/amount-text.js';
import type { ApprovalSource } from '../source/approval-source.js';

/** Amounts are stored in 分 below 2^53 (architecture.md, decision 6). */
const LARGEST_FEN = 2n ** 53n;

export interface Totals {
  /** Σ rows; null unless every row has an amount. */
  rows: Amount | null;
  form: Amount | null;
}

/** Checks that every row of the details and the total are above zero, and that Σ rows = the form's total, to the cent (product.md §4). */
export function checkAmounts(
  rows: readonly MappedRow[],
  content: SchemeContent,
  source: ApprovalSource,
  issues: Issues,
): Totals {
  let sum = 0n;
  let complete = rows.length > 0;
  for (const { amount, place, of } of rows) {
    if (amount === null) complete = false;
    else {
      const fen = toFen(amount);
      sum += fen;
      if (fen <= 0n)
        issues.coded('red', 'not-positive', `rows[${place}].amount`, {
          of: 'row',
          rows: rowsWords(of),
          amount: formatAmount(amount),
        });
    }
  }
  if (sum >= LARGEST_FEN || sum <= -LARGEST_FEN) {
    issues.coded('red', 'invalid-amount', 'total', { of: 'sum' });
    return { rows: null, form: null };
  }
  const total = complete ? fromFen(sum) : null;
  if (total !== null && sum <= 0n)
    issues.coded('red', 'not-positive', 'total', { of: 'total', amount: formatAmount(total) });
  return { rows: total, form: compareWithForm(total, rows, content, source, issues) };
}

function compareWithForm(
  total: Amount | null,
  rows: readonly MappedRow[],
  content: SchemeContent,
  source: ApprovalSource,
  issues: Issues,
): Amount | null {
  const read = source.read(content.totalFrom, null);
  const { text, label, unreadable } = read;
  if (unreadable) {
    issues.coded('red', 'unreadable', 'total', { of: 'total', label });
    return null;
  }
  if (text === '') {
    issues.coded('amber', 'no-form-total', 'total', { label });
    return null;
  }
  const form = amountOf(read);
  if (form === null) {
    issues.coded('red', 'invalid-amount', 'total', { of: 'control', label, ...illegibleAmount(read) });
    return null;
  }
  const fen = toFen(form);
  if (fen >= LARGEST_FEN || fen <= -LARGEST_FEN) {
    issues.coded('red', 'invalid-amount', 'total', { of: 'control-range', label });
    return null;
  }
  if (total !== null && form !== total) {
    const gap = toFen(total) - fen;
    const width = gap < 0n ? -gap : gap;
    const suspect = rows.find(({ amount }) => amount !== null && toFen(amount) === gap);
    issues.coded('red', 'total-mismatch', 'total', {
      rows: formatAmount(total),
      form: formatAmount(form),
      gap: formatAmount(fromFen(width)),
      ...(suspect ? { at: rowsWords(suspect.of) } : {}),
    });
  }
  return form;
}
