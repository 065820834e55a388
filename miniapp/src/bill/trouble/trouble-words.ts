import type { BillDetail } from '@dingdee/shared/bill-detail';
import { ERROR_CLASSES, ERROR_POLICY } from '@dingdee/shared/error-class';
import { ROLE_WORDS, type Role } from '@dingdee/shared/session';
import { fits } from '../offered.js';

/** Whoever's turn it is, by role, as a sentence names them. */
const person = (role: Role): string => (role === 'admin' ? '管理员' : `有“${ROLE_WORDS[role]}”角色的同事`);
/** Their next step says already who does what: Kingdee's people, or whoever presses the button below. */
const SELF_TOLD: ReadonlySet<string> = new Set(['workflow', 'in-doubt']);

/** What comes next, and whose turn it is where the step does not say so: the same on desk and phone. */
export interface NextStep {
  text: string;
  owner: string | null;
}

/**
 * The next step of a bill that stands still, for this person. Who may not change a value is told who does.
 * The finer classes (a second bill, a bill that is gone, …) carry sentences of their own and name nobody twice.
 */
export function nextStepOf(bill: Pick<BillDetail, 'trouble' | 'reached' | 'actions'>): NextStep | null {
  const { trouble, reached } = bill;
  if (trouble === null) return null;
  const text = trouble.nextStep;
  const known = ERROR_CLASSES.find((each) => each === trouble.class && !SELF_TOLD.has(each));
  if (known === undefined) return { text, owner: null };
  const { word, owner, action } = ERROR_POLICY[known];
  if (action !== 'repair') return { text, owner: `${word}，由${person(owner)}处理` };
  // Once Kingdee holds it, whoever may withdraw it is next.
  if (reached !== 'none') return { text, owner: null };
  return fits(bill, 'fix')
    ? { text, owner: `${word}，由${person(owner)}处理` }
    : { text: `请${person(owner)}${text}`, owner: null };
}
