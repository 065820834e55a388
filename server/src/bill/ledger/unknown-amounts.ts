/** Returns SQL for the number of bills without an amount: SUM ignores them silently. */
export const unknownOf = (column: string): string => `SUM(CASE WHEN ${column} IS NULL THEN 1 ELSE 0 END)`;
export const UNKNOWN = unknownOf('base_fen');

/** Returns `unknown` only if there are such bills. */
export const unknownIn = (count: number): { unknown?: number } => (count > 0 ? { unknown: count } : {});
