import type { Finding } from '@dingdee/shared/backfill';

const DAY_MS = 86_400_000;
/** Days before and after the end of its approval in which a payment may have been booked. */
export const BEFORE_DAYS = 7;
export const AFTER_DAYS = 60;

/** An approval in quarantine with its payee, as today's mapping gives it. */
export interface Expense {
  approvalId: string;
  orgNumber: string;
  /** Receiving unit in Kingdee: type and number. */
  unit: string;
  fen: bigint;
  /** Beijing day on which the approval finished. */
  day: string;
  /** Third-party number (第三方单据编号) that our own bill for it would carry in Kingdee. */
  key: string;
}

/** A payment bill in Kingdee that no bill in the ledger explains. */
export interface Payment {
  billNo: string;
  orgNumber: string;
  unit: string;
  fen: bigint;
  day: string;
  key: string;
}

export interface Match {
  finding: Exclude<Finding, 'unasked' | 'unmapped'>;
  /** The matching payment; for `other-payee` the nearest one; null if there is none. */
  payment: Payment | null;
  /** Number of payments of the same sum that may be its payment. */
  alike: number;
}

/** Returns the days from the approval to the payment; null if they are too far apart. */
function distance(expense: Expense, payment: Payment): number | null {
  const days = Math.round((Date.parse(payment.day) - Date.parse(expense.day)) / DAY_MS);
  return days >= -BEFORE_DAYS && days <= AFTER_DAYS ? days : null;
}

/**
 * Matches payments to approvals, nearest in time first; a payment explains at most one approval. The same payee and
 * sum count as paid, and our own key counts as paid in any case; the same sum to another payee is only worth a check.
 * Pure; the order of the input does not matter.
 * @param spoken numbers of payments that already explain other approvals.
 */
export function matchPayments(
  expenses: readonly Expense[],
  payments: readonly Payment[],
  spoken: ReadonlySet<string> = new Set(),
): Map<string, Match> {
  const found = new Map<string, Match>();
  const used = new Set<Payment>(payments.filter(({ billNo }) => spoken.has(billNo)));
  const take = (expense: Expense, payment: Payment): void => {
    used.add(payment);
    found.set(expense.approvalId, { finding: 'paid', payment, alike: 1 });
  };
  const byKey = new Map(payments.filter(({ key }) => key !== '').map((payment) => [payment.key, payment]));
  for (const expense of expenses) {
    const own = byKey.get(expense.key);
    if (own && !used.has(own)) take(expense, own);
  }
  const keys = new Set(expenses.map(({ key }) => key));
  const bySum = new Map<string, Payment[]>();
  // A second payment with the key of one approval says nothing about another approval.
  for (const payment of payments.filter(({ key }) => key === '' || !keys.has(key))) {
    const sum = sumKey(payment);
    const same = bySum.get(sum);
    if (same) same.push(payment);
    else bySum.set(sum, [payment]);
  }
  const near = (expense: Expense): { payment: Payment; days: number }[] =>
    (bySum.get(sumKey(expense)) ?? []).flatMap((payment) => {
      const days = distance(expense, payment);
      return days === null ? [] : [{ payment, days: Math.abs(days) }];
    });
  const pairs = expenses
    .filter(({ approvalId }) => !found.has(approvalId))
    .flatMap((expense) =>
      near(expense)
        .filter(({ payment }) => payment.unit === expense.unit)
        .map(({ payment, days }) => ({ expense, payment, days })),
    )
    .sort(
      (a, b) =>
        a.days - b.days ||
        compare(a.expense.approvalId, b.expense.approvalId) ||
        compare(a.payment.billNo, b.payment.billNo),
    );
  for (const { expense, payment } of pairs)
    if (!found.has(expense.approvalId) && !used.has(payment)) take(expense, payment);
  for (const expense of expenses) {
    if (found.has(expense.approvalId)) continue;
    const all = near(expense);
    const others = all
      .filter(({ payment }) => !used.has(payment))
      .sort((a, b) => a.days - b.days || compare(a.payment.billNo, b.payment.billNo));
    const [nearest] = others;
    const taken = all.some(({ payment }) => used.has(payment) && payment.unit === expense.unit);
    found.set(
      expense.approvalId,
      nearest
        ? { finding: 'other-payee', payment: nearest.payment, alike: others.length }
        : { finding: taken ? 'taken' : 'none', payment: null, alike: 0 },
    );
  }
  return found;
}

const sumKey = ({ orgNumber, fen }: { orgNumber: string; fen: bigint }): string => `${orgNumber} ${fen}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
