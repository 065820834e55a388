import { createHash } from 'node:crypto';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { filledIn } from '../../connectors/kingdee/form/compare-bill.js';
import type { StoredBill } from '../../connectors/target.js';
import { maskAccount } from '../../domain/bill/account-mask.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { accountsOfRow, NO_FIELD } from '../../domain/draft/target-form.js';

type Draft = Pick<PaymentBillDraft, 'target' | 'rows'>;

/** A payee that the target system filled in by itself. */
export interface FilledPayee {
  /** Hash of the fields and values: a person accepts exactly these. */
  key: string;
  /** Fields and values for a sentence, accounts masked. */
  words: string;
}

/** Returns whether a row is sent without the account or the holder, so that the target system may fill in its own. */
export const lacksPayee = (draft: Draft): boolean => {
  const names = whoIsPaid(draft);
  return draft.rows.some(({ fields }) => names.some((name) => (fields[name] ?? '').trim() === ''));
};

const whoIsPaid = ({ target }: Draft): string[] => {
  const { row } = formNamed(target);
  return [row.account, row.holder].filter((name) => name !== NO_FIELD);
};

/**
 * Returns the payee that the target system filled in by itself; null if account and holder of all rows are as they were sent. A row that was not
 * sent counts as a row without a payee.
 */
export function filledPayee(draft: Draft, stored: Pick<StoredBill, 'rows'>): FilledPayee | null {
  const form = formNamed(draft.target);
  const paid = whoIsPaid(draft);
  const filled = stored.rows.flatMap(({ fields }, index) =>
    filledIn(accountsOfRow(form), draft.rows[index]?.fields ?? {}, fields).map((name) => ({
      index,
      name,
      value: (fields[name] ?? '').trim(),
    })),
  );
  if (!filled.some(({ name }) => paid.includes(name))) return null;
  const parts = filled.map(({ name, value }) => {
    const { label = name, masked } = form.rows[name] ?? {};
    return `${label}（${masked ? maskAccount(value) : value}）`;
  });
  return {
    key: createHash('sha256').update(JSON.stringify(filled)).digest('hex').slice(0, 32),
    words: [...new Set(parts)].join('、').slice(0, 300),
  };
}
