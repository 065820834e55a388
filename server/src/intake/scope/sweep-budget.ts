/** Of the month's calls: what lies beyond is for new approvals and write-backs (product.md §6). */
const MOST_USED = 0.8;
/** One look-back spends no more than this share on what is owed, so that a large gap is caught up over several. */
const MOST_AT_ONCE = 0.05;
const LEAST_AT_ONCE = 50;

/** Whether older launches that are owed may be listed now: go on, wait for the next look-back, or for the next month. */
export function allowanceOf(monthly: number, used: number, spent: number): 'go' | 'next-time' | 'next-month' {
  if (used >= monthly * MOST_USED) return 'next-month';
  return spent < Math.max(LEAST_AT_ONCE, monthly * MOST_AT_ONCE) ? 'go' : 'next-time';
}

/** Percent of a month's limit of calls that is kept for write-backs (DINGTALK_RESERVE_PERCENT). */
interface Reserved {
  limit: number;
  reserve: number;
}

/** What is left above is for write-backs: nothing but the ordinary work may take the month there. */
export const mostOf = ({ limit, reserve }: Reserved): number => Math.floor(limit * scarceShare({ reserve }));

/** From this share of the month's calls on there are only the fewest sweeps. In whole percent, as 1 - 0.1 is not 0.9. */
export const scarceShare = ({ reserve }: Pick<Reserved, 'reserve'>): number => (100 - reserve) / 100;
