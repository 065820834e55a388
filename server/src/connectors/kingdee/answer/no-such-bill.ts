import type { Refusal } from '../../../domain/bill/refusal.js';

/** Kingdee's words where a call names a bill that it does not hold: "编码值[…]不存在". */
export const saysNoSuchBill = ({ messages }: Pick<Refusal, 'messages'>): boolean =>
  messages.some((message) => /^编码值\[.*\]不存在/.test(message));
