/** Of the month's calls: what lies beyond is for new approvals, cancellations and write-backs, whatever people look at. */
const MOST_USED = 0.8;

/** How many calls may still be made this month to open files. @param limit of the month. @param used of them, for anything. */
export const callsForFiles = (limit: number, used: number): number => Math.max(0, limit * MOST_USED - used);
