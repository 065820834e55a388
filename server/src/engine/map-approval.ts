import type { Amount } from '@dingdee/shared/money';
import { departmentKey, NO_DEPARTMENTS } from '../domain/approval/department-key.js';
import { Issues } from '../domain/draft/issues.js';
import type { BillFacts, MappingResult } from '../domain/draft/mapping-result.js';
import { contentHash, type PaymentBillDraft } from '../domain/draft/payment-bill.js';
import type { FieldProvenance } from '../domain/draft/provenance.js';
import type { TargetForm } from '../domain/draft/target-form.js';
import { AskedKeys } from './asked-keys.js';
import { checkAmounts, type Totals } from './check/check-amounts.js';
import { BaseDataCheck } from './check/check-base-data.js';
import { checkForm } from './check/check-form.js';
import { checkPayOrg } from './check/check-pay-org.js';
import { checkPayee } from './check/check-payee.js';
import { checkPayeeHands } from './check/payee-hands.js';
import { attachmentsOf, othersOf } from './field/carried-along.js';
import { type MappedField, mapField, tell } from './field/map-field.js';
import { detailRows, type MappedRow, mapRows } from './field/map-rows.js';
import type { MappingInput } from './field/mapping-input.js';
import type { AskedKey, RuleContext } from './rule/apply-rules.js';
import { type FieldPlan, fieldPlan } from './rule/field-plan.js';
import type { AskedFrom } from './rule/mapping-book.js';
import { ApprovalSource } from './source/approval-source.js';
import { cut } from './source/texts.js';

/** Above so many rows, what is the same on every row is told once, under "rows[*].…": a 5,000-row bill must fit into one database packet. */
const TOLD_ON_EACH_ROW = 200;

/**
 * Turns one approval into its payment bill, or into all reasons why not. Pure: the same snapshot, scheme version, table revisions and
 * locks give the same payload, provenance and hash, byte for byte; base data only adds issues and names.
 */
export const mapApproval = (input: MappingInput): MappingResult => runMapping(input).result;

/** One field of a bill with the table key that its value came from, or is missing for; null where no table was asked. */
export interface FieldKey {
  path: string;
  value: string | null;
  key: AskedKey | null;
}

