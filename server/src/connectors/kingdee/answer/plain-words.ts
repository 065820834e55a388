const ROW = /第\s*\d+\s*行(分录)?[，,]?\s*/g;
const DAY = /\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?/g;

/** Kingdee's words without the row that they are about: the same of every bill with the same fault. */
export const withoutRow = (text: string): string => text.replace(ROW, '');
/** The same without the day. */
export const withoutDay = (text: string): string => withoutRow(text).replace(DAY, '…');
