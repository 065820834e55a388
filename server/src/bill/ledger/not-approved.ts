/** Columns of a bill whose content nobody has approved, or whose approval no longer counts. */
export const NOT_APPROVED = { approved_by: null, approved_at: null, approved_hash: null };
