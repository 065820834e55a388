import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import { payeeLabel } from '../payee/payee-labels.js';

/**
 * Used in place of a detail table's name: the form has no such table, and the approval itself is the one row of the bill. The word is reserved: a
 * table that is really called so is named by its id.
 */
export const HEADER_ROW = '单据头';
export const isHeaderRow = (table: string): boolean => table.trim() === HEADER_ROW;

/** Labels that say who is paid and where to: they say nothing about what a row is for. */
const OF_PAYEE: ReadonlySet<string> = new Set(['account', 'weak', 'branch', 'payee', 'bank']);

/** Returns the controls at the top of a form as the one row of a table, without tables, files and the payee's account. */
export function headerAsTable(controls: readonly Control[]): Control & { value: { kind: 'table' } } {
  const cells = controls.filter(
    ({ value, type, name }) =>
      value.kind !== 'table' &&
      value.kind !== 'files' &&
      type !== 'RecipientAccountField' &&
      !OF_PAYEE.has(payeeLabel(name) ?? ''),
  );
  const row: ControlRow = { rowNumber: null, cells };
  return { id: HEADER_ROW, name: HEADER_ROW, alias: null, type: 'TableField', value: { kind: 'table', rows: [row] } };
}
