import { WAITS_FOR_SYSTEM, type WritebackCause } from '@dingdee/shared/writeback';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { changedBy, Database, placeholders } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import { Outbox as OutboxRow } from './outbox.entity.js';

export type OutboxKind = 'comment' | 'notice';

/** The record callBackStrategy 回写方案 of interface.md: enough for another system to act on. */
export interface CallbackRecord {
  strategyId: string;
  id: string;
  business_id: string;
  /** 收款信息 */
  name: string;
  originator_userid: string;
}

/** A message about one bill; there is one per (instance, bill, kind, event, version). */
export interface Message {
  kind: OutboxKind;
  billId: string;
  event: string;
  eventVersion: number;
  processInstanceId: string;
  asUserId: string;
  text: string;
  callback: CallbackRecord;
  /** `look` if the message may already be on the approval: there is one look before it is sent. */
  first: 'send' | 'look';
}

export interface OutboxItem {
  id: string;
  kind: OutboxKind;
  billId: string;
  event: string;
  processInstanceId: string;
  asUserId: string;
  text: string;
  attempt: number;
  /** Number of sends that were not answered and that no look found. */
  resends: number;
  state: 'due' | 'sending' | 'in-doubt';
  createdAt: number;
  expired: boolean;
}

/** A message that DingTalk never answers and never shows may have arrived each time. After this many repeats a person has a look. */
export const MOST_RESENDS = 8;
/** More looks than a row can need: a row with this number gets one last look. */
const LAST_LOOK = 1_000;

/**
 * Puts messages into the outbox (发件箱), in the transaction of the change that caused them. This is the only way in.
 * @param now Unix ms
 * @param due time from which they may leave, in Unix ms
 */
export const putInOutbox = (tx: EntityManager, messages: readonly Message[], now: number, due = now): Promise<void> =>
  insertRows(
    tx,
    OutboxRow,
    messages.map((message) => ({
      id: uuid(),
      kind: message.kind,
      bill_id: message.billId,
      event: message.event,
      event_version: message.eventVersion,
      process_instance_id: message.processInstanceId,
      as_userid: message.asUserId,
      text: message.text,
      callback: JSON.stringify(message.callback),
      ...(message.first === 'look' ? { state: 'in-doubt', attempt: LAST_LOOK } : { state: 'due', attempt: 0 }),
      next_attempt_at: due,
      created_at: now,
      updated_at: now,
    })),
  );

/** Deletes the messages about one event, of any bill, that have not left yet: the one who queued them took them back. */
export const takeOutOfOutbox = (tx: EntityManager, event: string): Promise<unknown> =>
  tx.query("DELETE FROM outbox WHERE event = ? AND state = 'due' AND attempt = 0", [event]);

/**
 * Reads and updates the messages to DingTalk. A message is queued with the change that caused it: there is only ever one row per
 * (instance, bill, kind, event, version).
 */
@Injectable()
export class Outbox {
  constructor(private readonly db: Database) {}

  /** Leases due rows. A row that was being sent when its earlier lease ran out comes back as `sending`: it may have arrived. */
  async claimDue(
    tx: EntityManager,
    claim: {
      state: 'due' | 'in-doubt' | 'sending';
      kinds: readonly OutboxKind[];
      token: string;
      until: number;
      limit: number;
      now: number;
    },
  ): Promise<OutboxItem[]> {
    if (claim.kinds.length === 0) return [];
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
    const rows: Record<string, unknown>[] = await tx.query(
      `SELECT id, kind, bill_id, event, process_instance_id, as_userid, text, attempt, resends, state, created_at, lease_until FROM outbox
       WHERE state = ? AND kind IN (${placeholders(claim.kinds)}) AND next_attempt_at <= ? AND (lease_until IS NULL OR lease_until < ?) ORDER BY next_attempt_at, id LIMIT ${Math.trunc(claim.limit)}${lock}`,
      [claim.state, ...claim.kinds, claim.now, claim.now],
    );
    if (rows.length === 0) return [];
    const ids = rows.map((row) => String(row.id));
    await tx.query(
      `UPDATE outbox SET lease_token = ?, lease_until = ?, updated_at = ? WHERE id IN (${placeholders(ids)})`,
      [claim.token, claim.until, claim.now, ...ids],
    );
    return rows.map((row) => ({
      id: String(row.id),
      kind: row.kind === 'notice' ? 'notice' : 'comment',
      billId: String(row.bill_id),
      event: String(row.event),
      processInstanceId: String(row.process_instance_id),
      asUserId: String(row.as_userid),
      text: String(row.text),
      attempt: Number(row.attempt),
      resends: Number(row.resends),
      state: claim.state,
      createdAt: Number(row.created_at),
      expired: row.lease_until != null,
    }));
  }

