import type { Amount } from '@dingdee/shared/money';
import { departmentKey } from '../../domain/approval/department-key.js';
import { NOT_YUAN, YUAN } from '../../domain/draft/base-total.js';
import type { BillFacts, MappingResult, NetSums } from '../../domain/draft/mapping-result.js';
import type { Totals } from '../check/check-amounts.js';
import type { MappedField } from '../field/map-field.js';
import type { MappedRow } from '../field/map-rows.js';
import type { MappingInput } from '../field/mapping-input.js';
import type { FieldPlan } from '../rule/field-plan.js';
import type { ApprovalSource } from '../source/approval-source.js';
import { cut } from '../source/texts.js';
import { isPaid } from './bill-draft.js';

/** What the run has found so far. */
interface Mapped {
  header: ReadonlyMap<string, MappedField>;
  rows: readonly MappedRow[];
  totals: Totals;
  net: NetSums | null;
  /** Σ rows of the approval's other bills; absent if the approval is one bill. */
  others: Amount | null | undefined;
  currency: string | null;
  /** The form names a currency that is not, or not surely, 人民币. */
  foreign: boolean;
  orgNumber: string;
  attachments: MappingResult['attachments'];
}

/** Returns what lists, searches and sums know of the bill. A sum that is not certain is null. */
export function factsOf(input: MappingInput, plan: FieldPlan, source: ApprovalSource, mapped: Mapped): BillFacts {
  const { header, rows, totals, net, others, orgNumber, attachments } = mapped;
  const { head, row, personKind } = input.target;
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
    currency: currencyOf(mapped, input.target.homeCurrency),
    total,
    formTotal: totals.form,
    ...(net ? { net } : {}),
    ...(others === undefined ? {} : { others }),
    businessDate: header.get(head.date)?.value ?? null,
    orgNumber: cut(orgNumber, 40),
  };
}

/** A bill field that says 人民币 does not outweigh a form that says otherwise. */
function currencyOf({ currency, foreign }: Pick<Mapped, 'currency' | 'foreign'>, home: string): string {
  if (currency !== null && currency !== home) return cut(currency, 10);
  return foreign ? NOT_YUAN : YUAN;
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
