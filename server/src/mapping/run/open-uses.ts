import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { readFen } from '../../database/columns.js';
import type { Database } from '../../database/database.js';

interface Used {
  k: string;
  id: string;
  fen: unknown;
}

/** Open bills by the keys of a table that they asked for: the bills that a changed row maps anew. */
export class OpenUses {
  private readonly byKey = new Map<string, Map<string, bigint | null>>();

  static async of(db: Database, table: string): Promise<OpenUses> {
    const uses = new OpenUses();
    const rows = await db.query<Used>(
      `SELECT DISTINCT l.lookup_key AS k, b.id AS id, b.base_fen AS fen FROM bill_lookup l JOIN bill b ON b.id = l.bill_id
       WHERE l.table_code = ? AND (${REMAPPED_STATES})`,
      [table],
    );
    for (const { k, id, fen } of rows) {
      const bills = uses.byKey.get(k) ?? new Map<string, bigint | null>();
      uses.byKey.set(k, bills.set(id, fen == null ? null : readFen(fen)));
    }
    return uses;
  }

  has(key: string): boolean {
    return this.byKey.has(key);
  }

  /** Sums up the bills behind any of the keys, each once. */
  behind(keys: Iterable<string>): CountAndSum {
    const bills = new Map<string, bigint | null>();
    for (const key of keys) for (const [id, fen] of this.byKey.get(key) ?? []) bills.set(id, fen);
    let [fen, unknown] = [0n, 0];
    for (const each of bills.values())
      if (each === null) unknown += 1;
      else fen += each;
    return { count: bills.size, amount: fromFen(fen), ...unknownIn(unknown) };
  }
}
