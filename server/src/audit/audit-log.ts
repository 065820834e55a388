import type { EntityManager } from 'typeorm';
import { insertRows } from '../database/rows.js';
import type { Actor } from '../domain/actor.js';
import { AuditEntry } from './audit.entity.js';
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
 * Append-only log. Each row is marked with the key here and chained later by the sealer (product.md §8), so that no writer waits for another.
 * Without a key it writes rows that no sealer accepts; only specs of other rooms use that.
 */
export class AuditLog {
  constructor(private readonly key: AuditKey | null = null) {}

  /** Appends the lines in order, in the caller's transaction, with one statement per chunk. */
  async append(tx: EntityManager, actor: Actor, lines: readonly AuditLine[]): Promise<void> {
    const at = Date.now();
    await insertRows(
      tx,
      AuditEntry,
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
        return {
          at,
          actor: row.actor,
          action: row.action,
          subject_kind: row.subjectKind,
          subject_id: row.subjectId,
          from_state: row.from,
          to_state: row.to,
          detail: row.detail,
          mark,
        };
      }),
    );
  }
}
