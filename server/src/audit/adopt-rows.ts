import type { EntityManager } from 'typeorm';
import { readInt } from '../database/columns.js';
import type { Actor } from '../domain/actor.js';
import type { AuditLog } from './audit-log.js';
import { beginning } from './chain/audit-chain.js';
import { type AuditHead, writeHead } from './chain/audit-head.js';
import type { AuditKey } from './chain/audit-key.js';

/** The audit entry that begins a generation of the chain. Its detail also counts the rows that existed before. */
export interface Adoption {
  action: 'seal-begun' | 'resealed';
  by: Actor;
  detail: Readonly<Record<string, unknown>>;
  generation: number;
}

/**
 * Begins a chain over all existing rows, as they are found; the sealer then chains them batch by batch.
 * @returns false if another process moved the head meanwhile.
 */
export async function adoptRows(
  tx: EntityManager,
  key: AuditKey,
  before: AuditHead | null,
  { action, by, detail, generation }: Adoption,
  audit: AuditLog,
): Promise<boolean> {
  const [found]: { n: unknown; top: unknown }[] = await tx.query('SELECT COUNT(*) AS n, MAX(seq) AS top FROM audit');
  const head = await writeHead(tx, key, before, {
    generation,
    sealed: 0,
    last: 0,
    top: 0,
    adopted: readInt(found?.top),
    hash: beginning(key, generation),
  });
  if (head === null) return false;
  await audit.append(tx, by, [
    { action, subjectKind: 'ledger', subjectId: 'seal', detail: { generation, rows: readInt(found?.n), ...detail } },
  ]);
  return true;
}
