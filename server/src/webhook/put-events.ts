import { type SentEvent, WEBHOOK_EVENTS, type WebhookEvent } from '@dingdee/shared/webhook';
import type { EntityManager } from 'typeorm';
import { v7 as uuid, v5 } from 'uuid';
import * as z from 'zod/mini';
import { placeholders } from '../database/database.js';
import { insertRows, type NewRow } from '../database/rows.js';
import { WebhookDeliveryRow } from './webhook.entity.js';

/** An event of the running transaction. */
export interface Happened {
  event: WebhookEvent;
  /** 单据编号 or a day, as the list of deliveries shows it. */
  subject: string;
  /** In 分; null if the event is not about one amount. */
  fen: bigint | null;
  /** The payload's data; contains no account numbers and no names of people. */
  data: object;
  /** Key of an event that can happen only once: its id is then the same for each receiver, also after a restore; absent or null: a new id. */
  once?: string | null;
}

const strings = z.array(z.string());
/** Reads the stored codes; skips codes that this version does not know. */
export function eventsIn(column: unknown): WebhookEvent[] {
  const stored = strings.safeParse(JSON.parse(String(column)));
  return WEBHOOK_EVENTS.filter((event) => stored.data?.includes(event));
}

/** Returns hook id → events for every webhook, also paused ones, in one small query. */
export async function whoWants(tx: EntityManager): Promise<ReadonlyMap<string, readonly WebhookEvent[]>> {
  const rows: { id: string; events: string }[] = await tx.query(
    'SELECT id, events FROM webhook WHERE deleted_at IS NULL',
  );
  return new Map(rows.map(({ id, events }) => [id, eventsIn(events)]));
}

/** The only way to send events to other systems; runs in the transaction of the event. @param wanted from `whoWants` in the same transaction. */
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

/** Makes a row of webhook_delivery, due now. Its id is the `webhook-id` for the receiver, and stays the same for every try. */
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
