/** How many bills of a sum have no amount yet, in SQL: SUM passes over them without a word. */
export const UNKNOWN = 'SUM(CASE WHEN base_fen IS NULL THEN 1 ELSE 0 END)';

/** Said only where there are some. */
export const unknownIn = (count: number): { unknown?: number } => (count > 0 ? { unknown: count } : {});
