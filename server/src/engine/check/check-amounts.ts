import { type Amount, formatAmount, fromFen, parseAmount, toFen } from '@dingdee/shared/money';
import type { SchemeContent } from '@dingdee/shared/scheme';
import type { Issues } from '../../domain/draft/issues.js';
import { rowsWords } from '../../domain/draft/provenance-words.js';
import type { MappedRow } from '../field/map-rows.js';
import type { ApprovalSource } from '../source/approval-source.js';
import { cut } from '../source/texts.js';

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
        issues.red(
          'not-positive',
          `rows[${place}].amount`,
          `${rowsWords(of)}金额是 ${formatAmount(amount)}，付款单只收大于零的金额。请申请人更正，或线下处理。`,
        );
    }
  }
  if (sum >= LARGEST_FEN || sum <= -LARGEST_FEN) {
    issues.red('invalid-amount', 'total', '明细合计超过可以记账的范围。请申请人更正金额。');
    return { rows: null, form: null };
  }
  const total = complete ? fromFen(sum) : null;
  if (total !== null && sum <= 0n)
    issues.red(
      'not-positive',
      'total',
      `付款合计是 ${formatAmount(total)}，不能生成付款单。请申请人更正，或线下处理。`,
    );
  return { rows: total, form: compareWithForm(total, rows, content, source, issues) };
}

function compareWithForm(
  total: Amount | null,
  rows: readonly MappedRow[],
  content: SchemeContent,
  source: ApprovalSource,
  issues: Issues,
): Amount | null {
  const { text, label, unreadable } = source.read(content.totalFrom, null);
  if (unreadable) {
    issues.red('unreadable', 'total', `审批单的“${label}”无法读取，不能和明细核对。请申请人重新提交。`);
    return null;
  }
  if (text === '') {
    issues.amber('no-form-total', 'total', `审批单没有填“${label}”，明细合计没有可以核对的总金额。`);
    return null;
  }
  const form = parseAmount(text);
  if (form === null) {
    issues.red('invalid-amount', 'total', `审批单的“${label}”无法识别：“${cut(text, 40)}”。请申请人更正。`);
    return null;
  }
  const fen = toFen(form);
  if (fen >= LARGEST_FEN || fen <= -LARGEST_FEN) {
    issues.red('invalid-amount', 'total', `审批单的“${label}”超过可以记账的范围。请申请人更正金额。`);
    return null;
  }
  if (total !== null && form !== total) {
    const gap = toFen(total) - fen;
    const width = gap < 0n ? -gap : gap;
    const suspect = rows.find(({ amount }) => amount !== null && toFen(amount) === gap);
    const next = suspect ? `打开${rowsWords(suspect.of)}` : '逐行核对明细';
    issues.red(
      'total-mismatch',
      'total',
      `明细合计 ${formatAmount(total)}，表单总金额 ${formatAmount(form)}，差 ${formatAmount(fromFen(width))}。${next}`,
    );
  }
  return form;
}
