import { Database } from '../database/database.js';
import { chainHash, GENESIS } from './audit-chain.js';
import { CHAIN_COLUMNS, chainRow, type StoredAuditRow } from './audit-rows.js';

const PAGE = 2_000;

export interface AuditVerdict {
  sealed: number;
  /** Rows that the sealer has not reached yet. */
  unsealed: number;
  /** Lowest and highest seq of those rows; null where there is none. */
  tail: { from: number; to: number } | null;
  /** seq of rows whose hash does not fit their content, or that hang on no earlier row. */
  broken: readonly number[];
}

/**
 * Recomputes every hash and follows the chain from its first row. Rows are sealed while it reads: what does not hang together is read
 * again, and only what is broken both times is broken.
 */
export async function verifyAudit(db: Database): Promise<AuditVerdict> {
  const first = await followChain(db);
  if (first.broken.length === 0) return first;
  const suspect = new Set(first.broken);
  const second = await followChain(db);
  return { ...second, broken: second.broken.filter((seq) => suspect.has(seq)) };
}

async function followChain(db: Database): Promise<AuditVerdict> {
  const broken: number[] = [];
  /** previous hash → the row that follows it, while its turn has not come. */
  const waiting = new Map<string, { seq: number; hash: string }>();
  let [sealed, unsealed, after, last] = [0, 0, 0, GENESIS];
  let tail = null as AuditVerdict['tail'];
  for (;;) {
    const rows = await db.query<StoredAuditRow>(
      `SELECT ${CHAIN_COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`,
      [after],
    );
    for (const row of rows) {
      const seq = Number(row.seq);
      after = seq;
      if (row.hash === null || row.prev_hash === null) {
        unsealed += 1;
        tail = { from: tail?.from ?? seq, to: seq };
        continue;
      }
      sealed += 1;
      if (chainHash(row.prev_hash, chainRow(row)) !== row.hash || waiting.has(row.prev_hash)) broken.push(seq);
      else waiting.set(row.prev_hash, { seq, hash: row.hash });
    }
    for (let next = waiting.get(last); next; next = waiting.get(last)) {
      waiting.delete(last);
      last = next.hash;
    }
    if (rows.length < PAGE) break;
  }
  broken.push(...[...waiting.values()].map(({ seq }) => seq));
  return { sealed, unsealed, tail, broken };
}
