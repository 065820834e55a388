/** A sentence as one of several clauses: without its full stop, which whoever joins them sets. */
export const asClause = (sentence: string): string => sentence.replace(/。$/, '');
