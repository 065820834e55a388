import type { Amount } from '@dingdee/shared/money';
import { USUAL_TARGET } from '@dingdee/shared/scheme';
import { departmentKey, NO_DEPARTMENTS } from '../domain/approval/department-key.js';
import { citedWhy } from '../domain/approval/related-approval.js';
import { beijingDate } from '../domain/beijing-time.js';
import { Issues } from '../domain/draft/issues.js';
import type { BillFacts, MappingResult, NetSums } from '../domain/draft/mapping-result.js';
import { contentHash, type PaymentBillDraft } from '../domain/draft/payment-bill.js';
import type { FieldProvenance } from '../domain/draft/provenance.js';
import type { TargetForm } from '../domain/draft/target-form.js';
import { AskedKeys } from './asked-keys.js';
import { checkAmounts, type Totals } from './check/check-amounts.js';
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
import { type ClosedThrough, DayOfMapping, PUSH_DAY } from './rule/days.js';
import { type FieldPlan, fieldPlan, type PlannedField } from './rule/field-plan.js';
import { type AskedKey, ClosedPeriods, type RuleContext } from './rule/find-row.js';
import type { AskedFrom } from './rule/mapping-book.js';
import { withTwins } from './rule/twins.js';
import { ApprovalSource } from './source/approval-source.js';
import { cut, restsOnTold } from './source/texts.js';

/**
 * Number of rows above which a provenance that is the same on every row is stored once, under "rows[*].…": a 5,000-row bill must fit into one
 * database packet.
 */
const TOLD_ON_EACH_ROW = 200;

/**
 * Turns one approval into its payment bill, or into all reasons why not. Pure: the same snapshot, scheme version, table revisions and
 * locks give the same payload, provenance and hash, byte for byte; base data only adds issues and names.
 */
export const mapApproval = (input: MappingInput): MappingResult => runMapping(input).result;

const NOTHING_CLOSED: ClosedThrough = new Map();

/** A field of a bill with the key of the mapping table that gave its value, or that has no row for it; `key` is null if no table was asked. */
export interface FieldKey {
  path: string;
  value: string | null;
  key: AskedKey | null;
}

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
      facts.total,
      paid.map(({ amount }) => amount),
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

