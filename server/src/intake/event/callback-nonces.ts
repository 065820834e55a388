import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LONGEST_AGE_MS } from '../../connectors/dingtalk/callback/sealed-message.js';
import { clock } from '../../database/clock.js';
import { type Database } from '../../database/database.js';
import { deleteExpired } from '../../database/expired-rows.js';
import { insertRows } from '../../database/rows.js';
import { CallbackNonce } from './callback-nonce.entity.js';

/** As long as a message may be young by the clock of any process, ahead or behind. */
const KEPT_MS = 4 * LONGEST_AGE_MS;

/** Nonces that were used, in the database: several processes take callbacks. */
@Injectable()
export class CallbackNonces {
  /** In the transaction of what the message brings: one that could not be written may come again. @returns false for one that was used. */
  async use(tx: EntityManager, nonce: string): Promise<boolean> {
    const key = createHash('sha256').update(nonce).digest('hex');
    const used: unknown[] = await tx.query('SELECT nonce FROM callback_nonce WHERE nonce = ?', [key]);
    if (used.length > 0) return false;
    // Whoever else uses it at this moment runs into the key and looks again.
    await insertRows(tx, CallbackNonce, [{ nonce: key, seen_at: clock.now() }]);
    return true;
  }
}

/** Deletes nonces of messages that are too old to be taken. @param now Unix ms */
export const sweepNonces = (db: Database, now: number): Promise<void> =>
  deleteExpired(db, 'callback_nonce', { key: 'nonce', column: 'seen_at' }, now - KEPT_MS);
