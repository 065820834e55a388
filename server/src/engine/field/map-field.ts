import type { RelatedTrouble } from '../../domain/approval/related-approval.js';
import type { Params, ParamsOf } from '../../domain/draft/issue-variants.js';
import type { Issues } from '../../domain/draft/issues.js';
import { choicesInWords, isOffered } from '../../domain/draft/limit-words.js';
import type { TargetField } from '../../domain/draft/target-form.js';
import { zerosOfExcel } from '../payee/payee-digits.js';
import { accountNumber } from '../payee/payee-reading.js';
import { PAYEE_ROUNDED, payeeIssue } from '../payee/payee-words.js';
import { applyRules, type RuledValue } from '../rule/apply-rules.js';
import type { ClosedDay } from '../rule/days.js';
import { type PlannedField, ruleRefs } from '../rule/field-plan.js';
import type { AskedKey, RuleContext } from '../rule/find-row.js';
import { lackOf, SCHEME_LACKS } from '../rule/scheme-lacks.js';
import { DEFAULT_KEY } from '../source/approval-source.js';
import { readDate } from '../source/dates.js';
import { cut, longestText, oneLine, takesLess } from '../source/texts.js';

const ORIGINATOR = 'instance:originatorName';

/** needed: a missing value blocks the bill · optional: a missing value is an issue if the source had content · quiet: no issues. */
export type Need = 'needed' | 'optional' | 'quiet';

/** A target field with the value that will be sent, cleaned for its type. */
export interface MappedField {
  ruled: RuledValue;
  value: string | null;
  /** Issues that are added to every path on which the value is used. */
  complaints: readonly Complaint[];
}

export interface Complaint {
  level: 'red' | 'amber';
  code: string;
  params: Params;
  key: { table: string; key: string } | null;
}

function complaint<Code extends string>(
  level: Complaint['level'],
  code: Code,
  params: ParamsOf<Code>,
  key: Complaint['key'] = null,
): Complaint {
  return { level, code, params, key };
}

