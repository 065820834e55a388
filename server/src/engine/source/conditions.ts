import type { Condition } from '@dingdee/shared/scheme';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import type { ApprovalSource } from './approval-source.js';

/** Result of conditions that cannot be decided: the control that cannot be read. */
export interface Undecided {
  control: string;
}

/**
 * Returns whether all conditions hold; true if there are none. If one fails for sure, they do not hold, whatever the others ask; otherwise a
 * condition whose control cannot be read leaves it open. A name that several controls have is an issue of the whole approval (check-form.ts).
 */
export function conditionsHold(
  conditions: readonly Condition[],
  source: ApprovalSource,
  row: ControlRow | null,
): boolean | Undecided {
  let open: Undecided | null = null;
  for (const condition of conditions) {
    const { text, label, unreadable, payee, related } = source.read(condition.from, row);
    if (unreadable || (payee && text === '')) open ??= { control: label };
    else if (related?.trouble) open ??= { control: related.trouble.control };
    else if (!holds(condition, text)) return false;
  }
  return open ?? true;
}

/** Returns whether a condition holds for the text of its reference; '' if there is none. */
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
