/**
 * The state of a set of bills beside count and sum, as one text: the sum of their versions and when the latest of them changed.
 * Who comes in, or is changed, has changed after the others: a swap of two bills of the same ¥ gives another mark.
 */
export const markOf = (versions: number, changedAt: number): string => `${versions}-${changedAt}`;

/** When the latest of the bills had changed that a mark was made of. */
export const changedAtOf = (mark: string): number => Number(mark.slice(mark.indexOf('-') + 1));