const NONE: readonly Complaint[] = [];
const refuse = <Code extends string>(
  code: Code,
  params: ParamsOf<Code>,
): Pick<MappedField, 'value' | 'complaints'> => ({
  value: null,
  complaints: [complaint('red', code, params)],
});
const RATE = /^\d{1,9}(\.\d{1,10})?$/;
const TYPED_ACCOUNT = /^(?=(?:.*\d){6})[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*$/u;
const LONGEST_NUMBER = 80;

export function mapField(field: PlannedField, given: RuleContext, need: Need): MappedField {
  // "" is before every day: of rows with a day none counts.
  const context = field.isOfPayment ? { ...given, asks: { ...given.asks, day: '' } } : given;
  const ruled = applyRules(field.rules, context);
  const doubt = need === 'quiet' ? NONE : sameNameOf(field, ruled, need);
  if (ruled.undecided !== null) {
    const params = { label: field.rules.label, control: cut(ruled.undecided, 60) };
    return { ruled, ...refuse('condition-unread', params) };
  }
  if (ruled.value === null) {
    const nothing = doubt.length > 0 ? doubt : complaintsOfNothing(field, ruled, need, context);
    return { ruled, value: null, complaints: nothing };
  }
  const { value, complaints: found } = field.isAccount ? accountOf(field, ruled) : cleaned(field, ruled.value);
  const strange = notOffered(field, value);
  const complaints = strange.length === 0 ? found : [...found, ...strange];
  const told = ruled.chosen?.closed ? [...complaints, closedPeriod(ruled.chosen.closed, value, field)] : complaints;
  return { ruled, value, complaints: doubt.length === 0 ? told : [...doubt, ...told] };
}

/** Returns the issue of a day in a closed period. A day set by hand never gets here: the person who sets it knows of the period. */
function closedPeriod({ way, was, through }: ClosedDay, value: string | null, { rules }: PlannedField): Complaint {
  const params = { label: rules.label, day: value ?? '', was, through };
  return way === 'stop' ? complaint('red', 'period-closed', params) : complaint('amber', 'period-moved', params);
}

export const tell = (issues: Issues, path: string, { complaints }: MappedField): void => {
  for (const { level, code, params, key } of complaints) issues.coded(level, code, path, params, key);
};

/**
 * Returns the issue of a department's name that other departments have too: it says nobody's organisation. Red even with a value; amber if there is
 * no value and none is needed.
 */
function sameNameOf({ rules }: PlannedField, { sameName, value }: RuledValue, need: Need): readonly Complaint[] {
  if (sameName === null) return NONE;
  const { name, all, meantKnown, scoped, asked } = sameName;
  const params = {
    label: rules.label,
    table: asked.tableName,
    name,
    all: sharedLabels(all),
    ...(meantKnown ? { meant: all[0]?.label ?? name } : {}),
    ...(scoped ? { scoped: asked.keyLabel || asked.key } : {}),
    ...(value === null ? {} : { by: 'name' }),
  };
  const byRow = meantKnown || scoped;
  const level = value === null && need !== 'needed' ? 'amber' : 'red';
  const key = byRow && level === 'red' ? { table: asked.table, key: asked.key } : null;
  return [byRow ? complaint(level, 'unmapped', params, key) : complaint(level, 'same-department', params, key)];
}

const MOST_NAMED = 5;
function sharedLabels(all: readonly { label: string }[]): string {
  const labels = all.slice(0, MOST_NAMED).map(({ label }) => `“${cut(label, 80)}”`);
  return `${labels.join('、')}${all.length > MOST_NAMED ? `等 ${all.length} 个` : ''}`;
}

/** Returns the issue of a text that is longer than Kingdee says it takes, where that is less than we know. */
export const tooLongFor = (target: TargetField, label: string, text: string): readonly Complaint[] =>
  takesLess(target) ? overLimit(target, label, text) : NONE;

function overLimit(target: TargetField, label: string, text: string, isAccount = false): readonly Complaint[] {
  const longest = target.told?.longest ?? null;
  if (longest === null || text.length <= longest) return NONE;
  const lengths = { label, length: String(text.length), longest: String(longest) };
  const params: Record<string, string> = isAccount ? { ...lengths, account: 'yes' } : lengths;
  // Whether Kingdee holds to its own word is UNCONFIRMED: a person decides. A cut account would be another account.
  return [complaint(isAccount ? 'red' : 'amber', 'over-limit', params)];
}

/** Returns the issue of a value that is not in the list of its field; none while Kingdee names no list. */
function notOffered({ target, rules }: PlannedField, value: string | null): readonly Complaint[] {
  const choices = target.told?.choices ?? [];
  if (value === null || choices.length === 0 || isOffered(choices, value)) return NONE;
  const params = { label: rules.label, value: cut(value, 40), choices: choicesInWords(choices) };
  return [complaint('amber', 'not-offered', params)];
}

function accountOf(field: PlannedField, ruled: RuledValue): Pick<MappedField, 'value' | 'complaints'> {
  const read = asAccount(field, ruled);
  // An account is never cut.
  const over = overLimit(field.target, field.rules.label, read.value ?? '', true);
  return over.length === 0 ? read : { ...read, complaints: [...read.complaints, ...over] };
}

/** Reads an account. A rule gives only digits behind a known prefix; a person may also type letters, but nothing beside the number. */
function asAccount(
  { rules }: PlannedField,
  { value, provenance }: RuledValue,
): Pick<MappedField, 'value' | 'complaints'> {
  const text = oneLine(value ?? '');
  const typed = provenance.kind === 'hand' && TYPED_ACCOUNT.test(text) ? text.replace(/[ -]/gu, '') : null;
  const account = accountNumber(text) ?? typed;
  if (account !== null) return roundedByExcel(account, rules.label, provenance) ?? { value: account, complaints: NONE };
  if (text === '') return { value: null, complaints: NONE };
  const trouble = {
    code: 'payee-not-account',
    label: provenance.sourceLabel || rules.label,
    kind: 'unclear',
    tail: '',
  } as const;
  return { value: null, complaints: [{ ...payeeIssue(trouble, rules.label), key: null }] };
}

/** Number of zeros at the end that one account in a thousand has by itself. */
const TOO_MANY_ZEROS = 3;

/**
 * Returns the result for an account that Excel may have rounded: Kingdee takes any digits, and nobody notices (decision 149); null if there is no
 * sign of it. A value that a person set on the bill is their decision; the approver has to give a reason all the same, because it may have been
 * pasted too.
 */
function roundedByExcel(
  account: string,
  field: string,
  { kind, sourceLabel }: RuledValue['provenance'],
): Pick<MappedField, 'value' | 'complaints'> | null {
  const zeros = zerosOfExcel(account);
  if (zeros === 0) return null;
  const surely = zeros >= TOO_MANY_ZEROS && kind !== 'hand';
  const place = kind === 'hand' ? 'hand' : kind === 'form' && sourceLabel !== '' ? 'control' : 'elsewhere';
  const found = complaint(surely ? 'red' : 'amber', PAYEE_ROUNDED, {
    of: place,
    field,
    ...(place === 'control' ? { label: sourceLabel } : {}),
    digits: String(account.length),
    tail: account.slice(-4),
    ...(surely ? { surely: 'yes' } : {}),
  });
  return { value: surely ? null : account, complaints: [found] };
}

function cleaned({ target, rules }: PlannedField, given: string): Pick<MappedField, 'value' | 'complaints'> {
  const text = oneLine(given);
  const { label } = rules;
  switch (target.type) {
    case 'date': {
      const date = readDate(text);
      return date
        ? { value: date, complaints: NONE }
        : refuse('invalid-date', { of: 'value', label, text: cut(text, 40) });
    }
    case 'rate':
      return RATE.test(text) && /[1-9]/.test(text)
        ? { value: text, complaints: NONE }
        : refuse('invalid-rate', { label, text: cut(text, 40) });
    case 'base':
    case 'enum':
      return text !== '' && text.length <= LONGEST_NUMBER
        ? { value: text, complaints: NONE }
        : refuse('missing', { of: 'number', label, text: cut(text, 40), longest: String(LONGEST_NUMBER) });
    case 'text':
    case 'amount': {
      const longest = longestText(target);
      const over = tooLongFor(target, label, text);
      if (text.length <= longest) return { value: text === '' ? null : text, complaints: over };
      const lengths = { label, length: String(text.length), longest: String(longest) };
      return {
        value: cut(text, longest),
        complaints: [complaint('amber', 'too-long', lengths), ...over],
      };
    }
  }
}

function complaintsOfNothing(field: PlannedField, ruled: RuledValue, need: Need, context: RuleContext): Complaint[] {
  const { label } = field.rules;
  const level = need === 'needed' ? 'red' : 'amber';
  const { payee, related } = ruled;
  if (ruled.unsupported) return [complaint('red', 'unsupported', { label })];
  if (related) return need === 'quiet' ? [] : [ofRelated(label, related, need)];
  if (payee) return [{ ...payeeIssue(payee, label), key: null }];
  if (need === 'quiet') return [];
  const { source } = context;
  if (source.originatorName === '' && field.rules.rules.some((rule) => ruleRefs(rule).includes(ORIGINATOR)))
    return [complaint('red', 'originator-unknown', { label, userId: cut(source.instance.originatorUserId, 64) })];
  if (ruled.unreadable !== null)
    return [complaint(level, 'unreadable', { of: 'field', label, control: ruled.unreadable })];
  if (ruled.illegible !== null) {
    const of = ruled.illegible.compared ? 'compared' : 'source';
    return [complaint(level, 'invalid-date', { of, label, text: cut(ruled.illegible.text, 40) })];
  }
  if (ruled.missing !== null) return [withoutRow(label, ruled.missing, level)];
  if (need !== 'needed') return [];
  const lack = lackOf(field.rules, context);
  if (lack !== null) return [complaint(level, SCHEME_LACKS, lack)];
  return [complaint(level, 'missing', { label, ...whyNothing(field, ruled) })];
}

/** Reasons that a person has to settle even where the value may be missing: another value may come, or the related approvals contradict each other. */
const STOPS_ALWAYS: ReadonlySet<string> = new Set(['unread', 'differs']);

/** Returns the issue of a related approval that gives no value. */
function ofRelated(label: string, { why, control, title, of, values = [] }: RelatedTrouble, need: Need): Complaint {
  const params = {
    label,
    why,
    control: cut(control, 60),
    title: cut(oneLine(title), 80),
    of: cut(of, 60),
    ...(values.length > 0 ? { values: valuesInWords(values) } : {}),
  };
  const level = need === 'needed' || STOPS_ALWAYS.has(why) ? 'red' : 'amber';
  return complaint(level, 'related-approval', params);
}

const valuesInWords = (values: readonly string[]): string =>
  values
    .slice(0, MOST_NAMED)
    .map((value) => (value === '' ? '空的' : `“${cut(oneLine(value), 40)}”`))
    .join('、');

/** Returns the issue of a key that no row of its table has. */
function withoutRow(
  label: string,
  { table, key, keyLabel, orgNumber, comesOn }: AskedKey,
  level: Complaint['level'],
): Complaint {
  if (comesOn !== undefined)
    return complaint(level, 'unmapped', { label, name: keyLabel || key, comesOn }, { table, key });
  // Where nothing stops the bill, no row is asked for.
  const missing = level === 'red' ? { table, key } : null;
  return key === DEFAULT_KEY
    ? complaint(level, 'unmapped', { of: 'default', label, org: orgNumber }, missing)
    : complaint(level, 'unmapped', { of: 'key', label, name: keyLabel || key }, missing);
}

function whyNothing(
  { rules: { rules } }: PlannedField,
  { provenance: { sourceLabel } }: RuledValue,
): ParamsOf<'missing'> {
  if (rules.some(({ kind }) => kind === 'expression')) return { of: 'expression' };
  return sourceLabel === '' ? { of: 'nothing' } : { of: 'control', control: sourceLabel };
}
