import { type BillIssue, isOfScheme, type SuggestedAction } from '@dingdee/shared/bill';
import { worded } from '../../domain/draft/issue-words.js';
import type { FoundIssue, MappingIssue } from '../../domain/draft/mapping-result.js';
import { WHO_IS_PAID } from '../../domain/draft/payee-hands.js';
import { SCHEME_LACKS } from '../../engine/rule/scheme-lacks.js';
import type { BillPatch } from './bill-ledger.js';

/** Returns the reason columns of a bill for its worst issue: red before amber, then in the order found. */
export function firstReason(
  issues: readonly (FoundIssue | MappingIssue)[],
): Required<Pick<BillPatch, 'action' | 'reason' | 'reason_key' | 'reason_rank'>> {
  const first = issues.find((i) => i.level === 'red') ?? issues.find(({ code }) => WHO_IS_PAID.has(code)) ?? issues[0];
  const issue = first && worded(first);
  if (!issue) return { action: 'approve', reason_key: '', reason: null, reason_rank: 9 };
  const key =
    issue.table !== null && issue.key !== null
      ? `${issue.code}:${issue.table}:${issue.key}`
      : // One cause for each field, on whichever rows it occurs.
        issue.code === SCHEME_LACKS
        ? `${issue.code}:${issue.path.replace(/\[\d+\]/, '')}`
        : issue.code;
  return {
    action: actionFor(issue),
    reason_key: key.slice(0, 250),
    reason: issue.message.slice(0, 500),
    reason_rank: issue.level === 'red' ? 1 : 5,
  };
}

const PICK: Readonly<Record<string, SuggestedAction>> = {
  costItem: 'pick-cost-item',
  contactUnit: 'pick-contact-unit',
  department: 'pick-department',
  settlementType: 'pick-settlement-type',
};

const CHECK_AMOUNT: ReadonlySet<string> = new Set([
  'invalid-amount',
  'total-mismatch',
  'not-positive',
  'currency',
  'offset',
  'payable-differs',
  'foreign-currency',
  'sum-row',
  'column-total',
  'amount-in-words',
  'amount-unit',
]);

/** Issues of a value that Kingdee does not take: another value is chosen, or a shorter one written, here. */
const PICK_OTHER: ReadonlySet<string> = new Set(['unusable', 'not-offered', 'over-limit']);

function actionFor(issue: BillIssue): SuggestedAction {
  if (issue.table !== null) return PICK[issue.table] ?? 'pick-other';
  if (isOfScheme(issue)) return 'fix-scheme';
  if (CHECK_AMOUNT.has(issue.code) && issue.level === 'red') return 'check-amount';
  if (issue.level === 'amber') return 'approve';
  return PICK_OTHER.has(issue.code) ? 'pick-other' : 'ask-applicant';
}
