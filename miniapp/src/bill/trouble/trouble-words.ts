import type { BillDetail } from '@dingdee/shared/bill-detail';
import { ERROR_CLASSES, ERROR_POLICY } from '@dingdee/shared/error-class';
import { ROLE_WORDS, type Role } from '@dingdee/shared/session';
import { fits } from '../offered.js';

/** Returns the name of the next person, by role, for use in a sentence. */
const person = (role: Role): string => (role === 'admin' ? '管理员' : `有“${ROLE_WORDS[role]}”角色的同事`);
/** Classes whose next step already says who acts: Kingdee's people, or the person who presses the button below. */
const SELF_TOLD: ReadonlySet<string> = new Set(['workflow', 'in-doubt']);

/** The next step, and the person responsible if the step does not say so; the same on desk and phone. */
export interface NextStep {
  text: string;
  owner: string | null;
}

/**
 * Returns the next step of a stopped bill for this person. A person who may not change a value sees who may. The finer classes (a second bill, a
 * vanished bill, …) have their own sentences and do not name a person twice.
 */
export function nextStepOf(bill: Pick<BillDetail, 'trouble' | 'reached' | 'actions'>): NextStep | null {
  const { trouble, reached } = bill;
  if (trouble === null) return null;
  const text = trouble.nextStep;
  const known = ERROR_CLASSES.find((each) => each === trouble.class && !SELF_TOLD.has(each));
  if (known === undefined) return { text, owner: null };
  const { word, owner, action } = ERROR_POLICY[known];
  if (action !== 'repair') return { text, owner: `${word}，由${person(owner)}处理` };
  // If Kingdee has the bill, the people who may withdraw it are next.
  if (reached !== 'none') return { text, owner: null };
  return fits(bill, 'fix')
    ? { text, owner: `${word}，由${person(owner)}处理` }
    : { text: `请${person(owner)}${text}`, owner: null };
}
