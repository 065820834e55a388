import type { FilterCondition } from '@dingdee/shared/filter';
import { isHeaderRow } from '@dingdee/shared/header-row';
import {
  type Detail,
  detailTables,
  type FieldRules,
  type NetRule,
  type Rule,
  type SchemeContent,
  type SplitBy,
  schemeContent,
} from '@dingdee/shared/scheme';
import type { ContentTrouble } from '@dingdee/shared/trial';
import { accountRoles, type TargetForm, unitRoles } from '../../domain/draft/target-form.js';
import { PUSH_DAY } from '../../engine/rule/days.js';
import {
  compileExpression,
  type Expression,
  ExpressionError,
  IllegibleTextError,
} from '../../engine/rule/expression.js';
import { isOfRelated, keyRefs, ruleRefs } from '../../engine/rule/field-plan.js';
import { comparableName } from '../../engine/source/control-name.js';
import { readDate } from '../../engine/source/dates.js';
import { isComplete, textsMeet } from '../../engine/source/filter.js';
import { parseRef } from '../../engine/source/source-ref.js';
import { limitTroubles } from './limit-troubles.js';
import { SchemeContentError } from './scheme.errors.js';

/** One error in a scheme's content. */
export interface Trouble extends ContentTrouble {
  /** The names and values that the sentence mentions. */
  details: Readonly<Record<string, string>>;
  /** Set if the engine could run the content all the same: only the examples of an expression are wrong. */
  runs?: true;
}

/** Checks a content; what only warns is no error. @throws SchemeContentError if the engine could not run it. */
export function checkContent(content: SchemeContent, form: TargetForm): void {
  refuse(contentTroubles(content, form));
}

/**
 * Checks the fixed texts of the fields that a person changed against what Kingdee says that they hold: what was saved before stays, and stops its bills
 * one by one. @param form with what Kingdee says of its fields. @throws SchemeContentError
 */
export function checkLimits(content: SchemeContent, before: SchemeContent, form: TargetForm): void {
  const changed = (level: 'header' | 'rows') =>
    Object.fromEntries(
      Object.entries(content[level]).filter(
        ([name, field]) => JSON.stringify(field.rules) !== JSON.stringify(before[level][name]?.rules),
      ),
    );
  refuse(limitTroubles({ header: changed('header'), rows: changed('rows') }, form));
}

const refuse = (troubles: readonly Trouble[]): void => {
  const first = troubles.find(({ warns }) => !warns);
  if (first) throw new SchemeContentError(first.sentence, first.details);
};

/** Returns every error because of which the engine could not run a content, in the content's order. */
export function contentTroubles(content: SchemeContent, form: TargetForm): Trouble[] {
  const { cutOverDate } = content;
  const day: Trouble[] =
    cutOverDate === null || readDate(cutOverDate) === cutOverDate
      ? []
      : [
          {
            path: 'cutOverDate',
            sentence: `“从哪天开始收”填的 ${cutOverDate} 不是一个日期。换一天，没有改动。`,
            at: null,
            details: { cutOverDate },
          },
        ];
  // A content that was built from a file or from renamed controls may exceed the limits of the schema that reads it back.
  const fits = schemeContent.safeParse(content);
  const shape: Trouble[] = fits.success
    ? []
    : [
        {
          path: (fits.error.issues[0]?.path ?? []).map(String).join('.'),
          sentence: '内容里有一处太长，或控件的名称里有换行，存了就打不开。在钉钉里把控件的名称改短，再试一次。',
          at: null,
          details: {},
        },
      ];
  return [
    ...day,
    ...shape,
    ...totalTroubles(content.totalFrom),
    ...fieldTroubles(content.header, form, 'header'),
    ...fieldTroubles(content.rows, form, 'rows'),
    ...detailTroubles(content.detail),
    ...filterTroubles(content.filter),
    ...(content.net ? netTroubles(content.net, content.totalFrom, detailTables(content.detail)) : []),
    ...splitTroubles(content, form),
    ...limitTroubles(content, form),
  ];
}

/**
 * Finds errors of a split: rows that cannot be told apart, sums that cannot be divided, or a header field that reads a value of one row for all rows.
 */
