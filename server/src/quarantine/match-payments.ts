import type { Finding } from '@dingdee/shared/backfill';

const DAY_MS = 86_400_000;
/** A payment may have been booked a little before its approval was finished, and a good while after it. */
export const BEFORE_DAYS = 7;
export const AFTER_DAYS = 60;

/** An approval in quarantine, as far as its mapping of today tells whom it pays. */
export interface Expense {
  approvalId: string;
  orgNumber: string;
  /** Receiving unit in Kingdee: its type and number. */
  unit: string;
  fen: bigint;
  /** The Beijing day on which it was finished. */
  day: string;
  /** What our own bill of it would carry in Kingdee. */
  key: string;
}

/** A payment bill in Kingdee that no bill of ours accounts for. */
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
  /** Of `other-payee` the nearest one; null where there is none. */
  payment: Payment | null;
  /** Payments of that sum that it may have been. */
  alike: number;
}

/** Days from the approval to the payment; null where it is too far. */
function distance(expense: Expense, payment: Payment): number | null {
  const days = Math.round((Date.parse(payment.day) - Date.parse(expense.day)) / DAY_MS);
  return days >= -BEFORE_DAYS && days <= AFTER_DAYS ? days : null;
}

/**
 * Which payments explain which approvals, nearest in time first; a payment explains at most one. The same payee and sum say that it was
 * paid, a key of ours says it whatever else; the same sum to somebody else is only worth a look. Pure; the order of the input does not matter.
 * @param spoken numbers of payments that explain other approvals already.
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
  // A second bill with the key of one approval says nothing of another.
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
