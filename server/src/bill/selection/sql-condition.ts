/** Part of a WHERE clause: `sql` is written by us, every value from outside is in `params`. */
export interface SqlCondition {
  sql: string;
  params: unknown[];
}