  /** Records that these messages leave now, before the first byte of any of them. @returns ids whose lease is still ours. */
  async leaves(tx: EntityManager, token: string, ids: readonly string[], now: number): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const mine = `lease_token = ? AND id IN (${placeholders(ids)})`;
    const met = await changedBy(tx, `UPDATE outbox SET state = 'sending', updated_at = ? WHERE ${mine}`, [
      now,
      token,
      ...ids,
    ]);
    if (met === ids.length) return new Set(ids);
    const rows: { id: string }[] = await tx.query(`SELECT id FROM outbox WHERE ${mine}`, [token, ...ids]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Records results of the rows whose lease is still ours. */
  async record(
    tx: EntityManager,
    token: string,
    results: readonly {
      id: string;
      /** `dropped`: the text is not true any more, and the message is never sent. */
      state: 'due' | 'sent' | 'in-doubt' | 'refused' | 'dropped';
      nextAt: number | null;
      attempt: number;
      message: string | null;
      cause?: WritebackCause | null;
      resend?: boolean;
    }[],
    now: number,
  ): Promise<void> {
    const sent = results.filter(({ state }) => state === 'sent').map(({ id }) => id);
    if (sent.length > 0)
      await tx.query(
        `UPDATE outbox SET state = 'sent', sent_at = ?, updated_at = ?, next_attempt_at = NULL, lease_token = NULL, lease_until = NULL, message = NULL, cause = NULL
         WHERE lease_token = ? AND id IN (${placeholders(sent)})`,
        [now, now, token, ...sent],
      );
    for (const result of results) {
      if (result.state === 'sent') continue;
      await tx.query(
        `UPDATE outbox SET state = ?, attempt = ?, resends = resends + ?, next_attempt_at = ?, message = ?, cause = ?, updated_at = ?, lease_token = NULL, lease_until = NULL WHERE lease_token = ? AND id = ?`,
        [
          result.state,
          result.attempt,
          result.resend ? 1 : 0,
          result.nextAt,
          result.message?.slice(0, 500) ?? null,
          result.cause ?? null,
          now,
          token,
          result.id,
        ],
      );
    }
  }

  /** Makes all messages due that waited for the system, the oldest first, because the system answers again. */
  async hasten(tx: EntityManager, kind: OutboxKind): Promise<void> {
    await tx.query(
      `UPDATE outbox SET next_attempt_at = created_at WHERE state = 'due' AND kind = ? AND cause IN (${placeholders(WAITS_FOR_SYSTEM)})`,
      [kind, ...WAITS_FOR_SYSTEM],
    );
  }

  /**
   * Tries refused messages again for a person, if they are as the person saw them. Such a message may have arrived all the same: there
   * is a look first, and it is sent at most once more.
   * @returns ids that were refused and are tried again.
   */
  async again(tx: EntityManager, seen: readonly { id: string; seenAt: number }[], now: number): Promise<string[]> {
    const taken: string[] = [];
    for (const { id, seenAt } of seen)
      if (
        await changedBy(
          tx,
          `UPDATE outbox SET state = 'in-doubt', attempt = ?, resends = ?, next_attempt_at = ?, message = NULL, cause = NULL, updated_at = ?
           WHERE id = ? AND state = 'refused' AND updated_at = ?`,
          [LAST_LOOK, MOST_RESENDS - 1, now, Math.max(now, seenAt + 1), id, seenAt],
        )
      )
        taken.push(id);
    return taken;
  }

  /** Returns bills for which every message about `event` is sent. */
  async complete(tx: EntityManager, billIds: readonly string[], event: string): Promise<string[]> {
    if (billIds.length === 0) return [];
    const rows: { bill_id: string }[] = await tx.query(
      `SELECT bill_id FROM outbox WHERE event = ? AND bill_id IN (${placeholders(billIds)}) GROUP BY bill_id HAVING SUM(CASE WHEN state = 'sent' THEN 0 ELSE 1 END) = 0`,
      [event, ...billIds],
    );
    return rows.map((row) => row.bill_id);
  }

  /** Returns the time when the next row falls due, in Unix ms; null if no row waits. */
  async nextDue(): Promise<number | null> {
    const [row] = await this.db.query<{ at: unknown }>(
      `SELECT MIN(CASE WHEN state = 'sending' THEN lease_until ELSE next_attempt_at END) AS at FROM outbox WHERE state IN ('due', 'sending', 'in-doubt') AND next_attempt_at IS NOT NULL`,
    );
    return row?.at == null ? null : Number(row.at);
  }
}
