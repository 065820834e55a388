import { type Amount, formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import type { Issues } from '../../domain/draft/issues.js';
import { type FormEntry, looseAmount } from '../source/form-amounts.js';
import { cut } from '../source/texts.js';

/** Labels that sum up the whole form, and nothing else: 合计金额, 申请付款金额, 报销总额(元). */
const TOTAL =
  /^(报销|付款|费用|支付|请款|申请(付款|报销|支付)?|申请)?(总金额|总额|合计金额|金额合计|合计|总计|金额)(\(.*\))?$/u;
/** Labels of what is paid now, as a part of the whole. */
const A_PART = /本次|本期|实(付|际|报|发)|应(付|发)/u;

/**
 * Adds an issue for a second total at the top of the form that no rule reads and that differs from the sum that the bill pays: a person looks. If the
 * scheme reads what is paid this time, the other total is the whole that it is a part of.
 */
export function checkOtherTotals(
  entries: readonly FormEntry[],
  isAmount: (entry: FormEntry) => boolean,
  total: Amount | null,
  formTotal: Amount | null,
  issues: Issues,
): void {
  if (total === null || entries.some((entry) => isAmount(entry) && A_PART.test(entry.comparable))) return;
  const agreed = new Set([toFen(total), ...(formTotal === null ? [] : [toFen(formTotal)])]);
  for (const entry of entries) {
    if (entry.table !== null || isAmount(entry) || !TOTAL.test(entry.comparable)) continue;
    const read = looseAmount(entry.text);
    if (read === null || agreed.has(toFen(read)) || toFen(read) === 0n) continue;
    issues.coded('amber', 'other-total', 'total', {
      label: cut(entry.label, 60),
      text: formatAmount(fromFen(toFen(read))),
      total: formatAmount(total),
    });
  }
}
