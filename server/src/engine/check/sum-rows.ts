import { formatAmount, fromFen } from '@dingdee/shared/money';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import { cut } from '../source/texts.js';
import { type SumWord, sumWordOf, textsOfValue } from './sum-words.js';

/** A row of a table and the amount that is read from it; null if it has none. */
export interface SumLine {
  row: ControlRow;
  fen: bigint | null;
}

/** A row that is, or may be, the sum of others: its word or its amount. */
export interface FoundSum {
  sure: boolean;
  word: string;
}

/** Controls that a person fills in. Every other one may be a formula, which adds up a typed sum row too. */
const TYPED: ReadonlySet<string> = new Set(['MoneyField', 'NumberField', 'TextField', 'TextareaField']);

/** Returns whether a control of this type says what a person typed into it. */
export const isTyped = (type: string): boolean => TYPED.has(type);

/**
 * Returns the rows of tables that sum up others. Sure: a row that calls itself a sum, one that speaks of a sum and is the sum of rows above it, and one
 * that holds nothing but the sum of all others. Unsure: a row that may be one by its amount.
 * @param tables rows of each table in the order of the form.
 * @param isAgreed whether a person typed a total that counts every row: a row is then asked about only if it says less than each other row.
 */
export function findSumRows<Line extends SumLine>(
  tables: readonly (readonly Line[])[],
  isAgreed: boolean,
): ReadonlyMap<Line, FoundSum> {
  const found = new Map<Line, FoundSum>();
  const all = tables.flat();
  const said = new Map<Line, Said>();
  for (const line of all) {
    const own = saidOf(line);
    if (own) said.set(line, own);
    if (own?.word === 'alone') found.set(line, { sure: true, word: cut(own.text, 20) });
  }
  for (const own of tables) sumsByWord(own, said, found);
  for (const own of tables) sumsByAmount(own, isAgreed, found);
  // Tables of equal sums are ordinary; only a word, a row of nothing else, or one row behind the other tables may sum them up.
  if (tables.length > 1) {
    sumsByWord(all, said, found);
    sumsBehind(tables, isAgreed, found);
  }
  return found;
}

/** The surest word of a sum among the cells of a row. */
interface Said {
  word: SumWord;
  text: string;
}

const SURE: readonly SumWord[] = ['alone', 'word', 'end', 'inside'];

function saidOf({ row }: SumLine): Said | null {
  let surest: Said | null = null;
  for (const { value } of row.cells)
    for (const text of textsOfValue(value)) {
      const word = sumWordOf(text);
      if (word !== null && (surest === null || SURE.indexOf(word) < SURE.indexOf(surest.word))) surest = { word, text };
    }
  return surest;
}

const unsure = ({ fen }: SumLine): FoundSum => ({ sure: false, word: formatAmount(fromFen(fen ?? 0n)) });

/** Finds the rows that speak of a sum, and are the sum of the rows above them: of all, or of those behind the last sum; or of all below. */
function sumsByWord<Line extends SumLine>(
  lines: readonly Line[],
  saidBy: ReadonlyMap<Line, Said>,
  found: Map<Line, FoundSum>,
): void {
  // Where each row speaks of a sum, as in a list of months, none is one by its word.
  const all = lines.every((line) => saidBy.has(line));
  let above: bigint | null = 0n;
  let since: bigint | null = 0n;
  let [count, countSince] = [0, 0];
  for (const [index, line] of lines.entries()) {
    const { fen } = line;
    const said = saidBy.get(line);
    const others: [bigint | null, number][] = [
      [above, count],
      [since, countSince],
    ];
    if (index === 0 && said) others.push([sumOf(lines.slice(1)), lines.length - 1]);
    const summed = others.filter(([sum, of]) => of > 0 && fen !== null && fen > 0n && sum === fen);
    const many = Math.max(0, ...summed.map(([, of]) => of));
    const isSum = said && (said.word === 'alone' || many > 1 || (many > 0 && said.word !== 'inside'));
    if (isSum && !found.has(line)) {
      const sure = !all && (said.word === 'word' || (said.word === 'end' && many > 1));
      found.set(line, sure ? { sure, word: cut(said.text, 20) } : unsure(line));
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

const sumOf = (lines: readonly SumLine[]): bigint | null =>
  lines.reduce<bigint | null>((sum, { fen }) => (sum === null || fen === null ? null : sum + fen), 0n);

const filledIn = ({ row }: SumLine): number => row.cells.filter(({ value }) => value.kind !== 'empty').length;

/** Returns whether a row holds an amount and nothing else, where others hold more. */
const isBare = (own: number, others: readonly number[]): boolean => own < 2 && Math.max(...others) > 1;

/**
 * Finds a last row of exactly half of all, and a first one that says less than each other row: half and two quarters are an ordinary split. Of two rows
 * the second one is asked about if it is nothing but the amount of the first.
 */
function sumsByAmount<Line extends SumLine>(
  lines: readonly Line[],
  isAgreed: boolean,
  found: Map<Line, FoundSum>,
): void {
  for (const { line, isLast, own, others } of halves(lines, found)) {
    const bare = isBare(own, others);
    const less = own < Math.min(...others);
    if (lines.length === 2 ? bare && isLast : bare || less || (isLast && !isAgreed))
      found.set(line, bare && lines.length > 2 ? { ...unsure(line), sure: true } : unsure(line));
  }
}

/** Finds a first or last row of several tables that is exactly half of all, and holds nothing else or is a last table of its own. */
function sumsBehind<Line extends SumLine>(
  tables: readonly (readonly Line[])[],
  isAgreed: boolean,
  found: Map<Line, FoundSum>,
): void {
  const lines = tables.flat();
  const isOwn = tables.filter((own) => own.length > 0).at(-1)?.length === 1;
  for (const { line, isLast, own, others } of halves(lines, found))
    if (lines.length > 2 && (isBare(own, others) || (isOwn && isLast && !isAgreed))) found.set(line, unsure(line));
}

/** Yields the last and the first row if it is exactly half of all, with how many cells are filled in it and in each other row. */
function* halves<Line extends SumLine>(
  lines: readonly Line[],
  found: ReadonlyMap<Line, FoundSum>,
): Generator<{ line: Line; isLast: boolean; own: number; others: readonly number[] }> {
  const all = sumOf(lines);
  if (lines.length < 2 || all === null) return;
  for (const index of [lines.length - 1, 0]) {
    const line = lines[index];
    if (!line || line.fen === null || line.fen <= 0n || line.fen * 2n !== all || found.has(line)) continue;
    const others = lines.filter((one) => one !== line).map(filledIn);
    yield { line, isLast: index > 0, own: filledIn(line), others };
  }
}
