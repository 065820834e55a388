/** State of the bill `b`, in which 已入账 is the same before and after the write-back. */
export const SAME_STATE = "CASE WHEN b.state_kind = 'written-back' THEN 'booked' ELSE b.state_kind END";
