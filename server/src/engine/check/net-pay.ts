import { type Amount, formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import { detailTables, type NetOffset, type NetRule, type SchemeContent } from '@dingdee/shared/scheme';
import type { ParamsOf } from '../../domain/draft/issue-variants.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { NetSums } from '../../domain/draft/mapping-result.js';
import type { MappedRow } from '../field/map-rows.js';
import { netRefs } from '../rule/field-plan.js';
import { namesOfRefs, SCHEME_LACKS } from '../rule/scheme-lacks.js';
import { amountOf, amountOfControl, decimalOf, illegibleAmount } from '../source/amount-text.js';
import { type ApprovalSource, textOfValue } from '../source/approval-source.js';
import { looseAmount } from '../source/form-amounts.js';
import { parseRef } from '../source/source-ref.js';
import { cut } from '../source/texts.js';
import { findSumRows, isTyped } from './sum-rows.js';

const LARGEST_FEN = 2n ** 53n;

/** The parts of a scheme that say what is paid: the form's total, and the rows of its tables. */
type Paid = Pick<SchemeContent, 'totalFrom' | 'detail'>;

/** The amount paid of each row, and the three sums; `sums` is null if the form does not give them. */
export interface NetPay {
  rows: readonly MappedRow[];
  sums: NetSums | null;
}

/**
 * Subtracts the form's offsets from its rows (净额, product.md §4). The form itself decides: gross − offset must be the sum that it says is to be paid,
 * and a control that is gone is not an empty one. Nothing left, or less, is no bill: a person acts.
 * @param rows with gross amounts.
 * @param gross Σ rows; null while a row has no amount.
 */
export function netPay(
  net: NetRule,
  content: Paid,
  rows: readonly MappedRow[],
  gross: Amount | null,
  source: ApprovalSource,
  issues: Issues,
): NetPay {
  const told = net.payable !== null && source.read(net.payable, null).text !== '';
  // A control that the approval lacks may be empty, or gone from the form: only the form's own sum to be paid tells which.
  const gone = netRefs({ net }).filter((ref) => !source.stands(ref) || (!told && !source.has(ref)));
  if (gone.length > 0) issues.coded('red', SCHEME_LACKS, 'total', { of: 'offset', names: namesOfRefs(gone) });
  if (takesWhatIsPaid(net, content, source)) {
    issues.coded('red', 'net-differs', 'total', { of: 'total' });
    return { rows, sums: null };
  }
  if (takenTwice(net, source)) {
    issues.coded('red', 'net-differs', 'total', { of: 'twice' });
    return { rows, sums: null };
  }
  const payable = net.payable === null ? '' : amountAt(net.payable, source, issues);
  const isAgreed = payable !== '' && payable !== null && isTyped(source.typeOf(net.payable ?? ''));
  const read = net.offsets.map((offset) => offsetAt(offset, isAgreed, source, issues));
  if (gone.length > 0 || gross === null || payable === null) return { rows, sums: null };
  let off = 0n;
  for (const one of read) {
    if (one === null) return { rows, sums: null };
    off += one === '' ? 0n : toFen(one);
    if (one === '' || !one.startsWith('-')) continue;
    issues.coded('red', 'net-below-zero', 'total', { of: 'sum', amount: formatAmount(one) });
    return { rows, sums: null };
  }
  const left = toFen(gross) - off;
  if (left <= -LARGEST_FEN) {
    issues.coded('red', 'invalid-amount', 'total', { of: 'offset-range' });
    return { rows, sums: null };
  }
  const sums = { gross, offset: fromFen(off), payable: fromFen(left) };
  agree(net, sums, payable, source, issues);
  if (left === 0n && off !== 0n) issues.coded('red', 'net-nothing', 'total', { gross: formatAmount(gross) });
  if (left < 0n)
    issues.coded('red', 'net-refund', 'total', {
      offset: formatAmount(sums.offset),
      gross: formatAmount(gross),
      back: formatAmount(fromFen(-left)),
    });
  return left > 0n && off > 0n ? { rows: spread(rows, off, toFen(gross), net.spread), sums } : { rows, sums };
}

/** Returns whether an offset is the form's total, or a column of the rows that are paid: whatever its name, no bill would have anything left. */
function takesWhatIsPaid({ offsets }: NetRule, { totalFrom, detail }: Paid, source: ApprovalSource): boolean {
  const total = source.idOf(totalFrom);
  const tables = detailTables(detail).map((name) => source.idOf(`field:${name}`));
  return offsets.some(({ from, column }) => {
    const id = source.idOf(from);
    return id !== null && (column === undefined ? id === total : tables.includes(id));
  });
}

/** Returns whether one control is used twice under two names, such as its id and its label: it would be subtracted twice. */
function takenTwice({ offsets, payable }: NetRule, source: ApprovalSource): boolean {
  const idOf = (ref: string) => source.idOf(ref);
  const ids = [
    ...offsets.flatMap(({ from, column }) => {
      if (column === undefined) return idOf(from) ?? [];
      const cells = source.columnOf(from, column) ?? [];
      return [...new Set(cells.flatMap(({ cell }) => (cell === null ? [] : `${idOf(from)}/${cell.id}`)))];
    }),
    ...(payable === null ? [] : (idOf(payable) ?? [])),
  ];
  return new Set(ids).size < ids.length;
}

/**
 * Adds an issue if the form's sum to be paid is not gross − offset.
 * @param payable sum to be paid according to the form; '' if it gives none.
 */
function agree(
  { payable: ref }: NetRule,
  sums: NetSums,
  payable: Amount | '',
  source: ApprovalSource,
  issues: Issues,
): void {
  if (ref === null || payable === sums.payable) return;
  const { label } = source.read(ref, null);
  const worked = {
    gross: formatAmount(sums.gross),
    offset: formatAmount(sums.offset),
    payable: formatAmount(sums.payable),
    label,
  };
  if (payable !== '')
    issues.coded('red', 'net-differs', 'total', { of: 'payable', ...worked, said: formatAmount(payable) });
  else if (sums.offset !== '0.00') issues.coded('red', 'net-differs', 'total', { of: 'no-payable', ...worked });
}

/**
 * Returns an offset as `amountAt` does; for a column its sum, for which each filled row must have an amount.
 * @param isAgreed whether a person typed what is left to be paid.
 */
function offsetAt(
  { from, column }: NetOffset,
  isAgreed: boolean,
  source: ApprovalSource,
  issues: Issues,
): Amount | '' | null {
  if (column === undefined) return amountAt(from, source, issues);
  const table = namesOfRefs([from]);
  const refuse = <Code extends string>(code: Code, params: ParamsOf<Code>): null => {
    issues.coded('red', code, 'total', params);
    return null;
  };
  const rows = source.columnOf(from, column);
  if (rows === null) return refuse('unreadable', { of: 'offset-table', table });
  const lines = rows.map(({ row, cell }) => {
    const amount = cell === null ? null : amountOfControl(cell, textOfValue(cell.value));
    return { row, fen: amount === null ? null : toFen(amount) };
  });
  const sums = findSumRows([lines], isAgreed);
  let sum = 0n;
  for (const [index, { row, cell }] of rows.entries()) {
    const at = { table, row: String(index + 1), column: cut(column, 40) };
    const text = cell === null ? '' : textOfValue(cell.value).trim();
    if (row.unreadable !== undefined || cell?.value.kind === 'unreadable')
      return refuse('unreadable', { of: 'offset-cell', ...at });
    const found = sums.get(lines[index] as (typeof lines)[number]);
    if (found?.sure) return refuse('sum-row', { of: 'offset', table, row: at.row });
    const amount = cell === null ? null : amountOfControl(cell, text);
    if (text === '') return refuse('missing', { of: 'cell', ...at });
    if (amount === null) {
      const said = illegibleAmount({ text, ...decimalOf(cell?.type ?? '', text) });
      return refuse('invalid-amount', { of: 'cell', ...at, ...said });
    }
    // An amount below zero would hide another one above zero.
    if (amount.startsWith('-')) return refuse('net-below-zero', { of: 'cell', ...at, amount: formatAmount(amount) });
    if (found)
      issues.coded('amber', 'maybe-sum-row', 'total', {
        row: at.row,
        word: found.word,
        off: cut(parseRef(from).names[0]?.printed ?? '', 60),
      });
    sum += toFen(amount);
    if (sum >= LARGEST_FEN) return refuse('invalid-amount', { of: 'column-range', table, column: cut(column, 40) });
  }
  const stated = source.columnTotal(from, column);
  if (stated !== null && rows.length > 0 && looseAmount(stated) !== fromFen(sum))
    return refuse('column-total', {
      of: 'offset',
      table,
      column: cut(column, 40),
      text: cut(stated, 40),
      total: formatAmount(fromFen(sum)),
    });
  return rows.length === 0 ? '' : fromFen(sum);
}

/** Returns the amount at a reference; '' if it is empty; null if it is no amount, which adds an issue. */
function amountAt(ref: string, source: ApprovalSource, issues: Issues): Amount | '' | null {
  const read = source.read(ref, null);
  const { text, label, unreadable } = read;
  if (unreadable) {
    issues.coded('red', 'unreadable', 'total', { of: 'offset', label });
    return null;
  }
  if (text === '') return '';
  const amount = amountOf(read);
  if (amount !== null && toFen(amount) < LARGEST_FEN && toFen(amount) > -LARGEST_FEN) return amount;
  issues.coded('red', 'invalid-amount', 'total', { of: 'control', label, ...illegibleAmount(read) });
  return null;
}

function spread(rows: readonly MappedRow[], off: bigint, gross: bigint, how: NetRule['spread']): MappedRow[] {
  const fens = rows.map(({ amount }) => (amount === null ? 0n : toFen(amount)));
  const parts = how === 'in-order' ? inOrder(fens, off) : inProportion(fens, off, gross);
  return rows.map((row, index) => {
    const part = parts[index] ?? 0n;
    const { amount, amountField } = row;
    if (part === 0n || amount === null) return row;
    const left = fromFen(toFen(amount) - part);
    const { ruled } = amountField;
    const provenance = {
      ...ruled.provenance,
      kind: 'rule' as const,
      reference: {
        code: 'net' as const,
        gross: formatAmount(amount),
        off: formatAmount(fromFen(part)),
        ...(ruled.provenance.reference.code === 'sum' ? { of: ruled.provenance.reference.of } : {}),
      },
    };
    return {
      ...row,
      amount: left,
      amountField: { ...amountField, value: left, ruled: { ...ruled, value: left, provenance } },
    };
  });
}

/**
 * Returns what is taken from each of `fens`: from the first on, each until nothing is left of it. Every one is zero or above; Σ is `off` ≤ Σ fens.
 */
export function inOrder(fens: readonly bigint[], off: bigint): bigint[] {
  let rest = off;
  return fens.map((fen) => {
    let part = fen;
    if (part > rest) part = rest;
    rest -= part;
    return part;
  });
}

/**
 * Returns the share of each in `off`, to the cent: the cents left over go to the largest remainders, the first one first. `gross` is Σ fens, above
 * zero and above `off`.
 */
export function inProportion(fens: readonly bigint[], off: bigint, gross: bigint): bigint[] {
  const parts = fens.map((fen) => (off * fen) / gross);
  const rests = fens.map((fen, index) => ({ index, rest: (off * fen) % gross }));
  let over = off - parts.reduce((sum, part) => sum + part, 0n);
  rests.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of rests) {
    if (over === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    over -= 1n;
  }
  return parts;
}
