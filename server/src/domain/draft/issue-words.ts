import type { BillIssue } from '@dingdee/shared/bill';
import { AMOUNT_WORDS } from './amount-words.js';
import { CONDITION_WORDS } from './condition-words.js';
import { DEPARTMENT_WORDS } from './department-words.js';
import { FORM_WORDS } from './form-words.js';
import { LIMIT_WORDS } from './limit-words.js';
import type { MappingIssue } from './mapping-result.js';
import { PART_WORDS } from './part-words.js';
import { PAYEE_HAND_WORDS } from './payee-hands.js';
import { PERIOD_WORDS } from './period-words.js';
import { RELATED_WORDS } from './related-words.js';
import { comingRowWords } from './row-day-words.js';
import { TWIN_WORDS } from './twin-words.js';

/** The code has two causes: a name that several departments have, and a row of a later day. */
const { unmapped: UNMAPPED = () => '' } = DEPARTMENT_WORDS;

/** Code → its sentence: the cause, then what to do now and where. */
const WORDS: Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>> = {
  ...AMOUNT_WORDS,
  ...CONDITION_WORDS,
  ...DEPARTMENT_WORDS,
  ...FORM_WORDS,
  ...LIMIT_WORDS,
  ...PART_WORDS,
  ...PAYEE_HAND_WORDS,
  ...PERIOD_WORDS,
  ...RELATED_WORDS,
  ...TWIN_WORDS,
  unmapped: (params) => (params.comesOn === undefined ? UNMAPPED : comingRowWords)(params),
};

/** Returns an issue as a person reads it. Codes with parameters get their sentence here; older issues were stored with their sentence. */
export function worded({ params, ...issue }: MappingIssue): BillIssue {
  const words = params === undefined ? undefined : WORDS[issue.code];
  return words && params ? { ...issue, message: words(params) } : issue;
}
