import type { FormControlSchema } from '../../connectors/source.js';
import { comparableName } from '../../engine/source/control-name.js';
import { controlKey, type FormChange, keyOf, TABLE } from './form-changes.js';

/**
 * Returns the accepted form after some of its changes are accepted and the others still wait: compared with the current form it gives exactly those
 * others. Pure.
 * @param chosen the accepted changes between the two forms.
 */
export function acceptSome(
  accepted: readonly FormControlSchema[],
  chosen: readonly Pick<FormChange, 'kind' | 'before' | 'after'>[],
  current: readonly FormControlSchema[],
): FormControlSchema[] {
  const of = (key: string) => chosen.filter((change) => keyOf(change) === key);
  const added = chosen.flatMap(({ kind, after }) => (kind === 'added' && after ? [after] : []));
  const fresh = (table: string | null) =>
    added.flatMap(({ key, table: of }) => ((of?.id ?? null) === table ? addedControl(current, key, null) : []));
  const walk = (controls: readonly FormControlSchema[], table: string | null): FormControlSchema[] =>
    controls.flatMap((control) => {
      const changes = control.id === '' ? [] : of(controlKey(control.id, table));
      const isTable = control.type === TABLE;
      const children = walk(control.children, isTable ? control.id : table);
      // Controls of a removed suite or layout move to the top.
      if (changes.some(({ kind }) => kind === 'removed')) return isTable ? [] : children;
      const now = changes.reduce(changed, { ...control, children });
      return [now.type === TABLE ? { ...now, children: [...children, ...fresh(control.id)] } : now];
    });
  return [...walk(accepted, null), ...fresh(null)];
}

function changed(control: FormControlSchema, { kind, after }: Pick<FormChange, 'kind' | 'after'>): FormControlSchema {
  if (after === null) return control;
  switch (kind) {
    case 'retyped':
      return { ...control, type: after.type };
    case 'required':
    case 'optional':
      return { ...control, required: after.required };
    case 'options':
      return { ...control, options: after.options };
    case 'renamed':
      return { ...control, label: after.label };
    default:
      return control;
  }
}

/** Returns the added control. A table comes with its columns; the controls of a suite are added separately. */
function addedControl(
  controls: readonly FormControlSchema[],
  key: string,
  table: string | null,
): readonly FormControlSchema[] {
  for (const control of controls) {
    if (controlKey(control.id, table) === key) return [control.type === TABLE ? control : { ...control, children: [] }];
    const found = addedControl(control.children, key, control.type === TABLE ? control.id : table);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * Tells whether a name moved between a chosen control and one of the others: if only one of the two were accepted, nobody could see any more that the
 * other may have another meaning (decision 66).
 */
export function areEntangled(
  chosen: readonly Pick<FormChange, 'kind' | 'before' | 'after'>[],
  others: readonly Pick<FormChange, 'kind' | 'before' | 'after'>[],
): boolean {
  const names = ({ before, after }: Pick<FormChange, 'before' | 'after'>) =>
    [before, after].flatMap((one) => (one ? [`${one.table?.id ?? ''} ${comparableName(one.label)}`] : []));
  const bound = others.map((other) => ({ other, names: names(other) }));
  return chosen.some((one) => {
    const own = names(one);
    return bound.some(
      ({ other, names: its }) =>
        (one.kind === 'renamed' || other.kind === 'renamed') &&
        keyOf(one) !== keyOf(other) &&
        its.some((name) => own.includes(name)),
    );
  });
}
