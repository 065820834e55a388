import { type Amount, parseDecimal } from '@dingdee/shared/money';
import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import { comparableLabel } from './control-name.js';

/** One filled place of a form: a control, a cell of a table, or a named part of either. */
export interface FormEntry {
  control: Control;
  label: string;
  /** Label as comparableLabel returns it, in lower case. */
  comparable: string;
  text: string;
  /** Table of a cell, and the cell's row; null at the top of the form. */
  table: Control | null;
  row: ControlRow | null;
}

/** Returns all filled places of a form in its order, tables included. A part of an object has its own name; a nested value has each of its names. */
export function formEntries(controls: readonly Control[]): FormEntry[] {
  const entries: FormEntry[] = [];
  gather(controls, null, null, entries);
  return entries;
}

const NO_LABELS: readonly string[] = [];

function gather(
  controls: readonly Control[],
  table: Control | null,
  row: ControlRow | null,
  entries: FormEntry[],
): void {
  for (const control of controls) {
    const { value, name } = control;
    if (value.kind === 'empty' || value.kind === 'files') continue;
    if (value.kind === 'table') for (const inner of value.rows) gather(inner.cells, control, inner, entries);
    else if (value.kind === 'object')
      for (const [key, text] of Object.entries(value.entries)) {
        // The object's own value has the name of the control.
        if (text.trim() !== '') add(control, key === 'value' || key === 'label' ? name : key, text);
      }
    else {
      const text = controlText(value).trim();
      if (text !== '') for (const label of [name, ...(control.inner ?? NO_LABELS)]) add(control, label, text);
    }
  }
  function add(control: Control, label: string, text: string): void {
    entries.push({ control, label: label.trim(), comparable: comparableLabel(label), text: text.trim(), table, row });
  }
}

const DRESS = /人民币|RMB|CNY|[¥￥元圆整]/giu;

/** Returns an amount as people write it where none was asked for: "¥1,500.00", "1500元"; null if it is none. Never used for a sum that is paid. */
export const looseAmount = (text: string): Amount | null => parseDecimal(text.replace(DRESS, ''));
