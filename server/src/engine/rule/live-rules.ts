import type { FieldRules, Rule } from '@dingdee/shared/scheme';
import { fallbacksOf } from '../../domain/draft/field-writers.js';
import { holds } from '../source/conditions.js';
import { placeholderRefs } from '../source/source-ref.js';
import { compileExpression } from './expression.js';
import { keyRefs, ruleRefs } from './field-plan.js';

/** Returns whether a reference names something that exists, filled or not. */
export type Answers = (ref: string) => boolean;

/** Returns whether a rule can ever give a value: what it reads exists, and its conditions can come true. */
export function canGive(rule: Rule, answers: Answers): boolean {
  // A reference that names nothing is read as empty.
  if (!(rule.when ?? []).every((condition) => answers(condition.from) || holds(condition, ''))) return false;
  switch (rule.kind) {
    case 'constant':
      return rule.value !== '';
    case 'source':
    case 'amount':
    case 'date':
      return answers(rule.from);
    case 'lookup':
      return fallbacksOf(rule).length > 0 || keyRefs(rule).some(answers);
    case 'template': {
      const refs = placeholderRefs(rule.text);
      return refs.length === 0 || refs.some(answers);
    }
    case 'expression': {
      const refs = rule.cel === undefined ? null : compileExpression(rule.cel).refs;
      return refs !== null && (refs.length === 0 || refs.some(answers));
    }
  }
}

/** Returns whether a field can ever get a value. */
export const isLive = ({ rules }: Pick<FieldRules, 'rules'>, answers: Answers): boolean =>
  rules.some((rule) => canGive(rule, answers));

/** Returns the references of a field that name nothing, each once. */
export const unanswered = ({ rules }: Pick<FieldRules, 'rules'>, answers: Answers): string[] => [
  ...new Set(rules.flatMap(ruleRefs).filter((ref) => !answers(ref))),
];
