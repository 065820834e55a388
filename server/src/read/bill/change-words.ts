import type { BillDetail } from '@dingdee/shared/bill-detail';
import { formatAmount, parseAmount } from '@dingdee/shared/money';
import type { TimelineLine } from '../../bill/history/bill-timeline.js';
import type { Database } from '../../database/database.js';
import { type ContentChange, ROWS, TOTAL } from '../../domain/draft/content-changes.js';
import type { TargetForm } from '../../domain/draft/target-form.js';
import { baseNames } from './base-names.js';

const NONE = '空';

/**
 * Returns the difference between two versions of a bill's content, in an accountant's words. @param nameOf returns Kingdee's name of a value; '' if
 * there is none.
 */
export function changeWords(
  { row, field, from, to }: ContentChange,
  form: TargetForm,
  nameOf: (field: string, value: string) => string,
): string {
  if (field === ROWS) return `明细从 ${from} 行变成 ${to} 行`;
  const isMoney = field === TOTAL || fieldOf(form, row, field)?.type === 'amount';
  const label = field === TOTAL ? '金额' : (fieldOf(form, row, field)?.label ?? '自定义字段');
  const shown = (value: string): string => {
    if (value === '') return NONE;
    const amount = isMoney ? parseAmount(value) : null;
    return amount ? `¥${formatAmount(amount)}` : nameOf(field, value) || value;
  };
  const where = row === 0 ? '' : `第 ${row} 行`;
  if (from === to) return `${where}${label} 换成了另一个，末四位相同（${shown(to)}）`;
  return `${where}${label} 从 ${shown(from)} 改为 ${shown(to)}`;
}

/** Adds to the lines of a bill's history what each mapping changed, in words. */
export async function withChanges(
  db: Database,
  lines: readonly TimelineLine[],
  form: TargetForm,
): Promise<BillDetail['timeline']> {
  const changes = lines.flatMap(({ changed }) => changed?.changes ?? []);
  const wanted = changes.flatMap(({ row, field, from, to }) => {
    const kind = fieldOf(form, row, field)?.baseData;
    return kind === undefined ? [] : [from, to].filter(Boolean).map((number) => ({ kind, number }));
  });
  const names = await baseNames(db, wanted);
  return lines.map(({ changed, ...line }) => {
    if (!changed || changed.changes.length === 0) return line;
    const words = changed.changes.map((change) =>
      changeWords(change, form, (field, value) => {
        const kind = fieldOf(form, change.row, field)?.baseData;
        return kind === undefined ? '' : names(kind, value);
      }),
    );
    return { ...line, changes: changed.more > 0 ? [...words, `另有 ${changed.more} 处`] : words };
  });
}

const fieldOf = (form: TargetForm, row: number, field: string) => (row === 0 ? form.header : form.rows)[field];
