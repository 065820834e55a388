/** Part of a WHERE: `sql` is ours, every value from outside is in `params`. */
export interface SqlCondition {
  sql: string;
  params: unknown[];
}
