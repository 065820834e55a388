import { createHash } from 'node:crypto';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { filledIn } from '../../connectors/kingdee/form/compare-bill.js';
import type { StoredBill } from '../../connectors/target.js';
import { maskAccount } from '../../domain/bill/account-mask.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { accountsOfRow, NO_FIELD, type TargetForm } from '../../domain/draft/target-form.js';

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

const whoIsPaid = ({ target }: Pick<Draft, 'target'>): string[] => {
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
  return {
    key: createHash('sha256').update(JSON.stringify(filled)).digest('hex').slice(0, 32),
    words: wordsOf(form, filled),
  };
}

/** Largest number of payees in a sentence, and of characters of one value: the account of each stays in sight. */
const TOLD = 3;
const LONGEST = 40;
const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** Returns each payee once, by its values and not by its masked words: two accounts may have the same last digits. */
function wordsOf(form: TargetForm, filled: readonly { index: number; name: string; value: string }[]): string {
  const rows = [...new Set(filled.map(({ index }) => index))].map((at) => filled.filter(({ index }) => index === at));
  const payees = new Map(
    rows.map((each) => [
      JSON.stringify(each.map(({ name, value }) => [name, value])),
      each
        .map(({ name, value }) => {
          const { label = name, masked } = form.rows[name] ?? {};
          return `${label}（${short(masked ? maskAccount(value) : value)}）`;
        })
        .join('、'),
    ]),
  );
  const told = [...payees.values()].slice(0, TOLD).join('；');
  return payees.size > TOLD ? `${told} 等 ${payees.size} 个不同的收款人` : told;
}

/** Stars in place of a value that the user may not see. */
const STARS = /[*＊]/u;

/** Returns whether Kingdee keeps an account or a holder from us: stars in a row, or no column. What it filled in is then unknown, not nothing. */
export function hidesPayee(draft: Pick<Draft, 'target'>, stored: Pick<StoredBill, 'rows' | 'unseen'>): boolean {
  const names = whoIsPaid(draft);
  return (
    names.some((name) => stored.unseen?.includes(name)) ||
    stored.rows.some(({ fields }) => names.some((name) => STARS.test(fields[name] ?? '')))
  );
}
