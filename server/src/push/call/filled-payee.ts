import { createHash } from 'node:crypto';
import { formNamed } from '../../connectors/forms/payment-form.js';
import type { StoredBill } from '../../connectors/target.js';
import { maskBoth } from '../../domain/bill/account-mask.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { accountsOfRow, NO_FIELD, type TargetForm } from '../../domain/draft/target-form.js';
import { plain } from './row-payees.js';

type Draft = Pick<PaymentBillDraft, 'target' | 'rows'>;

/** A payee that the target system filled in by itself, or put in place of the one that was sent. */
export interface FilledPayee {
  /** Hash of the fields and values: a person accepts exactly these. */
  key: string;
  /** Fields and values for a sentence, accounts masked. */
  words: string;
  /** Whether a value that was sent has become another one. */
  replaced: boolean;
  /** Path of each changed field, as in a comparison. */
  paths: ReadonlySet<string>;
}

/** One field of a row that is not as it was sent; `was` is "" if nothing was sent. */
interface Changed {
  index: number;
  name: string;
  was: string;
  value: string;
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
 * Returns the payee that the target system filled in by itself or replaced; null if account and holder of all rows are as they were sent. A row that
 * was not sent counts as a row without a payee. An emptied field pays nobody else and does not count.
 */
export function filledPayee(draft: Draft, stored: Pick<StoredBill, 'rows'>): FilledPayee | null {
  const form = formNamed(draft.target);
  const paid = whoIsPaid(draft);
  const changed = stored.rows.flatMap(({ fields }, index) =>
    accountsOfRow(form).flatMap((name): Changed[] => {
      const was = (draft.rows[index]?.fields[name] ?? '').trim();
      const value = (fields[name] ?? '').trim();
      return value === '' || plain(was) === plain(value) ? [] : [{ index, name, was, value }];
    }),
  );
  if (!changed.some(({ name }) => paid.includes(name))) return null;
  const hashed = changed.map(({ index, name, value }) => ({ index, name, value }));
  const added = changed.filter(({ was }) => was === '');
  const other = changed.filter(({ was }) => was !== '');
  return {
    key: createHash('sha256').update(JSON.stringify(hashed)).digest('hex').slice(0, 32),
    words: [
      ...(other.length > 0 ? [wordsOf(form, other)] : []),
      ...(added.length > 0 ? [`自己填了没有发送的${wordsOf(form, added)}`] : []),
    ].join('，并'),
    replaced: other.length > 0,
    paths: new Set(changed.map(({ index, name }) => `rows[${index}].${name}`)),
  };
}

/** Largest number of payees in a sentence, and of characters of one value: the account of each stays in sight. */
const TOLD = 3;
const LONGEST = 40;
const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** Returns each payee once, by its values and not by its masked words: two accounts may have the same last digits. */
function wordsOf(form: TargetForm, filled: readonly Changed[]): string {
  const rows = [...new Set(filled.map(({ index }) => index))].map((at) => filled.filter(({ index }) => index === at));
  const payees = new Map(
    rows.map((each) => [
      JSON.stringify(each.map(({ name, was, value }) => [name, was, value])),
      each
        .map(({ name, was, value }) => {
          const { label = name, masked } = form.rows[name] ?? {};
          const [before, now] = (masked ? maskBoth(was, value) : [was, value]).map(short);
          return was === '' ? `${label}（${now}）` : `把${label}换成了${now}（发送的是${before}）`;
        })
        .join('、'),
    ]),
  );
  const told = [...payees.values()].slice(0, TOLD).join('；');
  return payees.size > TOLD ? `${told} 等 ${payees.size} 个不同的收款人` : told;
}

/** Stars in place of a value that the user may not see. */
const STARS = /[*＊]/u;

/**
 * Returns whether Kingdee keeps an account or a holder from us: stars in a row, or no column. What it filled in is then unknown, not nothing. A
 * holder may have been sent with a star.
 */
export function hidesPayee(draft: Draft, stored: Pick<StoredBill, 'rows' | 'unseen'>): boolean {
  const names = whoIsPaid(draft);
  return (
    names.some((name) => stored.unseen?.includes(name)) ||
    stored.rows.some(({ fields }, index) =>
      names.some((name) => {
        const held = fields[name] ?? '';
        return STARS.test(held) && plain(held) !== plain(draft.rows[index]?.fields[name]);
      }),
    )
  );
}
