/** Returns the scheme field that gives a value of a bill: rows[3].costItem → rows.costItem. */
export const ruleField = (path: string): string => path.replace(/^rows\[\d+\]/, 'rows');
