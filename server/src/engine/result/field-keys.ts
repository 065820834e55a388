import type { MappedField } from '../field/map-field.js';
import type { MappedRow } from '../field/map-rows.js';
import type { FieldPlan } from '../rule/field-plan.js';
import type { AskedKey } from '../rule/find-row.js';
import { AskedKeys } from './asked-keys.js';

/** A field of a bill with the key of the mapping table that gave its value, or that has no row for it; `key` is null if no table was asked. */
export interface FieldKey {
  path: string;
  value: string | null;
  key: AskedKey | null;
}

/** Returns the keys that the values of a bill asked the mapping tables for, and those that no row answers. */
export function askedKeys(
  plan: FieldPlan,
  header: ReadonlyMap<string, MappedField>,
  lines: readonly MappedRow[],
): AskedKeys {
  const asked = new AskedKeys();
  for (const mapped of header.values()) asked.add(mapped, null, true);
  const repeated = new Set<MappedField>();
  for (const { place, fields } of lines)
    for (const { name, perRow } of plan.rows) {
      const mapped = fields.get(name);
      if (!mapped || mapped.ruled.asked.length === 0 || repeated.has(mapped)) continue;
      if (!perRow) repeated.add(mapped);
      asked.add(mapped, perRow ? place : null, mapped.complaints.length > 0);
    }
  return asked;
}

/** Returns each field with the key behind its value. */
export function fieldKeysOf(header: ReadonlyMap<string, MappedField>, rows: readonly MappedRow[]): FieldKey[] {
  const keys = (place: string, fields: ReadonlyMap<string, MappedField>): FieldKey[] =>
    [...fields].map(([name, { ruled, value }]) => ({
      path: `${place}.${name}`,
      value,
      key: keyOf(ruled) ?? ruled.missing ?? ruled.from ?? onlyAsked(ruled.asked),
    }));
  return [...keys('header', header), ...rows.flatMap(({ fields }, index) => keys(`rows[${index}]`, fields))];
}

/**
 * Returns the key that was asked, if it was only one. A row joined from several lines may have asked several keys: then null, because the first is
 * not the one.
 */
function onlyAsked(asked: readonly AskedKey[]): AskedKey | null {
  const [first = null, ...others] = asked;
  const same = ({ table, key, orgNumber }: AskedKey) =>
    table === first?.table && key === first.key && orgNumber === first.orgNumber;
  return others.every(same) ? first : null;
}

/** Returns by path the number of the rule that gave the value, from 1; 0 for a value set by hand. A path without a value is absent. */
export function rulesUsed(
  plan: FieldPlan,
  header: ReadonlyMap<string, MappedField>,
  rows: readonly MappedRow[],
): ReadonlyMap<string, number> {
  const used = new Map<string, number>();
  const note = (path: string, { ruled, value }: MappedField) => {
    if (value !== null && ruled.chosen) used.set(path, ruled.chosen.rule);
  };
  for (const [name, mapped] of header) note(`header.${name}`, mapped);
  for (const [index, { fields, amountField }] of rows.entries()) {
    for (const [name, mapped] of fields) note(`rows[${index}].${name}`, mapped);
    note(`rows[${index}].${plan.amount.name}`, amountField);
  }
  return used;
}

/** Returns the key to map if a name alone is not enough: that of the department itself; null if no row could resolve it. */
function keyOf({ sameName }: MappedField['ruled']): AskedKey | null {
  return sameName && (sameName.meantKnown || sameName.scoped) ? sameName.asked : null;
}
