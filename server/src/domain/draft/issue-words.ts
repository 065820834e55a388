import type { BillIssue } from '@dingdee/shared/bill';
import { AMOUNT_WORDS } from './amount-words.js';
import { BASE_DATA_ISSUE_WORDS } from './base-data-words.js';
import { CONDITION_WORDS } from './condition-words.js';
import { DEPARTMENT_WORDS } from './department-words.js';
import { VALUE_WORDS } from './field-words.js';
import { FORM_WORDS } from './form-words.js';
import type { Words } from './issue-variants.js';
import { LIMIT_WORDS } from './limit-words.js';
import type { FoundIssue, MappingIssue } from './mapping-result.js';
import { MISSING_WORDS } from './missing-words.js';
import { NET_WORDS } from './net-words.js';
import { PART_WORDS } from './part-words.js';
import { PAYEE_HAND_WORDS } from './payee-hands.js';
import { PAYEE_WORDS } from './payee-words.js';
import { PAYER_WORDS } from './payer-words.js';
import { PERIOD_WORDS } from './period-words.js';
import { RELATED_WORDS } from './related-words.js';
import { SCHEME_LACKS_WORDS } from './scheme-lacks-words.js';
import { TWIN_WORDS } from './twin-words.js';
import { UNMAPPED_WORDS } from './unmapped-words.js';
import { UNREAD_WORDS } from './unread-words.js';

/** Code → its sentence: the cause, then what to do now and where. */
const WORDS: Readonly<Record<string, Words>> = {
  ...AMOUNT_WORDS,
  ...BASE_DATA_ISSUE_WORDS,
  ...CONDITION_WORDS,
  ...DEPARTMENT_WORDS,
  ...VALUE_WORDS,
  ...FORM_WORDS,
  ...LIMIT_WORDS,
  ...MISSING_WORDS,
  ...NET_WORDS,
  ...PART_WORDS,
  ...PAYEE_HAND_WORDS,
  ...PAYEE_WORDS,
  ...PAYER_WORDS,
  ...PERIOD_WORDS,
  ...RELATED_WORDS,
  ...SCHEME_LACKS_WORDS,
  ...TWIN_WORDS,
  ...UNMAPPED_WORDS,
  ...UNREAD_WORDS,
};

/** Returns an issue as a person reads it. Codes with parameters get their sentence here; older issues were stored with their sentence. */
export function worded({ params, ...issue }: FoundIssue | MappingIssue): BillIssue {
  const words = params === undefined ? undefined : WORDS[issue.code];
  if (words && params) return { ...issue, message: words(params) };
  return { ...issue, message: 'message' in issue ? issue.message : '' };
}
