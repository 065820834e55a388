import { isHeaderRow } from '@dingdee/shared/header-row';
import { detailTables, type SchemeContent } from '@dingdee/shared/scheme';
import type { FormControlSchema } from '../../connectors/source.js';
import { contentRefs } from '../../engine/rule/field-plan.js';
import { comparableName } from '../../engine/source/control-name.js';
import { topNames } from '../../engine/source/named-controls.js';
import { parseRef } from '../../engine/source/source-ref.js';

/** Returns the names in a content's references that match no control of the form, each once, in order. */
export function unmatchedControls(content: SchemeContent, controls: readonly FormControlSchema[]): string[] {
  const top = topNames(controls).all;
  const { table } = content.detail;
  const ofHeader = isHeaderRow(table);
  const tables = ofHeader
    ? []
    : detailTables(content.detail).map((name) => ({ name, control: controlCalled(name, top) }));
  const columns = ofHeader ? top : tables.flatMap(({ control }) => control?.children ?? []);
  const missing = new Set(tables.flatMap(({ name, control }) => (control === null ? [name] : [])));
  for (const from of contentRefs(content)) {
    const { place, names } = parseRef(from);
    if (place === 'instance') continue;
    for (const { printed } of names)
      if (controlCalled(printed, place === 'row' ? columns : top) === null)
        missing.add(place === 'row' && !ofHeader ? `${table}.${printed}` : printed);
  }
  return [...missing];
}

/** Finds a control by id, alias or label; null if there is none. */
export function controlCalled(name: string, controls: readonly FormControlSchema[]): FormControlSchema | null {
  const comparable = comparableName(name);
  return (
    controls.find(({ id, alias }) => id === name || alias === name) ??
    controls.find(({ label }) => comparableName(label) === comparable) ??
    null
  );
}

/**
 * Returns the text that a reference uses for a control. It is the label, which the copies of a linkage share; it is the id if a person has chosen one
 * of several controls with the same label, or if the label has signs that have a meaning in a reference.
 * @param name the name in the rule: an id or alias stays.
 */
export function referenceTo(
  control: FormControlSchema,
  name: string,
  among: readonly FormControlSchema[],
  byHand: boolean,
): string {
  if (control.id === name || control.alias === name) return name;
  const label = control.label.trim();
  if (/[|{}>]|#(number|name|bank|businessId)$/u.test(label) || isHeaderRow(label) || label === '') return control.id;
  const comparable = comparableName(label);
  const others = among.some((one) => one.id !== control.id && comparableName(one.label) === comparable);
  return byHand && others ? control.id : label;
}
