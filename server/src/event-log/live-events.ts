import type { LiveEvent } from '@dingdee/shared/status';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { afterCommit, type Database } from '../database/database.js';
import { deleteExpired } from '../database/expired-rows.js';
import { insertRows } from '../database/rows.js';
import { LiveEvent as LiveEventRow } from './live-event.entity.js';

/** Stores hints for open pages in the transaction of the change; each process reads the table for its own listeners. */
@Injectable()
export class LiveEvents {
  private readonly listeners = new Set<() => void>();
  private readonly told = (): void => {
    for (const listener of this.listeners) listener();
  };

  /** Registers a function that is called after a commit with events of this process; events of other processes are found by polling. */
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

/** Event kind that is not for pages: permissions changed, and a stream without permission must end (architecture.md, HTTP). */
export const ACCESS = 'access';

/** @param userId person whose session or roles changed; '' for everybody. */
export async function emitAccess(tx: EntityManager, userId: string): Promise<void> {
  await insertRows(tx, LiveEventRow, [{ kind: ACCESS, subject: userId, at: Date.now() }]);
}

const KEPT_MS = 3_600_000;

/** Deletes events that no page can ask for any more. @param now Unix ms */
export const sweepEvents = (db: Database, now: number): Promise<void> =>
  deleteExpired(db, 'event', { key: 'id', column: 'at' }, now - KEPT_MS);