function splitTroubles(content: SchemeContent, form: TargetForm): Trouble[] {
  const { split, net, detail, header } = content;
  if (!split) return [];
  const trouble = (sentence: string, ref: string): Trouble => ({ path: 'split', sentence, at: null, details: { ref } });
  if (net)
    return [
      trouble(
        '按净额付的方案不能再拆成几张付款单：冲抵的钱不知道从哪一张扣。先关掉净额，或改回每张审批一张付款单。',
        split.from,
      ),
    ];
  const { place, names } = parseRef(split.from);
  if (place !== 'row' || isHeaderRow(detail.table))
    return [
      trouble('按什么分开付，要选明细表里的一列：表单上的控件一张审批只有一个值，拆不开。换成明细里的列。', split.from),
    ];
  if (names.length !== 1)
    return [trouble('按什么分开付，只能选一列：两列都有值时不知道听哪一列。选一列。', split.from)];
  const own = names[0]?.comparable;
  // The earliest or latest row is always one of the bill's own rows, so it may be read.
  const readsOne = (rules: readonly Rule[]) => rules.filter((rule) => rule.kind !== 'date' || rule.pick === undefined);
  const strange = Object.entries(header).find(([, { rules }]) =>
    readsOne(rules)
      .flatMap(ruleRefs)
      .some((ref) => {
        const asked = parseRef(ref);
        return asked.place === 'row' && asked.names.some(({ comparable }) => comparable !== own);
      }),
  );
  if (strange === undefined) return readsColumn(content, form, own) ? [] : [trouble(NOT_READ[split.by], split.from)];
  const label = strange[1].label || form.header[strange[0]]?.label || strange[0];
  return [
    trouble(
      `单据头的“${label}”取了明细里别的列：一张付款单有好几行，不知道取哪一行。单据头只能取用来拆分的那一列。`,
      split.from,
    ),
  ];
}

const NOT_READ: Readonly<Record<SplitBy, string>> = {
  payee:
    '按收款人分开付，但往来单位、收款单位、收款账号都没有取这一列：拆出来的几张会付给同一个人。先到“规则”里改成取这一列，再选分开付。',
  organisation:
    '按付款组织分开付，但付款组织没有取这一列：拆出来的几张会由同一个组织付。先到“规则”里改成取这一列，再选分开付。',
};

/** Tells whether the fields in which the bills shall differ are read from the split column. */
function readsColumn({ split, header, rows }: SchemeContent, form: TargetForm, own: string | undefined): boolean {
  const fields =
    split?.by === 'organisation'
      ? [header[form.head.organisation]]
      : [...unitRoles(form).map((name) => header[name]), ...accountRoles(form).map((name) => rows[name])];
  return fields
    .flatMap((field) => field?.rules ?? [])
    .flatMap(ruleRefs)
    .some((ref) => {
      const { place, names } = parseRef(ref);
      return place === 'row' && names.some(({ comparable }) => comparable === own);
    });
}

