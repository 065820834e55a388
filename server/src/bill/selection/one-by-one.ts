import type { BatchResult, SeenBills } from '@dingdee/shared/bill-batch';
import { fromFen } from '@dingdee/shared/money';
import { readFen } from '../../database/columns.js';
import { type Database, placeholders } from '../../database/database.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { DomainError } from '../../problem/domain-error.js';
import { unknownIn } from '../ledger/unknown-amounts.js';

/** One bill in the version that the person saw. */
export type SeenOne = SeenBills['items'][number];

/**
 * Does an action of one bill for several bills: each in its own transaction and by the rules of one bill. A bill that a rule refuses is
 * skipped with its sentence, and the others go on.
 * @throws errors that are no refusal
 */
export async function oneByOne(
  db: Database,
  items: readonly SeenOne[],
  act: (bill: SeenOne) => Promise<unknown>,
): Promise<BatchResult> {
  const each = [...new Map(items.map((item) => [item.id, item])).values()];
  const known = await billsNow(db, each);
  const skipped: BatchResult['skipped'] = [];
  let [count, fen, unknown] = [0, 0n, 0];
  for (const item of each) {
    const bill = known.get(item.id) ?? { payee: '', fen: null };
    try {
      await act(item);
      count += 1;
      if (bill.fen === null) unknown += 1;
      else fen += bill.fen;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const amount = bill.fen === null ? null : fromFen(bill.fen);
      skipped.push({ id: item.id, payee: maskText(bill.payee), amount, code: error.code, reason: error.message });
    }
  }
  return { done: { count, amount: fromFen(fen), ...unknownIn(unknown) }, skipped };
}

async function billsNow(db: Database, items: readonly SeenOne[]) {
  const found = new Map<string, { payee: string; fen: bigint | null }>();
  for (let start = 0; start < items.length; start += 500) {
    const ids = items.slice(start, start + 500).map(({ id }) => id);
    const rows = await db.query<{ id: string; payee: string; base_fen: unknown }>(
      `SELECT id, payee, base_fen FROM bill WHERE id IN (${placeholders(ids)})`,
      ids,
    );
    for (const { id, payee, base_fen } of rows)
      found.set(id, { payee: String(payee), fen: base_fen == null ? null : readFen(base_fen) });
  }
  return found;
}
