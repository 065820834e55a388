import { detailTables, type SchemeContent } from '@dingdee/shared/scheme';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import type { Issues } from '../../domain/draft/issues.js';
import { ApprovalSource } from '../source/approval-source.js';
import { unreadIn } from '../source/filter.js';
import type { FormSchema } from '../source/named-controls.js';
import { parseRef } from '../source/source-ref.js';
import { cut } from '../source/texts.js';

/**
 * Intake leaves nobody out for a condition that it could not read: whether this one was meant to be paid, nobody has said yet. Read apart
 * from the bill, whose tables it would turn.
 */
export function checkFilter(
  { filter, detail }: Pick<SchemeContent, 'filter' | 'detail'>,
  instance: ApprovalInstance,
  form: FormSchema | undefined,
  issues: Issues,
): void {
  if (filter.length === 0) return;
  const source = new ApprovalSource(instance, '', form);
  const told = new Set<string>();
  for (const condition of filter) {
    const { from } = condition;
    const why = told.has(from) ? null : unreadIn(condition, source, detailTables(detail));
    if (why === null) continue;
    told.add(from);
    const control = cut(parseRef(from).names[0]?.printed ?? from, 60);
    issues.coded('red', 'filter-unread', `others.${control}`, { control, why });
  }
}
