import type { LedgerHold } from '@dingdee/shared/hold';
import { fromFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import { UNKNOWN, unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { LedgerHolds, type OpenHold } from '../../hold/ledger-holds.js';

/** Shows the hold of the ledger: why, since when, how many bills wait, and who may release it. */
@Injectable()
export class ShowHold {
  constructor(
    private readonly db: Database,
    private readonly holds: LedgerHolds,
  ) {}

  async run(): Promise<LedgerHold | null> {
    const open = await this.holds.open();
    const told = foremost(open);
    if (told === null) return null;
    const [waiting, admins] = await Promise.all([this.waiting(), this.admins()]);
    const { marker = null, head = null, reason = null } = told.detail;
    return {
      ids: open.map(({ id }) => id),
      cause: told.cause,
      since: told.since,
      by: told.by,
      reason: reason === null ? null : maskText(reason),
      marker,
      head,
      waiting,
      admins,
    };
  }

  private async waiting(): Promise<LedgerHold['waiting']> {
    const [row] = await this.db.query<{ n: unknown; fen: unknown; unknown_amounts: unknown }>(
      `SELECT COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts FROM bill WHERE state_kind IN ('pushing', 'in-doubt')`,
    );
    return { count: readInt(row?.n), amount: fromFen(readFen(row?.fen)), ...unknownIn(readInt(row?.unknown_amounts)) };
  }

  private async admins(): Promise<string[]> {
    const rows = await this.db.query<{ name: string | null; userId: string }>(
      "SELECT m.name AS name, r.user_id AS userId FROM role r LEFT JOIN member m ON m.user_id = r.user_id WHERE r.role = 'admin' ORDER BY m.name LIMIT 5",
    );
    return rows.map(({ name, userId }) => name ?? userId);
  }
}

/** Returns the most important open hold; null if there is none. */
function foremost(open: readonly OpenHold[]): OpenHold | null {
  for (const cause of ['ahead', 'lost', 'by-hand'] as const) {
    const found = open.find((hold) => hold.cause === cause);
    if (found) return found;
  }
  return null;
}
