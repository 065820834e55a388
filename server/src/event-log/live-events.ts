import type { LiveEvent } from '@dingdee/shared/status';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Database, insertRows } from '../database/database.js';
import { deleteExpired } from '../database/expired-rows.js';

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

const KEPT_MS = 3_600_000;

/** Deletes events that no page can still ask for. @param now Unix ms */
export const sweepEvents = (db: Database, now: number): Promise<void> =>
  deleteExpired(db, 'event', { key: 'id', column: 'at' }, now - KEPT_MS);
