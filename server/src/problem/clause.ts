/** Returns a sentence as a clause, without its full stop; the caller that joins clauses adds one. */
export const asClause = (sentence: string): string => sentence.replace(/。$/, '');
