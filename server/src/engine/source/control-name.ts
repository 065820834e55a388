import { plainForms } from '@dingdee/shared/plain-forms';

const known = new Map<string, string>();
const MOST = 5000;

/** A label as it is compared: full-width brackets and digits read as plain ones, no spaces; 金额① and 金额1 stay two. "公司帐号付款（如需…） " = "公司帐号付款(如需…)". */
export function comparableName(name: string): string {
  const ready = known.get(name);
  if (ready !== undefined) return ready;
  const plain = plainForms(name).replace(/\s+/gu, '');
  if (known.size >= MOST) known.clear();
  known.set(name, plain);
  return plain;
}
