import { plainForms } from '@dingdee/shared/plain-forms';

const known = new Map<string, string>();
const MOST = 5000;

/**
 * Returns a label as it is compared: full-width brackets and digits as plain ones, no spaces; 金额① and 金额1 stay different. "公司帐号付款（如需…） " =
 * "公司帐号付款(如需…)".
 */
export function comparableName(name: string): string {
  const ready = known.get(name);
  if (ready !== undefined) return ready;
  const plain = plainForms(name).replace(/\s+/gu, '');
  if (known.size >= MOST) known.clear();
  known.set(name, plain);
  return plain;
}

const lower = new Map<string, string>();

/** Returns the same in lower case, for patterns of labels. */
export function comparableLabel(label: string): string {
  const ready = lower.get(label);
  if (ready !== undefined) return ready;
  const plain = comparableName(label).toLowerCase();
  if (lower.size >= MOST) lower.clear();
  lower.set(label, plain);
  return plain;
}

/** Returns whether one name only says more than the other: 收款账号 and 收款账号（必填）. */
export function isAlike(one: string, other: string): boolean {
  const [a, b] = [comparableName(one), comparableName(other)];
  return a.includes(b) || b.includes(a);
}