/** Finds detail settings whose rows no form could give, or that would be paid twice. */
function detailTroubles(detail: Detail): Trouble[] {
  const { more = [], group = [] } = detail;
  const trouble = (sentence: string, name: string): Trouble => ({
    path: 'detail',
    sentence,
    at: null,
    details: { name },
  });
  const names = detailTables(detail).map(comparableName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return [trouble(`明细表“${twice}”用了两次，会付两遍。去掉一个。`, twice)];
  const header = more.find(isHeaderRow);
  if (header !== undefined || (isHeaderRow(detail.table) && (more.length > 0 || group.length > 0)))
    return [trouble('没有明细表的方案只有一行：不能再加明细表，也没有行可以合并。', detail.table)];
  const strange = group.find((ref) => parseRef(ref).place !== 'row' || parseRef(ref).part !== null);
  if (strange !== undefined) return [trouble('明细按哪一列合并，只能选明细表里的列。换一列。', strange)];
  return [];
}

/** What is paid says the approval itself: a sum that was agreed elsewhere may be paid in parts. */
const OWN_AMOUNTS = '金额只能取这张审批自己的控件，不能取关联审批的：那张批的是总额，不一定是这一次付的。换一个控件。';

function totalTroubles(totalFrom: string): Trouble[] {
  if (!isOfRelated(totalFrom)) return [];
  return [{ path: 'totalFrom', sentence: OWN_AMOUNTS, at: null, details: { ref: totalFrom } }];
}

/** Finds net sums that no form could give. */
function netTroubles({ offsets, payable }: NetRule, totalFrom: string, tables: readonly string[]): Trouble[] {
  const refs = [...offsets.map(({ from }) => from), ...(payable === null ? [] : [payable])];
  const trouble = (sentence: string, ref: string): Trouble => ({ path: 'net', sentence, at: null, details: { ref } });
  const strange = refs.find((ref) => parseRef(ref).place !== 'field' || parseRef(ref).part !== null);
  if (strange !== undefined) return [trouble('净额只能取表单上的控件，不能取明细的列。换一个控件。', strange)];
  // If an item had several names, only the first filled one would be subtracted, and nobody would look at the others.
  const several = refs.find((ref) => parseRef(ref).names.length !== 1);
  if (several !== undefined) return [trouble('净额里每一项只能是一个控件：要扣两个的，写成两项。', several)];
  const called = (ref: string) => parseRef(ref).names.map(({ comparable }) => comparable);
  const paid = new Set(tables.map(comparableName));
  const rowsOff = offsets.find(
    ({ from, column }) => column !== undefined && called(from).some((name) => paid.has(name)),
  );
  if (rowsOff !== undefined)
    return [trouble('净额不能扣明细表里的列：那些行是要付的。换成借款、预付那一项。', rowsOff.from)];
  const names = [
    ...offsets.flatMap(({ from, column }) =>
      called(from).map((name) => (column ? `${name}.${comparableName(column)}` : name)),
    ),
    ...[...(payable === null ? [] : [payable]), totalFrom].flatMap(called),
  ];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return [];
  return [trouble(`净额里“${twice}”用了两次：要扣的、应付的、总金额各是一个控件。去掉一个。`, twice)];
}

/** The status and result of a passed approval: a filter that asks for another value collects nothing. */
const PASSED: Readonly<Record<string, string>> = { 'instance:status': 'COMPLETED', 'instance:result': 'agree' };

/** Checks a filter. @throws SchemeContentError for a condition that has no value to compare with, or that no passed approval meets. */
export const checkFilter = (filter: readonly FilterCondition[]): void => refuse(filterTroubles(filter));

function filterTroubles(filter: readonly FilterCondition[]): Trouble[] {
  return filter.flatMap((condition, index): Trouble[] => {
    const name = condition.from.slice(condition.from.indexOf(':') + 1);
    const trouble = (sentence: string) => [{ path: `filter.${index}`, sentence, at: null, details: { name } }];
    if (!isComplete(condition))
      return trouble(`采集条件“${name}”还没有填完，或填的不是能比较的数字、日期。填好，或删掉这个条件。`);
    if (isPushDay(condition.from)) return trouble('采集条件不能用推送当天：采集的时候还没有推送。删掉这个条件。');
    const passed = PASSED[condition.from];
    if (passed !== undefined && !textsMeet(condition, [passed]))
      return trouble('单据只由已完成、已同意的审批生成：照这个条件什么都不会采集。去掉审批状态、审批结果的这个条件。');
    return [];
  });
}

function fieldTroubles(
  fields: Readonly<Record<string, FieldRules>>,
  form: TargetForm,
  part: 'header' | 'rows',
): Trouble[] {
  const known = form[part];
  const place = part === 'header' ? '单据头' : '明细行';
  return Object.entries(fields).flatMap(([name, { rules, label }]): Trouble[] => {
    if (!Object.hasOwn(known, name) && !form.ownField.test(name))
      return [
        {
          path: `${part}.${name}`,
          sentence: `${place}没有字段“${name}”。选${form.label}已有的字段，或自定义字段的标识（F_ 开头）。`,
          at: null,
          details: { name },
        },
      ];
    const computed = mayBeComputed(name, form, part);
    return rules.flatMap((rule, index): Trouble[] => {
      const key =
        pushDayTrouble(rule) ??
        (rule.kind === 'amount' && isOfRelated(rule.from) ? OWN_AMOUNTS : null) ??
        (rule.kind === 'lookup' ? keyTrouble(rule) : rule.kind === 'date' ? dayTrouble(rule, part) : null);
      if (key !== null)
        return [
          {
            path: `${part}.${name}.rules.${index}`,
            sentence: `“${label || name}”第 ${index + 1} 条规则：${key}`,
            at: null,
            details: { name },
          },
        ];
      if (rule.kind !== 'expression') return [];
      const wrong = expressionTrouble(rule, computed);
      const at = wrong?.at ?? null;
      return wrong === null
        ? []
        : [
            {
              path: `${part}.${name}.rules.${index}`,
              sentence: `“${label || name}”第 ${index + 1} 条规则：${at === null ? '' : `第 ${at} 个字起，`}${wrong.sentence}`,
              at,
              details: { name },
              ...(wrong.runs ? { runs: wrong.runs } : {}),
            },
          ];
    });
  });
}

/**
 * Tells whether an expression may give a field. Payee, accounts and amounts come from the approval or from a table that people keep, never from a
 * formula.
 */
export function mayBeComputed(name: string, form: TargetForm, part: 'header' | 'rows'): boolean {
  const { head, row } = form;
  const settled = [
    ...unitRoles(form),
    ...accountRoles(form),
    head.currency,
    head.settleCurrency,
    // Paying organisation and account: a silent "otherwise" would pay for everybody (decision 52).
    head.organisation,
    'settleOrg',
    row.ourAccount,
    row.ourCash,
  ];
  const type = form[part][name]?.type;
  return !settled.includes(name) && type !== 'amount' && type !== 'rate';
}

/** Finds a key of several values that says no more than one of them; null if the key is correct. */
function keyTrouble(rule: Extract<Rule, { kind: 'lookup' }>): string | null {
  const refs = keyRefs(rule);
  if (refs.length === 1) return null;
  if (refs.includes('instance:default')) return '取表里的“默认”时不能再加别的。去掉其余的，或换成控件。';
  return new Set(refs).size < refs.length ? '拿去查的几项里有重复的。去掉一个。' : null;
}

/** Finds uses of 推送当天 other than as a date. It is no part of the approval: a text, a key or a condition made of it would change every night. */
function pushDayTrouble(rule: Rule): string | null {
  // A syntax error in an expression is reported elsewhere, as such.
  if (rule.kind === 'expression' && rule.cel !== undefined && !('run' in compiled(rule.cel))) return null;
  const itself = rule.kind === 'date' && rule.from === PUSH_DAY;
  if (
    !ruleRefs(rule)
      .slice(itself ? 1 : 0)
      .some(isPushDay)
  )
    return null;
  return '推送当天只能直接用作日期，不能写进条件、文字、查表或表达式。换一个控件。';
}
const isPushDay = (ref: string): boolean => {
  const { place, names } = parseRef(ref);
  return place === 'instance' && names.some(({ printed }) => `instance:${printed}` === PUSH_DAY);
};

/** Finds wrong uses of the earliest or latest row: only header fields may use it, each row has its own date. Null if the rule is correct. */
function dayTrouble({ from, pick }: Extract<Rule, { kind: 'date' }>, part: 'header' | 'rows'): string | null {
  if (pick === undefined) return null;
  if (part === 'rows') return '最早、最晚一行只能用在单据头。明细行取自己那一行的日期。';
  return parseRef(from).place === 'row' ? null : '最早、最晚一行要选明细表里的日期列。换一列，或改取表单上的日期。';
}

type Wrong = Pick<Trouble, 'sentence' | 'at' | 'runs'>;

/** Returns why an expression cannot be run, or which of its examples gives another result; null if it is correct. */
function expressionTrouble(
  { cel, examples = [] }: Extract<Rule, { kind: 'expression' }>,
  computed: boolean,
): Wrong | null {
  const whole = (sentence: string): Wrong => ({ sentence, at: null });
  const example = (sentence: string): Wrong => ({ sentence, at: null, runs: true });
  if (!computed) return whole('收款方、付款方、账号、金额、汇率和币别不用表达式。换成取值、查表或金额规则。');
  if (cel === undefined) return whole('表达式是空的。写好，或换一种规则。');
  const expression = compiled(cel);
  if (!('run' in expression)) return expression;
  if (examples.length === 0) return example('表达式要有至少一个例子：填好取到的值，和应当得到的结果。');
  for (const [index, { given, result }] of examples.entries()) {
    const strange = Object.keys(given).find((ref) => !expression.refs.includes(ref));
    if (strange !== undefined)
      return example(`第 ${index + 1} 个例子填了“${strange.slice(strange.indexOf(':') + 1)}”，表达式没有用到它。`);
    const got = outcomeOf(expression, given);
    if (got !== result)
      return example(
        `第 ${index + 1} 个例子应当得到“${result}”，${got === null ? '里面有无法识别的金额或日期' : `实际得到“${got}”`}。改表达式，或改例子。`,
      );
  }
  return null;
}

function compiled(cel: string): Expression | Wrong {
  try {
    return compileExpression(cel);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { sentence: error.sentence, at: error.at };
  }
}

/** Returns the expression's result; null if a comparison cannot read the given values. */
function outcomeOf(expression: Expression, given: Readonly<Record<string, string>>): string | null {
  try {
    return expression.run((ref) => given[ref] ?? '').trim();
  } catch (error) {
    if (error instanceof IllegibleTextError) return null;
    throw error;
  }
}
