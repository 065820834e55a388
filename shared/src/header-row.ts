/**
 * Used in a scheme in place of a detail table's name: the form has no such table, and the approval itself is the one row of the bill. The
 * word is reserved: a table that is really called so is named by its id.
 */
export const HEADER_ROW = '单据头';
export const isHeaderRow = (table: string): boolean => table.trim() === HEADER_ROW;
