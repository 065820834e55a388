/** States whose content a changed table or scheme maps anew: open and not approved (product.md §4). SQL on `bill b`. */
export const REMAPPED_STATES = `b.state_kind IN ('needs-mapping', 'ready', 'held') OR (b.state_kind = 'failed' AND b.reached = 'none')`;
