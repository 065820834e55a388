import type { EntityManager } from 'typeorm';
import { insertRows } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { newMark } from './chain/audit-chain.js';
import type { AuditKey } from './chain/audit-key.js';

export interface AuditLine {
  action: string;
  subjectKind:
    | 'bill'
    | 'approval'
    | 'scheme'
    | 'form'
    | 'organisation'
    | 'mapping'
    | 'push-order'
    | 'push-call'
    | 'statement'
    | 'run'
    | 'member'
    | 'outbox'
    | 'connection'
    | 'ledger'
    | 'dataset'
    | 'close'
    | 'token'
    | 'webhook'
    | 'report'
    | 'notice'
    | 'proposal';
  subjectId: string;
  from?: string;
  to?: string;
  detail?: unknown;
}

/**
 * Append-only log. Rows are marked here with the key and chained later by the sealer (product.md §8), so that no writer waits for another.
 * Without a key rows are written that no sealer takes: for specs of other rooms.
 */
export class AuditLog {
  constructor(private readonly key: AuditKey | null = null) {}

  /** Adds lines in the caller's transaction, in order; one statement for a whole chunk. */
  async append(tx: EntityManager, actor: Actor, lines: readonly AuditLine[]): Promise<void> {
    const at = Date.now();
    await insertRows(
      tx,
      'audit',
      ['at', 'actor', 'action', 'subject_kind', 'subject_id', 'from_state', 'to_state', 'detail', 'mark'],
      lines.map((line) => {
        const row = {
          at,
          actor: actor.userId,
          action: line.action,
          subjectKind: line.subjectKind,
          subjectId: line.subjectId,
          from: line.from ?? null,
          to: line.to ?? null,
          detail:
            line.detail === undefined ? null : JSON.stringify({ actorName: actor.name, ...(line.detail as object) }),
        };
        const mark = this.key === null ? null : newMark(this.key, row);
        return [at, row.actor, row.action, row.subjectKind, row.subjectId, row.from, row.to, row.detail, mark];
      }),
    );
  }
}
