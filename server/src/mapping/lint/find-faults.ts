import type { BaseDataItem, BaseDataKind } from '@dingdee/shared/base-data';
import type { FindingKind } from '@dingdee/shared/mapping-lint';

/** A current row of a table, for the check. */
export interface LintedRow {
  id: string;
  orgNumber: string;
  key: string;
  keyLabel: string;
  /** "company", or a narrower scope. */
  scope: string;
  scopeValue: string;
  /** First day of the bills that it is for; "": all days. */
  fromDay: string;
  target: string;
  targetName: string;
  createdAt: number;
}

export interface LintedTable {
  kind: BaseDataKind;
  rows: readonly LintedRow[];
  /** Key → organisation → time of the last use by a bill, in Unix ms. */
  uses: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Kingdee's base data. `named`: usable items of an organisation with this name. */
export interface Known {
  knows(kind: BaseDataKind): boolean;
  lookup(kind: BaseDataKind, number: string, orgNumber: string): BaseDataItem | null;
  named(name: string, orgNumber: string): readonly BaseDataItem[];
}

export type FaultCode =
  | 'disabled'
  | 'unknown'
  | 'written-alike'
  | 'own-rows-first'
  | 'same-as-all'
  | 'never-used-twin'
  | 'idle';

export interface Fault {
  kind: FindingKind;
  code: FaultCode;
  row: LintedRow;
  /** The key of the other row, the reason, or the time of the last use in Unix ms; "" if there is none. */
  what: string;
  fix: { do: 'replace'; targetNumber: string; targetName: string } | { do: 'remove' } | null;
}

export const IDLE_MS = 180 * 86_400_000;

/** Returns the faults in one table, each row once with its worst fault. */
export function findFaults(table: LintedTable, known: Known, now: number): Fault[] {
  const twins = twinsOf(table);
  return table.rows.flatMap(
    (row) =>
      unusable(row, table, known) ??
      contradictory(row, table, twins) ??
      shadowed(row, table) ??
      duplicate(row, table, twins) ??
      idle(row, table, now) ??
      [],
  );
}

function unusable(row: LintedRow, { kind }: LintedTable, known: Known): Fault | null {
  if (!known.knows(kind)) return null;
  const item = known.lookup(kind, row.target, row.orgNumber);
  if (item?.usable) return null;
  const [same, ...more] = known
    .named(item?.name ?? row.targetName, row.orgNumber)
    .filter(({ number }) => number !== row.target);
  // With several items of that name, any choice would be a guess.
  const fix =
    same && more.length === 0 ? { do: 'replace' as const, targetNumber: same.number, targetName: same.name } : null;
  return { kind: 'unusable', code: item ? 'disabled' : 'unknown', row, what: item?.reason ?? '', fix };
}

/** Returns one spelling for variants of a value: full and half width, blanks, capitals. */
export const spelledAlike = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toLowerCase();
const placeOf = (row: LintedRow, key: string): string =>
  JSON.stringify([row.orgNumber, row.scope, row.scopeValue, row.fromDay, key]);

function twinsOf({ rows }: LintedTable): ReadonlyMap<string, readonly LintedRow[]> {
  const twins = new Map<string, LintedRow[]>();
  for (const row of rows) {
    const place = placeOf(row, spelledAlike(row.key));
    twins.set(place, [...(twins.get(place) ?? []), row]);
  }
  return twins;
}
const othersOf = (row: LintedRow, twins: ReadonlyMap<string, readonly LintedRow[]>): readonly LintedRow[] =>
  (twins.get(placeOf(row, spelledAlike(row.key))) ?? []).filter(({ id }) => id !== row.id);
const lastUse = ({ key, orgNumber }: LintedRow, { uses }: LintedTable): number =>
  Math.max(0, ...[...(uses.get(key) ?? [])].flatMap(([org, at]) => (orgNumber === '' || org === orgNumber ? at : [])));

function contradictory(
  row: LintedRow,
  table: LintedTable,
  twins: ReadonlyMap<string, readonly LintedRow[]>,
): Fault | null {
  // The row that was used last counts as right; the others are reported.
  const better = othersOf(row, twins).find((other) => other.target !== row.target && isBefore(table, other, row));
  if (!better) return null;
  const fix = { do: 'replace' as const, targetNumber: better.target, targetName: better.targetName };
  return { kind: 'contradictory', code: 'written-alike', row, what: better.key, fix };
}
function isBefore(table: LintedTable, one: LintedRow, other: LintedRow): boolean {
  const [a, b] = [lastUse(one, table), lastUse(other, table)];
  return a !== b ? a > b : one.createdAt !== other.createdAt ? one.createdAt > other.createdAt : one.id < other.id;
}

/** Returns whether rows of the key count by days: then one that no bill reaches is no fault, it stands for earlier or later bills. */
const countsByDay = ({ key }: LintedRow, { rows }: LintedTable): boolean =>
  (rowsByKey(rows).get(key) ?? []).some(({ fromDay }) => fromDay !== '');

/** Finds a row that applies to no bill, or that says the same as a wider one. */
function shadowed(row: LintedRow, table: LintedTable): Fault | null {
  const { rows, uses } = table;
  if (countsByDay(row, table)) return null;
  const same = rowsByKey(rows).get(row.key) ?? [];
  const company = same.filter(({ scope }) => scope === 'company');
  const forAll = company.find(({ orgNumber }) => orgNumber === '');
  if (row.scope === 'company' && row.orgNumber === '') {
    const asking = [...(uses.get(row.key)?.keys() ?? [])];
    const own = new Set(company.map(({ orgNumber }) => orgNumber));
    if (asking.length === 0 || own.size === 1 || !asking.every((org) => org !== '' && own.has(org))) return null;
    return { kind: 'shadowed', code: 'own-rows-first', row, what: '', fix: { do: 'remove' } };
  }
  const wider = company.find(({ orgNumber }) => orgNumber === row.orgNumber && row.scope !== 'company') ?? forAll;
  if (!wider || wider.id === row.id || wider.target !== row.target) return null;
  // Without this row, a row in between would apply.
  if (same.some(({ id, target }) => id !== row.id && id !== wider.id && target !== row.target)) return null;
  return { kind: 'shadowed', code: 'same-as-all', row, what: '', fix: { do: 'remove' } };
}

const BY_KEY = new WeakMap<readonly LintedRow[], ReadonlyMap<string, readonly LintedRow[]>>();
function rowsByKey(rows: readonly LintedRow[]): ReadonlyMap<string, readonly LintedRow[]> {
  const ready = BY_KEY.get(rows);
  if (ready) return ready;
  const byKey = new Map<string, LintedRow[]>();
  for (const row of rows) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
  BY_KEY.set(rows, byKey);
  return byKey;
}

function duplicate(row: LintedRow, table: LintedTable, twins: ReadonlyMap<string, readonly LintedRow[]>): Fault | null {
  const twin = othersOf(row, twins).find(({ target }) => target === row.target);
  if (!twin || lastUse(row, table) > 0 || lastUse(twin, table) === 0) return null;
  return { kind: 'duplicate', code: 'never-used-twin', row, what: twin.key, fix: { do: 'remove' } };
}

function idle(row: LintedRow, table: LintedTable, now: number): Fault | null {
  // Bills do not record which narrower row applied.
  if (row.scope !== 'company' || countsByDay(row, table)) return null;
  const last = lastUse(row, table);
  if (Math.max(last, row.createdAt) > now - IDLE_MS) return null;
  // The last row that names another organisation keeps departments without a row from being paid by the scheme's own organisation
  // (decision 52).
  const fix = table.kind === 'organisation' ? null : ({ do: 'remove' } as const);
  return { kind: 'idle', code: 'idle', row, what: last === 0 ? '' : String(last), fix };
}
