import { formatAmount, fromFen, parseAmount, toFen } from '@dingdee/shared/money';
import type { Control } from '../../domain/approval/approval-instance.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { DetailLine } from '../field/detail-lines.js';
import type { MappedRow } from '../field/map-rows.js';
import { readAmountInWords } from '../source/amount-in-words.js';
import { comparableName } from '../source/control-name.js';
import { type FormEntry, looseAmount } from '../source/form-amounts.js';
import { cut } from '../source/texts.js';
import { type SumWord, sumWordOf, textsOfValue } from './sum-words.js';

/**
 * Checks typed 合计 rows: such a row would be paid beside the rows that it sums. Red: a row that calls itself a sum, one that speaks of a sum and is the
 * sum of rows above it, and one that holds nothing but the sum of all others. Amber: a row that may be one by its amount. The form's own total is no
 * proof against it: a formula adds up the sum row too.
 */
export function checkSumRows(rows: readonly MappedRow[], details: readonly DetailLine[], issues: Issues): void {
  const lines = details.flatMap((detail, index): Line[] => {
    const row = rows[index];
    if (!row) return [];
    const path = `rows[${row.place}].amount`;
    return [{ detail, path, fen: row.amount === null ? null : toFen(row.amount), said: saidOf(detail) }];
  });
  for (const { detail, path, said } of lines)
    if (said?.word === 'alone') issues.coded('red', 'sum-row', path, { ...placeOf(detail), word: cut(said.text, 20) });
  const tables = new Map<Control, Line[]>();
  for (const line of lines) {
    const own = tables.get(line.detail.table);
    if (own) own.push(line);
    else tables.set(line.detail.table, [line]);
  }
  // Lines that become one row are not in the order of the form.
  for (const own of tables.values()) own.sort((a, b) => (a.detail.of.rows[0] ?? 0) - (b.detail.of.rows[0] ?? 0));
  for (const own of tables.values()) saysSum(own, issues);
  for (const own of tables.values()) looksLikeSum(own, issues);
  if (tables.size > 1) {
    const all = [...tables.values()].flat();
    saysSum(all, issues);
    looksLikeSum(all, issues);
  }
}

interface Line {
  detail: DetailLine;
  path: string;
  fen: bigint | null;
  /** The surest word of a sum among its cells. */
  said: { word: SumWord; text: string } | null;
}

const SURE: readonly SumWord[] = ['alone', 'word', 'end', 'inside'];

function saidOf({ row }: DetailLine): Line['said'] {
  let surest: Line['said'] = null;
  for (const { value } of row.cells)
    for (const text of textsOfValue(value)) {
      const word = sumWordOf(text);
      if (word !== null && (surest === null || SURE.indexOf(word) < SURE.indexOf(surest.word))) surest = { word, text };
    }
  return surest;
}

const placeOf = ({ of }: DetailLine): Record<string, string> => ({
  row: of.rows.join('、'),
  ...(of.table === '' ? {} : { table: of.table }),
});

const isTold = ({ found }: Issues, path: string): boolean =>
  found.some(({ code, path: at }) => (code === 'sum-row' || code === 'maybe-sum-row') && at === path);

const ask = (issues: Issues, { detail, path, fen }: Line): void =>
  issues.coded('amber', 'maybe-sum-row', path, { ...placeOf(detail), word: formatAmount(fromFen(fen ?? 0n)) });

/** Tells the rows that speak of a sum, and are the sum of the rows above them: of all, or of those behind the last sum; or of all below. */
function saysSum(lines: readonly Line[], issues: Issues): void {
  // Where each row speaks of a sum, as in a list of months, none is one by its word.
  const all = lines.every(({ said }) => said !== null);
  let above: bigint | null = 0n;
  let since: bigint | null = 0n;
  let [count, countSince] = [0, 0];
  for (const [index, line] of lines.entries()) {
    const { said, fen, path, detail } = line;
    const others: [bigint | null, number][] = [
      [above, count],
      [since, countSince],
    ];
    if (index === 0 && said !== null) others.push([sumOf(lines.slice(1)), lines.length - 1]);
    const summed = others.filter(([sum, of]) => of > 0 && fen !== null && fen > 0n && sum === fen);
    const many = Math.max(0, ...summed.map(([, of]) => of));
    const isSum = said !== null && (said.word === 'alone' || many > 1 || (many > 0 && said.word !== 'inside'));
    if (isSum && said.word !== 'alone' && !isTold(issues, path)) {
      const sure = !all && (said.word === 'word' || (said.word === 'end' && many > 1));
      if (sure) issues.coded('red', 'sum-row', path, { ...placeOf(detail), word: cut(said.text, 20) });
      else ask(issues, line);
    }
    if (isSum) [since, countSince] = [0n, 0];
    else {
      above = above === null || fen === null ? null : above + fen;
      since = since === null || fen === null ? null : since + fen;
      count++;
      countSince++;
    }
  }
}

const sumOf = (lines: readonly Line[]): bigint | null =>
  lines.reduce<bigint | null>((sum, { fen }) => (sum === null || fen === null ? null : sum + fen), 0n);

function looksLikeSum(lines: readonly Line[], issues: Issues): void {
  const all = sumOf(lines);
  if (lines.length < 3 || all === null) return;
  const filledIn = ({ detail }: Line) => detail.row.cells.filter(({ value }) => value.kind !== 'empty').length;
  for (const index of [lines.length - 1, 0]) {
    const line = lines[index];
    if (!line || line.fen === null || line.fen <= 0n || line.fen * 2n !== all) continue;
    const { path, fen } = line;
    if (isTold(issues, path)) continue;
    const bare = filledIn(line) < 2 && Math.max(...lines.map(filledIn)) > 1;
    if (bare) issues.coded('red', 'sum-row', path, { ...placeOf(line.detail), word: formatAmount(fromFen(fen)) });
    else ask(issues, line);
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
