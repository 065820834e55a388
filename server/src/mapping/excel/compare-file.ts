import { type BaseDataItem, type BaseDataKind, mayCountFromDay } from '@dingdee/shared/base-data';
import type { ImportKind } from '@dingdee/shared/mapping-import';
import { isDay } from '../../domain/beijing-time.js';
import type { CellFault, ReadFile } from './file-faults.js';
import { shownNumber } from './shown-number.js';

/** A current row for everybody; narrower rows (本申请人, 本部门, 本表单) are not part of the file. */
export interface TableRow {
  id: string;
  orgNumber: string;
  key: string;
  keyLabel: string;
  /** Day from which it counts; "" without one. */
  fromDay: string;
  target: string;
  targetName: string;
}

export type LineProblem =
  | { code: CellFault['code'] }
  | { code: 'unknown-org'; what: string }
  | { code: 'unknown-number'; what: string }
  | { code: 'unusable'; what: string }
  | { code: 'unclear-tail'; what: string }
  | { code: 'twice'; what: string }
  | { code: 'not-dated' };

export interface ComparedLine {
  row: number | null;
  cell: string;
  kind: ImportKind;
  orgNumber: string;
  key: string;
  keyLabel: string;
  fromDay: string;
  was: { number: string; name: string } | null;
  to: { number: string; name: string } | null;
  problem: LineProblem | null;
  /** Id of the table's present row at this place; null if there is none. */
  rowId: string | null;
  /** Whether a number would cure the problem. */
  curable: boolean;
}

/** Base data that the comparison uses. */
export interface Targets {
  kind: BaseDataKind;
  knows(kind: BaseDataKind): boolean;
  lookup(kind: BaseDataKind, number: string, orgNumber: string): BaseDataItem | null;
  /** Usable numbers of an organisation that look like this masked one. */
  shownAs(shown: string, orgNumber: string): readonly string[];
}

const placeOf = (orgNumber: string, key: string, fromDay: string): string => JSON.stringify([orgNumber, key, fromDay]);

/**
 * Compares the file with the table: one line for each place of either, errors with their cell. A place that the file names is never
 * “removed”, even if its row cannot be used, nor is any row of a value with a day that cannot be used. A file without the column 生效日期 says nothing of rows with a day.
 * Nothing is “removed” where a row does not say which value it is for: it could be that of any row that the file seems to lack.
 */
export function compareFile(file: ReadFile, current: readonly TableRow[], targets: Targets): ComparedLine[] {
  const { columns } = file;
  const own = columns.from === '' ? current.filter(({ fromDay }) => fromDay === '') : current;
  const there = new Map(own.map((row) => [placeOf(row.orgNumber, row.key, row.fromDay), row]));
  /** Values with a day that cannot be read, or that the table does not take: it could be that of any of their rows. */
  const unclear = new Set<string>();
  const lines: ComparedLine[] = [];
  const first = new Map<string, ComparedLine>();
  for (const row of file.rows) {
    const place = placeOf(row.org, row.key, row.from);
    const hasDay = row.from === '' || (isDay(row.from) && mayCountFromDay(targets.kind));
    if (!hasDay || (row.fault !== null && row.fault.cell === `${columns.from}${row.row}`))
      unclear.add(placeOf(row.org, row.key, ''));
    const now = there.get(place) ?? null;
    // Exported with an empty number, to be filled in, and left empty.
    if (now === null && row.fault === null && row.number === '') continue;
    const line: ComparedLine = {
      row: row.row,
      cell: `${columns.number}${row.row}`,
      kind: 'invalid',
      orgNumber: row.org,
      key: row.key,
      keyLabel: now?.keyLabel ?? '',
      fromDay: row.from,
      was: now && { number: now.target, name: nameOf(now, targets) },
      to: row.number === '' ? null : { number: row.number, name: '' },
      problem: null,
      rowId: now?.id ?? null,
      curable: row.key !== '' && hasDay,
    };
    lines.push(line);
    judge(line, row.fault, { ...columns, row: row.row }, targets);
    if (row.fault === null && isDay(row.from) && !hasDay) {
      line.kind = 'invalid';
      line.cell = `${columns.from}${row.row}`;
      line.problem = { code: 'not-dated' };
    }
    const other = first.get(place);
    if (row.key === '') continue;
    if (!other) first.set(place, line);
    else if (other.to?.number === line.to?.number && line.problem === null && other.problem === null) lines.pop();
    else markTwice(other, line, columns.key);
  }
  if (unreadPlaces(file).length > 0) return lines;
  for (const [place, row] of there)
    if (!first.has(place) && !unclear.has(placeOf(row.orgNumber, row.key, '')))
      lines.push({
        row: null,
        cell: '',
        kind: 'removed',
        orgNumber: row.orgNumber,
        key: row.key,
        keyLabel: row.keyLabel,
        fromDay: row.fromDay,
        was: { number: row.target, name: nameOf(row, targets) },
        to: null,
        problem: null,
        rowId: row.id,
        curable: false,
      });
  return lines;
}

