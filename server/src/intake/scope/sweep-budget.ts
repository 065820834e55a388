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
