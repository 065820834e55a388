import { detailTables, type SchemeContent } from '@dingdee/shared/scheme';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import type { Issues } from '../../domain/draft/issues.js';
import { ApprovalSource } from '../source/approval-source.js';
import { unreadIn } from '../source/filter.js';
import type { FormSchema } from '../source/named-controls.js';
import { parseRef } from '../source/source-ref.js';
import { cut } from '../source/texts.js';

/**
 * Adds an issue for a condition that could not be read: intake excludes nothing because of it, so nobody has said yet whether this approval is to be
 * paid. It reads with a source of its own, because it would change the selected tables of the bill's source.
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
