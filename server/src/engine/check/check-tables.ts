import { type Amount, formatAmount, fromFen, parseAmount, toFen } from '@dingdee/shared/money';
import { plainForms } from '@dingdee/shared/plain-forms';
import type { Control } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { DetailLine } from '../field/detail-lines.js';
import type { MappedRow } from '../field/map-rows.js';
import { readAmountInWords } from '../source/amount-in-words.js';
import { comparableName } from '../source/control-name.js';
import { type FormEntry, looseAmount } from '../source/form-amounts.js';
import { cut } from '../source/texts.js';

/** Words by which a row says that it is the sum of the others. */
const SUM_WORD =
  /^(合|总|小|共|累|本页合|本次合)计(金额|数|\(.*\))?([:：].*)?$|^总额$|^(sub|grand)?total[:：]?$|^sum[:：]?$/u;

/** Characters of which each of those words has one: most texts have none. */
const HAS_ONE = /[计额TtSsＴｔＳｓ]/u;

export const isSumWord = (text: string): boolean =>
  HAS_ONE.test(text) && SUM_WORD.test(plainForms(text).replace(/\s+/gu, '').toLowerCase());

/**
 * Checks typed 合计 rows: such a row would be paid beside the rows that it sums. A row that says so is red. A row that only looks so (it holds nothing
 * but the sum of all others) is red too; with other cells filled it is an amber question, if the form has no total to check against.
 */
export function checkSumRows(
  rows: readonly MappedRow[],
  details: readonly DetailLine[],
  noTotal: boolean,
  issues: Issues,
): void {
  const lines = details.flatMap((detail, index): Line[] => {
    const row = rows[index];
    return row ? [{ detail, path: `rows[${row.place}].amount`, amount: row.amount }] : [];
  });
  for (const { detail, path } of lines) {
    const word = detail.row.cells.map(({ value }) => controlText(value).trim()).find(isSumWord);
    if (word !== undefined) issues.coded('red', 'sum-row', path, { ...placeOf(detail), word: cut(word, 20) });
  }
  const tables = new Map<Control, Line[]>();
  for (const line of lines) {
    const own = tables.get(line.detail.table);
    if (own) own.push(line);
    else tables.set(line.detail.table, [line]);
  }
  // Lines that become one row are not in the order of the form.
  for (const own of tables.values()) own.sort((a, b) => (a.detail.of.rows[0] ?? 0) - (b.detail.of.rows[0] ?? 0));
  for (const own of tables.values()) looksLikeSum(own, noTotal, issues);
  if (tables.size > 1) looksLikeSum([...tables.values()].flat(), noTotal, issues);
}

interface Line {
  detail: DetailLine;
  path: string;
  amount: Amount | null;
}

const placeOf = ({ of }: DetailLine): Record<string, string> => ({
  row: of.rows.join('、'),
  ...(of.table === '' ? {} : { table: of.table }),
});

function looksLikeSum(lines: readonly Line[], noTotal: boolean, issues: Issues): void {
  if (lines.length < 3 || lines.some(({ amount }) => amount === null)) return;
  const fens = lines.map(({ amount }) => (amount === null ? 0n : toFen(amount)));
  const all = fens.reduce((sum, fen) => sum + fen, 0n);
  const filledIn = ({ detail }: Line) => detail.row.cells.filter(({ value }) => value.kind !== 'empty').length;
  for (const index of [lines.length - 1, 0]) {
    const line = lines[index];
    const fen = fens[index] ?? 0n;
    if (!line || fen <= 0n || fen * 2n !== all) continue;
    const bare = filledIn(line) < 2 && Math.max(...lines.map(filledIn)) > 1;
    if (!bare && !noTotal) continue;
    const { path } = line;
    if (issues.found.some(({ code, path: at }) => code === 'sum-row' && at === path)) continue;
    const found = { ...placeOf(line.detail), word: formatAmount(fromFen(fen)) };
    issues.coded(bare ? 'red' : 'amber', bare ? 'sum-row' : 'maybe-sum-row', path, found);
  }
}

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
    const amount = parseAmount(entry.text);
    if (spelled === null || amount === null || spelled === toFen(amount)) continue;
    issues.coded('red', 'amount-in-words', 'total', {
      label: cut(entry.label, 60),
      text: formatAmount(amount),
      words: cut(words, 40),
    });
  }
}
