import { createHash } from 'node:crypto';
import type { Issues } from '../../domain/draft/issues.js';
import type { Citations } from '../../domain/draft/mapping-result.js';
import type { FieldPlan } from '../rule/field-plan.js';
import type { LineGroup } from './detail-lines.js';
import type { MappingInput } from './mapping-input.js';

/** Longest mark that is kept as text; a longer one is kept as its hash, because a column holds 80. */
const LONGEST_MARK = 60;
const ROW = /^rows\[(\d+)\]\./;

/** Returns the row of a path, from 0; null for a path of the bill itself. */
export const rowOf = (path: string): number | null => {
  const digits = ROW.exec(path)?.[1];
  return digits === undefined ? null : Number(digits);
};

/** Returns which lines of the form a row of the bill is made of, "TableField_1:1,3": kept with a value that a person sets on that row. */
export function linesMark(lines: LineGroup): string {
  const tables = new Map<string, number[]>();
  for (const { table, of } of lines) tables.set(table.id, [...(tables.get(table.id) ?? []), ...of.rows]);
  const mark = [...tables].map(([id, rows]) => `${id}:${rows.join(',')}`).join(' ');
  return mark.length <= LONGEST_MARK ? mark : `:${createHash('sha256').update(mark).digest('hex')}`;
}

/** Returns whether a mark still holds. A mark without lines is the scheme version that the value was set under: more is not known of older ones. */
const holdsFor = (mark: string, now: string | null, version: number): boolean =>
  /^\d+$/.test(mark) ? Number(mark) === version : mark === now;

/**
 * Returns the values set by hand, without those that were set on other rows: a new version of the scheme may make rows of other lines, and a value
 * chosen for one row must never land on another. Each value left out is an issue: red on the row that now has its number, because nobody has chosen a
 * value for that row; amber if no row has that number any more.
 */
export function heldLocks(
  plan: FieldPlan,
  { locks, lockedOn = {}, scheme }: Pick<MappingInput, 'locks' | 'lockedOn' | 'scheme'>,
  groups: readonly LineGroup[],
  issues: Issues,
): MappingInput['locks'] {
  const held = Object.keys(locks).filter((path) => {
    const row = rowOf(path);
    const mark = lockedOn[path];
    if (row === null || mark === undefined) return false;
    const group = groups[row];
    return !holdsFor(mark, group ? linesMark(group) : null, scheme.version);
  });
  if (held.length === 0) return locks;
  for (const path of held) {
    const row = rowOf(path) ?? 0;
    const name = path.slice(path.indexOf('.') + 1);
    const label = plan.rows.find((field) => field.name === name)?.rules.label ?? name;
    const params = { label, row: String(row + 1) };
    if (groups[row]) issues.coded('red', 'hand-moved', path, params);
    else issues.coded('amber', 'hand-gone', 'rows', params);
  }
  const left = new Set(held);
  return Object.fromEntries(Object.entries(locks).filter(([path]) => !left.has(path)));
}

/** Returns what a bill cites of the values set by hand; without `lockedOn` if the rows that they were set on are unknown. */
export const citedLocks = ({
  locks,
  lockedOn = {},
}: Pick<MappingInput, 'locks' | 'lockedOn'>): Pick<Citations, 'locks' | 'lockedOn'> =>
  Object.keys(lockedOn).length === 0 ? { locks } : { locks, lockedOn };
