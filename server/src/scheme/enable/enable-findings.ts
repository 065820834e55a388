import { type BaseDataKind, kindWord } from '@dingdee/shared/base-data';
import {
  detailTables,
  type FINDING_LEVELS,
  type Rule,
  type SchemeContent,
  type SchemeFinding,
} from '@dingdee/shared/scheme';
import { formNamed } from '../../connectors/forms/payment-form.js';
import type { FormControlSchema } from '../../connectors/source.js';
import { fallbacksOf } from '../../domain/draft/field-writers.js';
import { withOwnFields } from '../../domain/draft/own-fields.js';
import { NO_FIELD, type TargetForm } from '../../domain/draft/target-form.js';
import type { MustInput, UsableBaseData } from '../../domain/draft/usable-base-data.js';
import { baseDataOf } from '../../engine/check/check-base-data.js';
import { isTakenOff } from '../../engine/check/check-offsets.js';
import { payeeLabel } from '../../engine/payee/payee-labels.js';
import {
  contentRefs,
  type FieldPlan,
  fieldPlan,
  keyRefs,
  netRefs,
  type PlannedField,
} from '../../engine/rule/field-plan.js';
import { type Answers, canGive, isLive, unanswered } from '../../engine/rule/live-rules.js';
import { namesOfRefs } from '../../engine/rule/scheme-lacks.js';
import { comparableName } from '../../engine/source/control-name.js';
import { textsMeet } from '../../engine/source/filter.js';
import { parseRef } from '../../engine/source/source-ref.js';
import { amountUnits } from '../drift/form-stops.js';
import { FormNames } from '../form/form-names.js';
import { overLimits, overLimitWords } from '../version/limit-troubles.js';
import { isAmong, mustWords, unfilledMustInputs } from './must-findings.js';

const targetOf = ({ content, baseData: held }: Pick<Basis, 'content' | 'baseData'>): TargetForm =>
  withOwnFields(formNamed(content.target), content, held);
/** Tells whether a row needs this field only for some settlement types. */
const bySettlement = ({ row }: TargetForm, name: string): boolean => name === row.ourAccount || name === row.ourCash;
const ADD_CONTROL =
  '表单上有、只是叫别的名字的，到“规则”里改成读那个控件；真的没有的，请钉钉的表单管理员加上，再看一次。';
const ADD_TABLE =
  '表单上有、只是叫别的名字的，到“方案”的“明细”里选那张表；真的没有的，请钉钉的表单管理员加上，再看一次。';

interface Basis {
  content: SchemeContent;
  /** The form as DingTalk has it now. */
  form: readonly FormControlSchema[];
  /** The form as it was when the scheme was made from it; empty if unknown. */
  before: readonly FormControlSchema[];
  baseData: UsableBaseData;
  /** Number of Kingdee organisations that may be used. */
  organisations: number;
  /** Name of the scheme that already collects this form; null if there is none. */
  takenBy: string | null;
}

type Found = (level: (typeof FINDING_LEVELS)[number], key: string, what: string, next: string) => void;

/**
 * Returns the problems that enabling a scheme would meet, worst first. Blocks are problems that the engine would mark red on every bill,
 * whatever is filled in.
 */
export function enableFindings(basis: Basis): SchemeFinding[] {
  const { content, takenBy } = basis;
  const findings: SchemeFinding[] = [];
  const found: Found = (level, key, what, next) => findings.push({ level, key: key.slice(0, 400), what, next });
  const tables = detailTables(content.detail);
  const names = new FormNames(basis.form, tables);
  const had = new FormNames(basis.before, tables);
  const plan = fieldPlan(content, targetOf(basis));
  if (takenBy !== null)
    found(
      'blocks',
      'taken',
      `方案“${takenBy}”正在采集这个表单`,
      '同一张审批只能进一个方案。先停用那一个，再启用这个。',
    );
  for (const table of names.lacking)
    found(
      'blocks',
      table === content.detail.table ? 'detail' : `detail:${table}`,
      `${isGone(!had.lacking.includes(table))}明细表“${table}”`,
      `没有明细就没有可以付款的行，每一张都会停下。${ADD_TABLE}`,
    );
  details(content, plan, names, found);
  filters(content, names, found);
  const fields = [...plan.header, plan.amount, ...plan.rows];
  const musts = unfilledMustInputs(basis.baseData, plan, names.answers);
  for (const field of plan.header) sources(field, isAmong(musts, 'header', field.name), plan.form, names, had, found);
  for (const field of [plan.amount, ...plan.rows])
    sources(field, isAmong(musts, 'rows', field.name), plan.form, names, had, found);
  mustInputs(musts, plan, found);
  lacking(basis, fields, names, had, found);
  if (!names.answers(content.totalFrom))
    found(
      'warns',
      `total:${content.totalFrom}`,
      `${isGone(had.answers(content.totalFrom))}总金额${namesOfRefs([content.totalFrom])}`,
      '明细合计没有总金额可以核对，每一张都要审核人写明理由才能通过。',
    );
  units(basis, found);
  netSum(content, names, had, found);
  organisation(basis, found);
  baseData(basis, fields, names, found);
  limits(basis, found);
  unread(basis, plan, found);
  const order = { blocks: 0, warns: 1, tells: 2 };
  return findings.sort((a, b) => order[a.level] - order[b.level]);
}

