import { isHeaderRow } from '@dingdee/shared/header-row';
import { detailTables, type Rule, type SchemeContent } from '@dingdee/shared/scheme';
import type { FormControlSchema } from '../../connectors/source.js';
import { keyRefs, netRefs, ruleRefs } from '../../engine/rule/field-plan.js';
import { comparableName } from '../../engine/source/control-name.js';
import { columnNames, type SchemaNames, topNames } from '../../engine/source/named-controls.js';
import { parseRef } from '../../engine/source/source-ref.js';
import { placedControls } from './form-changes.js';

/** The purpose for which a scheme reads a control. */
export type ControlUse =
  /** A field of the bill, by its label; `table`: the mapping table in which the control is looked up, else null. */
  | { what: 'field'; label: string; table: string | null }
  /** The form's total, which rows are checked against · the net sum · which approvals are collected · the rows themselves. */
  | { what: 'total' | 'net' | 'filter' | 'detail' };

interface Named {
  ref: string;
  use: ControlUse;
}

/**
 * Returns which controls of a form a scheme reads, by their place (PlacedControl.key). A name means the same as to the engine: the control that had
 * it when the scheme was made, and any control that has it now.
 * @param written the form for which the scheme was written. @param form the form as it is known now; ids survive a new label.
 */
export function formUses(
  content: SchemeContent,
  written: readonly FormControlSchema[],
  form: readonly FormControlSchema[],
): ReadonlyMap<string, readonly ControlUse[]> {
  const uses = new Map<string, ControlUse[]>();
  const note = (key: string, use: ControlUse) => {
    const known = uses.get(key) ?? [];
    if (!known.some((one) => JSON.stringify(one) === JSON.stringify(use))) uses.set(key, [...known, use]);
  };
  const named = detailTables(content.detail).flatMap((table) => parseRef(`field:${table}`).names);
  const tables = idsOf(named, topNames(written), topNames(form));
  for (const id of tables) note(id, { what: 'detail' });
  for (const { ref, use } of namedIn(content)) {
    const { place, names } = parseRef(ref);
    if (place === 'instance') continue;
    if (place !== 'row' || isHeaderRow(content.detail.table))
      for (const id of idsOf(names, topNames(written), topNames(form))) note(id, use);
    else
      for (const tableId of tables)
        for (const id of idsOf(names, columnNames(written, tableId), columnNames(form, tableId)))
          note(`${tableId}/${id}`, use);
  }
  for (const { from, column } of content.net?.offsets ?? [])
    if (column !== undefined)
      for (const tableId of idsOf(parseRef(from).names, topNames(written), topNames(form)))
        for (const id of idsOf(
          [{ printed: column, comparable: comparableName(column) }],
          columnNames(written, tableId),
          columnNames(form, tableId),
        ))
          note(`${tableId}/${id}`, { what: 'net' });
  withTables(uses, form);
  return uses;
}

/** Adds the uses of a table's columns to the table: if the table is removed, its columns are gone too. */
function withTables(uses: Map<string, ControlUse[]>, form: readonly FormControlSchema[]): void {
  for (const { key, table } of placedControls(form).values()) {
    const own = uses.get(key);
    if (table === null || own === undefined) continue;
    const known = uses.get(table.id) ?? [];
    const more = own.filter((use) => !known.some((one) => JSON.stringify(one) === JSON.stringify(use)));
    uses.set(table.id, [...known, ...more]);
  }
}

function idsOf(
  names: readonly { printed: string; comparable: string }[],
  written: SchemaNames,
  now: SchemaNames,
): string[] {
  const ids = names.flatMap(({ printed, comparable }) => {
    const meant = written.idOf(printed, comparable);
    const called = now.all
      .filter(({ id, alias, label }) => id === printed || alias === printed || comparableName(label) === comparable)
      .map(({ id }) => id);
    return meant === null ? called : [meant, ...called];
  });
  return [...new Set(ids)];
}

function namedIn(content: SchemeContent): Named[] {
  const fields = [...Object.values(content.header), ...Object.values(content.rows)];
  return [
    ...fields.flatMap(({ label, rules }) =>
      rules.flatMap((rule) =>
        ruleRefs(rule).map((ref): Named => ({ ref, use: { what: 'field', label, table: tableOf(rule, ref) } })),
      ),
    ),
    ...(content.detail.group ?? []).map((ref): Named => ({ ref, use: { what: 'detail' } })),
    ...(content.split ? [{ ref: content.split.from, use: { what: 'detail' } } satisfies Named] : []),
    { ref: content.totalFrom, use: { what: 'total' } },
    ...netRefs(content).map((ref): Named => ({ ref, use: { what: 'net' } })),
    ...content.filter.map(({ from }): Named => ({ ref: from, use: { what: 'filter' } })),
  ];
}

const tableOf = (rule: Rule, ref: string): string | null =>
  rule.kind === 'lookup' && keyRefs(rule).includes(ref) ? rule.table : null;
