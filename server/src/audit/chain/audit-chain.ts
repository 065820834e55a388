import { randomUUID } from 'node:crypto';
import type { AuditKey } from './audit-key.js';

/** What an audit row says, as it is stored: `detail` as its text. */
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

/** An audit row as the chain sees it. */
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

/** Written with the row by whoever appends it: the program said this, and said it once. */
export const newMark = (key: AuditKey, row: RowContent): string => markOf(key, row, newNonce());

/** The ends of a UUID, which are random throughout; of those Node draws many at once. */
function newNonce(): string {
  const uuid = randomUUID();
  return `${uuid.slice(0, NONCE / 2)}${uuid.slice(-NONCE / 2)}`;
}

/** True where the row says what the program said when it appended it. */
export const markHolds = (key: AuditKey, row: ChainRow): boolean =>
  row.mark !== null && markOf(key, row, nonceOf(row.mark)) === row.mark;

/** The part of a mark that no two rows share. */
export const nonceOf = (mark: string): string => mark.slice(0, NONCE);

const markOf = (key: AuditKey, row: RowContent, nonce: string): string =>
  `${nonce}${key.mac('mark', JSON.stringify([nonce, ...contentOf(row)])).slice(0, 64 - NONCE)}`;

/** What the first row hangs on; each resealing begins another chain. */
export const beginning = (key: AuditKey, generation: number): string => key.mac('begin', String(generation));

/** Over the previous hash and the row; any change of a row or of the order changes every hash after it. */
export const chainHash = (key: AuditKey, previous: string, row: ChainRow): string =>
  key.mac('link', `${previous}\n${JSON.stringify([row.seq, row.mark, ...contentOf(row)])}`);

/** Hashes rows one after another. @returns each row's pair, in order. */
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
