/** @returns the id of what shows that Kingdee would refuse a second save of the bill, the first being sent at this time; null where nothing does. */
export type SaveGuard = (sentAt: number) => string | null;