/** mapApproval, and beside it which table key stands behind each path. */
export function runMapping(input: MappingInput): { result: MappingResult; fieldKeys: () => FieldKey[] } {
  const { instance, scheme, book, target } = input;
  const { content } = scheme;
  const plan = fieldPlan(content, target);
  const source = new ApprovalSource(instance, input.originatorName, scheme.form);
  const issues = new Issues();
  const schemeAsks: AskedFrom = {
    orgNumber: content.orgNumber,
    processCode: content.processCode,
    department: cut(instance.originatorDeptName.trim(), 200),
    departmentKey: departmentKey([instance.originatorDeptId]),
    applicant: instance.originatorUserId,
  };
  const departments = input.departments ?? NO_DEPARTMENTS;
  const basis = { source, book, departments, schemeVersion: scheme.version };
  const payOrg = payOrgOf(plan, input, { ...basis, asks: schemeAsks, row: null, lock: undefined });
  const orgNumber = payOrg ?? content.orgNumber;
  const asks = { ...schemeAsks, orgNumber };

  const header = mapHeader(plan, input, { ...basis, row: null, lock: undefined }, schemeAsks, asks, issues);
  const cells = detailRows(source, content, issues);
  const rows = mapRows(plan, cells, input, { ...basis, asks }, issues);
  const assumed = checkPayee(plan, rows, cells, input, source, issues);
  const wrongPayOrg = checkPayOrg(plan, header, input, asks, issues);
  const check = new BaseDataCheck(input.baseData, orgNumber, target, issues);
  for (const field of plan.header) {
    const mapped = header.get(field.name);
    if (mapped) check.field(field, mapped, 'header', header);
  }
  for (const [index, { fields }] of rows.entries())
    for (const field of plan.rows) {
      const mapped = fields.get(field.name);
      if (mapped?.value != null && field.target.baseData) check.field(field, mapped, `rows[${index}]`, header);
    }
  const currency = header.get(target.head.currency)?.value ?? null;
  checkCurrency(target, header, issues);
  const totals = checkAmounts(rows, content, source, issues);
  checkForm({ plan, source, content, rows, cells, total: totals.rows, formTotal: totals.form }, issues);
  const { hands, names } = checkPayeeHands(plan, header, rows, input, orgNumber, issues);
  const payees = { hands: [...hands, ...assumed], names };
  const others = othersOf(instance.controls, plan, source, issues);
  const attachments = attachmentsOf(instance.controls);

  const asked = askedKeys(plan, header, rows);
  if (wrongPayOrg) asked.lacks(wrongPayOrg);
  const draft = issues.blocked ? null : draftOf(input, orgNumber, header, rows, totals);
  const facts = factsOf(input, plan, source, { header, rows, totals, currency, orgNumber, attachments });
  const result: MappingResult = {
    draft,
    fields: {
      header: valuesOf(header),
      rows: rows.map(({ amount, sourceTitle, sourceNote, sourceAmount, fields }) => ({
        amount,
        sourceTitle,
        sourceNote,
        sourceAmount,
        fields: valuesOf(fields),
      })),
    },
    issues: issues.found,
    provenance: provenanceOf(plan, header, rows),
    lookups: asked.lookups(
      facts.total,
      rows.map(({ amount }) => amount),
    ),
    citations: {
      schemeId: scheme.id,
      schemeVersion: scheme.version,
      tables: revisionsOf(plan, input),
      locks: input.locks,
    },
    facts,
    others,
    attachments,
    hash: draft === null ? null : contentHash(draft),
    payees,
  };
  return { result, fieldKeys: () => fieldKeysOf(header, rows) };
}

function askedKeys(plan: FieldPlan, header: ReadonlyMap<string, MappedField>, rows: readonly MappedRow[]): AskedKeys {
  const asked = new AskedKeys();
  for (const mapped of header.values()) asked.add(mapped, null, true);
  const repeated = new Set<MappedField>();
  for (const [index, { fields }] of rows.entries())
    for (const { name, perRow } of plan.rows) {
      const mapped = fields.get(name);
      if (!mapped || mapped.ruled.asked.length === 0 || repeated.has(mapped)) continue;
      if (!perRow) repeated.add(mapped);
      asked.add(mapped, perRow ? index : null, mapped.complaints.length > 0);
    }
  return asked;
}

function fieldKeysOf(header: ReadonlyMap<string, MappedField>, rows: readonly MappedRow[]): FieldKey[] {
  const keys = (place: string, fields: ReadonlyMap<string, MappedField>): FieldKey[] =>
    [...fields].map(([name, { ruled, value }]) => ({
      path: `${place}.${name}`,
      value,
      key: keyOf(ruled) ?? ruled.missing ?? ruled.from ?? ruled.asked[0] ?? null,
    }));
  return [...keys('header', header), ...rows.flatMap(({ fields }, index) => keys(`rows[${index}]`, fields))];
}

/** Where a name is not enough: the department itself, or nothing that a row could say. */
function keyOf({ sameName }: MappedField['ruled']): AskedKey | null {
  return sameName && (sameName.meantKnown || sameName.scoped) ? sameName.asked : null;
}

/** The paying organisation decides which rows of the other tables count, so it comes first. */
function payOrgOf(plan: FieldPlan, input: MappingInput, context: RuleContext): string | null {
  const { organisation } = plan.form.head;
  const field = plan.header.find(({ name }) => name === organisation);
  if (!field) return null;
  return mapField(field, { ...context, lock: input.locks[`header.${organisation}`] }, 'quiet').value;
}

