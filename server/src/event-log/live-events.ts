import type { LiveEvent } from '@dingdee/shared/status';
import { Injectable } from '@nestjs/common';

import type { EntityManager } from 'typeorm';
import { insertRows } from '../database/database.js';

/** Hints for open pages, written with the change they tell of; each process polls the table for its own listeners. */
@Injectable()
export class LiveEvents {
  async emit(tx: EntityManager, kind: LiveEvent['kind'], subjects: readonly string[]): Promise<void> {
    const at = Date.now();
    await insertRows(
      tx,
      'event',
      ['kind', 'subject', 'at'],
      subjects.map((subject) => [kind, subject, at]),
    );
  }
}

/** Not for pages: who may do what changed, and a stream that may no longer be listened to ends (architecture.md, HTTP). */
export const ACCESS = 'access';

/** @param userId whose log-in or roles changed; '' for everybody's. */
export async function emitAccess(tx: EntityManager, userId: string): Promise<void> {
  await insertRows(tx, 'event', ['kind', 'subject', 'at'], [[ACCESS, userId, Date.now()]]);
}
