import { departmentKey, NO_DEPARTMENTS } from '../domain/approval/department-key.js';
import { beijingDate } from '../domain/beijing-time.js';
import { baseTotal, isYuan } from '../domain/draft/base-total.js';
import { Issues } from '../domain/draft/issues.js';
import type { MappingResult } from '../domain/draft/mapping-result.js';
import { contentHash } from '../domain/draft/payment-bill.js';
import type { TargetForm } from '../domain/draft/target-form.js';
import { checkAmounts } from './check/check-amounts.js';
import { BaseDataCheck } from './check/check-base-data.js';
import { checkFilter } from './check/check-filter.js';
import { checkForm } from './check/check-form.js';
import { checkFormStops } from './check/check-form-stops.js';
import { checkPayOrg } from './check/check-pay-org.js';
import { checkPayee } from './check/check-payee.js';
import { checkTwins } from './check/check-twins.js';
import { netPay } from './check/net-pay.js';
import { checkPayeeHands, unitNamesOf } from './check/payee-hands.js';
import { attachmentsOf, othersOf } from './field/carried-along.js';
import { detailLines, lineGroups } from './field/detail-lines.js';
import { citedLocks, heldLocks, linesMark } from './field/held-locks.js';
import { joinedRows } from './field/joined-rows.js';
import { type MappedField, mapField, tell } from './field/map-field.js';
import { type MappedRow, mapLines } from './field/map-rows.js';
import type { MappingInput } from './field/mapping-input.js';
import { fieldMemory } from './field/remembered-fields.js';
import { BLANK_PART } from './parts/approval-parts.js';
import { amountsOf, checkHead, headRow, ownLines, shareOf } from './parts/own-lines.js';
import { citedIn, citedLongest, draftOf, valuesOf } from './result/bill-draft.js';
import { factsOf } from './result/bill-facts.js';
import { HEADER, pathIn, provenanceOf } from './result/bill-provenance.js';
import { askedKeys, type FieldKey, fieldKeysOf, rulesUsed } from './result/field-keys.js';
import { type ClosedThrough, DayOfMapping, PUSH_DAY } from './rule/days.js';
import { type FieldPlan, fieldPlan } from './rule/field-plan.js';
import { ClosedPeriods, type RuleContext } from './rule/find-row.js';
import type { AskedFrom } from './rule/mapping-book.js';
import { withTwins } from './rule/twins.js';
import { ApprovalSource } from './source/approval-source.js';
import { cut } from './source/texts.js';

/**
 * Turns one approval into its payment bill, or into all reasons why not. Pure: the same snapshot, scheme version, table revisions and
 * locks give the same payload, provenance and hash, byte for byte; base data only adds issues and names.
 */
export const mapApproval = (input: MappingInput): MappingResult => runMapping(input).result;

const NOTHING_CLOSED: ClosedThrough = new Map();

/** One run of the engine: its result, and further facts about the run. */
export interface MappingRun {
  result: MappingResult;
  /** Returns the table key behind each path. */
  fieldKeys: () => FieldKey[];
  /** Returns by path the number of the rule of the field that gave the value, from 1; 0 for a value set by hand. A path without a value is absent. */
  rulesUsed: () => ReadonlyMap<string, number>;
  /** Returns for each row which lines of the form it is made of (held-locks.ts). */
  rowLines: () => string[];
  /** Day by which rows of mapping tables with a day were chosen; "" if the approval could not be read. */
  billDay: string;
}

/**
 * Returns the day by which rows of mapping tables count: the day in Beijing on which the approval passed; of one that has not ended, the day on which
 * it was handed in (decision 161).
 */
const dayOfBill = ({ finishedAt, startedAt }: MappingInput['instance']): string => beijingDate(finishedAt ?? startedAt);

