import type { BillDetail, BillSummary, Turns } from '@dingdee/shared/bill';

/** Two people say it, and this was the first of them: the bill waits for the other. @param kind what was pressed. */
export const isRequest = ({ reasonKey }: Pick<BillSummary, 'reasonKey'>, kind: string): boolean =>
  reasonKey === `${kind === 'reversedAnyway' ? 'reversed' : kind}-asked`;

const REQUEST = { exclude: '请求排除', stands: '请求确认有效', reversedAnyway: '请求记为已冲销' } as const;

/** The button's word: the first of two people asks. @param turns of the bill, where it was looked at. @param plain for one person's word, and for the second's. */
export function submitWord(kind: string, turns: Turns | undefined, plain: string): string {
  switch (kind) {
    case 'exclude':
    case 'stands':
      return turns?.[kind] === 'first' ? REQUEST[kind] : plain;
    case 'reversedAnyway':
      return turns?.reversed === 'first' ? REQUEST[kind] : plain;
    default:
      return plain;
  }
}

/** Stands in the place of the button that this person has pressed already; null where they may press it. */
export const ownRequest = ({ turns }: Pick<BillDetail, 'turns'>, what: keyof Turns): string | null =>
  turns[what] === 'own' ? `你已请求“${WHAT[what]}”，等另一位同事确认` : null;
const WHAT = { exclude: '排除', stands: '仍然有效', reversed: '已在金蝶冲销' } as const;
