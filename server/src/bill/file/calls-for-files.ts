/** Share of the month's calls until which files are fetched; the rest is kept for new approvals, cancellations and write-backs. */
const MOST_USED = 0.8;

/**
 * Returns how many calls may still be made this month to open files.
 * @param limit calls of the month. @param used calls used so far, for anything.
 */
export const callsForFiles = (limit: number, used: number): number => Math.max(0, limit * MOST_USED - used);
