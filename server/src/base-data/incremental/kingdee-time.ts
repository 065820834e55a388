import type { BaseDataRecord } from '../../connectors/target.js';

/** Times by Kingdee's clock, as `BaseDataRecord.modified` has them: text that is compared as text. */
const DAY_MS = 24 * 3_600_000;
/** Time by which an incremental reading reaches back: a change is committed later than the time it carries. */
const OVERLAP_MS = 600_000;
/** Kingdee's sites are in UTC+8; a day more covers any other zone and any difference of clocks. */
const AHEAD_MS = 8 * 3_600_000 + DAY_MS;

const text = (ms: number): string => new Date(ms).toISOString().slice(0, 19);

/** Returns the time from which an incremental reading asks. */
export const overlapBefore = (mark: string): string => text(Date.parse(`${mark}Z`) - OVERLAP_MS);

/**
 * Returns the later of `mark` and the last changes of these records. A change in the future is an input of somebody, not the clock: behind
 * it every real change would be missed.
 * @param now Unix ms.
 */
export function latestChange(mark: string, records: readonly BaseDataRecord[], now: number): string {
  const ahead = text(now + AHEAD_MS);
  return records.reduce(
    (latest, { modified = '' }) => (modified > latest && modified < ahead ? modified : latest),
    mark,
  );
}
