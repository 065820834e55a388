import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';

/** The last committed audit row. Its number alone is not enough: a restored copy soon has rows with the same numbers. */
export interface LedgerTail {
  seq: number;
  at: number;
  /** SHA-256 of the row's content. */
  print: string;
  /** Number of rows among the last NEAR seqs: a snapshot may hold the last row but lack a row that was committed later under a smaller number. */
  near: number;
}

type Reads = Pick<EntityManager, 'query'>;
interface Row {
  seq: unknown;
  at: unknown;
  actor: string;
  action: string;
  subject_kind: string;
  subject_id: string;
  detail: string | null;
}
const COLUMNS = 'seq, at, actor, action, subject_kind, subject_id, detail';
const NEAR = 1_000;

/** The end of an empty log; every log contains it. */
export const BEFORE_ALL: LedgerTail = { seq: 0, at: 0, print: '', near: 0 };

/** The end of the audit log; null while it is empty. */
export async function tailOf(reads: Reads): Promise<LedgerTail | null> {
  const [last]: Row[] = await reads.query(`SELECT ${COLUMNS} FROM audit ORDER BY seq DESC LIMIT 1`);
  if (!last) return null;
  const seq = readInt(last.seq);
  return { seq, at: readInt(last.at), print: printOf(last), near: await countNear(reads, seq) };
}

/** True if the row still exists with the same content: the log is append-only, so no row may change or go. */
export async function stands(reads: Reads, { seq, print }: Pick<LedgerTail, 'seq' | 'print'>): Promise<boolean> {
  if (seq === BEFORE_ALL.seq) return true;
  const [row]: Row[] = await reads.query(`SELECT ${COLUMNS} FROM audit WHERE seq = ?`, [seq]);
  return row !== undefined && printOf(row) === print;
}

/** True if the log holds all rows that this tail covers. */
export const holdsAll = async (reads: Reads, tail: LedgerTail): Promise<boolean> =>
  (await stands(reads, tail)) && (await countNear(reads, tail.seq)) >= tail.near;

async function countNear(reads: Reads, seq: number): Promise<number> {
  const [row]: { n: unknown }[] = await reads.query('SELECT COUNT(*) AS n FROM audit WHERE seq > ? AND seq <= ?', [
    seq - NEAR,
    seq,
  ]);
  return readInt(row?.n);
}

const printOf = (row: Row): string =>
  createHash('sha256')
    .update(JSON.stringify([Number(row.at), row.actor, row.action, row.subject_kind, row.subject_id, row.detail]))
    .digest('hex');
