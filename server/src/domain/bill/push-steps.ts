/** The three calls of a push, each with its own receipt (product.md §3). */
export const PUSH_STEPS = ['save', 'submit', 'audit'] as const;
export type PushStep = (typeof PUSH_STEPS)[number];
/** The calls that take a bill out of Kingdee again: 撤销提交, 反审核, 删除. */
export const INVERSE_STEPS = ['unsubmit', 'unaudit', 'delete'] as const;
export type InverseStep = (typeof INVERSE_STEPS)[number];
export type CallStep = PushStep | InverseStep;
