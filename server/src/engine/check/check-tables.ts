import { formatAmount, fromFen, parseAmount, toFen } from '@dingdee/shared/money';
import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { MappedRow } from '../field/map-rows.js';
import { readAmountInWords } from '../source/amount-in-words.js';
import { comparableName } from '../source/control-name.js';
import { type FormEntry, looseAmount } from '../source/form-amounts.js';
import { cut } from '../source/texts.js';

/** A row that sums up the others, by what it calls itself. */
const SUM_WORD =
  /^(合|总|小|共|累|本页合|本次合)计(金额|数|\(.*\))?([:：].*)?$|^总额$|^(sub|grand)?total[:：]?$|^sum[:：]?$/u;

/**
 * A typed 合计 row would be paid beside the rows that it sums: one that says so is red. One that only looks so (it holds nothing but
 * the sum of all others) is red too; with other cells filled it is a question where no total of the form speaks against it.
 */
export function checkSumRows(
  rows: readonly MappedRow[],
  cells: readonly ControlRow[],
  noTotal: boolean,
  issues: Issues,
): void {
  for (const [index, row] of cells.entries()) {
    const word = row.cells
      .map(({ value }) => controlText(value).trim())
      .find((text) => SUM_WORD.test(comparableName(text).toLowerCase()));
    if (word !== undefined)
      issues.coded('red', 'sum-row', `rows[${index}].amount`, { row: String(index + 1), word: cut(word, 20) });
  }
  if (rows.length < 3 || rows.some(({ amount }) => amount === null)) return;
  const fens = rows.map(({ amount }) => (amount === null ? 0n : toFen(amount)));
  const all = fens.reduce((sum, fen) => sum + fen, 0n);
  for (const index of [rows.length - 1, 0]) {
    const fen = fens[index] ?? 0n;
    const filled = cells[index]?.cells.filter(({ value }) => value.kind !== 'empty').length ?? 0;
    const fullest = Math.max(...cells.map((row) => row.cells.filter(({ value }) => value.kind !== 'empty').length));
    if (fen <= 0n || fen * 2n !== all) continue;
    const bare = filled < 2 && fullest > 1;
    if (!bare && !noTotal) continue;
    const path = `rows[${index}].amount`;
    if (issues.found.some(({ code, path: at }) => code === 'sum-row' && at === path)) continue;
    const found = { row: String(index + 1), word: formatAmount(fromFen(fen)) };
    issues.coded(bare ? 'red' : 'amber', bare ? 'sum-row' : 'maybe-sum-row', path, found);
  }
}

/** DingTalk's own totals of the detail table's columns against what was read there. */
export function checkColumnTotals(
  table: Control | null,
  amountNames: ReadonlySet<string>,
  rows: readonly MappedRow[],
  issues: Issues,
): void {
  const sum = rows.reduce<bigint | null>(
    (total, { amount }) => (total === null || amount === null ? null : total + toFen(amount)),
    0n,
  );
  if (sum === null) return;
  for (const { id, label, total } of table?.beside?.columnTotals ?? []) {
    if (!amountNames.has(id) && !amountNames.has(comparableName(label))) continue;
    const stated = looseAmount(total);
    if (stated !== null && toFen(stated) === sum) continue;
    issues.coded('red', 'column-total', 'total', {
      label: cut(label || id, 60),
      text: stated === null ? cut(total, 40) : formatAmount(stated),
      total: formatAmount(fromFen(sum)),
    });
  }
}

/** An amount and the same amount in words, as DingTalk wrote both. Words that spell no amount check nothing. */
export function checkWords(
  entries: readonly FormEntry[],
  isAmount: (entry: FormEntry) => boolean,
  issues: Issues,
): void {
  for (const entry of entries) {
    const words = entry.control.beside?.words;
    if (words === undefined || !isAmount(entry)) continue;
    const spelled = readAmountInWords(words);
    const amount = parseAmount(entry.text);
    if (spelled === null || amount === null || spelled === toFen(amount)) continue;
    issues.coded('red', 'amount-in-words', 'total', {
      label: cut(entry.label, 60),
      text: formatAmount(amount),
      words: cut(words, 40),
    });
  }
}
