import type { SentValue, ToldReceipts } from '@dingdee/shared/bill-receipt';
import { amount } from '@dingdee/shared/money';
import { TARGETS } from '@dingdee/shared/scheme';
import * as z from 'zod/mini';
import { formNamed } from '../../connectors/forms/payment-form.js';
import type { Database } from '../../database/database.js';
import { type PaymentBillDraft, targetOf } from '../../domain/draft/payment-bill.js';
import type { TargetField, TargetFields } from '../../domain/draft/target-form.js';
import { baseNames } from './base-names.js';
import { maskFor, pickerOf } from './bill-pairs.js';

const texts = z.record(z.string(), z.string());
const storedDraft = z.object({
  target: z.optional(z.enum(TARGETS)),
  billNo: z.string(),
  thirdBillNo: z.string(),
  orgNumber: z.string(),
  currency: z.string(),
  header: texts,
  rows: z.array(z.object({ amount, fields: texts })),
  total: amount,
});
const MOST_ROWS = 50;
type Sent = NonNullable<ToldReceipts['items'][number]['sent']>;

/**
 * Reads a stored draft. @param text bill_content.draft. @returns null if nothing is stored or it cannot be read: the answer is shown all the same.
 */
export function readDraft(text: string | null): PaymentBillDraft | null {
  try {
    return text === null ? null : storedDraft.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Returns a draft as it is sent to Kingdee, with Kingdee's field names and masked accounts. @param keep digits of the bill's own ids. */
export async function sentValues(
  db: Database,
  draft: PaymentBillDraft,
  labels: { header: Readonly<Record<string, string>>; rows: Readonly<Record<string, string>> },
  keep: readonly string[],
): Promise<Sent> {
  const form = formNamed(targetOf(draft));
  const rows = draft.rows
    .slice(0, MOST_ROWS)
    .map(({ amount, fields }) => ({ [form.row.amount]: amount, ...fields }) as Record<string, string>);
  const kindOf = (field: TargetField | undefined) => pickerOf(field, draft.header, form);
  const wanted = (known: TargetFields, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, number]) => {
      const kind = kindOf(known[name]);
      return kind === null || number === '' ? [] : [{ kind, number }];
    });
  const nameOf = await baseNames(db, [
    ...wanted(form.header, draft.header),
    ...rows.flatMap((row) => wanted(form.rows, row)),
  ]);
  const told = (
    known: TargetFields,
    values: Readonly<Record<string, string>>,
    own: Readonly<Record<string, string>>,
  ): SentValue[] => {
    const order = [
      ...Object.keys(known).filter((name) => name in values),
      ...Object.keys(values).filter((name) => !(name in known)),
    ];
    return order.flatMap((name) => {
      const value = values[name] ?? '';
      if (value === '') return [];
      const field = known[name];
      const kind = kindOf(field);
      const mask = maskFor(field, keep);
      const word = kind === null ? (form.valueWords[value] ?? '') : mask(nameOf(kind, value));
      return [{ label: field?.label ?? own[name] ?? name, value: mask(value), name: word }];
    });
  };
  return {
    header: [{ label: '单据编号', value: draft.billNo, name: '' }, ...told(form.header, draft.header, labels.header)],
    rows: rows.map((row) => told(form.rows, row, labels.rows)),
    more: Math.max(0, draft.rows.length - MOST_ROWS),
  };
}
