import type { SchemeReadiness } from '@dingdee/shared/scheme';
import { beijingDate } from '../../domain/beijing-time.js';
import { readDate } from '../../engine/source/dates.js';
import { CutOverDateError } from '../version/scheme.errors.js';

const DAY_MS = 86_400_000;
/** First and last day, both included, "YYYY-MM-DD" in Beijing. */
export type CutOverSpan = NonNullable<SchemeReadiness['cutOver']>;

/** Returns the days from which a new scheme may begin: not before the launches that its first sweep lists, not after tomorrow. */
export const cutOverSpan = (now: number, lookBackDays: number): CutOverSpan => ({
  earliest: beijingDate(now - lookBackDays * DAY_MS),
  latest: beijingDate(now + DAY_MS),
});

/** Checks a first day. @throws CutOverDateError if it is no date, or outside the span. */
export function mustBeCutOver(date: string, { earliest, latest }: CutOverSpan): void {
  if (readDate(date) !== date) throw new CutOverDateError(`没有启用：${date} 不是一个日期。换一天再启用。`);
  if (date > latest)
    throw new CutOverDateError(`没有启用：${date} 太晚，最晚可以从明天 ${latest} 开始收。换一天再启用。`);
  if (date < earliest)
    throw new CutOverDateError(
      `没有启用：${date} 太早，更早发起的审批看不到，最早可以从 ${earliest} 开始收。换一天再启用。`,
    );
}
