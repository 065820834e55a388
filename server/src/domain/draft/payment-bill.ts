import { createHash } from 'node:crypto';
import type { Amount } from '@dingdee/shared/money';
import type { NumberingMode } from '@dingdee/shared/scheme';

/** A payment bill ready to be sent. Field values by our names (target-form.ts), a customer's own by their key; an absent field is not sent. */
export interface PaymentBillDraft {
  billNo: string;
  thirdBillNo: string;
  orgNumber: string;
  currency: string;
  header: Readonly<Record<string, string>>;
  rows: readonly { amount: Amount; fields: Readonly<Record<string, string>> }[];
  /** Σ rows, exactly. */
  total: Amount;
}

/** Who numbers a bill in Kingdee, and which field carries `thirdBillNo` (product.md §2). Not part of the content: it changes no mapped value. */
export interface Numbering {
  numbering: NumberingMode;
  keyField: string;
}

/** JSON with sorted keys, no spaces: equal content gives equal text. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  // One growing text: this runs over every field of every bill, more than once.
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item)}`;
    return `[${text}]`;
  }
  const record = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(record).sort())
    if (record[key] !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(record[key])}`;
  return `{${text}}`;
}

/** What an approval is bound to: SHA-256 over header, rows, organisation and number of the exact payload. */
export const contentHash = (draft: PaymentBillDraft): string =>
  createHash('sha256').update(canonicalJson(draft)).digest('hex');
