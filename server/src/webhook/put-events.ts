import { type SentEvent, WEBHOOK_EVENTS, type WebhookEvent } from '@dingdee/shared/webhook';
import type { EntityManager } from 'typeorm';
import { v7 as uuid, v5 } from 'uuid';
import * as z from 'zod/mini';
import { placeholders } from '../database/database.js';
import { insertRows, type NewRow } from '../database/rows.js';
import { WebhookDeliveryRow } from './webhook.entity.js';

/** Something that has become so in the running transaction. */
export interface Happened {
  event: WebhookEvent;
  /** 单据编号 or a day: what the list of deliveries shows. */
  subject: string;
  /** 分; null where it is not about one amount. */
  fen: bigint | null;
  /** What the receiver reads; no account numbers, no names of people. */
  data: object;
  /** What can happen once only: it has one id for each receiver, whichever database tells of it; absent or null: an id of its own. */
  once?: string | null;
}

const strings = z.array(z.string());
/** Codes as stored; what this version does not know is left out. */
export function eventsIn(column: unknown): WebhookEvent[] {
  const stored = strings.safeParse(JSON.parse(String(column)));
  return WEBHOOK_EVENTS.filter((event) => stored.data?.includes(event));
}

/** Who wants to be told of which events, those that are paused among them: hook id → events. One small query. */
export async function whoWants(tx: EntityManager): Promise<ReadonlyMap<string, readonly WebhookEvent[]>> {
  const rows: { id: string; events: string }[] = await tx.query(
    'SELECT id, events FROM webhook WHERE deleted_at IS NULL',
  );
  return new Map(rows.map(({ id, events }) => [id, eventsIn(events)]));
}

/** The one way to tell other systems, in the transaction of what is told. @param wanted of `whoWants`, of the same transaction. */
export async function putEvents(
  tx: EntityManager,
  wanted: ReadonlyMap<string, readonly WebhookEvent[]>,
  happened: readonly Happened[],
): Promise<void> {
  const now = Date.now();
  const rows = happened.flatMap((one) =>
    [...wanted].flatMap(([hook, events]) => (events.includes(one.event) ? [deliveryRow(hook, one, now)] : [])),
  );
  const told = happened.some(({ once }) => once != null)
    ? await alreadyTold(
        tx,
        rows.map(({ id }) => id),
      )
    : null;
  const fresh = told === null ? rows : rows.filter(({ id }) => !told.has(id));
  await insertRows(tx, WebhookDeliveryRow, fresh);
}

async function alreadyTold(tx: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows: { id: string }[] = await tx.query(`SELECT id FROM webhook_delivery WHERE id IN (${placeholders(ids)})`, [
    ...ids,
  ]);
  return new Set(rows.map(({ id }) => id));
}

/** A row of webhook_delivery, due now. Its id is the `webhook-id` that a receiver knows it by, however often it is sent. */
export function deliveryRow(
  hook: string,
  { event, subject, fen, data, once }: Omit<Happened, 'event'> & { event: SentEvent },
  now: number,
): NewRow<WebhookDeliveryRow> {
  const payload = JSON.stringify({ type: event, timestamp: new Date(now).toISOString(), data });
  return {
    id: once == null ? uuid() : v5(`${event} ${once}`, hook),
    webhook_id: hook,
    event,
    subject: subject.slice(0, 80),
    amount_fen: fen,
    payload,
    state: 'due',
    attempt: 0,
    tries: 0,
    next_at: now,
    created_at: now,
  };
}