function mapHeader(
  plan: FieldPlan,
  { locks }: MappingInput,
  basis: Omit<RuleContext, 'asks'>,
  schemeAsks: AskedFrom,
  asks: AskedFrom,
  issues: Issues,
): Map<string, MappedField> {
  const header = new Map<string, MappedField>();
  for (const field of plan.header) {
    const path = `header.${field.name}`;
    const isOrg = field.target.baseData === 'organisation';
    const context = { ...basis, asks: isOrg ? schemeAsks : asks, lock: locks[path] };
    const mapped = mapField(field, context, field.rules.required ? 'needed' : 'optional');
    header.set(field.name, mapped);
    tell(issues, path, mapped);
  }
  return header;
}

function checkCurrency(
  { head, homeCurrency }: TargetForm,
  header: ReadonlyMap<string, MappedField>,
  issues: Issues,
): void {
  for (const name of [head.currency, head.settleCurrency]) {
    const value = header.get(name)?.value ?? null;
    if (value !== null && value !== homeCurrency)
      issues.red(
        'currency',
        `header.${name}`,
        `币别是 ${value}，目前只能推送人民币（${homeCurrency}）的付款单。请线下处理。`,
      );
  }
}

function draftOf(
  input: MappingInput,
  orgNumber: string,
  header: ReadonlyMap<string, MappedField>,
  rows: readonly MappedRow[],
  totals: Totals,
): PaymentBillDraft | null {
  if (totals.rows === null) return null;
  return {
    billNo: input.billNo,
    thirdBillNo: input.thirdBillNo,
    orgNumber,
    currency: header.get(input.target.head.currency)?.value ?? input.target.homeCurrency,
    header: valuesOf(header),
    rows: rows.flatMap(({ amount, fields }) => (amount === null ? [] : [{ amount, fields: valuesOf(fields) }])),
    total: totals.rows,
  };
}

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
  for (const [name, { ruled }] of header) told[`header.${name}`] = ruled.provenance;
  const perRow = new Set(plan.rows.filter((field) => field.perRow).map(({ name }) => name));
  const many = rows.length > TOLD_ON_EACH_ROW;
  const onAll = new Set<string>();
  for (const [index, { fields, amountField }] of rows.entries()) {
    for (const [name, { ruled }] of fields) {
      const everywhere = many && !perRow.has(name) && ruled.provenance.kind !== 'hand';
      if (!everywhere) told[`rows[${index}].${name}`] = ruled.provenance;
      else if (!onAll.has(name)) {
        onAll.add(name);
        told[`rows[*].${name}`] = ruled.provenance;
      }
    }
    told[`rows[${index}].${plan.amount.name}`] = amountField.ruled.provenance;
  }
  return told;
}

/** Why the value at a path is what it is; on bills with very many rows it may be told once for all rows. */
export const provenanceAt = (
  provenance: Readonly<Record<string, FieldProvenance>>,
  path: string,
): FieldProvenance | null => provenance[path] ?? provenance[path.replace(/^rows\[\d+\]/, 'rows[*]')] ?? null;

function revisionsOf(plan: FieldPlan, { book }: MappingInput): Record<string, number> {
  const codes = new Set<string>();
  for (const { rules } of [...plan.header, ...plan.rows])
    for (const rule of rules.rules) if (rule.kind === 'lookup') codes.add(rule.table);
  return Object.fromEntries([...codes].sort().map((code) => [code, book.get(code)?.revision ?? 0]));
}

interface Mapped {
  header: ReadonlyMap<string, MappedField>;
  rows: readonly MappedRow[];
  totals: Totals;
  currency: string | null;
  orgNumber: string;
  attachments: MappingResult['attachments'];
}

function factsOf(input: MappingInput, plan: FieldPlan, source: ApprovalSource, mapped: Mapped): BillFacts {
  const { header, rows, totals, currency, orgNumber, attachments } = mapped;
  const { head, row, personKind, homeCurrency } = input.target;
  const total: Amount | null = totals.rows ?? totals.form;
  const holder = rows[0]?.fields.get(row.holder)?.value ?? '';
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
