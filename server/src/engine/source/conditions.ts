import type { Condition } from '@dingdee/shared/scheme';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import type { ApprovalSource } from './approval-source.js';

/** What is not known of conditions: the control that cannot be read. */
export interface Undecided {
  control: string;
}

/**
 * Whether all conditions hold; none = always. Where one fails for sure they do not, whatever the others ask; else one whose control cannot
 * be read leaves it open. A name that several controls go by is told of the whole approval (check-form.ts).
 */
export function conditionsHold(
  conditions: readonly Condition[],
  source: ApprovalSource,
  row: ControlRow | null,
): boolean | Undecided {
  let open: Undecided | null = null;
  for (const condition of conditions) {
    const { text, label, unreadable, payee } = source.read(condition.from, row);
    if (unreadable || (payee && text === '')) open ??= { control: label };
    else if (!holds(condition, text)) return false;
  }
  return open ?? true;
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
