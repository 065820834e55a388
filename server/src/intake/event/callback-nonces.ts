import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LONGEST_AGE_MS } from '../../connectors/dingtalk/callback/sealed-message.js';
import { clock } from '../../database/clock.js';
import { type Database } from '../../database/database.js';
import { deleteExpired } from '../../database/expired-rows.js';
import { insertRows } from '../../database/rows.js';
import { CallbackNonce } from './callback-nonce.entity.js';

/** Time for which a nonce is kept: as long as the clock of any process, ahead or behind, may accept its message. */
const KEPT_MS = 4 * LONGEST_AGE_MS;

/** Keeps used nonces in the database, because several processes receive callbacks. */
@Injectable()
export class CallbackNonces {
  /**
   * Notes a nonce in the transaction that stores its message, so that a message that could not be written may come
   * again. @returns false if the nonce was used before.
   */
  async use(tx: EntityManager, nonce: string): Promise<boolean> {
    const key = createHash('sha256').update(nonce).digest('hex');
    const used: unknown[] = await tx.query('SELECT nonce FROM callback_nonce WHERE nonce = ?', [key]);
    if (used.length > 0) return false;
    // Another process that uses the same nonce at this moment violates the primary key and tries again.
    await insertRows(tx, CallbackNonce, [{ nonce: key, seen_at: clock.now() }]);
    return true;
  }
}

/** Deletes nonces of messages that are too old to be accepted. @param now Unix ms */
export const sweepNonces = (db: Database, now: number): Promise<void> =>
  deleteExpired(db, 'callback_nonce', { key: 'nonce', column: 'seen_at' }, now - KEPT_MS);
