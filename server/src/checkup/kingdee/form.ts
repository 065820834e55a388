import type { TargetName } from '@dingdee/shared/scheme';
import { formNamed } from '../../connectors/forms/payment-form.js';
import type { FieldName, FormReport } from '../../connectors/survey.js';
import { withOwnFields } from '../../domain/draft/own-fields.js';
import { overLimits, overLimitWords } from '../../scheme/version/limit-troubles.js';
import type { Facts, TargetFacts } from '../probe/facts.js';
import { amber, type Finding, green, red, unknown } from '../probe/finding.js';
import { listed } from '../probe/outside-words.js';
import type { Probe, World } from '../probe/probe.js';
import { refused } from '../probe/unanswered.js';
import { targetOf, targetSubjects } from './targets.js';

/** Longest text that a key field must hold: instance id and mark of a part. */
const LONGEST_KEY = 44;

const names = (fields: readonly FieldName[]): string =>
  listed(fields.map(({ key, label }) => (label === key ? key : `${label}（${key}）`)));

/** Judges whether every field that a bill is written into exists. */
export function judgeFields({ lacksAlways, lacksOther, fields }: FormReport): Finding {
  if (lacksAlways.length > 0) return red('lacks', { names: names(lacksAlways) });
  if (lacksOther.length > 0) return amber('lacks-some', { names: names(lacksOther) });
  return green('all-there', { fields });
}

/** Judges mandatory fields that we do not fill; a customer's own fields may be filled by a scheme. */
export function judgeMustInputs({ asksMore }: FormReport, { ownFields }: Pick<TargetFacts, 'ownFields'>): Finding {
  const left = asksMore.filter(({ key }) => !ownFields.includes(key));
  return left.length > 0 ? red('asks-more', { names: names(left) }) : green('nothing-more');
}

/** Judges the fields that a bank order requires（银企）. */
export const judgeBankInputs = ({ asksForBank }: FormReport): Finding =>
  asksForBank.length > 0 ? red('asks-for-bank', { names: names(asksForBank) }) : green('nothing-more');

export function judgeLengths(
  { billNoLength, keyLength }: FormReport,
  { longestNumber }: Pick<Facts, 'longestNumber'>,
): Finding {
  if (billNoLength !== null && billNoLength < longestNumber)
    return red('number-short', { length: billNoLength, needs: longestNumber });
  if (keyLength !== null && keyLength < LONGEST_KEY) return red('key-short', { length: keyLength, needs: LONGEST_KEY });
  if (billNoLength === null || keyLength === null) return unknown('not-told');
  return green('long-enough', { number: billNoLength, key: keyLength });
}

/** Judges the fixed texts of the schemes by what the fields hold. @param form name of the form. */
export function judgeLimits(
  { limits }: FormReport,
  { name, contents }: Pick<TargetFacts, 'name' | 'contents'>,
): Finding {
  if (limits.length === 0) return unknown('not-told');
  const known = {
    fieldLimit: (_form: TargetName, level: string, field: string) =>
      limits.find((each) => each.level === level && each.name.toLowerCase() === field.toLowerCase()) ?? null,
  };
  const found = contents.flatMap(({ scheme, content }) =>
    overLimits(content, withOwnFields(formNamed(name), content, known)).map(
      (over) => `方案“${scheme}”的${over.label}${overLimitWords(over)}`,
    ),
  );
  const [first] = found;
  return first === undefined
    ? green('fits', { fields: limits.length })
    : red('does-not-fit', { first, more: found.length > 1 ? `；另有 ${found.length - 1} 处` : '' });
}

export function judgeDepartment({ departmentIn, departmentKey }: FormReport): Finding {
  const [first, second] = departmentIn;
  if (first === undefined) return amber('no-department');
  return green(second ? 'in-both' : `in-${first}`, { key: departmentKey });
}

const ofForm = (code: string, judge: (report: FormReport, world: World, target: TargetFacts) => Finding): Probe => ({
  code,
  system: 'kingdee',
  after: 'kingdee/login',
  subjects: targetSubjects,
  ask: async (world, subject) => {
    const target = targetOf(world, subject);
    const told = await world.once(`form:${target.name}`, () => world.target.form(target.name));
    return told.kind === 'refused' ? refused(told) : judge(told.value, world, target);
  },
});

/** One query for each form (first-contact.md, probe 2), and a line for each question that it answers. */
export const formProbes: readonly Probe[] = [
  ofForm('kingdee/fields', judgeFields),
  ofForm('kingdee/must-inputs', (report, _world, target) => judgeMustInputs(report, target)),
  ofForm('kingdee/bank-inputs', judgeBankInputs),
  ofForm('kingdee/lengths', (report, { facts }) => judgeLengths(report, facts)),
  ofForm('kingdee/limits', (report, _world, target) => judgeLimits(report, target)),
  ofForm('kingdee/department', judgeDepartment),
];
