/**
 * @returns the id of what shows that Kingdee would refuse a second save of the bill if the first was sent at `sentAt`; null if nothing
 * shows it.
 */
export type SaveGuard = (sentAt: number) => string | null;
