import { createHash } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bills in memory at once. */
const PAGE = 200;
const BOOKED = ['booked', 'written-back', 'reversal-needed'];

/** The accounts of the bills that are there. Page by page in the order of their ids: taken up again where it was broken off, it comes out the same. */
export class BillAccountsUntilNow1946000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const ignore = q.dataSource.options.type === 'better-sqlite3' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
    for (let last = ''; ; ) {
      const rows = (await q.query(
        `SELECT b.id, b.state_kind, c.notes FROM bill b JOIN bill_content c ON c.bill_id = b.id WHERE b.id > ? ORDER BY b.id LIMIT ${PAGE}`,
        [last],
      )) as { id: string; state_kind: string; notes: unknown }[];
      const values = rows.flatMap(({ id, state_kind, notes }) =>
        accountsOf(notes).flatMap((key) => [id, key, BOOKED.includes(state_kind) ? 1 : 0]),
      );
      if (values.length > 0)
        await q.query(
          `${ignore} INTO bill_account (bill_id, account_key, booked) VALUES ${'(?, ?, ?), '.repeat(values.length / 3 - 1)}(?, ?, ?)`,
          values,
        );
      const end = rows.at(-1);
      if (!end || rows.length < PAGE) return;
      last = end.id;
    }
  }

  async down(): Promise<void> {
    // The table goes with the step before.
  }
}

function accountsOf(notes: unknown): string[] {
  const rows = recordOf(recordOf(parsed(notes)).fields).rows;
  const keys = (Array.isArray(rows) ? rows : []).map((row) => keyOf(recordOf(recordOf(row).fields).oppositeAccount));
  return [...new Set(keys)].filter((key) => key !== '');
}

function keyOf(account: unknown): string {
  const plain = typeof account === 'string' ? account.replace(/[^0-9a-zA-Z]/g, '').toUpperCase() : '';
  return plain === '' ? '' : createHash('sha256').update(plain).digest('hex').slice(0, 32);
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
