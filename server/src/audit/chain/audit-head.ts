import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';
import { changedBy } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { AuditHeadRow } from './audit-head.entity.js';
import type { AuditKey } from './audit-key.js';

/** How far the audit log is sealed (table audit_head). */
export interface AuditHead {
  generation: number;
  /** Number of sealed rows. */
  sealed: number;
  /** seq of the row that was sealed last; 0 before the first. */
  last: number;
  /** Highest sealed seq. */
  top: number;
  /** Highest seq of the rows that existed when the generation began. */
  adopted: number;
  /** Hash of the last sealed row. */
  hash: string;
  keyId: string;
  at: number;
  mac: string;
}

/** A seal that is remembered outside the database (in the ledger marker). */
export interface KnownSeal {
  generation: number;
  count: number;
  hash: string;
}

type Reads = Pick<EntityManager, 'query'>;
type Row = Record<
  'generation' | 'sealed' | 'last_seq' | 'top_seq' | 'adopted_seq' | 'hash' | 'key_id' | 'at' | 'mac',
  unknown
>;
const COLUMNS = ['generation', 'sealed', 'last_seq', 'top_seq', 'adopted_seq', 'hash', 'key_id', 'at', 'mac'] as const;

/** Reads the head without a check of who wrote it; null before the first. @param lock `FOR UPDATE` where the database knows it. */
export async function readHead(reads: Reads, lock: '' | 'FOR UPDATE' = ''): Promise<AuditHead | null> {
  const [row]: Row[] = await reads.query(`SELECT ${COLUMNS.join(', ')} FROM audit_head WHERE id = 1 ${lock}`);
  if (!row) return null;
  return {
    generation: readInt(row.generation),
    sealed: readInt(row.sealed),
    last: readInt(row.last_seq),
    top: readInt(row.top_seq),
    adopted: readInt(row.adopted_seq),
    hash: String(row.hash),
    keyId: String(row.key_id),
    at: readInt(row.at),
    mac: String(row.mac),
  };
}

type Unsigned = Omit<AuditHead, 'keyId' | 'at' | 'mac'>;

const macOf = (key: AuditKey, head: Omit<AuditHead, 'mac'>): string =>
  key.mac(
    'head',
    JSON.stringify([head.generation, head.sealed, head.last, head.top, head.adopted, head.hash, head.keyId, head.at]),
  );

/** True if this key wrote the head. */
export const headHolds = (key: AuditKey, head: AuditHead): boolean => macOf(key, head) === head.mac;

/** Replaces the head, or inserts the first. @returns null if another process replaced it meanwhile. */
export async function writeHead(
  tx: EntityManager,
  key: AuditKey,
  before: AuditHead | null,
  next: Unsigned,
): Promise<AuditHead | null> {
  const signed = { ...next, keyId: key.id, at: Date.now() };
  const head: AuditHead = { ...signed, mac: macOf(key, signed) };
  const row = {
    generation: head.generation,
    sealed: head.sealed,
    last_seq: head.last,
    top_seq: head.top,
    adopted_seq: head.adopted,
    hash: head.hash,
    key_id: head.keyId,
    at: head.at,
    mac: head.mac,
  };
  if (before === null) {
    await insertRows(tx, AuditHeadRow, [{ id: 1, ...row }]);
    return head;
  }
  const sets = Object.keys(row)
    .map((column) => `${column} = ?`)
    .join(', ');
  const met = await changedBy(tx, `UPDATE audit_head SET ${sets} WHERE id = 1 AND mac = ?`, [
    ...Object.values(row),
    before.mac,
  ]);
  return met === 1 ? head : null;
}

/** The seal as a log line or a command shows it: short enough to compare by eye. */
export const sealWords = ({ hash }: Pick<AuditHead, 'hash'>): string =>
  (hash.slice(0, 32).match(/.{8}/g) ?? []).join('-');
