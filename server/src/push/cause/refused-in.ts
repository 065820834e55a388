import type { BaseDataKind } from '@dingdee/shared/base-data';
import { type RefusedValue, refusedValue } from '@dingdee/shared/push-cause';
import type { TargetName } from '@dingdee/shared/scheme';
import * as z from 'zod/mini';
import { formNamed } from '../../connectors/forms/payment-form.js';
import type { Refusal } from '../../domain/bill/refusal.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import type { OwnLevel } from '../../domain/draft/usable-base-data.js';
import { baseDataOf } from '../../engine/check/check-base-data.js';

/** Returns the base data kind of a company's own field; null if it is unknown. */
export type OwnKinds = (form: TargetName, level: OwnLevel, key: string) => BaseDataKind | null;

interface Sent {
  key: string;
  kind: BaseDataKind;
  number: string;
}

/**
 * Returns the base data entries that a refused save concerns: entries of the fields that Kingdee named, and among them those whose
 * numbers its messages repeat. Empty if neither shows which entry: a value is never guessed.
 */
export function refusedIn(
  { class: kind, fields, messages }: Pick<Refusal, 'class' | 'fields' | 'messages'>,
  draft: PaymentBillDraft,
  ownKinds: OwnKinds,
): RefusedValue[] {
  if (kind !== 'base-data' && kind !== 'data') return [];
  const sent = sentOf(draft, ownKinds);
  const keys = new Set(fields.map((key) => key.toLowerCase()));
  const named = sent.filter(({ key }) => keys.has(key.toLowerCase()));
  const repeated = ({ number }: Sent) => messages.some((message) => wholeIn(message, number));
  const spoken = named.filter(repeated);
  const found = each(spoken.length > 0 ? spoken : named.length > 0 ? named : sent.filter(repeated));
  if (spoken.length === 0 && found.length > 1) return [];
  return found.map(({ kind: of, number }) => ({ kind: of, number, orgNumber: draft.orgNumber }));
}

/** Returns every base data entry of a bill, with Kingdee's key of its field. */
function sentOf(draft: PaymentBillDraft, ownKinds: OwnKinds): Sent[] {
  const form = formNamed(draft.target);
  const of = (level: OwnLevel, values: Readonly<Record<string, string>>): Sent[] =>
    Object.entries(values).flatMap(([name, number]) => {
      const field = form[level][name];
      const kind = field
        ? baseDataOf(field, form, (type) => draft.header[type] ?? null)
        : ownKinds(form.id, level, name);
      return kind === null || number === '' ? [] : [{ key: field?.key ?? name, kind, number }];
    });
  return [...of('header', draft.header), ...draft.rows.flatMap(({ fields }) => of('rows', fields))];
}

const each = (found: readonly Sent[]): Sent[] => [
  ...new Map(found.map((one) => [`${one.kind}\n${one.number}`, one])).values(),
];

/** Tells whether the message contains the whole number: "CI0012" does not count for "CI001". */
function wholeIn(message: string, number: string): boolean {
  for (let at = message.indexOf(number); at >= 0; at = message.indexOf(number, at + 1)) {
    const around = `${message[at - 1] ?? ' '}${message[at + number.length] ?? ' '}`;
    if (!/[\w.-]/.test(around)) return true;
  }
  return false;
}

const stored = z.object({
  class: z.catch(z.string(), 'unknown'),
  messages: z.catch(z.array(z.string()), []),
  refused: z.catch(z.array(refusedValue), []),
});
/** Returns the refusal that a receipt stores. @param detail JSON of push_receipt.detail. */
export const readRefusal = (detail: string | null): z.infer<typeof stored> =>
  stored.parse(detail === null ? {} : JSON.parse(detail));