const isGone = (wasThere: boolean): string => (wasThere ? '表单里已没有' : '表单里没有');

/** Checks that every detail table has the columns by which rows are merged or split, and an amount. */
function details({ detail, split }: SchemeContent, { amount }: FieldPlan, names: FormNames, found: Found): void {
  for (const ref of detail.group ?? [])
    if (!names.answersInEach(ref))
      found(
        'blocks',
        `group:${ref}`,
        `合并明细用的${namesOfRefs([ref])}不是每张明细表都有`,
        `不知道哪几行合并成一行，每一张都会停下。${ADD_CONTROL}`,
      );
  if (split && !names.answersInEach(split.from))
    found(
      'blocks',
      `split:${split.from}`,
      `分开付用的${namesOfRefs([split.from])}不是每张明细表都有`,
      `不知道哪几行归哪一张付款单，每一张都会停下。${ADD_CONTROL}`,
    );
  if (detail.more === undefined || !isLive(amount.rules, names.answers)) return;
  if (!isLive(amount.rules, names.answersInEach))
    found(
      'blocks',
      'detail-amount',
      `不是每张明细表都有${namesOfRefs(amount.rules.rules.flatMap((rule) => (rule.kind === 'amount' ? [rule.from] : [])))}`,
      `没有金额的那张明细表填了行，那一张单据就会停下。到“规则”里给${amount.rules.label}加上它的金额列。`,
    );
}

/** Finds amounts whose unit in the form is not 元: each stops every bill. */
function units({ content, form }: Basis, found: Found): void {
  const stops = amountUnits({ accepted: form, current: form }, { content, form });
  for (const { label, now, controlId } of stops)
    found(
      'blocks',
      `unit:${controlId}`,
      `“${label}”在钉钉表单里的单位是“${now}”，付款单按元付`,
      '每一张都会停下。请钉钉的表单管理员把单位改成元、以后按元填写，再看一次；或在“规则”里改用按元填的控件。',
    );
}

/** Finds missing controls and columns of the net sum: without one of them the amount to pay cannot be computed. */
function netSum(content: SchemeContent, names: FormNames, had: FormNames, found: Found): void {
  for (const ref of netRefs(content))
    if (!names.answers(ref))
      found(
        'blocks',
        `net:${ref}`,
        `${isGone(had.answers(ref))}净额用的${namesOfRefs([ref])}`,
        `算不出要付多少，每一张都会停下。${ADD_CONTROL}`,
      );
  for (const { from, column } of content.net?.offsets ?? [])
    if (column !== undefined && names.answers(from) && !names.hasColumn(from, column))
      found(
        'blocks',
        `net:${from}.${column}`,
        `表单里没有净额用的${namesOfRefs([from])}里的“${column}”一列`,
        `算不出要付多少，填了它的每一张都会停下。${ADD_CONTROL}`,
      );
}

/** Finds conditions that are never true: such a condition leaves every approval out. */
function filters({ filter }: SchemeContent, names: FormNames, found: Found): void {
  for (const condition of filter)
    if (!names.answers(condition.from) && !textsMeet(condition, ['']))
      found(
        'blocks',
        `filter:${condition.from}`,
        `采集条件用到的控件${namesOfRefs([condition.from])}不在表单里`,
        `条件永远不成立，什么都不会采集。${ADD_CONTROL}`,
      );
}

