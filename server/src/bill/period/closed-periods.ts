import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { beijingDate } from '../../domain/beijing-time.js';
import type { ClosedThrough } from '../../engine/rule/days.js';
import { ClosedPeriodRow } from './closed-period.entity.js';

/** A bill that was refused or accepted in one call: its paying organisation, and its day as it was sent. */
export interface DayOfBill {
  orgNumber: string;
  businessDate: string | null;
}

export interface ClosedPeriod {
  orgNumber: string;
  /** "2026-10" */
  month: string;
  refusedDay: string;
  refusedAt: number;
}

const monthOf = ({ businessDate }: DayOfBill): string | null => businessDate?.slice(0, 7) ?? null;

/**
 * Records that Kingdee refused these bills because of their period, in the transaction of the answer. A month that has not begun is not
 * closed, whatever the words of the refusal: a mistyped day must not move every bill of the organisation behind it.
 */
export async function noteClosed(tx: EntityManager, refused: readonly DayOfBill[], now: number): Promise<void> {
  const present = beijingDate(now).slice(0, 7);
  const rows = new Map(
    refused.flatMap((bill) => {
      const { orgNumber, businessDate } = bill;
      const month = monthOf(bill);
      if (month === null || businessDate === null || month > present) return [];
      return [[`${orgNumber} ${month}`, { orgNumber, businessDate, month }] as const];
    }),
  );
  for (const { orgNumber, month, businessDate } of rows.values()) {
    await tx.query('DELETE FROM closed_period WHERE org_number = ? AND month = ?', [orgNumber, month]);
    await insertRows(tx, ClosedPeriodRow, [
      { org_number: orgNumber, month, refused_day: businessDate, refused_at: now },
    ]);
  }
}

/** Records that Kingdee accepted these bills: their month is open, and so is each later one, because Kingdee closes months in order. */
export async function noteOpen(tx: EntityManager, taken: readonly DayOfBill[]): Promise<void> {
  const first = new Map<string, string>();
  for (const bill of taken) {
    const month = monthOf(bill);
    const known = first.get(bill.orgNumber);
    if (month !== null && (known === undefined || month < known)) first.set(bill.orgNumber, month);
  }
  for (const [orgNumber, month] of first)
    await tx.query('DELETE FROM closed_period WHERE org_number = ? AND month >= ?', [orgNumber, month]);
}

/** Returns every month that is known to be closed, the latest of each organisation first. */
export async function closedPeriods(db: Pick<Database, 'query'>): Promise<ClosedPeriod[]> {
  const rows = await db.query<{ org_number: string; month: string; refused_day: string; refused_at: unknown }>(
    'SELECT org_number, month, refused_day, refused_at FROM closed_period ORDER BY org_number, month DESC',
  );
  return rows.map((row) => ({
    orgNumber: row.org_number,
    month: row.month,
    refusedDay: row.refused_day,
    refusedAt: readInt(row.refused_at),
  }));
}

/** Returns the last closed month of each organisation, as the engine asks for it. */
export function lastClosed(periods: readonly ClosedPeriod[]): ClosedThrough {
  const last = new Map<string, string>();
  for (const { orgNumber, month } of periods) if (!last.has(orgNumber)) last.set(orgNumber, month);
  return last;
}
