import { fullDate } from '../ui/formats.js';

export const RANGES = ['all', 'today', 'week', 'month', 'before', 'quarter'] as const;
/** 全部 · 今天 · 近 7 天 · 本月 · 上月 · 近 90 天 */
export type Range = (typeof RANGES)[number];
const DAY_MS = 86_400_000;

/** Returns the first and last Beijing day of a range, both included; an open side has no day. */
export function daysOf(range: Range, now: number): { from?: string; to?: string } {
  const today = fullDate(now);
  const first = `${today.slice(0, 8)}01`;
  if (range === 'today') return { from: today };
  if (range === 'week') return { from: fullDate(now - 6 * DAY_MS) };
  if (range === 'quarter') return { from: fullDate(now - 89 * DAY_MS) };
  if (range === 'month') return { from: first };
  if (range === 'before') {
    const to = fullDate(Date.parse(`${first}T00:00:00+08:00`) - 1);
    return { from: `${to.slice(0, 8)}01`, to };
  }
  return {};
}
