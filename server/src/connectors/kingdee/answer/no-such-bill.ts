import type { Refusal } from '../../../domain/bill/refusal.js';

/** Returns whether Kingdee says that it does not hold the named bill: "编码值[…]不存在". */
export const saysNoSuchBill = ({ messages }: Pick<Refusal, 'messages'>): boolean =>
  messages.some((message) => /^编码值\[.*\]不存在/.test(message));
