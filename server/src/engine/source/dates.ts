import { plainForms } from '@dingdee/shared/plain-forms';

/**
 * Returns the calendar date at the beginning of a text: "2026-11-24", "2026/1/2 上午", "2026年1月2日".
 * @returns "YYYY-MM-DD"; null if there is none or the day does not exist. Never converted between zones (dingtalk.md §4.3).
 */
export function readDate(text: string): string | null {
  if (days.has(text)) return text;
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)/u.exec(plainForms(text).trim());
  if (!match) return null;
  const [, year = '', month = '', day = ''] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const instant = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(instant) || !new Date(instant).toISOString().startsWith(date)) return null;
  if (days.size >= MOST_DAYS) days.clear();
  days.add(date);
  return date;
}

/** Cache of days that exist, in this format: approvals have the same few. */
const days = new Set<string>();
const MOST_DAYS = 5000;
