const ROW = /第\s*\d+\s*行(分录)?[，,]?\s*/g;
const DAY = /\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?/g;

/** Removes the row number from Kingdee's message, so that bills with the same fault have the same text. */
export const withoutRow = (text: string): string => text.replace(ROW, '');
/** Removes the row number and the day from Kingdee's message. */
export const withoutDay = (text: string): string => withoutRow(text).replace(DAY, '…');
