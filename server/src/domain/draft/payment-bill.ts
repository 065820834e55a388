import { hash } from 'node:crypto';
import type { Amount } from '@dingdee/shared/money';
import { type NumberingMode, type TargetName, USUAL_TARGET } from '@dingdee/shared/scheme';

/**
 * A bill ready to be sent. Values are stored by our field names (target-form.ts), a customer's own fields by their key; an absent field is not sent.
 */
export interface PaymentBillDraft {
  /** Target form; absent for the payment bill. Part of the content: a bill that was approved for one form is never sent as another. */
  target?: TargetName;
  billNo: string;
  thirdBillNo: string;
  orgNumber: string;
  currency: string;
  header: Readonly<Record<string, string>>;
  rows: readonly { amount: Amount; fields: Readonly<Record<string, string>> }[];
  /** Σ rows, exactly. */
  total: Amount;
  /**
   * Related approvals that values were read on: instance id → digest of what was read. Absent if there are none. It is not sent, but part of the
   * content: if one of them changes, the bill is another one and has to be approved again.
   */
  related?: Readonly<Record<string, string>>;
}

export const targetOf = ({ target }: Pick<PaymentBillDraft, 'target'>): TargetName => target ?? USUAL_TARGET;

/** Who numbers a bill in Kingdee, and which field carries `thirdBillNo` (product.md §2). Not part of the content: it changes no mapped value. */
export interface Numbering {
  numbering: NumberingMode;
  keyField: string;
}

/** Returns JSON with sorted keys and without spaces: equal content gives equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) {
    let text = '[';
    for (let at = 0; at < value.length; at++) {
      if (at > 0) text += ',';
      if (value[at] !== undefined) text += canonicalJson(value[at]);
    }
    return `${text}]`;
  }
  const record = value as Readonly<Record<string, unknown>>;
  const { sorted, written } = shapeOf(Object.keys(record));
  let text = '';
  for (let at = 0; at < sorted.length; at++) {
    const own = record[sorted[at] as string];
    if (own === undefined) continue;
    text += text === '' ? '' : ',';
    text += written[at];
    text += typeof own === 'string' ? quoted(own) : canonicalJson(own);
  }
  return `{${text}}`;
}

/** Characters that JSON escapes; an unpaired surrogate is one of them. */
const ESCAPED = /[^\x20\x21\x23-\x5b\x5d-\ud7ff\ue000-\uffff]/;
const quoted = (text: string): string => (ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`);

/** Keys in the order received, the same sorted, and each as it is written before its value. */
interface Shape {
  keys: readonly string[];
  sorted: readonly string[];
  written: readonly string[];
}
/** Cache: bills of one scheme repeat the same few shapes, and this code runs over every field of every bill, more than once. */
const shapes: Shape[] = [];
const MOST_SHAPES = 12;

function shapeOf(keys: readonly string[]): Shape {
  for (const shape of shapes) if (sameTexts(shape.keys, keys)) return shape;
  const sorted = [...keys].sort();
  const shape = { keys, sorted, written: sorted.map((key) => `${JSON.stringify(key)}:`) };
  if (shapes.length >= MOST_SHAPES) shapes.pop();
  shapes.unshift(shape);
  return shape;
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** Returns the SHA-256 of the exact payload (header, rows, organisation, numbers, currency, total) as canonical JSON; a review is bound to it. */
export const contentHash = (draft: PaymentBillDraft): string => hash('sha256', canonicalJson(draft), 'hex');