/** Finds fields that Kingdee wants filled and that the scheme does not have; of those it has, `sources` tells. */
function mustInputs(musts: readonly MustInput[], plan: FieldPlan, found: Found): void {
  const { form, header, amount, rows } = plan;
  const planned = { header, rows: [amount, ...rows] };
  for (const must of musts) {
    if (planned[must.level].some(({ name }) => isAmong([must], must.level, name))) continue;
    const { level, what, next } = mustWords(must, form);
    found(level, `must:${must.level}.${must.name}`, what, next);
  }
}

/** Finds fields that can never get a value. @param isMust Kingdee's form wants the field filled, whatever the scheme says. */
function sources(
  { name, rules }: PlannedField,
  isMust: boolean,
  form: TargetForm,
  names: FormNames,
  had: FormNames,
  found: Found,
): void {
  if (isLive(rules, names.answers)) return;
  const refs = unanswered(rules, names.answers);
  const what =
    refs.length === 0
      ? `${rules.label}没有来源：方案里没有能用的规则`
      : `${rules.label}没有来源：${isGone(refs.every(had.answers))}${namesOfRefs(refs)}`;
  const next = refs.length === 0 ? '到“规则”里给它写一条规则，再看一次。' : ADD_CONTROL;
  if ((rules.required || isMust) && !bySettlement(form, name))
    found('blocks', `field:${name}`, what, `它是${form.label}必填的，每一张都会停下。${next}`);
  else if (bySettlement(form, name))
    found('warns', `field:${name}`, what, `按这种方式结算的单据会停下，要逐张手工选。${next}`);
  else if (rules.rules.length > 0)
    found('warns', `field:${name}`, what, `${form.label}上这一项会是空的，单据照常。${next}`);
}

/** Finds controls that only some rules of a field miss: another rule or the default is used instead. */
function lacking(basis: Basis, fields: readonly PlannedField[], names: FormNames, had: FormNames, found: Found): void {
  const missed = new Map<string, { uses: Map<string, string>; was: boolean }>();
  for (const { target, rules } of fields) {
    const kind = baseDataOf(target, targetOf(basis), fixedIn(basis.content, names));
    const called = (number: string) => (kind === null ? number : numberAndName(basis, kind, number));
    if (!isLive(rules, names.answers)) continue;
    for (const ref of unanswered(rules, names.answers)) {
      const entry = missed.get(namesOfRefs([ref])) ?? { uses: new Map(), was: had.answers(ref) };
      entry.uses.set(rules.label, instead(rules.rules, names.answers, called));
      missed.set(namesOfRefs([ref]), entry);
    }
  }
  for (const [printed, { uses, was }] of missed)
    found(
      'warns',
      `control:${printed}`,
      `${isGone(was)}${printed}`,
      `不用它时：${[...uses].map(([label, by]) => `${label}${by}`).join('，')}。要用它就在钉钉表单加上，再看一次。`,
    );
}

function instead(rules: readonly Rule[], answers: Answers, called: (number: string) => string): string {
  const live = rules.find((rule) => canGive(rule, answers));
  if (live?.kind === 'constant') return `都用 ${called(live.value)}`;
  if (live?.kind === 'lookup' && !keyRefs(live).some(answers))
    return `都用默认 ${[...new Set(fallbacksOf(live))].map(called).join('、')}`;
  if (live?.kind === 'lookup' && live.key === 'instance:default') return '都用映射表里的“默认”';
  return '按其余的内容取值';
}

/** Returns number and name, e.g. "JSFS04_SYS 电汇", because a number alone says nothing to a reader. */
function numberAndName(
  { content, baseData: held }: Pick<Basis, 'content' | 'baseData'>,
  kind: BaseDataKind,
  number: string,
): string {
  const name = (held.lookup(kind, number, content.orgNumber) ?? held.lookup(kind, number, ''))?.name ?? '';
  return name === '' || name === number ? number : `${number} ${name}`;
}

/** Returns the value that a header field always has; null if it depends on the approval. */
const fixedIn =
  (content: SchemeContent, names: FormNames) =>
  (name: string): string | null => {
    const rule = content.header[name]?.rules.find((one) => canGive(one, names.answers));
    return rule?.kind === 'constant' ? rule.value : null;
  };

