import type { Control } from '../domain/approval/approval-instance.js';
import { worded } from '../domain/draft/issue-words.js';
import type { KnownBaseData, UsableBaseData } from '../domain/draft/usable-base-data.js';
import { mapApproval } from './map-approval.js';
import { cell, control, row, text } from './reimbursement-for-spec.js';

/** Returns the issues of a mapping with their words. */
export const issuesOf = (input: Parameters<typeof mapApproval>[0]) =>
  mapApproval(input)
    .issues.map(worded)
    .map(({ level, code, path, message, table, key }) => ({
      level,
      code,
      path,
      message,
      key: table === null ? null : `${table}:${key}`,
    }));

/** Base data of one group-wide organisation. */
export const baseDataOf = (found: (number: string, kind: string) => KnownBaseData | null): UsableBaseData => ({
  knows: () => true,
  find: (kind, number) => found(number, kind),
  lookup: (kind, number) => {
    const item = found(number, kind);
    return item && { ...item, orgNumber: '' };
  },
});
/** Returns the detail table 报销明细 with these rows. */
export const detail = (...rows: Parameters<typeof row>[]): Control => ({
  ...control('报销明细', { kind: 'table', rows: rows.map((cells) => row(...cells)) }),
  type: 'TableField',
});
/** Returns the cells of a row of that table. */
export const line = (amount: string, item = '市内交通', more: Control[] = []): Control[] => [
  cell('费用发生日期', text('2026-03-02')),
  cell('报销金额(元)', text(amount)),
  cell('费用明细', text(item)),
  ...more,
];
