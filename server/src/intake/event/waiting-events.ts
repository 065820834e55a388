import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { deleteExpired } from '../../database/expired-rows.js';
import type { EventLeftOut } from '../channel/event-left-out.js';

/** An event that a worker has leased. */
export interface WaitingEvent {
  key: string;
  processCode: string;
  processInstanceId: string;
  attempt: number;
}

/** Why an event is tried again. */
export type TriedAgain = 'no-answer' | 'still-open' | 'unstored' | 'gone';
/** The outcome of an event. `waiting`: not reached, the event keeps its place. */
export type EventEnd =
  | { state: 'done' }
  | { state: 'left-out'; reason: EventLeftOut }
  | { state: 'retry'; reason: TriedAgain; dueAt: number }
  | { state: 'waiting' };

const OPEN = "state IN ('received', 'retry')";
/** Time for which settled events are kept: longer than a month, so that the meter can be checked. DingTalk repeats none after a minute. */
const KEPT_MS = 40 * 86_400_000;

/** The queue of unsettled events, shared by all processes. */
@Injectable()
export class WaitingEvents {
  constructor(private readonly db: Database) {}

  /** Leases the oldest due events. */
  async claim(
    tx: EntityManager,
    claim: { token: string; until: number; limit: number; now: number },
  ): Promise<WaitingEvent[]> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
    const rows: Record<string, unknown>[] = await tx.query(
      `SELECT event_key, process_code, process_instance_id, attempt FROM dingtalk_event
       WHERE ${OPEN} AND due_at <= ? AND (lease_until IS NULL OR lease_until < ?) ORDER BY due_at, event_key LIMIT ${Math.trunc(claim.limit)}${lock}`,
      [claim.now, claim.now],
    );
    const keys = rows.map((row) => String(row.event_key));
    if (keys.length > 0)
      await tx.query(
        `UPDATE dingtalk_event SET lease_token = ?, lease_until = ? WHERE event_key IN (${placeholders(keys)})`,
        [claim.token, claim.until, ...keys],
      );
    return rows.map((row) => ({
      key: String(row.event_key),
      processCode: String(row.process_code),
      processInstanceId: String(row.process_instance_id),
      attempt: Number(row.attempt),
    }));
  }

  /** Returns whether an event is due, without a transaction, because most checks find none. */
  async isDue(now: number): Promise<boolean> {
    const rows = await this.db.query(
      `SELECT event_key FROM dingtalk_event WHERE ${OPEN} AND due_at <= ? AND (lease_until IS NULL OR lease_until < ?) LIMIT 1`,
      [now, now],
    );
    return rows.length > 0;
  }

  /** Returns when the next unsettled event falls due, as it is stored; null if none waits. */
  async nextDue(): Promise<unknown> {
    const [row] = await this.db.query<{ at: unknown }>(`SELECT MIN(due_at) AS at FROM dingtalk_event WHERE ${OPEN}`);
    return row?.at ?? null;
  }

  /** Writes the outcome of events whose lease is still ours. */
  async settle(tx: EntityManager, token: string, ends: ReadonlyMap<string, EventEnd>, now: number): Promise<void> {
    for (const [key, end] of ends) {
      const mine = 'lease_token = ? AND event_key = ?';
      const free = 'lease_token = NULL, lease_until = NULL';
      if (end.state === 'waiting') await changedBy(tx, `UPDATE dingtalk_event SET ${free} WHERE ${mine}`, [token, key]);
      else if (end.state === 'retry')
        await changedBy(
          tx,
          `UPDATE dingtalk_event SET state = 'retry', reason = ?, attempt = attempt + 1, due_at = ?, ${free} WHERE ${mine}`,
          [end.reason, end.dueAt, token, key],
        );
      else
        await changedBy(
          tx,
          `UPDATE dingtalk_event SET state = ?, reason = ?, due_at = NULL, settled_at = ?, ${free} WHERE ${mine}`,
          [end.state, end.state === 'left-out' ? end.reason : null, now, token, key],
        );
    }
  }

  /** Returns the form of approvals in the ledger, by instance id, for events that do not name it. */
  async formsOf(processInstanceIds: readonly string[], corpId: string): Promise<ReadonlyMap<string, string>> {
    if (processInstanceIds.length === 0) return new Map();
    const rows = await this.db.query<{ id: string; code: string }>(
      `SELECT process_instance_id AS id, process_code AS code FROM approval WHERE corp_id = ? AND process_instance_id IN (${placeholders(processInstanceIds)})`,
      [corpId, ...processInstanceIds],
    );
    return new Map(rows.map(({ id, code }) => [id, code]));
  }
}

/** Deletes old events; waiting ones are worked on within hours. @param now Unix ms */
export const sweepDingTalkEvents = (db: Database, now: number): Promise<void> =>
  deleteExpired(db, 'dingtalk_event', { key: 'event_key', column: 'received_at' }, now - KEPT_MS);
