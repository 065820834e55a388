import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { clock } from '../database/clock.js';
import { changedBy, Database, placeholders } from '../database/database.js';
import { nextTry } from './next-try.js';
import type { Answered } from './post-webhook.js';

export const WENT_BACK = "EXISTS (SELECT 1 FROM ledger_hold h WHERE h.cause <> 'by-hand' AND h.held_at >= w.opened_at)";
export const ANSWERED_FOR = "EXISTS (SELECT 1 FROM role r WHERE r.user_id = w.opened_by AND r.role = 'admin')";

/** One delivery that this process has leased. */
export interface HeldDelivery {
  id: string;
  payload: string;
  tries: number;
  firstAt: number;
}
/** Deliveries for one receiver under one lease. */
export interface Batch {
  url: string;
  /** As stored, sealed. */
  secrets: unknown;
  token: string;
  held: readonly HeldDelivery[];
}

/**
 * SQL: webhooks that may be sent to. A webhook must be open, its opener must still be an administrator, and it must have been opened since the
 * last restore of the database, because a restore may bring back deleted or changed webhooks. Checked at every claim, as tokens are at every use.
 */
export const IS_TOLD = `w.deleted_at IS NULL AND w.paused_at IS NULL AND NOT ${WENT_BACK} AND ${ANSWERED_FOR}`;

/** Claims deliveries that are under way and records their results. */
@Injectable()
export class Deliveries {
  constructor(private readonly db: Database) {}

  /** Returns ids of open webhooks with deliveries that are due. */
  async hooksDue(): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT w.id FROM webhook w WHERE ${IS_TOLD} AND EXISTS
         (SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'due' AND d.next_at <= ?)`,
      [clock.now()],
    );
    return rows.map(({ id }) => id);
  }

  /** Returns when the next delivery to an open webhook falls due, as it is stored; null if none waits. */
  async nextDue(): Promise<unknown> {
    const [row] = await this.db.query<{ at: unknown }>(
      `SELECT MIN(d.next_at) AS at FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id WHERE d.state = 'due' AND ${IS_TOLD}`,
    );
    return row?.at ?? null;
  }

  /** Leases due deliveries of one webhook, the longest due first. @returns null if none is due, or if the webhook may not be sent to. */
  async claim(
    tx: EntityManager,
    hook: string,
    { token, until, limit }: { token: string; until: number; limit: number },
  ): Promise<Batch | null> {
    const [row]: { url: string; secrets: unknown }[] = await tx.query(
      `SELECT w.url, w.secrets FROM webhook w WHERE w.id = ? AND ${IS_TOLD}`,
      [hook],
    );
    if (!row) return null;
    const now = clock.now();
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
    const rows: Record<string, unknown>[] = await tx.query(
      `SELECT id, payload, tries, first_at FROM webhook_delivery
       WHERE webhook_id = ? AND state = 'due' AND next_at <= ? AND (lease_until IS NULL OR lease_until < ?)
       ORDER BY next_at, id LIMIT ${Math.trunc(limit)}${lock}`,
      [hook, now, now],
    );
    if (rows.length === 0) return null;
    const ids = rows.map(({ id }) => String(id));
    await changedBy(
      tx,
      `UPDATE webhook_delivery SET lease_token = ?, lease_until = ?, first_at = COALESCE(first_at, ?) WHERE id IN (${placeholders(ids)})`,
      [token, until, now, ...ids],
    );
    const held = rows.map((each) => ({
      id: String(each.id),
      payload: String(each.payload),
      tries: Number(each.tries),
      firstAt: each.first_at == null ? now : Number(each.first_at),
    }));
    return { url: row.url, secrets: row.secrets, token, held };
  }

  /** Records the result of one delivery; writes nothing if the lease is no longer ours. */
  async record(
    tx: EntityManager,
    token: string,
    { id, tries, firstAt }: HeldDelivery,
    { answer, status, tookMs }: Answered,
    waits: readonly number[],
  ): Promise<void> {
    const now = clock.now();
    const next = answer === 'taken' ? null : nextTry(tries + 1, firstAt, now, waits);
    const state = answer === 'taken' ? 'done' : next === null ? 'given-up' : 'due';
    await changedBy(
      tx,
      `UPDATE webhook_delivery SET state = ?, attempt = attempt + 1, tries = tries + 1, last_at = ?, next_at = ?, answer = ?, status = ?,
         took_ms = ?, lease_token = NULL, lease_until = NULL WHERE id = ? AND lease_token = ?`,
      [state, now, next, answer, status, tookMs, id, token],
    );
  }
}
