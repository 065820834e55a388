const WALL = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;
const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

const two = (value: number | string): string => String(value).padStart(2, '0');

/** Converts Unix ms to wall time of the site (UTC+8), as Kingdee prints dates: yyyy-MM-ddTHH:mm:ss. */
export function siteTime(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19);
}

/**
 * Converts a date of a request (kingdee.md §12: yyyy-MM-dd HH:mm:ss or yyyy-MM-dd, no zone) to yyyy-MM-ddTHH:mm:ss; null if it is no date.
 * A date with a zone becomes the site's wall time, which can be another day.
 */
export function parseDate(text: string): string | null {
  const trimmed = text.trim();
  if (ZONED.test(trimmed)) {
    const ms = Date.parse(trimmed);
    return Number.isNaN(ms) ? null : siteTime(ms);
  }
  const match = WALL.exec(trimmed);
  if (!match) return null;
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0'] = match;
  const iso = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
  const parsed = new Date(`${iso}Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 19) !== iso ? null : iso;
}