/** Runs the mapping as `mapApproval` does, and also returns what is behind each path. */
export function runMapping(given: MappingInput): MappingRun {
  const { instance, scheme, book, target } = given;
  const { content } = scheme;
  const plan = fieldPlan(content, target);
  const input = withTwinLocks(plan, given);
  const source = new ApprovalSource(instance, input.originatorName, scheme.form, input.related);
  // Lines that become one row raise the same issues, which are then deduplicated.
  const issues = new Issues(content.detail.group !== undefined);
  const schemeAsks: AskedFrom = {
    orgNumber: content.orgNumber,
    processCode: content.processCode,
    department: cut(instance.originatorDeptName.trim(), 200),
    departmentKey: departmentKey([instance.originatorDeptId]),
    applicant: instance.originatorUserId,
    day: dayOfBill(instance),
  };
  const departments = input.departments ?? NO_DEPARTMENTS;
  const row = headRow(input, source);
  const closed = new ClosedPeriods(input.closed ?? NOTHING_CLOSED);
  const day = new DayOfMapping(input.day);
  const split = () => ownLines(detailLines(source, content, issues), input, source, issues);
  // A header rule that reads all rows needs the lines before the header is mapped.
  const picked = plan.picks ? split() : null;
  const contextOf = (asking: AskedFrom): RuleContext => ({
    source,
    row,
    book,
    asks: asking,
    departments,
    schemeVersion: scheme.version,
    lock: undefined,
    lines: picked?.own,
    closed,
    day,
  });
  const ofOrganisation = contextOf(schemeAsks);
  const payOrg = payOrgOf(plan, input, ofOrganisation);
  const orgNumber = payOrg ?? content.orgNumber;
  const asks = orgNumber === schemeAsks.orgNumber ? schemeAsks : { ...schemeAsks, orgNumber };
  const basis = asks === schemeAsks ? ofOrganisation : contextOf(asks);

  // With parts, the lines are split first: the issue that a row belongs to no bill comes before the issues that follow from it.
  const early = picked ?? (input.part ? split() : null);
  const header = mapHeader(plan, input, ofOrganisation, basis, issues);
  const { own, others: othersLines } = early ?? split();
  if (row && input.part?.part !== BLANK_PART) checkHead(plan, own, input, source, issues);
  const groups = lineGroups(own, content, source, issues);
  const locks = heldLocks(plan, input, groups, issues);
  const lines = mapLines(plan, groups, locks === input.locks ? input : { ...input, locks }, basis, issues);
  const rest = amountsOf(plan, othersLines, groups.length, basis, issues);
  // Statements about the whole form are checked against all of its rows, whichever bill pays them.
  const details = [...groups.flat(), ...othersLines];
  const all = [...lines, ...rest];
  const unitNames = () => unitNamesOf(header, input, asks);
  const assumed = checkPayee(plan, all, details, input, source, issues, unitNames);
  const wrongPayOrg = checkPayOrg(plan, header, input, asks, issues);
  checkTwins(plan, header, issues);
  const check = new BaseDataCheck(input.baseData, orgNumber, target, issues);
  for (const field of plan.header) {
    const mapped = header.get(field.name);
    if (mapped) check.field(field, mapped, 'header', header);
  }
  const rows = isPlain(content) ? lines : joinedRows(plan, lines, issues);
  for (const [index, { fields }] of rows.entries())
    for (const field of plan.rows) {
      const mapped = fields.get(field.name);
      if (mapped?.value != null && field.target.baseData) check.field(field, mapped, `rows[${index}]`, header);
    }
  const currency = header.get(target.head.currency)?.value ?? null;
  checkCurrency(target, header, issues);
  const whole = checkAmounts(all, content, source, issues);
  const gross = input.part ? shareOf(whole, lines, rest) : whole;
  const net = content.net && !input.part ? netPay(content.net, content, rows, gross.rows, source, issues) : null;
  const totals = { ...gross, rows: net?.sums?.payable ?? gross.rows };
  const paid = net?.rows ?? rows;
  const told = input.part ? whole : totals;
  const filter = content.filter.map(({ from }) => from);
  checkForm({ plan, source, rows: all, details, total: told.rows, formTotal: told.form, filter }, issues);
  if (input.edited) issues.coded('amber', 'source-edited', 'approval', {});
  checkFilter(content, instance, scheme.form, issues);
  checkFormStops(input.formStops ?? [], instance, issues);
  const { hands, names } = checkPayeeHands(plan, header, lines, input, asks, issues);
  const payees = { hands: [...hands, ...assumed], names };
  const others = othersOf(instance.controls, plan, source, issues);
  const attachments = attachmentsOf(instance.controls);

  const asked = askedKeys(plan, header, lines);
  if (wrongPayOrg) asked.lacks(wrongPayOrg);
  const values = { header: valuesOf(header), rows: paid.map(({ fields }) => valuesOf(fields)) };
  const related = citedIn(source, header, lines);
  const draft = issues.blocked ? null : draftOf(input, orgNumber, header, paid, totals, values, related);
  const facts = factsOf(input, plan, source, {
    header,
    rows: paid,
    totals,
    net: net?.sums ?? null,
    others: input.part ? shareOf(whole, lines, rest).others : undefined,
    currency,
    foreign: issues.found.some(({ code }) => code === 'foreign-currency'),
    orgNumber,
    attachments,
  });
  const result: MappingResult = {
    target: target.id,
    draft,
    fields: {
      header: values.header,
      rows: paid.map(({ amount, sourceTitle, sourceNote, sourceAmount }, index) => ({
        amount,
        sourceTitle,
        sourceNote,
        sourceAmount,
        fields: values.rows[index] ?? {},
      })),
    },
    issues: issues.found,
    provenance: provenanceOf(plan, header, paid),
    lookups: asked.lookups(
      baseTotal(facts),
      paid.map(({ amount }) => (isYuan(facts) ? amount : null)),
    ),
    citations: {
      schemeId: scheme.id,
      schemeVersion: scheme.version,
      tables: revisionsOf(plan, input),
      ...citedLocks(given),
      ...closed.cited(),
      ...day.cited(),
      ...citedLongest(plan, values),
      ...source.citedRelated(),
    },
    facts,
    others,
    attachments,
    hash: draft === null ? null : contentHash(draft),
    payees,
    ...(input.day !== undefined && restsOnDay(header, lines) ? { pushDay: input.day } : {}),
  };
  return {
    result,
    fieldKeys: () => fieldKeysOf(header, rows),
    rulesUsed: () => rulesUsed(plan, header, rows),
    rowLines: () => groups.map(linesMark),
    billDay: asks.day,
  };
}

