import type { FieldRules } from '@dingdee/shared/scheme';
import type { ParamsOf } from '../../domain/draft/issue-variants.js';
import { parseRef } from '../source/source-ref.js';
import type { RuleContext } from './find-row.js';
import { isLive, unanswered } from './live-rules.js';

/** Code of stops that no applicant can cure: the scheme reads what the form does not have, or nothing at all. */
export const SCHEME_LACKS = 'scheme-lacks';

/** Returns the printed names of references, as a person would look for them in the form. */
export const namesOfRefs = (refs: readonly string[]): string =>
  [...new Set(refs.flatMap((ref) => parseRef(ref).names.map(({ printed }) => printed)))]
    .map((name) => `“${name}”`)
    .join('、');

/** Returns why a field without a value never gets one under this scheme; null if the approval could have it. */
export function lackOf(
  { label, rules }: FieldRules,
  { source, row }: RuleContext,
): ParamsOf<typeof SCHEME_LACKS> | null {
  if (rules.length === 0) return { of: 'no-rule', label };
  const answers = (ref: string) => source.answers(ref, row);
  const refs = unanswered({ rules }, answers);
  if (refs.length === 0 || isLive({ rules }, answers)) return null;
  return { of: 'no-source', label, names: namesOfRefs(refs) };
}
