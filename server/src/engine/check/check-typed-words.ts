import { type Amount, formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import type { Issues } from '../../domain/draft/issues.js';
import { readAmountInWords } from '../source/amount-in-words.js';
import { type FormEntry, looseAmount } from '../source/form-amounts.js';
import { cut } from '../source/texts.js';

const IN_WORDS = /大写/u;
/** Parts of a label that are removed before a comparison: 付款金额（大写） → 付款金额. */
const DRESS = /大写|人民币|小写|元|[()\s:：_\-/]/gu;
/** Labels of another period or document: no amount of this form has to say the same. */
const OTHER_PAPER = /合同|累计|预算|历史|年度|上期/u;

const bareLabel = (comparable: string): string => comparable.replace(DRESS, '');

/**
 * Compares an amount in words that a person or a formula wrote into a control of its own (金额大写) with the amount that it spells: the amount with the
 * same label, else any on the same level, else the sum that is paid. Words that spell no amount check nothing.
 */
export function checkTypedWords(
  entries: readonly FormEntry[],
  isAmount: (entry: FormEntry) => boolean,
  total: Amount | null,
  issues: Issues,
): void {
  for (const entry of entries) {
    const spelled = IN_WORDS.test(entry.comparable) ? readAmountInWords(entry.text) : null;
    if (spelled === null) continue;
    const beside = entries.filter((one) => one.row === entry.row && one.table === entry.table && one !== entry);
    const amounts = beside.flatMap((one) => {
      const read = looseAmount(one.text);
      return read === null ? [] : [{ one, fen: toFen(read) }];
    });
    const bare = bareLabel(entry.comparable);
    const own = amounts.filter(({ one }) => bare !== '' && bareLabel(one.comparable) === bare);
    const meant = own.length > 0 ? own : amounts;
    if (meant.some(({ fen }) => fen === spelled)) continue;
    if (own.length === 0 && (OTHER_PAPER.test(entry.comparable) || (total !== null && toFen(total) === spelled)))
      continue;
    const said = own[0] ?? amounts.find(({ one }) => isAmount(one));
    if (!said && (entry.row !== null || total === null)) continue;
    issues.coded('red', 'amount-in-words', 'total', {
      label: cut(said?.one.label ?? '付款合计', 60),
      text: formatAmount(said ? fromFen(said.fen) : (total as Amount)),
      words: cut(entry.text, 40),
    });
  }
}
