import { createHash } from 'node:crypto';

/** An audit row as the chain sees it: exactly what is stored, `detail` as its text. */
export interface ChainRow {
  seq: number;
  at: number;
  actor: string;
  action: string;
  subjectKind: string;
  subjectId: string;
  from: string | null;
  to: string | null;
  detail: string | null;
}

/** The hash before the first row. */
export const GENESIS = '0'.repeat(64);

/** SHA-256 over the previous hash and the row as a JSON list; any change of a row or of the order changes every hash after it. */
export function chainHash(previous: string, row: ChainRow): string {
  const canonical = JSON.stringify([
    row.seq,
    row.at,
    row.actor,
    row.action,
    row.subjectKind,
    row.subjectId,
    row.from,
    row.to,
    row.detail,
  ]);
  return createHash('sha256').update(`${previous}\n${canonical}`).digest('hex');
}

/** Hashes rows one after another. @returns each row's pair, in order. */
export function chain(previous: string, rows: readonly ChainRow[]): { seq: number; prevHash: string; hash: string }[] {
  let last = previous;
  return rows.map((row) => {
    const prevHash = last;
    last = chainHash(prevHash, row);
    return { seq: row.seq, prevHash, hash: last };
  });
}
