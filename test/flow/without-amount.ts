import type { ControlValue, SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';

/** Makes the amounts of approvals unreadable, in the rows and in total; call it before they are collected. */
export function withoutAmount(approvals: readonly SandboxApproval[]): readonly SandboxApproval[] {
  for (const { values } of approvals) {
    const table = values.get(ids.table);
    const change = values as Map<string, ControlValue>;
    change.set(ids.total, { kind: 'text', text: '待定' });
    if (table?.kind === 'table')
      change.set(ids.table, {
        ...table,
        rows: table.rows.map((row) => ({
          ...row,
          cells: row.cells.map((cell) =>
            cell.controlId === ids.amount ? { ...cell, value: { kind: 'money' as const, text: '待定' } } : cell,
          ),
        })),
      });
  }
  return approvals;
}
