import { maskAccount, maskText } from '../bill/account-mask.js';
import type { MappingResult } from './mapping-result.js';
import type { TargetForm } from './target-form.js';

type Fields = MappingResult['fields'];
/** The parts of a mapping that are compared. `total`: 元, null if it is unknown. */
export interface ComparedContent {
  fields: { header: Fields['header']; rows: readonly Pick<Fields['rows'][number], 'fields'>[] };
  total: string | null;
}

/**
 * One value that became another. `row` counts from 1, 0 is the bill itself; `from` and `to` are "" if there is no value. Accounts are shown by their
 * last four digits.
 */
export interface ContentChange {
  row: number;
  /** Name of the field, TOTAL or ROWS. */
  field: string;
  from: string;
  to: string;
}
export const TOTAL = 'total';
/** Field name for the number of rows. */
export const ROWS = 'rows';
/** Most changes kept of one mapping: a bill of a hundred rows whose form was read anew differs in all of them. */
export const MOST_CHANGES = 40;
const LONGEST = 120;

/**
 * Returns what a mapping changed on a bill, the sum first. Values are compared in full and masked before they are kept, so that another account with
 * the same last digits is a change all the same.
 * @returns the first changes, and how many more there are.
 */
export function contentChanges(
  before: ComparedContent,
  after: ComparedContent,
  form: TargetForm,
): { changes: ContentChange[]; more: number } {
  const all: ContentChange[] = [];
  const add = (row: number, field: string, from: string, to: string, masked: boolean): void => {
    if (from === to) return;
    const shown = (value: string) => (masked ? maskAccount(value) : maskText(value)).slice(0, LONGEST);
    all.push({ row, field, from: shown(from), to: shown(to) });
  };
  add(0, TOTAL, before.total ?? '', after.total ?? '', false);
  const [was, is] = [before.fields, after.fields];
  add(0, ROWS, String(was.rows.length), String(is.rows.length), false);
  for (const name of names(was.header, is.header))
    add(0, name, was.header[name] ?? '', is.header[name] ?? '', form.header[name]?.masked === true);
  // Rows that were added or removed are reported by their number: they have nothing to be compared with.
  is.rows.slice(0, was.rows.length).forEach(({ fields }, i) => {
    const former = was.rows[i]?.fields ?? {};
    for (const name of names(former, fields))
      add(i + 1, name, former[name] ?? '', fields[name] ?? '', form.rows[name]?.masked === true);
  });
  return { changes: all.slice(0, MOST_CHANGES), more: Math.max(0, all.length - MOST_CHANGES) };
}

const names = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): string[] => [
  ...new Set([...Object.keys(one), ...Object.keys(other)]),
];
