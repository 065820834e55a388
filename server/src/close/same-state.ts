/** SQL: state of the bill `b`, with 已入账 the same before and after the write-back. */
export const SAME_STATE = "CASE WHEN b.state_kind = 'written-back' THEN 'booked' ELSE b.state_kind END";
