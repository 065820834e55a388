/** The three calls of a push, each with its own receipt (product.md §3). */
export type PushStep = 'save' | 'submit' | 'audit';
/** What takes a bill out of Kingdee again: 撤销提交, 反审核, 删除. */
export type InverseStep = 'unsubmit' | 'unaudit' | 'delete';
export type CallStep = PushStep | InverseStep;