/** Returns the cells of 来源值 and 组织 that cannot be read, each by its name. */
export const unreadPlaces = ({ rows, columns }: ReadFile): string[] =>
  rows.flatMap(({ row, key, fault }) => {
    if (fault !== null && [`${columns.key}${row}`, `${columns.org}${row}`].includes(fault.cell)) return [fault.cell];
    return key === '' ? [`${columns.key}${row}`] : [];
  });

const nameOf = (row: TableRow, { kind, lookup }: Targets): string =>
  lookup(kind, row.target, row.orgNumber)?.name ?? row.targetName;

interface Cells {
  org: string;
  key: string;
  number: string;
  row: number;
}

function judge(line: ComparedLine, fault: CellFault | null, cells: Cells, targets: Targets): void {
  const { orgNumber, to, was } = line;
  if (fault) {
    line.cell = fault.cell;
    line.problem = { code: fault.code };
    // The place cannot be read: with a number it would still be unclear which place is meant.
    if (fault.cell !== `${cells.number}${cells.row}`) line.curable = false;
    return;
  }
  if (orgNumber !== '' && targets.knows('organisation') && !targets.lookup('organisation', orgNumber, '')) {
    line.cell = `${cells.org}${cells.row}`;
    line.problem = { code: 'unknown-org', what: orgNumber };
    line.curable = false;
    return;
  }
  if (to === null) {
    line.problem = { code: 'number-missing' };
    return;
  }
  const number = unmasked(to.number, line, targets);
  if (number === null) {
    line.problem = { code: 'unclear-tail', what: to.number };
    return;
  }
  const item = targets.lookup(targets.kind, number, orgNumber);
  line.to = { number, name: item?.name ?? '' };
  if (was?.number === number) line.kind = 'unchanged';
  else if (targets.knows(targets.kind) && !item) line.problem = { code: 'unknown-number', what: number };
  else if (item && !item.usable) line.problem = { code: 'unusable', what: item.reason ?? '' };
  else line.kind = was === null ? 'added' : 'changed';
}

/**
 * Returns the full number of an account, which the file shows by its last digits: the table's number, else the only one with these
 * digits; null if there are several.
 */
function unmasked(written: string, { was, orgNumber }: ComparedLine, targets: Targets): string | null {
  if (was && shownNumber(targets.kind, was.number) === written) return was.number;
  const meant = targets.shownAs(written, orgNumber);
  if (meant.length === 0) return written;
  return meant.length === 1 ? (meant[0] ?? null) : null;
}

/** Marks a place that occurs twice with two numbers: a person has to choose. */
function markTwice(other: ComparedLine, line: ComparedLine, keyColumn: string): void {
  for (const [each, twin] of [
    [line, other],
    [other, line],
  ] as const) {
    each.kind = 'invalid';
    each.problem ??= { code: 'twice', what: `${keyColumn}${twin.row}` };
    if (each.problem.code === 'twice') each.cell = `${keyColumn}${each.row}`;
  }
}
