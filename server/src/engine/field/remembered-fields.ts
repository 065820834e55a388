import { type FieldPlan, keyRefs, type PlannedField } from '../rule/field-plan.js';
import type { RuleContext } from '../rule/find-row.js';
import type { TableBook } from '../rule/mapping-book.js';
import { conditionsHold } from '../source/conditions.js';
import { type MappedField, mapField, type Need } from './map-field.js';

/** Greatest number of keys kept for one field: a company has fewer people and departments. */
const MOST_KEYS = 5000;
/** Separators of the texts that are read: two different readings never give the same key. */
const APART = '\u0000';
const NO_DEPARTMENT = '\u0001';
const NOT_MET = '\u0002';

/**
 * Remembers the results of fields that read only table keys of the approval, for one scheme version and its tables: each key is mapped once, because
 * bills of one form ask for the same few. A result with an issue, or whose name may mean two departments, is never kept.
 */
class FieldMemory {
  private readonly fixed = new Map<PlannedField, MappedField>();
  private readonly byKey = new Map<PlannedField, Map<string, MappedField>>();

  constructor(
    readonly version: number,
    /** The plan's tables, in their order. */
    readonly tables: readonly (TableBook | undefined)[],
  ) {}

  map(field: PlannedField, context: RuleContext, need: Need): MappedField {
    if (field.gives === null) return mapField(field, context, need);
    if (field.gives === 'texts') {
      const ready = this.fixed.get(field);
      if (ready !== undefined) return ready;
      const mapped = mapField(field, context, need);
      if (isSure(mapped)) this.fixed.set(field, mapped);
      return mapped;
    }
    const key = keyOf(field, context);
    if (key === null) return mapField(field, context, need);
    let known = this.byKey.get(field);
    if (known === undefined) {
      known = new Map();
      this.byKey.set(field, known);
    }
    const ready = known.get(key);
    if (ready !== undefined) return ready;
    const mapped = mapField(field, context, need);
    if (isSure(mapped)) {
      if (known.size >= MOST_KEYS) known.clear();
      known.set(key, mapped);
    }
    return mapped;
  }
}

/** Returns whether a result has no issue, whether the field is needed or not. */
const isSure = ({ value, complaints, ruled }: MappedField): boolean =>
  value !== null && complaints.length === 0 && ruled.sameName === null && ruled.value !== null;

/**
 * Returns everything that the field's rules depend on besides version and tables, in the order of reading; null if the approval's words may mean
 * several things.
 */
function keyOf({ tables, rules: { rules } }: PlannedField, context: RuleContext): string | null {
  const { source, row, asks, departments, book } = context;
  let key = asks.orgNumber;
  for (const rule of rules) {
    const met = rule.when === undefined || conditionsHold(rule.when, source, row);
    if (typeof met === 'object') return null;
    if (!met) {
      key += NOT_MET;
      continue;
    }
    if (rule.kind !== 'lookup') continue;
    for (const ref of keyRefs(rule)) {
      const { text, label, unreadable, payee, department } = source.read(ref, row);
      if (unreadable || payee !== undefined) return null;
      if (department !== undefined && departments.ofName(text).length > 0) return null;
      key += `${APART}${text}${APART}${label}${APART}${department ?? NO_DEPARTMENT}`;
      // The name behind an id is shown beside it.
      if (ref === 'instance:originatorUserId') key += `${APART}${source.originatorName}`;
      if (ref === 'instance:originatorDeptId') key += `${APART}${source.instance.originatorDeptName}`;
    }
  }
  for (const code of tables) {
    const table = book.get(code);
    if (table?.isDated) key += `${APART}${table.since(asks.day)}`;
  }
  for (const code of tables)
    if (book.get(code)?.isScoped) {
      if (departments.ofName(asks.department).length > 0) return null;
      return `${key}${APART}${asks.processCode}${APART}${asks.department}${APART}${asks.departmentKey}${APART}${asks.applicant}`;
    }
  return key;
}

const memories = new WeakMap<FieldPlan, FieldMemory>();

/** @returns the memory for this version and these revisions of its tables; an earlier one is dropped. */
export function fieldMemory(
  plan: FieldPlan,
  { book, schemeVersion }: Pick<RuleContext, 'book' | 'schemeVersion'>,
): FieldMemory {
  const ready = memories.get(plan);
  if (ready?.version === schemeVersion && plan.tables.every((code, at) => ready.tables[at] === book.get(code)))
    return ready;
  const memory = new FieldMemory(
    schemeVersion,
    plan.tables.map((code) => book.get(code)),
  );
  memories.set(plan, memory);
  return memory;
}

export type { FieldMemory };
