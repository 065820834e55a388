import { HEADER_ROW } from '@dingdee/shared/header-row';
import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import { payeeLabel } from '../payee/payee-labels.js';

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
