import type { Condition } from '@dingdee/shared/scheme';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import type { ApprovalSource } from './approval-source.js';

/** Whether all conditions hold; none = always. An unreadable control counts as empty. */
export function conditionsHold(
  conditions: readonly Condition[] | undefined,
  source: ApprovalSource,
  row: ControlRow | null,
): boolean {
  return (conditions ?? []).every((condition) => holds(condition, source.read(condition.from, row).text));
}

/** Whether a condition holds of the text that its reference has; '' where there is none. */
export function holds({ is, value = '' }: Condition, text: string): boolean {
  switch (is) {
    case 'equals':
      return text === value;
    case 'not-equals':
      return text !== value;
    case 'contains':
      return text.includes(value);
    case 'filled':
      return text !== '';
    case 'empty':
      return text === '';
  }
}
