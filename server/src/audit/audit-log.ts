import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { insertRows } from '../database/database.js';

export interface AuditLine {
  action: string;
  subjectKind:
    | 'bill'
    | 'approval'
    | 'scheme'
    | 'organisation'
    | 'mapping'
    | 'push-order'
    | 'run'
    | 'member'
    | 'outbox'
    | 'connection'
    | 'ledger';
  subjectId: string;
  from?: string;
  to?: string;
  detail?: unknown;
}

/** Append-only log. Rows are plain here and chained later by the sealer (product.md §8), so that no writer waits for another. */
@Injectable()
export class AuditLog {
  /** Adds lines in the caller's transaction, in order; one statement for a whole chunk. */
  async append(tx: EntityManager, actor: Actor, lines: readonly AuditLine[]): Promise<void> {
    const at = Date.now();
    await insertRows(
      tx,
      'audit',
      ['at', 'actor', 'action', 'subject_kind', 'subject_id', 'from_state', 'to_state', 'detail'],
      lines.map((line) => [
        at,
        actor.userId,
        line.action,
        line.subjectKind,
        line.subjectId,
        line.from ?? null,
        line.to ?? null,
        line.detail === undefined ? null : JSON.stringify({ actorName: actor.name, ...(line.detail as object) }),
      ]),
    );
  }
}
