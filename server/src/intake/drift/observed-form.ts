import type { FormControlSchema } from '../../connectors/source.js';
import type { ApprovalInstance, Control } from '../../domain/approval/approval-instance.js';

/** A control counts as removed if the LATELY newest approvals lack it and all of at least BEFORE earlier ones had it. */
const LATELY = 3;
const BEFORE = 5;
const TABLE = 'TableField';
const TWO_LABELS = 'DDDateRangeField';

/**
 * Returns a form as its approvals show it, for a form whose definition DingTalk does not show: new labels and kinds, new controls, and
 * removed controls. What only a definition tells (options, required controls) stays as it was.
 * @param known the form as last known. @param approvals of this form, newest launch first. @param accepted known controls that may come back.
 */
export function observedForm(
  known: readonly FormControlSchema[],
  approvals: readonly Pick<ApprovalInstance, 'controls'>[],
  accepted: readonly FormControlSchema[] = known,
): FormControlSchema[] {
  const [newest] = approvals;
  if (!newest) return [...known];
  const everywhere = new Set(idsOf(known));
  const shown = (control: FormControlSchema): FormControlSchema[] => {
    if (isGone(control.id, approvals)) return [];
    const now = newest.controls.find(({ id }) => id === control.id);
    const children = control.type === TABLE ? columns(control, now) : control.children.flatMap(shown);
    return [{ ...(now ? named(control, now, true) : control), children }];
  };
  const added = newest.controls.filter(({ id }) => id !== '' && !everywhere.has(id));
  const back = (control: Control) => accepted.find(({ id }) => id === control.id) ?? made(control);
  return [...known.flatMap(shown), ...added.map(back)];
}

/** Returns the columns of a table. Rows omit blank cells, so only present cells tell something. */
function columns(table: FormControlSchema, now: Control | undefined): FormControlSchema[] {
  const cells = now?.value.kind === 'table' ? now.value.rows.flatMap((row) => row.cells) : [];
  const kept = table.children.map((column) => {
    const cell = cells.find(({ id }) => id === column.id);
    return cell ? named(column, cell, false) : column;
  });
  const ids = new Set(table.children.map(({ id }) => id));
  const added = cells.filter(
    ({ id }, at) => id !== '' && !ids.has(id) && cells.findIndex((one) => one.id === id) === at,
  );
  return [...kept, ...added.map(made)];
}

/** @param typed whether the type was given by DingTalk, not guessed from the id. */
const named = (control: FormControlSchema, { name, type }: Control, typed: boolean): FormControlSchema => ({
  ...control,
  label: control.type === TWO_LABELS || name === '' ? control.label : name,
  type: typed && type !== '' ? type : control.type,
});

const made = ({ id, name, type, alias }: Control): FormControlSchema => ({
  id,
  label: name,
  type,
  alias,
  required: false,
  options: [],
  children: [],
});

function isGone(id: string, approvals: readonly Pick<ApprovalInstance, 'controls'>[]): boolean {
  const has = ({ controls }: Pick<ApprovalInstance, 'controls'>) => controls.some((control) => control.id === id);
  const last = approvals.findIndex(has);
  const before = last < 0 ? [] : approvals.slice(last);
  return id !== '' && last >= LATELY && before.length >= BEFORE && before.every(has);
}

const idsOf = (controls: readonly FormControlSchema[]): string[] =>
  controls.flatMap(({ id, children }) => [id, ...idsOf(children)]);
