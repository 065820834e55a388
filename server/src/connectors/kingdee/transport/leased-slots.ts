import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { changedBy, Database } from '../../../database/database.js';
import { DATABASE_NOW } from '../../../database/database-clock.js';
import { ownKey } from '../../../database/lease-token.js';
import { insertRows } from '../../../database/rows.js';
import { leasesOf } from '../../../queue/dead-leases.js';
import type { SendBy } from '../../call-times.js';
import { KingdeeUnavailableError } from '../../target.js';
import { CallSlots, noPlace } from './call-slots.js';
import { KingdeeSlot } from './kingdee-slot.entity.js';

/** First and longest pause between two attempts to get a free slot, in ms. */
const FIRST_LOOK_MS = 15;
const LONGEST_LOOK_MS = 200;

/** Slots that processes hold, as leases. */
export const SLOT_LEASES = leasesOf('kingdee_slot', 'lease_until > 0');

/** Slots shared by all processes of one MySQL or MariaDB, as leased rows (table kingdee_slot); they work without Redis. */
export class LeasedSlots extends CallSlots {
  private readonly log = new Logger('kingdee');
  private readonly limit: ReturnType<typeof pLimit>;
  private ready: Promise<void> | null = null;

  /** @param leaseMs longer than the longest possible call, so that only a dead process loses a slot. */
  constructor(
    private readonly db: Database,
    readonly count: number,
    private readonly leaseMs: number,
  ) {
    super();
    this.limit = pLimit(count);
  }

  /** Makes the call in a slot. In this process callers wait in a queue; only the first `count` of them try to get a slot. */
  within<T>(call: () => Promise<T>, until: SendBy): Promise<T> {
    return this.limit(async () => {
      const token = await this.take(until);
      try {
        // A slow database may have given the slot too late, and another process may have taken over the lease of a caller that waited long.
        if (!(await until.mayLeave().catch((error: unknown) => this.unasked(error)))) throw noPlace();
        return await call();
      } finally {
        await this.free(token);
      }
    });
  }

  private async take(until: SendBy): Promise<string> {
    const token = ownKey();
    try {
      this.ready ??= this.addMissing();
      await this.ready;
      for (let pause = FIRST_LOOK_MS; ; pause = Math.min(LONGEST_LOOK_MS, pause * 2)) {
        if (until.over) throw noPlace();
        if (await this.lease(token)) break;
        // Random pauses keep the processes from retrying at the same moment.
        await sleep(pause * (0.5 + Math.random()));
      }
      return token;
    } catch (error) {
      if (error instanceof KingdeeUnavailableError) throw error;
      this.ready = null;
      return this.unasked(error);
    }
  }

  private unasked(cause: unknown): never {
    throw new KingdeeUnavailableError('数据库没有回答，这次没有去金蝶，什么都没有发出。稍后会再试。', true, { cause });
  }

  private lease(token: string): Promise<boolean> {
    return this.db.inTransaction(
      async (tx) =>
        (await changedBy(
          tx,
          `UPDATE kingdee_slot SET lease_token = ?, lease_until = ${DATABASE_NOW} + ?
            WHERE slot < ? AND lease_until < ${DATABASE_NOW} ORDER BY slot LIMIT 1`,
          [token, this.leaseMs, this.count],
        )) === 1,
    );
  }

  /** Frees the slot. A failure must not lose the answer of Kingdee: the slot then becomes free when the lease ends. */
  private async free(token: string): Promise<void> {
    try {
      await this.db.inTransaction((tx) =>
        changedBy(tx, 'UPDATE kingdee_slot SET lease_token = NULL, lease_until = 0 WHERE lease_token = ?', [token]),
      );
    } catch (error) {
      this.log.warn(`a place for calls stays taken until its lease ends: ${String(error)}`);
    }
  }

  private async addMissing(): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const rows: { slot: number }[] = await tx.query('SELECT slot FROM kingdee_slot');
      const there = new Set(rows.map(({ slot }) => Number(slot)));
      const missing = Array.from({ length: this.count }, (_, slot) => slot).filter((slot) => !there.has(slot));
      await insertRows(
        tx,
        KingdeeSlot,
        missing.map((slot) => ({ slot, lease_until: 0 })),
      );
    });
  }
}
