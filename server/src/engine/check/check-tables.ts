import { formatAmount, fromFen, parseDecimal, toFen } from '@dingdee/shared/money';
import type { Control } from '../../domain/approval/approval-instance.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { DetailLine } from '../field/detail-lines.js';
import type { MappedRow } from '../field/map-rows.js';
import { readAmountInWords } from '../source/amount-in-words.js';
import { comparableName } from '../source/control-name.js';
import { type FormEntry, looseAmount } from '../source/form-amounts.js';
import { cut } from '../source/texts.js';
import { findSumRows, type SumLine } from './sum-rows.js';

interface Line extends SumLine {
  detail: DetailLine;
  path: string;
}

/**
 * Checks typed 合计 rows: such a row would be paid beside the rows that it sums. A total made by a formula is no proof against it: it adds up the sum
 * row too.
 * @param isTyped whether the form has a total that a person typed; one that is not Σ rows is red by itself.
 */
export function checkSumRows(
  rows: readonly MappedRow[],
  details: readonly DetailLine[],
  isTyped: boolean,
  issues: Issues,
): void {
  const tables = new Map<Control, Line[]>();
  for (const [index, detail] of details.entries()) {
    const row = rows[index];
    if (!row) continue;
    const { amount, place } = row;
    const line = {
      row: detail.row,
      detail,
      path: `rows[${place}].amount`,
      fen: amount === null ? null : toFen(amount),
    };
    const own = tables.get(detail.table);
    if (own) own.push(line);
    else tables.set(detail.table, [line]);
  }
  // Lines that become one row are not in the order of the form.
  for (const own of tables.values()) own.sort((a, b) => (a.detail.of.rows[0] ?? 0) - (b.detail.of.rows[0] ?? 0));
  for (const [{ detail, path }, { sure, word }] of findSumRows([...tables.values()], isTyped))
    issues.coded(sure ? 'red' : 'amber', sure ? 'sum-row' : 'maybe-sum-row', path, { ...placeOf(detail), word });
}

const placeOf = ({ of }: DetailLine): Record<string, string> => ({
  row: of.rows.join('、'),
  ...(of.table === '' ? {} : { table: of.table }),
});

/** Compares DingTalk's own totals of the detail table's columns with the amounts that were read there. */
export function checkColumnTotals(
  table: Control | null,
  amountNames: ReadonlySet<string>,
  rows: readonly MappedRow[],
  issues: Issues,
): void {
  if ((table?.beside?.columnTotals ?? []).length === 0) return;
  const sum = rows.reduce<bigint | null>(
    (total, { amount }) => (total === null || amount === null ? null : total + toFen(amount)),
    0n,
  );
  if (sum === null) return;
  const ids = amountColumns(table, amountNames);
  for (const { id, label, total } of table?.beside?.columnTotals ?? []) {
    if (!ids.has(id) && !amountNames.has(id) && !amountNames.has(comparableName(label))) continue;
    const stated = looseAmount(total);
    if (stated !== null && toFen(stated) === sum) continue;
    issues.coded('red', 'column-total', 'total', {
      label: cut(label || id, 60),
      text: stated === null ? cut(total, 40) : formatAmount(stated),
      total: formatAmount(fromFen(sum)),
    });
  }
}

/** Returns the ids of the columns that amounts are read from: a total may name its column by id, and call itself 合计. */
function amountColumns(table: Control | null, amountNames: ReadonlySet<string>): ReadonlySet<string> {
  const rows = table?.value.kind === 'table' ? table.value.rows : [];
  const ids = new Set<string>();
  for (const { cells } of rows)
    for (const { id, alias, name } of cells)
      if (id !== '' && (amountNames.has(comparableName(name)) || amountNames.has(alias ?? ''))) ids.add(id);
  return ids;
}

/** Compares an amount with the same amount in words, as DingTalk wrote both. Words that spell no amount check nothing. */
export function checkWords(
  entries: readonly FormEntry[],
  isAmount: (entry: FormEntry) => boolean,
  issues: Issues,
): void {
  for (const entry of entries) {
    const words = entry.control.beside?.words;
    if (words === undefined || !isAmount(entry)) continue;
    const spelled = readAmountInWords(words);
    const amount = parseDecimal(entry.text);
    if (spelled === null || amount === null || spelled === toFen(amount)) continue;
    issues.coded('red', 'amount-in-words', 'total', {
      label: cut(entry.label, 60),
      text: formatAmount(amount),
      words: cut(words, 40),
    });
  }
}
