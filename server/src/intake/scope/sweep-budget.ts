/** Share of the month's calls that owed launches may use; the rest is for new approvals and write-backs (product.md §6). */
const MOST_USED = 0.8;
/** Share of the month's calls that one look-back may spend on owed launches, so that a large gap is caught up over several. */
const MOST_AT_ONCE = 0.05;
const LEAST_AT_ONCE = 50;

/** Returns whether owed launches may be listed now, with the next look-back, or next month. @param spent calls that this run has spent on them. */
export function allowanceOf(monthly: number, used: number, spent: number): 'go' | 'next-time' | 'next-month' {
  if (used >= monthly * MOST_USED) return 'next-month';
  return spent < Math.max(LEAST_AT_ONCE, monthly * MOST_AT_ONCE) ? 'go' : 'next-time';
}

/** The month's limit of calls, and the percent of it that is kept for write-backs (DINGTALK_RESERVE_PERCENT). */
interface Reserved {
  limit: number;
  reserve: number;
}

/** Returns the most calls that requests beside the ordinary work may reach; the rest is for write-backs. */
export const mostOf = ({ limit, reserve }: Reserved): number => Math.floor(limit * scarceShare({ reserve }));

/** Returns the share of the month's calls from which on only the fewest sweeps run. Computed in whole percent, because 1 - 0.1 is not 0.9. */
export const scarceShare = ({ reserve }: Pick<Reserved, 'reserve'>): number => (100 - reserve) / 100;
