import type { LogInClient } from '@dingdee/shared/log-in';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedBy, Database } from '../../database/database.js';
import { deleteExpired } from '../../database/expired-rows.js';
import { insertRows } from '../../database/rows.js';
import { agentOf, kindOf } from './client-kind.js';
import { LogInClientRow } from './log-in-client.entity.js';
import type { LogInResult } from './log-in-result.js';

/** Most kinds of client that are kept: some years of versions. */
const MOST_KINDS = 100;
/** Most waiting writes; if many clients come at once, only some of them are counted. */
const MOST_WAITING = 20;
const YEAR_MS = 365 * 86_400_000;

/**
 * Stores which kinds of client opened the app, for the check-up. Reports come without a log-in, so rows and work are limited, and nothing is decided
 * by them.
 */
@Injectable()
export class ClientsSeen implements BeforeApplicationShutdown {
  private readonly log = new Logger('clients');
  private writing: Promise<void> = Promise.resolve();
  private waiting = 0;

  constructor(private readonly db: Database) {}

  /**
   * Stores a report later: returns at once and never throws, so that no log-in waits for it or fails by it.
   * @param client the page's report; undefined from an older page. @param header the user agent.
   */
  note(client: LogInClient | undefined, header: string | undefined, result: LogInResult): void {
    if (client === undefined || this.waiting >= MOST_WAITING) return;
    this.waiting += 1;
    this.writing = this.writing
      .then(() => this.write(client, agentOf(header), result))
      .catch((error: unknown) => this.log.warn(`a client was not noted: ${error}`))
      .finally(() => {
        this.waiting -= 1;
      });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.race([this.writing, new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
  }

  private async write(client: LogInClient, agent: string, result: LogInResult): Promise<void> {
    const kind = kindOf(client, agent);
    const now = Date.now();
    const told = [client.bridge, client.call ?? '', client.ms, agent, now, result];
    const isNew = await this.db.inTransaction(async (tx) => {
      const again = await changedBy(
        tx,
        `UPDATE log_in_client SET bridge = ?, code_call = ?, code_ms = ?, user_agent = ?, last_seen_at = ?, last_result = ?, times = times + 1,
                refused_since = CASE WHEN ? = 'in' THEN 0 ELSE refused_since + 1 END,
                last_in_at = CASE WHEN ? = 'in' THEN ? ELSE last_in_at END
          WHERE kind = ?`,
        [...told, result, result, now, kind],
      );
      if (again > 0) return false;
      await makeRoom(tx);
      const first = result === 'in' ? { last_in_at: now, refused_since: 0 } : { last_in_at: null, refused_since: 1 };
      await insertRows(tx, LogInClientRow, [
        {
          kind,
          bridge: client.bridge,
          code_call: client.call ?? '',
          code_ms: client.ms,
          user_agent: agent,
          first_seen_at: now,
          last_seen_at: now,
          last_result: result,
          times: 1,
          ...first,
        },
      ]);
      return true;
    });
    // Helps to find out which clients a site has.
    if (isNew)
      this.log.log(
        `a new kind of client: ${kind}, ${result}, bridge ${client.bridge}, code by ${client.call ?? 'no call'} after ${client.ms} ms, ${agent}`,
      );
  }
}

/**
 * Deletes kinds above the limit: first those that never logged in, of these the rarest. Such reports are easy to invent, while a real client comes
 * again.
 */
async function makeRoom(tx: EntityManager): Promise<void> {
  const rows: { kind: string }[] = await tx.query(
    'SELECT kind FROM log_in_client ORDER BY CASE WHEN last_in_at IS NULL THEN 0 ELSE 1 END, CASE WHEN last_in_at IS NULL THEN times ELSE 0 END, last_seen_at, kind',
  );
  for (const { kind } of rows.slice(0, Math.max(0, rows.length - MOST_KINDS + 1)))
    await changedBy(tx, 'DELETE FROM log_in_client WHERE kind = ?', [kind]);
}

/** Deletes the kinds not seen for a year. @param now Unix ms */
export const sweepClients = (db: Database, now: number): Promise<void> =>
  deleteExpired(db, 'log_in_client', { key: 'kind', column: 'last_seen_at' }, now - YEAR_MS);
