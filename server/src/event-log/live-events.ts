import type { LiveEvent } from '@dingdee/shared/status';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { afterCommit, type Database } from '../database/database.js';
import { deleteExpired } from '../database/expired-rows.js';
import { insertRows } from '../database/rows.js';
import { LiveEvent as LiveEventRow } from './live-event.entity.js';

/** Hints for open pages, written with the change they tell of; each process reads the table for its own listeners. */
@Injectable()
export class LiveEvents {
  private readonly listeners = new Set<() => void>();
  private readonly told = (): void => {
    for (const listener of this.listeners) listener();
  };

  /** Called when something was written here that can be read now; what other processes write is found by looking. */
  onWritten(listener: () => void): void {
    this.listeners.add(listener);
  }

  async emit(tx: EntityManager, kind: LiveEvent['kind'], subjects: readonly string[]): Promise<void> {
    const at = Date.now();
    await insertRows(
      tx,
      LiveEventRow,
      subjects.map((subject) => ({ kind, subject, at })),
    );
    if (subjects.length > 0) afterCommit(this.told);
  }
}

/** Not for pages: who may do what changed, and a stream that may no longer be listened to ends (architecture.md, HTTP). */
export const ACCESS = 'access';

/** @param userId whose log-in or roles changed; '' for everybody's. */
export async function emitAccess(tx: EntityManager, userId: string): Promise<void> {
  await insertRows(tx, LiveEventRow, [{ kind: ACCESS, subject: userId, at: Date.now() }]);
}

const KEPT_MS = 3_600_000;

/** Deletes events that no page can still ask for. @param now Unix ms */
export const sweepEvents = (db: Database, now: number): Promise<void> =>
  deleteExpired(db, 'event', { key: 'id', column: 'at' }, now - KEPT_MS);
