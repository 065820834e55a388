import type { Amount } from '@dingdee/shared/money';
import { USUAL_TARGET } from '@dingdee/shared/scheme';
import { citedWhy } from '../../domain/approval/related-approval.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import type { Totals } from '../check/check-amounts.js';
import type { MappedField } from '../field/map-field.js';
import type { MappedRow } from '../field/map-rows.js';
import type { MappingInput } from '../field/mapping-input.js';
import type { FieldPlan, PlannedField } from '../rule/field-plan.js';
import type { ApprovalSource } from '../source/approval-source.js';
import { restsOnTold } from '../source/texts.js';

/** Field values: the payload and the screen beside the source use the same. */
export interface Values {
  header: Readonly<Record<string, string>>;
  rows: readonly Readonly<Record<string, string>>[];
}

/** Returns the payload; null while a row has no amount. */
export function draftOf(
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
export const isPaid = (amount: Amount | null): amount is Amount => amount !== null && /[1-9]/.test(amount);

/** Returns the values of the fields that have one, by name. */
export function valuesOf(fields: ReadonlyMap<string, MappedField>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, { value }] of fields) if (value !== null) values[name] = value;
  return values;
}

/** Returns the related approvals that values of the bill were read on, by the digest of their content; {} if there are none. */
export function citedIn(
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

/** Returns the limits of Kingdee that let a text through which ours would have cut. */
export function citedLongest(
  plan: FieldPlan,
  { header, rows }: Values,
): { longest?: Readonly<Record<string, number>> } {
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
