import type { FormControlSchema } from '../../connectors/source.js';
import { comparableName } from '../../engine/source/control-name.js';

/** A control with its place in the form: controls inside a suite or a layout count as top-level (dingtalk.md §5.4). */
export interface PlacedControl {
  /** The control's id, prefixed by its table's id: it stays the same as long as the control stays in the same place. */
  key: string;
  id: string;
  label: string;
  type: string;
  required: boolean;
  options: readonly string[];
  table: { id: string; label: string } | null;
}

export const CHANGE_KINDS = ['removed', 'retyped', 'required', 'optional', 'options', 'added', 'renamed'] as const;

/** One difference of one control. */
export interface FormChange {
  kind: (typeof CHANGE_KINDS)[number];
  /** The control before and after; null if it did not exist before, or does not exist now. */
  before: PlacedControl | null;
  after: PlacedControl | null;
  options: { added: readonly string[]; removed: readonly string[] };
  /** For a removed control: the only new control with the same label in the same place. A guess shown to people; the program never acts upon it. */
  successor: PlacedControl | null;
}

export const TABLE = 'TableField';
/** Printed text of the form; nobody fills it in. */
const NOTE = 'TextNote';
/** A control with two labels in one; form and approval spell them differently. */
const TWO_LABELS = 'DDDateRangeField';
const NO_OPTIONS = { added: [], removed: [] };

/** Builds a control's key. @param table id of the table that has the control as a column; null at the top. */
export const controlKey = (id: string, table: string | null): string => (table === null ? id : `${table}/${id}`);
/** Returns the key of the changed control. */
export const keyOf = ({ before, after }: Pick<FormChange, 'before' | 'after'>): string => (before ?? after)?.key ?? '';

/** Returns the controls of a form by key; if two have the same key, the first counts. */
export function placedControls(form: readonly FormControlSchema[]): ReadonlyMap<string, PlacedControl> {
  const placed = new Map<string, PlacedControl>();
  const add = (controls: readonly FormControlSchema[], table: PlacedControl['table']) => {
    for (const control of controls) {
      const { id, type, required, options } = control;
      const label = control.label.trim();
      const key = controlKey(id, table?.id ?? null);
      if (id !== '' && type !== NOTE && !placed.has(key))
        placed.set(key, { key, id, label, type, required, options, table });
      // A table inside a suite is a table of its own.
      add(control.children, type === TABLE ? { id, label } : table);
    }
  };
  add(form, null);
  return placed;
}

/**
 * Returns what an approval form has lost, gained and changed, the most important first. An added or removed table is one change; its columns are not
 * listed. Pure.
 */
export function formChanges(before: readonly FormControlSchema[], after: readonly FormControlSchema[]): FormChange[] {
  const [was, is] = [placedControls(before), placedControls(after)];
  const added = [...is.values()].filter(({ key, table }) => !was.has(key) && !isNewTable(table, was));
  const changes = [...was.values()].flatMap((control): FormChange[] => {
    const now = is.get(control.key);
    if (now !== undefined) return changesOf(control, now);
    if (control.table !== null && !is.has(control.table.id)) return [];
    return [{ ...plain('removed', control, null), successor: successorOf(control, added) }];
  });
  const all = [...changes, ...added.map((control) => plain('added', null, control))];
  return all.sort((a, b) => CHANGE_KINDS.indexOf(a.kind) - CHANGE_KINDS.indexOf(b.kind));
}

const isNewTable = (table: PlacedControl['table'], was: ReadonlyMap<string, PlacedControl>): boolean =>
  table !== null && !was.has(table.id);

const plain = (kind: FormChange['kind'], before: PlacedControl | null, after: PlacedControl | null): FormChange => ({
  kind,
  before,
  after,
  options: NO_OPTIONS,
  successor: null,
});

function changesOf(before: PlacedControl, after: PlacedControl): FormChange[] {
  const changes: FormChange[] = [];
  if (before.type !== after.type && after.type !== '') changes.push(plain('retyped', before, after));
  if (before.required !== after.required) changes.push(plain(after.required ? 'required' : 'optional', before, after));
  const options = {
    added: after.options.filter((option) => !before.options.includes(option)),
    removed: before.options.filter((option) => !after.options.includes(option)),
  };
  if (options.added.length + options.removed.length > 0) changes.push({ ...plain('options', before, after), options });
  if (before.label !== after.label && after.type !== TWO_LABELS) changes.push(plain('renamed', before, after));
  return changes;
}

function successorOf({ label, table }: PlacedControl, added: readonly PlacedControl[]): PlacedControl | null {
  const alike = added.filter(
    (one) => one.table?.id === table?.id && comparableName(one.label) === comparableName(label),
  );
  return alike.length === 1 ? (alike[0] ?? null) : null;
}
