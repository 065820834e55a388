import type { ApprovalInstance, Control } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import type { FormStop } from '../../domain/draft/form-stop.js';
import type { Issues } from '../../domain/draft/issues.js';
import { comparableName, isAlike } from '../source/control-name.js';
import { cut } from '../source/texts.js';

/** Tolerance: clocks differ, and v1 gives the time of a launch only to the minute. */
const CLOCKS_MS = 600_000;

/**
 * Adds an issue for each change that affects this approval: a default, or another control of the same name, must not take the control's place unseen.
 */
export function checkFormStops(stops: readonly FormStop[], instance: ApprovalInstance, issues: Issues): void {
  const touching = stops.filter((stop) => touches(stop, instance));
  const stopped = new Set(touching.flatMap(({ kind, controlId }) => (kind === 'other-name' ? [] : controlId)));
  for (const stop of touching) {
    const path = `others.${cut(stop.label, 60)}`;
    if (stop.kind === 'unit') {
      const label = cut(stop.label, 60);
      const isTold = issues.found.some(({ code, params }) => code === 'amount-unit' && params?.label === label);
      if (!isTold) issues.coded('red', 'amount-unit', 'total', { label, text: '', unit: cut(stop.now, 20) });
      continue;
    }
    if (stop.kind === 'other-name') {
      if (stopped.has(stop.controlId)) continue;
      const name = cut(unlikeNames(stop, instance)[0] ?? '', 60);
      issues.coded('amber', 'other-name', path, { label: cut(stop.label, 60), name, uses: stop.uses.join('、') });
      continue;
    }
    issues.coded('red', 'form-changed', path, {
      control: stop.controlId,
      kind: stop.kind,
      label: cut(stop.label, 60),
      was: stop.was,
      now: stop.now,
      uses: stop.uses.join('、'),
    });
  }
}

/** Returns whether this approval was launched with the form as it is now. */
export const touches = (stop: FormStop, instance: ApprovalInstance): boolean => !isAsBefore(stop, instance);

/** Returns whether it was launched with the form as it was: before the change could have been made, or with the control as it was. */
function isAsBefore(stop: FormStop, instance: ApprovalInstance): boolean {
  if (stop.kind === 'other-name') return unlikeNames(stop, instance).length === 0;
  // The unit at the time of the launch is unknown: the bill waits rather than pay another sum.
  if (stop.kind === 'unit') return !isFilledOn(stop, instance);
  return isOfBefore(stop, instance);
}

/** Returns the names under which the control is filled on this approval, as far as they are none of its known names. */
const unlikeNames = ({ tableId, controlId, names = [] }: FormStop, { controls }: ApprovalInstance): string[] =>
  (tableId === null ? controls : cellsOf(controls, tableId)).flatMap(({ id, name, value }) =>
    id === controlId && value.kind !== 'empty' && !names.some((known) => isAlike(known, name)) ? [name] : [],
  );

const isFilledOn = ({ tableId, controlId }: FormStop, { controls }: ApprovalInstance): boolean =>
  (tableId === null ? controls : cellsOf(controls, tableId)).some(
    ({ id, value }) => id === controlId && value.kind !== 'empty',
  );

function isOfBefore(
  { since, tableId, controlId, kind, label, was, options = [] }: FormStop,
  { startedAt, controls }: ApprovalInstance,
): boolean {
  if (startedAt < since - CLOCKS_MS) return true;
  const all = (tableId === null ? controls : cellsOf(controls, tableId)).filter(({ id }) => id === controlId);
  const [found] = all;
  if (kind === 'options')
    return all.every(({ value }) => value.kind === 'empty' || options.includes(controlText(value)));
  // Nothing is read from a control that is not on the approval; whatever has the old name is read by that name.
  if (kind === 'renamed') return found === undefined || comparableName(found.name) === comparableName(label);
  if (found === undefined) return false;
  // A cell may carry only the kind that its id begins with, which does not change with the control.
  return kind === 'removed' || (tableId === null && found.type === was);
}

function cellsOf(controls: readonly Control[], tableId: string): readonly Control[] {
  const value = controls.find(({ id }) => id === tableId)?.value;
  return value?.kind === 'table' ? value.rows.flatMap(({ cells }) => cells) : [];
}