function organisation(basis: Basis, found: Found): void {
  const { content, baseData: held, organisations } = basis;
  const item = held.lookup('organisation', content.orgNumber, '');
  const looked = content.header[targetOf(basis).head.organisation]?.rules.some(
    (rule) => rule.kind === 'lookup' && fallbacksOf(rule).length > 0,
  );
  // Also checked if the list of organisations cannot be read: base data that belongs to organisations shows that there are several.
  if (organisations > 1 && looked && (item === null || item.usable))
    found(
      'warns',
      'pay-org',
      `金蝶里有 ${organisations} 个组织，映射表“付款组织”里没有写明的部门都由 ${numberAndName(basis, 'organisation', content.orgNumber)} 付款`,
      '只有这一个公司用这张表单就不用管。几个公司合用的，启用前先到“映射”的“付款组织”里给别的公司的部门各写一行；写了以后，没有写明的部门会停下等人选，不再悄悄由它付。',
    );
  if (!held.knows('organisation')) return;
  if (item?.usable) return;
  found(
    'blocks',
    'org',
    item
      ? `付款组织 ${content.orgNumber} ${item.name} 在金蝶不能用：${item.reason ?? '已停用'}`
      : `付款组织 ${content.orgNumber} 不在金蝶里`,
    '没有付款组织就不能付款。到“映射”页刷新基础资料后再看一次；确实没有的，用模板给另一个组织另建一个方案；这个没有收过审批的可以删除。',
  );
}

/** Finds base data kinds that were never read, and fixed numbers that Kingdee does not have. */
function baseData(
  { content, baseData: held }: Basis,
  fields: readonly PlannedField[],
  names: FormNames,
  found: Found,
): void {
  const form = targetOf({ content, baseData: held });
  const fixed = fixedIn(content, names);
  const unreadKinds = new Map<BaseDataKind, string[]>();
  for (const { name, target, rules } of fields) {
    const kind = baseDataOf(target, form, fixed);
    if (kind === null || rules.rules.length === 0) continue;
    if (!held.knows(kind)) {
      // Where organisations were only seen on other data, ours is enough.
      if (kind === 'organisation' && held.lookup(kind, content.orgNumber, '')?.usable) continue;
      const labels = unreadKinds.get(kind) ?? [];
      unreadKinds.set(kind, labels.includes(rules.label) ? labels : [...labels, rules.label]);
      continue;
    }
    for (const { number, org } of constantsOf(rules.rules, names.answers, content.orgNumber)) {
      if (held.lookup(kind, number, org)?.usable) continue;
      // The mapping table may choose another organisation to pay.
      const elsewhere = held.lookup(kind, number, '')?.usable === true;
      const always = only(rules.rules, names.answers) === number && !elsewhere;
      found(
        always && rules.required ? 'blocks' : 'warns',
        org === content.orgNumber ? `number:${name}:${number}` : `number:${name}:${org}:${number}`,
        `${rules.label}写的是 ${number}，金蝶的${kindWord(kind)}里${elsewhere ? `组织 ${org} 不能用` : '没有，或已停用'}`,
        always
          ? '每一张都会停下。请金蝶管理员启用或分配它，刷新基础资料后再看一次。'
          : '用到它的单据会停下。请金蝶管理员启用或分配它，或在“映射”里给出别的对应。',
      );
    }
  }
  const { head, homeCurrency } = form;
  for (const name of new Set([head.currency, head.settleCurrency])) {
    const number = fixed(name);
    if (number !== null && number !== homeCurrency)
      found(
        'blocks',
        `currency:${name}`,
        `币别写的是 ${numberAndName({ content, baseData: held }, 'currency', number)}`,
        '每一张都会停下。现在只能推送人民币，请另建方案。',
      );
  }
  const kinds = [...unreadKinds.keys()];
  if (kinds.length > 0)
    found(
      'warns',
      `kinds:${kinds.join(',')}`,
      `金蝶的${kinds.map((kind) => kindWord(kind)).join('、')}还没有读到过`,
      `${[...new Set([...unreadKinds.values()].flat())].join('、')}选不了值，也核对不了。到“映射”页刷新基础资料；仍没有的，请金蝶管理员给集成用户查看权限。`,
    );
}

