import { type Amount, parseAmount } from '@dingdee/shared/money';
import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import { comparableName } from './control-name.js';

/** One place of a form where something stands: a control, a cell of a table, or a named part of either. */
export interface FormEntry {
  control: Control;
  label: string;
  /** As comparableName writes it, lower case. */
  comparable: string;
  text: string;
  /** The table around a cell, and the cell's row; null at the top of the form. */
  table: Control | null;
  row: ControlRow | null;
}

/** Everything filled on a form, tables included, in its order. A part of an object stands by its own name. */
export function* formEntries(
  controls: readonly Control[],
  table: Control | null = null,
  row: ControlRow | null = null,
): Generator<FormEntry> {
  for (const control of controls) {
    const { value } = control;
    if (value.kind === 'empty' || value.kind === 'files') continue;
    if (value.kind === 'table' && table === null) {
      for (const inner of value.rows) yield* formEntries(inner.cells, control, inner);
      continue;
    }
    const entry = (label: string, text: string): FormEntry => ({
      control,
      label: label.trim(),
      comparable: comparableName(label).toLowerCase(),
      text: text.trim(),
      table,
      row,
    });
    if (value.kind === 'object')
      for (const [name, text] of Object.entries(value.entries)) {
        // Its own value goes by the name of the control.
        if (text.trim() !== '') yield entry(name === 'value' || name === 'label' ? control.name : name, text);
      }
    else {
      const text = controlText(value).trim();
      if (text !== '') yield entry(control.name, text);
    }
  }
}

const DRESS = /人民币|RMB|CNY|[¥￥元圆整]/giu;

/** An amount as people write it where nothing was asked for: "¥1,500.00", "1500元"; null where it is none. Never used for what is paid. */
export const looseAmount = (text: string): Amount | null => parseAmount(text.replace(DRESS, ''));