/** Returns whether a value depends on the day of the mapping: on another day it would differ. */
function restsOnDay(header: ReadonlyMap<string, MappedField>, lines: readonly MappedRow[]): boolean {
  const rests = ({ ruled }: MappedField) => ruled.chosen?.ref === PUSH_DAY;
  return [...header.values()].some(rests) || lines.some(({ fields }) => [...fields.values()].some(rests));
}

/** Copies a lock on one of two twin fields (two fields that hold one value) to the other field, with the person who set it. */
function withTwinLocks({ twins }: FieldPlan, input: MappingInput): MappingInput {
  const locks = withTwins(twins, input.locks);
  if (locks === input.locks) return input;
  return { ...input, locks, ...(input.lockedBy ? { lockedBy: withTwins(twins, input.lockedBy) } : {}) };
}

/** Returns whether each line of the details is one row of the bill. */
const isPlain = ({ detail: { more, group } }: MappingInput['scheme']['content']): boolean =>
  more === undefined && group === undefined;

/** Returns the paying organisation; null without one. It is mapped first, because it decides which rows of the other tables count. */
function payOrgOf(plan: FieldPlan, input: MappingInput, context: RuleContext): string | null {
  const { organisation } = plan.form.head;
  const field = plan.header.find(({ name }) => name === organisation);
  if (!field) return null;
  const lock = input.locks[`header.${organisation}`];
  if (lock === undefined) return fieldMemory(plan, context).map(field, context, 'quiet').value;
  return mapField(field, { ...context, lock }, 'quiet').value;
}

function mapHeader(
  plan: FieldPlan,
  { locks }: MappingInput,
  ofOrganisation: RuleContext,
  ofOthers: RuleContext,
  issues: Issues,
): Map<string, MappedField> {
  const header = new Map<string, MappedField>();
  const locked = Object.keys(locks).length > 0;
  const memory = fieldMemory(plan, ofOthers);
  for (const field of plan.header) {
    const path = pathIn(plan, HEADER, field.name);
    const own = field.target.baseData === 'organisation' ? ofOrganisation : ofOthers;
    const lock = locked ? locks[path] : undefined;
    const need = field.rules.required ? 'needed' : 'optional';
    const mapped = lock === undefined ? memory.map(field, own, need) : mapField(field, { ...own, lock }, need);
    header.set(field.name, mapped);
    tell(issues, path, mapped);
  }
  return header;
}

function checkCurrency(
  { head, homeCurrency, label }: TargetForm,
  header: ReadonlyMap<string, MappedField>,
  issues: Issues,
): void {
  for (const name of new Set([head.currency, head.settleCurrency])) {
    const value = header.get(name)?.value ?? null;
    if (value !== null && value !== homeCurrency)
      issues.coded('red', 'currency', `header.${name}`, { text: value, home: homeCurrency, form: label });
  }
}

function revisionsOf(plan: FieldPlan, { book }: MappingInput): Record<string, number> {
  const revisions: Record<string, number> = {};
  for (const code of plan.tables) revisions[code] = book.get(code)?.revision ?? 0;
  return revisions;
}
