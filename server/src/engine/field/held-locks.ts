import { createHash } from 'node:crypto';
import type { Issues } from '../../domain/draft/issues.js';
import type { Citations } from '../../domain/draft/mapping-result.js';
import type { FieldPlan } from '../rule/field-plan.js';
import type { LineGroup } from './detail-lines.js';
import type { MappingInput } from './mapping-input.js';

/** A mark longer than this is kept as its hash: a column holds 80. */
const LONGEST_MARK = 60;
const ROW = /^rows\[(\d+)\]\./;

/** The row of a path, from 0; null for one of the bill itself. */
export const rowOf = (path: string): number | null => {
  const digits = ROW.exec(path)?.[1];
  return digits === undefined ? null : Number(digits);
};

/** Which lines of the form a row of the bill is made of, "TableField_1:1,3": as it is kept with a value that somebody sets on that row. */
export function linesMark(lines: LineGroup): string {
  const tables = new Map<string, number[]>();
  for (const { table, of } of lines) tables.set(table.id, [...(tables.get(table.id) ?? []), ...of.rows]);
  const mark = [...tables].map(([id, rows]) => `${id}:${rows.join(',')}`).join(' ');
  return mark.length <= LONGEST_MARK ? mark : `:${createHash('sha256').update(mark).digest('hex')}`;
}

/** A mark without lines is the scheme version that the value was set under: what is known of older ones. */
const holdsFor = (mark: string, now: string | null, version: number): boolean =>
  /^\d+$/.test(mark) ? Number(mark) === version : mark === now;

/**
 * The values set by hand without those that were set on other rows: a new version of the scheme may make rows of other lines, and what was
 * chosen for one must never land on another. Each that is left out is told: in red on the row that has its number now, as nobody has
 * chosen anything for that one; in amber where no row has it any more.
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

/** What a bill cites of the values set by hand: nothing more than before where it is not known what rows they were set on. */
export const citedLocks = ({
  locks,
  lockedOn = {},
}: Pick<MappingInput, 'locks' | 'lockedOn'>): Pick<Citations, 'locks' | 'lockedOn'> =>
  Object.keys(lockedOn).length === 0 ? { locks } : { locks, lockedOn };
