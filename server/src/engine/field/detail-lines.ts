import { detailTables, type SchemeContent } from '@dingdee/shared/scheme';
import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import { Issues } from '../../domain/draft/issues.js';
import type { TableRows } from '../../domain/draft/provenance.js';
import { namesOfRefs, SCHEME_LACKS } from '../rule/scheme-lacks.js';
import type { ApprovalSource } from '../source/approval-source.js';

/** A filled row of a detail table. */
export interface DetailLine {
  row: ControlRow;
  table: Control;
  /** Name of the table, as the scheme gives it. */
  tableName: string;
  /** Place of the row, as it is shown. */
  of: TableRows;
}

/** The lines that become one row of the bill: one line, or those that agree in the columns that the scheme names. */
export type LineGroup = readonly DetailLine[];

type Content = Pick<SchemeContent, 'detail'>;

/**
 * Returns the filled rows of all detail tables in their order; a row without any value is a blank line of the form, not a row of the bill. One table
 * may be empty beside another, but a table that is gone, cannot be read or is named twice is an issue: there are never fewer rows, or more, without
 * notice.
 */
export function detailLines(source: ApprovalSource, { detail }: Content, issues: Issues): DetailLine[] {
  const names = detailTables(detail);
  const tables = source.details(names);
  const lines: DetailLine[] = [];
  const empty: string[] = [];
  const seen = new Set<string>();
  for (const [index, tableName] of names.entries()) {
    const table = tables[index] ?? null;
    if (table && seen.has(table.id)) {
      issues.coded('red', SCHEME_LACKS, 'rows', { of: 'table-twice', table: tableName });
      continue;
    }
    if (table) seen.add(table.id);
    const rows = filledRows(table);
    const called = names.length > 1 ? (table?.name ?? '').trim() || tableName : '';
    if (table)
      for (const [at, row] of rows.entries())
        lines.push({ row, table, tableName, of: { table: called, rows: [at + 1] } });
    if (rows.length > 0) continue;
    // If the form was never read, an approval without the table counts as a form without it.
    if (!table && !(source.knowsForm && source.answers(`field:${tableName}`, null)))
      issues.coded('red', SCHEME_LACKS, 'rows', { of: 'table', table: tableName });
    else if (table && table.value.kind !== 'empty' && table.value.kind !== 'table')
      issues.coded('red', 'unreadable', 'rows', { of: 'table', table: tableName });
    else empty.push(tableName);
  }
  if (empty.length === names.length)
    issues.coded('red', 'missing', 'rows', {
      of: 'rows',
      tables: empty.map((name) => `“${name}”`).join('、'),
      ...(empty.length > 1 ? { several: 'yes' } : {}),
    });
  return lines;
}

function filledRows(table: Control | null): readonly ControlRow[] {
  if (table?.value.kind !== 'table') return [];
  return table.value.rows.filter(
    ({ cells, unreadable }) => unreadable !== undefined || cells.some(({ value }) => value.kind !== 'empty'),
  );
}

/**
 * Groups lines that agree in every column of `group`, in the order of the first line of each. The text on the form decides, not what a table makes of
 * it: for one approval and one version a line is always in the same row, and a value set by hand stays where it was set. A line that cannot be read
 * stays alone.
 */
export function lineGroups(
  lines: readonly DetailLine[],
  { detail: { group } }: Content,
  source: ApprovalSource,
  issues: Issues,
): LineGroup[] {
  if (group === undefined) return lines.map((line) => [line]);
  tellLacking(lines, group, source, issues);
  const groups = new Map<string, DetailLine[]>();
  for (const [index, line] of lines.entries()) {
    const values = group.map((ref) => source.read(ref, line.row));
    const alone = line.row.unreadable !== undefined || values.some(({ unreadable, payee }) => unreadable || payee);
    const key = alone ? String(index) : JSON.stringify(values.map(({ text, department = '' }) => [text, department]));
    const same = groups.get(key);
    if (same) same.push(line);
    else groups.set(key, [line]);
  }
  return [...groups.values()];
}

/** Returns the lines of the form that each row of the bill comes from, as far as they can be read. */
export const formRows = (source: ApprovalSource, content: Content): ControlRow[][] => {
  const unheard = new Issues();
  return lineGroups(detailLines(source, content, unheard), content, source, unheard).map((lines) =>
    lines.map(({ row }) => row),
  );
};

/** Adds an issue for a column that a table does not have: it would make all lines of the table one row. */
function tellLacking(
  lines: readonly DetailLine[],
  group: readonly string[],
  source: ApprovalSource,
  issues: Issues,
): void {
  for (const tableName of new Set(lines.map((line) => line.tableName))) {
    const own = lines.filter((line) => line.tableName === tableName);
    for (const ref of group) {
      const has = ({ row }: DetailLine) => source.hasCell(ref, row) || (source.knowsForm && source.answers(ref, row));
      if (!own.some(has))
        issues.coded('red', SCHEME_LACKS, 'rows', { of: 'group', table: tableName, names: namesOfRefs([ref]) });
    }
  }
}
