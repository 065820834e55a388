/** DingTalk prints Beijing wall time, with a false `Z` in v1 and without a zone in topapi (dingtalk.md §4.3). */
const WALL_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?Z?$/;
/** Format of events and of the premium API (dingtalk.md §4.3). 12 and 14 digits are a printed time: 202603010830, 20260301083015. */
const MILLISECONDS = /^\d{13}$/;
const TRUE_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(?:\.\d+)?[+-]\d{2}:?\d{2}$/;

/** Returns the time in Unix ms, null if the text is no time. A printed offset is trusted (old Java SDK dumps). */
export function readApprovalTime(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (MILLISECONDS.test(text)) return Number(text);
  const wall = WALL_TIME.exec(text);
  if (wall) return validOrNull(Date.parse(`${wall[1]}T${wall[2]}${wall[3] ?? ':00'}+08:00`));
  return TRUE_INSTANT.test(text) ? validOrNull(Date.parse(text)) : null;
}

const validOrNull = (at: number): number | null => (Number.isNaN(at) ? null : at);

/** Returns the launch minute at the beginning of a 审批编号 in Unix ms, null if it has none (dingtalk.md §3, a hint). */
export function launchMinute(businessId: string): number | null {
  const m = /^(20\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\d+$/.exec(businessId);
  return m ? validOrNull(Date.parse(`${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:00+08:00`)) : null;
}

const CLOSE_ENOUGH_MS = 2 * 60_000;

/** Detects that DingTalk has begun to print real UTC, so that dates do not shift silently. @returns a sentence, or null if the times agree. */
export function launchTimeWarning(startedAt: number, businessId: string): string | null {
  const minute = launchMinute(businessId);
  if (minute === null || Math.abs(startedAt - minute) <= CLOSE_ENOUGH_MS) return null;
  const hours = Math.round((startedAt - minute) / 3_600_000);
  return `发起时间与审批编号 ${businessId} 中的时间相差约 ${hours} 小时，钉钉的时间格式可能已改变，业务日期请核对。`;
}