/** Finds fixed texts that Kingdee's own form does not take. */
function limits(basis: Basis, found: Found): void {
  for (const over of overLimits(basis.content, targetOf(basis)))
    found(
      'warns',
      `limit:${over.level}.${over.name}:${over.rule}:${over.kind}`,
      `${over.label}${overLimitWords(over)}`,
      '用到它的单据会有提醒，写明理由才能通过，金蝶可能不收。到“规则”里改；或请金蝶管理员改这个字段，刷新基础资料后再看一次。',
    );
}

interface OrgNumber {
  number: string;
  /** The organisation to which the number applies. */
  org: string;
}

function constantsOf(rules: readonly Rule[], answers: Answers, orgNumber: string): OrgNumber[] {
  const found = new Map<string, OrgNumber>();
  const note = (number: string, org: string) => {
    if (number !== '') found.set(JSON.stringify([number, org]), { number, org });
  };
  for (const rule of rules) {
    if (!canGive(rule, answers)) continue;
    if (rule.kind === 'constant') note(rule.value, orgNumber);
    if (rule.kind !== 'lookup') continue;
    note(rule.default ?? '', orgNumber);
    for (const [org, number] of Object.entries(rule.defaults ?? {})) note(number, org);
  }
  return [...found.values()];
}

/** Returns the one number that a field always has; null if rules may give others. */
function only(rules: readonly Rule[], answers: Answers): string | null {
  const live = rules.filter((rule) => canGive(rule, answers));
  const [first] = live;
  return live.length === 1 && first?.kind === 'constant' ? first.value : null;
}

/** Finds controls that no field reads. If one is a payee's account, every bill needs a reason. */
function unread({ content, form }: Basis, plan: FieldPlan, found: Found): void {
  const row = new Set(
    contentRefs(content).flatMap((ref) => {
      const { place, names } = parseRef(ref);
      return place === 'row' ? names.map(({ comparable }) => comparable) : [];
    }),
  );
  const read = (control: FormControlSchema, by: ReadonlySet<string>): boolean =>
    [control.id, control.alias ?? '', comparableName(control.label)].some((name) => by.has(name));
  const names: string[] = [];
  const off: string[] = [];
  for (const control of new FormNames(form, []).top) {
    const isTable = control.type === 'TableField';
    if (control.label.trim() === '' || control.type === 'TextNote') continue;
    if (!read(control, plan.consumed)) {
      const taken = isTable
        ? control.children
            .filter((cell) => isTakenOff(cell, control.label))
            .map((cell) => `${printed(control)}·${printed(cell)}`)
        : isTakenOff(control, '')
          ? [printed(control)]
          : [];
      off.push(...taken);
      if (taken.length === 0) names.push(printed(control));
      // If the target form has no account field, no account is missing.
      const wanted = plan.form.row.account !== NO_FIELD;
      if (wanted && !isTable && (control.type === 'RecipientAccountField' || payeeLabel(control.label) === 'account'))
        found(
          'warns',
          `payee:${control.id}`,
          `收款账号“${printed(control)}”没有用到${plan.form.label}上`,
          '付款单不带对方银行账号，填了账号的每一张都要审核人写明理由才能通过。',
        );
    } else if (isTable)
      names.push(
        ...control.children.filter((cell) => !read(cell, row)).map((cell) => `${printed(control)}·${printed(cell)}`),
      );
  }
  if (off.length > 0 && content.net === undefined)
    found(
      'warns',
      `offsets:${off.join(',')}`,
      `表单有${off.map((name) => `“${name}”`).join('、')}，方案没有按净额付`,
      '填了它的每一张都会停下，不会多付。要自动扣掉，到“方案”里设“净额”。',
    );
  if (names.length > 0)
    found(
      'tells',
      'unread',
      `${names.length} 个控件没有用到${plan.form.label}上：${names.join('、')}`,
      `不影响${plan.form.label}，内容照样带到单据上给审核人看。`,
    );
}

/** Returns a control's label as text. A date range has two labels in one: ["开始日期","结束日期"]. */
function printed({ label }: FormControlSchema): string {
  const parts = /^\[".*"\]$/u.test(label.trim()) ? label.trim().slice(2, -2).split('","') : [label.trim()];
  return parts.join('至');
}
