import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail, Turns } from '@dingdee/shared/bill-detail';
import { TERM_WORDS } from '@dingdee/shared/term-words';

/** Returns true if the action needs two people and this was the first: the bill waits for the second. @param kind the pressed action */
export const isRequest = ({ reasonKey, state }: Pick<BillSummary, 'reasonKey' | 'state'>, kind: string): boolean =>
  // A bill with an open request to restore is still closed and keeps the key of that request.
  kind === 'restore'
    ? state === 'excluded' || state === 'handled-outside'
    : reasonKey === `${kind === 'reversedAnyway' ? 'reversed' : kind}-asked`;

const REQUEST = {
  exclude: TERM_WORDS.askExclude,
  'handle-outside': TERM_WORDS.askOutside,
  restore: '请求撤销归档',
  stands: '请求确认有效',
  reversedAnyway: '请求记为已冲销',
} as const;

/**
 * Returns the button's label; the first of two people sees a request.
 * @param turns of the bill, if it was looked at
 * @param plain label for a single person, and for the second of two
 */
export function submitWord(kind: string, turns: Turns | undefined, plain: string): string {
  switch (kind) {
    case 'exclude':
    case 'handle-outside':
    case 'restore':
    case 'stands':
      return turns?.[kind] === 'first' ? REQUEST[kind] : plain;
    case 'reversedAnyway':
      return turns?.reversed === 'first' ? REQUEST[kind] : plain;
    default:
      return plain;
  }
}

/** Returns the text in place of a button that this person has already pressed; null if the person may press it. */
export const ownRequest = (
  { turns, requested }: Pick<BillDetail, 'turns' | 'requested'>,
  what: keyof Turns,
): string | null => (turns[what] === 'own' ? requested : null);
