import { plainForms } from '@dingdee/shared/plain-forms';
import { beijingDate } from '../../domain/beijing-time.js';

/**
 * Returns the calendar date at the beginning of a text: "2026-11-24", "2026/1/2 上午", "2026年1月2日".
 * A time that names its zone gives the day in Beijing; every other is never converted (dingtalk.md §4.3).
 * @returns "YYYY-MM-DD"; null if there is none or the day does not exist.
 */
export function readDate(text: string): string | null {
  if (days.has(text)) return text;
  const plain = plainForms(text).trim();
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)/u.exec(plain);
  if (!match) return null;
  const [, year = '', month = '', day = ''] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const instant = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(instant) || !new Date(instant).toISOString().startsWith(date)) return null;
  if (days.size >= MOST_DAYS) days.clear();
  days.add(date);
  const zoned = ZONED.exec(plain);
  if (!zoned) return date;
  const [, time = '', zone = ''] = zoned;
  const at = Date.parse(`${date}T${time}${zone.replace(/^([+-]\d{2}):?/u, '$1:')}`);
  return Number.isNaN(at) ? null : beijingDate(at);
}

/** An instant: its clock is that of the zone at its end. */
const ZONED = /^\d{4}-\d{2}-\d{2}[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}:?\d{2})$/u;

/** Cache of days that exist, in this format: approvals have the same few. */
const days = new Set<string>();
const MOST_DAYS = 5000;
