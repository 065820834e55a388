/** How many bills of a sum have no amount yet, in SQL: SUM passes over them without a word. */
export const unknownOf = (column: string): string => `SUM(CASE WHEN ${column} IS NULL THEN 1 ELSE 0 END)`;
export const UNKNOWN = unknownOf('base_fen');

/** Said only where there are some. */
export const unknownIn = (count: number): { unknown?: number } => (count > 0 ? { unknown: count } : {});
