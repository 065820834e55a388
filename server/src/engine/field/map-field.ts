import type { RelatedTrouble } from '../../domain/approval/related-approval.js';
import type { Issues } from '../../domain/draft/issues.js';
import { choicesInWords, isOffered } from '../../domain/draft/limit-words.js';
import type { TargetField } from '../../domain/draft/target-form.js';
import { zerosOfExcel } from '../payee/payee-digits.js';
import { accountNumber } from '../payee/payee-reading.js';
import { PAYEE_ROUNDED, payeeLevel, payeeSentence, roundedSentence } from '../payee/payee-words.js';
import { applyRules, type RuledValue } from '../rule/apply-rules.js';
import type { ClosedDay } from '../rule/days.js';
import { type PlannedField, ruleRefs } from '../rule/field-plan.js';
import type { RuleContext } from '../rule/find-row.js';
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
  message: string;
  /** Parameters of the sentence, in place of a message. */
  params?: Readonly<Record<string, string>>;
  key: { table: string; key: string } | null;
}

const NONE: readonly Complaint[] = [];
const refuse = (code: string, message: string): Pick<MappedField, 'value' | 'complaints'> => ({
  value: null,
  complaints: [{ level: 'red', code, message, key: null }],
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
    return {
      ruled,
      value: null,
      complaints: [{ level: 'red', code: 'condition-unread', message: '', params, key: null }],
    };
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
  return way === 'stop'
    ? { level: 'red', code: 'period-closed', message: '', params, key: null }
    : { level: 'amber', code: 'period-moved', message: '', params, key: null };
}

export const tell = (issues: Issues, path: string, { complaints }: MappedField): void => {
  for (const { level, code, message, params, key } of complaints)
    if (params) issues.coded(level, code, path, params, key);
    else if (level === 'red') issues.red(code, path, message, key);
    else issues.amber(code, path, message);
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
  return [{ level, code: byRow ? 'unmapped' : 'same-department', message: '', params, key }];
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
  return [{ level: isAccount ? 'red' : 'amber', code: 'over-limit', message: '', params, key: null }];
}

/** Returns the issue of a value that is not in the list of its field; none while Kingdee names no list. */
function notOffered({ target, rules }: PlannedField, value: string | null): readonly Complaint[] {
  const choices = target.told?.choices ?? [];
  if (value === null || choices.length === 0 || isOffered(choices, value)) return NONE;
  const params = { label: rules.label, value: cut(value, 40), choices: choicesInWords(choices) };
  return [{ level: 'amber', code: 'not-offered', message: '', params, key: null }];
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
  const message = payeeSentence(trouble, rules.label);
  return { value: null, complaints: [{ level: 'red', code: trouble.code, message, key: null }] };
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
  const place = kind === 'hand' ? 'hand' : kind === 'form' && sourceLabel !== '' ? { label: sourceLabel } : 'elsewhere';
  const message = roundedSentence({ place, digits: account.length, tail: account.slice(-4), surely }, field);
  const level = surely ? 'red' : 'amber';
  return { value: surely ? null : account, complaints: [{ level, code: PAYEE_ROUNDED, message, key: null }] };
}

function cleaned({ target, rules }: PlannedField, given: string): Pick<MappedField, 'value' | 'complaints'> {
  const text = oneLine(given);
  const { label } = rules;
  switch (target.type) {
    case 'date': {
      const date = readDate(text);
      return date
        ? { value: date, complaints: NONE }
        : refuse('invalid-date', `${label}不是日期：“${cut(text, 40)}”。`);
    }
    case 'rate':
      return RATE.test(text) && /[1-9]/.test(text)
        ? { value: text, complaints: NONE }
        : refuse('invalid-rate', `${label}必须是大于零的数：“${cut(text, 40)}”。`);
    case 'base':
    case 'enum':
      return text !== '' && text.length <= LONGEST_NUMBER
        ? { value: text, complaints: NONE }
        : refuse('missing', `${label}的编码是空的或超过 ${LONGEST_NUMBER} 个字：“${cut(text, 40)}”。`);
    case 'text':
    case 'amount': {
      const longest = longestText(target);
      const over = tooLongFor(target, label, text);
      if (text.length <= longest) return { value: text === '' ? null : text, complaints: over };
      const message = `${label}有 ${text.length} 个字，金蝶只收 ${longest} 个，已截短。核对截短后的内容。`;
      return {
        value: cut(text, longest),
        complaints: [{ level: 'amber', code: 'too-long', message, key: null }, ...over],
      };
    }
  }
}

function complaintsOfNothing(field: PlannedField, ruled: RuledValue, need: Need, context: RuleContext): Complaint[] {
  const { label } = field.rules;
  const complaint = (code: string, message: string, key: Complaint['key'] = null): Complaint[] => [
    { level: need === 'needed' ? 'red' : 'amber', code, message, key },
  ];
  if (ruled.unsupported)
    return [
      {
        level: 'red',
        code: 'unsupported',
        message: `${label}用了表达式规则，现在还不能计算。在方案里换一种规则。`,
        key: null,
      },
    ];
  const { payee, related } = ruled;
  if (related) return need === 'quiet' ? [] : [ofRelated(label, related, need)];
  if (payee) return [{ level: payeeLevel(payee), code: payee.code, message: payeeSentence(payee, label), key: null }];
  if (need === 'quiet') return [];
  if (context.source.originatorName === '' && field.rules.rules.some((rule) => ruleRefs(rule).includes(ORIGINATOR)))
    return [
      {
        level: 'red',
        code: 'originator-unknown',
        message: `${label}没有值：钉钉没有告诉我们发起人（${cut(context.source.instance.originatorUserId, 64)}）的姓名，不能用编号代替。请管理员检查应用的通讯录权限和授权范围；这一笔请手工填写${label}。`,
        key: null,
      },
    ];
  if (ruled.unreadable !== null)
    return complaint(
      'unreadable',
      `审批单的“${ruled.unreadable}”无法读取，${label}没有值。手工填写，或请申请人重新提交。`,
    );
  if (ruled.illegible !== null)
    return complaint(
      'invalid-date',
      ruled.illegible.compared
        ? `${label}的表达式比较不了“${cut(ruled.illegible.text, 40)}”：不是金额或日期，或太长。请申请人更正，或手工填写${label}。`
        : `${label}无法识别：“${cut(ruled.illegible.text, 40)}”不是日期。`,
    );
  if (ruled.missing !== null) {
    const { table, key, keyLabel, orgNumber, comesOn } = ruled.missing;
    if (comesOn !== undefined) {
      const params = { label, name: keyLabel || key, comesOn };
      return [
        { level: need === 'needed' ? 'red' : 'amber', code: 'unmapped', message: '', params, key: { table, key } },
      ];
    }
    const message =
      key === DEFAULT_KEY
        ? `${label}没有默认值（组织 ${orgNumber}）。选一个作为默认。`
        : `${label}未映射：${keyLabel || key}`;
    return complaint('unmapped', message, { table, key });
  }
  if (need !== 'needed') return [];
  const lack = lackOf(field.rules, context);
  if (lack !== null) return complaint(SCHEME_LACKS, lack);
  return complaint('missing', `${label}没有值：${whyNothing(field, ruled)}`);
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
  return { level, code: 'related-approval', message: '', params, key: null };
}

const valuesInWords = (values: readonly string[]): string =>
  values
    .slice(0, MOST_NAMED)
    .map((value) => (value === '' ? '空的' : `“${cut(oneLine(value), 40)}”`))
    .join('、');

function whyNothing({ rules: { rules } }: PlannedField, { provenance: { sourceLabel } }: RuledValue): string {
  if (rules.some(({ kind }) => kind === 'expression'))
    return '照这一张审批，方案里的表达式什么都不给。手工填写，或请管理员补上这种情况。';
  return sourceLabel === '' ? '审批单里没有可取的内容。' : `审批单的“${sourceLabel}”是空的。`;
}
