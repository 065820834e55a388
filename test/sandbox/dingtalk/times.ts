/** The three formats in which DingTalk prints a time (dingtalk.md §4.3). All are Beijing wall time. */

const BEIJING_MS = 8 * 3_600_000;

const wall = (ms: number): string => new Date(ms + BEIJING_MS).toISOString();

/** topapi: `YYYY-MM-DD HH:mm:ss`. */
export const oldTime = (ms: number): string => `${wall(ms).slice(0, 10)} ${wall(ms).slice(11, 19)}`;

/** v1.0: `YYYY-MM-DDTHH:mmZ`; the Z is wrong, it is Beijing time. */
export const newTime = (ms: number): string => `${wall(ms).slice(0, 16)}Z`;

/** Head of a businessId: `yyyyMMddHHmm`. */
export const minuteStamp = (ms: number): string => wall(ms).slice(0, 16).replace(/\D/g, '');

/** Business date: `YYYY-MM-DD`. */
export const beijingDate = (ms: number): string => wall(ms).slice(0, 10);