/** Returns the related approvals that values of the bill were read on, by the digest of their content; {} if there are none. */
function citedIn(
  source: ApprovalSource,
  header: ReadonlyMap<string, MappedField>,
  lines: readonly MappedRow[],
): Pick<PaymentBillDraft, 'related'> {
  const { related } = source.citedRelated();
  if (related === undefined) return {};
  const fields = [header, ...lines.map((line) => line.fields)].flatMap((each) => [...each.values()]);
  const ids = new Set(fields.flatMap(({ ruled }) => ruled.relatedIds));
  if (ids.size === 0) return {};
  const cited = Object.entries(related).filter(([id, how]) => ids.has(id) && citedWhy(how) === null);
  return { related: Object.fromEntries(cited) };
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

function askedKeys(plan: FieldPlan, header: ReadonlyMap<string, MappedField>, lines: readonly MappedRow[]): AskedKeys {
  const asked = new AskedKeys();
  for (const mapped of header.values()) asked.add(mapped, null, true);
  const repeated = new Set<MappedField>();
  for (const { place, fields } of lines)
    for (const { name, perRow } of plan.rows) {
      const mapped = fields.get(name);
      if (!mapped || mapped.ruled.asked.length === 0 || repeated.has(mapped)) continue;
      if (!perRow) repeated.add(mapped);
      asked.add(mapped, perRow ? place : null, mapped.complaints.length > 0);
    }
  return asked;
}

function fieldKeysOf(header: ReadonlyMap<string, MappedField>, rows: readonly MappedRow[]): FieldKey[] {
  const keys = (place: string, fields: ReadonlyMap<string, MappedField>): FieldKey[] =>
    [...fields].map(([name, { ruled, value }]) => ({
      path: `${place}.${name}`,
      value,
      key: keyOf(ruled) ?? ruled.missing ?? ruled.from ?? onlyAsked(ruled.asked),
    }));
  return [...keys('header', header), ...rows.flatMap(({ fields }, index) => keys(`rows[${index}]`, fields))];
}

/**
 * Returns the key that was asked, if it was only one. A row joined from several lines may have asked several keys: then null, because the first is
 * not the one.
 */
function onlyAsked(asked: readonly AskedKey[]): AskedKey | null {
  const [first = null, ...others] = asked;
  const same = ({ table, key, orgNumber }: AskedKey) =>
    table === first?.table && key === first.key && orgNumber === first.orgNumber;
  return others.every(same) ? first : null;
}

function rulesUsed(
  plan: FieldPlan,
  header: ReadonlyMap<string, MappedField>,
  rows: readonly MappedRow[],
): ReadonlyMap<string, number> {
  const used = new Map<string, number>();
  const note = (path: string, { ruled, value }: MappedField) => {
    if (value !== null && ruled.chosen) used.set(path, ruled.chosen.rule);
  };
  for (const [name, mapped] of header) note(`header.${name}`, mapped);
  for (const [index, { fields, amountField }] of rows.entries()) {
    for (const [name, mapped] of fields) note(`rows[${index}].${name}`, mapped);
    note(`rows[${index}].${plan.amount.name}`, amountField);
  }
  return used;
}

/** Returns the key to map if a name alone is not enough: that of the department itself; null if no row could resolve it. */
function keyOf({ sameName }: MappedField['ruled']): AskedKey | null {
  return sameName && (sameName.meantKnown || sameName.scoped) ? sameName.asked : null;
}

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

/** Field values: the payload and the screen beside the source use the same. */
interface Values {
  header: Readonly<Record<string, string>>;
  rows: readonly Readonly<Record<string, string>>[];
}

function draftOf(
  input: MappingInput,
  orgNumber: string,
  header: ReadonlyMap<string, MappedField>,
  rows: readonly MappedRow[],
  totals: Totals,
  values: Values,
  related: Pick<PaymentBillDraft, 'related'>,
): PaymentBillDraft | null {
  if (totals.rows === null) return null;
  const { id } = input.target;
  return {
    // Absent for a payment bill, so that drafts stored and approved before forms could be chosen stay as they are.
    ...(id === USUAL_TARGET ? {} : { target: id }),
    billNo: input.billNo,
    thirdBillNo: input.thirdBillNo,
    orgNumber,
    currency: header.get(input.target.head.currency)?.value ?? input.target.homeCurrency,
    header: values.header,
    rows: rows.flatMap(({ amount }, index) => (isPaid(amount) ? [{ amount, fields: values.rows[index] ?? {} }] : [])),
    total: totals.rows,
    ...related,
  };
}

/** Returns whether a row is in the bill. A row of which the offset leaves nothing is only on the form: Kingdee takes no row of 0. */
const isPaid = (amount: Amount | null): amount is Amount => amount !== null && /[1-9]/.test(amount);

function valuesOf(fields: ReadonlyMap<string, MappedField>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, { value }] of fields) if (value !== null) values[name] = value;
  return values;
}

function provenanceOf(
  plan: FieldPlan,
  header: ReadonlyMap<string, MappedField>,
  rows: readonly MappedRow[],
): Record<string, FieldProvenance> {
  const told: Record<string, FieldProvenance> = {};
  for (const [name, { ruled }] of header) told[pathIn(plan, HEADER, name)] = ruled.provenance;
  const many = rows.length > TOLD_ON_EACH_ROW;
  const perRow = new Set(many ? plan.rows.filter((field) => field.perRow).map(({ name }) => name) : []);
  const onAll = new Set<string>();
  for (let index = 0; index < rows.length; index++) {
    const { fields, amountField } = rows[index] as MappedRow;
    for (const [name, { ruled }] of fields) {
      const everywhere = many && !perRow.has(name) && ruled.provenance.kind !== 'hand';
      if (!everywhere) told[pathIn(plan, index, name)] = ruled.provenance;
      else if (!onAll.has(name)) {
        onAll.add(name);
        told[`rows[*].${name}`] = ruled.provenance;
      }
    }
    told[pathIn(plan, index, plan.amount.name)] = amountField.ruled.provenance;
  }
  return told;
}

const HEADER = -1;
/** Number of rows whose paths are cached: all rows of most bills. */
const MOST_KEPT = 50;
const paths = new WeakMap<FieldPlan, Map<string, string>[]>();

