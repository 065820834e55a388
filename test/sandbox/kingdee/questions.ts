import { type Complaint, complaint, MSG } from './answers.js';
import { flag, type JsonObject, member, scalarText } from './json.js';
import type { Question } from './ledger.js';

/**
 * Returns the question that Kingdee asks instead of executing the operation, unless InterationFlags of the call name it (kingdee.md §5,
 * §11). The answer does not name the flag.
 */
export function askedBy(questions: readonly Question[], operation: string, data: JsonObject): Complaint | null {
  const question = questions.find((each) => each.operation === operation && each.times > 0);
  if (!question) return null;
  const flags = (scalarText(member(data, 'InterationFlags')) ?? '').split(';');
  if (flags.includes(question.flag) || flag(data, 'IgnoreInterationFlag', false)) return null;
  question.times -= 1;
  return complaint(question.message, MSG.validation, 'AbstractInteractionResult');
}
