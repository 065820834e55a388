import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { clock } from '../database/clock.js';
import { changedBy, Database } from '../database/database.js';
import { Wakes } from '../queue/wakes.js';
import { capDueTimes } from './due-times.js';

const EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;
const CHUNK = 2_000;

/** What is deleted, and how long after: rows that nobody can use any more. */
const OUTDATED: readonly { table: string; key: string; column: string; after: number }[] = [
  { table: 'event', key: 'id', column: 'at', after: HOUR_MS },
  { table: 'session', key: 'id', column: 'expires_at', after: 0 },
  // A confirmed preview still answers a late second tap with its order.
  { table: 'push_preview', key: 'token', column: 'expires_at', after: 24 * HOUR_MS },
];

/** Deletes what has expired, in small transactions. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap {
  private readonly log = new Logger('housekeeping');

  constructor(
    private readonly db: Database,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.capDueTimes();
    clock.onJump(() => this.wakes.wakeHere('housekeeping'));
    this.wakes.on('housekeeping', () => this.run());
    this.wakes.every('housekeeping', EVERY_MS);
  }

  async run(): Promise<void> {
    await this.capDueTimes();
    const now = Date.now();
    for (const { table, key, column, after } of OUTDATED) {
      const sql = `SELECT ${key} AS id FROM ${table} WHERE ${column} < ? ORDER BY ${column} LIMIT ${CHUNK}`;
      await this.deleteAll(sql, now - after, (ids) => [[table, key, ids]]);
    }
    const selections = 'SELECT id FROM selection WHERE expires_at < ? LIMIT 2';
    await this.deleteAll(selections, now - HOUR_MS, (ids) => [
      ['selection_item', 'selection_id', ids],
      ['selection', 'id', ids],
    ]);
  }

  private async capDueTimes(): Promise<void> {
    const capped = await this.db.inTransaction((tx) => capDueTimes(tx, this.settings, clock.now()));
    if (capped > 0)
      this.log.warn(`${capped} rows waited for a time further ahead than anything is put off: the clock was set back`);
  }

  private async deleteAll(
    select: string,
    before: number,
    parts: (ids: readonly (string | number)[]) => readonly (readonly [string, string, readonly (string | number)[]])[],
  ): Promise<void> {
    for (;;) {
      const rows = await this.db.query<{ id: string | number }>(select, [before]);
      if (rows.length === 0) return;
      await this.db.inTransaction(async (tx) => {
        for (const [table, key, ids] of parts(rows.map(({ id }) => id)))
          await changedBy(tx, `DELETE FROM ${table} WHERE ${key} IN (${ids.map(() => '?').join(', ')})`, [...ids]);
      });
    }
  }
}