/** Returns a path such as "rows[2].costItem". Paths are cached per plan, because every bill of a scheme needs the same texts. */
function pathIn(plan: FieldPlan, index: number, name: string): string {
  if (index >= MOST_KEPT) return `rows[${index}].${name}`;
  let own = paths.get(plan);
  if (own === undefined) {
    own = [];
    paths.set(plan, own);
  }
  const at = index + 1;
  while (own.length <= at) own.push(new Map());
  const known = own[at] as Map<string, string>;
  let path = known.get(name);
  if (path === undefined) {
    path = index === HEADER ? `header.${name}` : `rows[${index}].${name}`;
    known.set(name, path);
  }
  return path;
}

/** Returns the provenance of the value at a path; null without one. Bills with very many rows may store it once for all rows. */
export const provenanceAt = (
  provenance: Readonly<Record<string, FieldProvenance>>,
  path: string,
): FieldProvenance | null => provenance[path] ?? provenance[path.replace(/^rows\[\d+\]/, 'rows[*]')] ?? null;

/** Returns the limits of Kingdee that let a text through which ours would have cut. */
function citedLongest(plan: FieldPlan, { header, rows }: Values): { longest?: Readonly<Record<string, number>> } {
  const cited: Record<string, number> = {};
  const note = (level: 'header' | 'rows', { name, target }: PlannedField, values: readonly Values['header'][]) => {
    const longest = target.told?.longest ?? null;
    if (longest !== null && values.some((each) => restsOnTold(target, each[name] ?? '')))
      cited[`${level}.${name}`] = longest;
  };
  for (const field of plan.header) note('header', field, [header]);
  for (const field of plan.rows) note('rows', field, rows);
  return Object.keys(cited).length === 0 ? {} : { longest: cited };
}

function revisionsOf(plan: FieldPlan, { book }: MappingInput): Record<string, number> {
  const revisions: Record<string, number> = {};
  for (const code of plan.tables) revisions[code] = book.get(code)?.revision ?? 0;
  return revisions;
}

interface Mapped {
  header: ReadonlyMap<string, MappedField>;
  rows: readonly MappedRow[];
  totals: Totals;
  net: NetSums | null;
  /** Σ rows of the approval's other bills; absent if the approval is one bill. */
  others: Amount | null | undefined;
  currency: string | null;
  orgNumber: string;
  attachments: MappingResult['attachments'];
}

function factsOf(input: MappingInput, plan: FieldPlan, source: ApprovalSource, mapped: Mapped): BillFacts {
  const { header, rows, totals, net, others, currency, orgNumber, attachments } = mapped;
  const { head, row, personKind, homeCurrency } = input.target;
  // The sum to be paid is unknown while the offset is unknown; a sum below zero is never paid.
  const netUnknown = input.scheme.content.net !== undefined && (net === null || net.payable.startsWith('-'));
  const total: Amount | null = netUnknown ? null : (totals.rows ?? totals.form);
  const payee = rows.find(({ amount }) => isPaid(amount)) ?? rows[0];
  const holder = payee?.fields.get(row.holder)?.value ?? '';
  const ofPerson = header.get(head.payeeType)?.value === personKind;
  const purposes = [
    ...new Set(plan.purposeRefs.map((ref) => source.read(ref, null).text).filter((text) => text !== '')),
  ];
  return {
    payee: ofPerson ? input.originatorName || holder : holder || input.originatorName,
    department: source.instance.originatorDeptName.trim(),
    departmentKey: departmentKey([source.instance.originatorDeptId]),
    purpose: purposes.join(' ') || source.instance.title.trim(),
    costItems: costItemNames(input, rows, orgNumber),
    attachments: attachments.length,
    currency: currency === null || currency === homeCurrency ? 'CNY' : cut(currency, 10),
    total,
    formTotal: totals.form,
    ...(net ? { net } : {}),
    ...(others === undefined ? {} : { others }),
    businessDate: header.get(head.date)?.value ?? null,
    orgNumber: cut(orgNumber, 40),
  };
}

function costItemNames(
  { baseData, target: { rows: known, row } }: MappingInput,
  rows: readonly MappedRow[],
  orgNumber: string,
): string[] {
  const names = new Set<string>();
  for (const { fields, sourceTitle } of rows) {
    const number = fields.get(row.costItem)?.value ?? null;
    const found =
      number === null ? null : baseData.find(known[row.costItem]?.baseData ?? 'costItem', number, orgNumber);
    names.add(found?.name ?? (number === null ? sourceTitle : `${number} ${sourceTitle}`));
  }
  return [...names];
}
