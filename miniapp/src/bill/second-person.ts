import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail, Turns } from '@dingdee/shared/bill-detail';
import { TERM_WORDS } from '@dingdee/shared/term-words';

/** Two people say it, and this was the first of them: the bill waits for the other. @param kind what was pressed. */
export const isRequest = ({ reasonKey, state }: Pick<BillSummary, 'reasonKey' | 'state'>, kind: string): boolean =>
  // What was only asked to come back is still closed, and keeps the key of that.
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

/** The button's word: the first of two people asks. @param turns of the bill, where it was looked at. @param plain for one person's word, and for the second's. */
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

/** Stands in the place of the button that this person has pressed already; null where they may press it. */
export const ownRequest = (
  { turns, requested }: Pick<BillDetail, 'turns' | 'requested'>,
  what: keyof Turns,
): string | null => (turns[what] === 'own' ? requested : null);
