import { randomUUID } from 'node:crypto';
import type { AuditKey } from './audit-key.js';

/** Content of an audit row as it is stored; `detail` is JSON text. */
export interface RowContent {
  at: number;
  actor: string;
  action: string;
  subjectKind: string;
  subjectId: string;
  from: string | null;
  to: string | null;
  detail: string | null;
}

/** An audit row as the chain hashes it. */
export interface ChainRow extends RowContent {
  seq: number;
  mark: string | null;
}

const NONCE = 16;

const contentOf = (row: RowContent): unknown[] => [
  row.at,
  row.actor,
  row.action,
  row.subjectKind,
  row.subjectId,
  row.from,
  row.to,
  row.detail,
];

/** Makes the mark that is written with a new row. It proves that this program wrote the row, and wrote it only once. */
export const newMark = (key: AuditKey, row: RowContent): string => markOf(key, row, newNonce());

/** Takes both ends of a UUID, which are fully random. Node draws the random bytes for many UUIDs at once. */
function newNonce(): string {
  const uuid = randomUUID();
  return `${uuid.slice(0, NONCE / 2)}${uuid.slice(-NONCE / 2)}`;
}

/** True if the row is unchanged since this program appended it. */
export const markHolds = (key: AuditKey, row: ChainRow): boolean =>
  row.mark !== null && markOf(key, row, nonceOf(row.mark)) === row.mark;

/** Part of a mark that is unique to its row. */
export const nonceOf = (mark: string): string => mark.slice(0, NONCE);

const markOf = (key: AuditKey, row: RowContent, nonce: string): string =>
  `${nonce}${key.mac('mark', JSON.stringify([nonce, ...contentOf(row)])).slice(0, 64 - NONCE)}`;

/** The previous hash of the first row; each resealing begins another chain. */
export const beginning = (key: AuditKey, generation: number): string => key.mac('begin', String(generation));

/** Hashes the previous hash and the row; any change of a row or of the order changes every hash after it. */
export const chainHash = (key: AuditKey, previous: string, row: ChainRow): string =>
  key.mac('link', `${previous}\n${JSON.stringify([row.seq, row.mark, ...contentOf(row)])}`);

/** Hashes rows one after another. @returns each row's previous hash and hash, in order. */
export function chain(
  key: AuditKey,
  previous: string,
  rows: readonly ChainRow[],
): { seq: number; prevHash: string; hash: string }[] {
  let last = previous;
  return rows.map((row) => {
    const prevHash = last;
    last = chainHash(key, prevHash, row);
    return { seq: row.seq, prevHash, hash: last };
  });
}
