const TIME = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;
/** Kingdee Cloud is younger: an earlier year is a default of the database. */
const FIRST_YEAR = 2000;

const two = (part: string): string => part.padStart(2, '0');

/** Converts a time as Kingdee writes it, in its own zone, to "2026-12-01T10:00:00" without fractions; null if it is none. */
export function modifiedTime(text: string): string | null {
  const match = TIME.exec(text);
  if (!match) return null;
  const [, year = '', month = '', day = '', hour = '0', minute = '00', second = '00'] = match;
  const time = `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}`;
  const read = new Date(`${time}Z`);
  const isReal = !Number.isNaN(read.getTime()) && read.toISOString().slice(0, 19) === time;
  return isReal && Number(year) >= FIRST_YEAR ? time : null;
}

/** Returns a time as a filter compares it (kingdee.md §9): '2026-12-01 10:00:00' in quotes. @throws RangeError for any other text */
export function timeLiteral(time: string): string {
  if (modifiedTime(time) !== time) throw new RangeError(`不能用作查询条件：${JSON.stringify(time)}`);
  return `'${time.replace('T', ' ')}'`;
}
