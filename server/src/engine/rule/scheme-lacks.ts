import type { FieldRules } from '@dingdee/shared/scheme';
import { parseRef } from '../source/source-ref.js';
import type { RuleContext } from './find-row.js';
import { isLive, unanswered } from './live-rules.js';

/** Code of stops that no applicant can cure: the scheme reads what the form does not have, or nothing at all. */
export const SCHEME_LACKS = 'scheme-lacks';
const WHO =
  '申请人补不了。管理员在“方案”里点“看缺什么”，请钉钉表单管理员加上控件，只对以后的审批有用；这一笔请在别处付过后排除，或请申请人重新提交。';

/** Returns the printed names of references, as a person would look for them in the form. */
export const namesOfRefs = (refs: readonly string[]): string =>
  [...new Set(refs.flatMap((ref) => parseRef(ref).names.map(({ printed }) => printed)))]
    .map((name) => `“${name}”`)
    .join('、');

/** Returns why a field without a value never gets one under this scheme; null if the approval could have it. */
export function lackOf({ label, rules }: FieldRules, { source, row }: RuleContext): string | null {
  if (rules.length === 0) return `${label}没有值，方案里也没有给它的规则。${WHO}`;
  const answers = (ref: string) => source.answers(ref, row);
  const refs = unanswered({ rules }, answers);
  if (refs.length === 0 || isLive({ rules }, answers)) return null;
  return `${label}没有来源：表单里没有${namesOfRefs(refs)}。${WHO}`;
}

export const lackOfNet = (refs: readonly string[]): string =>
  `不知道要付多少：表单里没有${namesOfRefs(refs)}，算不出净额。${WHO}`;
export const lackOfDetail = (table: string): string => `没有可以付款的明细：表单里没有明细表“${table}”。${WHO}`;
export const lackOfGroup = (table: string, ref: string): string =>
  `不知道哪几行合并成一行：明细表“${table}”里没有${namesOfRefs([ref])}。${WHO}`;
