import type { FieldProvenance } from '../../domain/draft/provenance.js';
import type { MappedField } from '../field/map-field.js';
import type { MappedRow } from '../field/map-rows.js';
import type { FieldPlan } from '../rule/field-plan.js';

/**
 * Number of rows above which a provenance that is the same on every row is stored once, under "rows[*].…": a 5,000-row bill must fit into one
 * database packet.
 */
const TOLD_ON_EACH_ROW = 200;

/** Returns the reason of each value by its path. Of very many rows, a reason that is the same on each of them stands once, under "rows[*].…". */
export function provenanceOf(
  plan: FieldPlan,
  header: ReadonlyMap<string, MappedField>,
  rows: readonly MappedRow[],
): Record<string, FieldProvenance> {
  const told: Record<string, FieldProvenance> = {};
  for (const [name, { ruled }] of header) told[pathIn(plan, HEADER, name)] = ruled.provenance;
  const many = rows.length > TOLD_ON_EACH_ROW;
  const perRow = new Set(many ? plan.rows.filter((field) => field.perRow).map(({ name }) => name) : []);
  const onAll = new Set<string>();
  for (let index = 0; index < rows.length; index++) {
    const { fields, amountField } = rows[index] as MappedRow;
    for (const [name, { ruled }] of fields) {
      const everywhere = many && !perRow.has(name) && ruled.provenance.kind !== 'hand';
      if (!everywhere) told[pathIn(plan, index, name)] = ruled.provenance;
      else if (!onAll.has(name)) {
        onAll.add(name);
        told[`rows[*].${name}`] = ruled.provenance;
      }
    }
    told[pathIn(plan, index, plan.amount.name)] = amountField.ruled.provenance;
  }
  return told;
}

/** Place of the header in `pathIn`. */
export const HEADER = -1;
/** Number of rows whose paths are cached: all rows of most bills. */
const MOST_KEPT = 50;
const paths = new WeakMap<FieldPlan, Map<string, string>[]>();

/** Returns a path such as "rows[2].costItem". Paths are cached per plan, because every bill of a scheme needs the same texts. */
export function pathIn(plan: FieldPlan, index: number, name: string): string {
  if (index >= MOST_KEPT) return `rows[${index}].${name}`;
  let own = paths.get(plan);
  if (own === undefined) {
    own = [];
    paths.set(plan, own);
  }
  const at = index + 1;
  while (own.length <= at) own.push(new Map());
  const known = own[at] as Map<string, string>;
  let path = known.get(name);
  if (path === undefined) {
    path = index === HEADER ? `header.${name}` : `rows[${index}].${name}`;
    known.set(name, path);
  }
  return path;
}

/** Returns the provenance of the value at a path; null without one. Bills with very many rows may store it once for all rows. */
export const provenanceAt = (
  provenance: Readonly<Record<string, FieldProvenance>>,
  path: string,
): FieldProvenance | null => provenance[path] ?? provenance[path.replace(/^rows\[\d+\]/, 'rows[*]')] ?? null;
