import { createHash } from 'node:crypto';
import {
  type ChangeWebhook,
  type CreateWebhook,
  MOST_WEBHOOKS,
  type PauseWebhook,
  type SeenWebhook,
  TEST_EVENT,
} from '@dingdee/shared/webhook';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { type AuditLine, AuditLog } from '../audit/audit-log.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { clock } from '../database/clock.js';
import { afterCommit, changedBy, Database } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import { type Actor, SYSTEM } from '../domain/actor.js';
import { Wakes } from '../queue/wakes.js';
import { IS_TOLD } from './deliveries.js';
import { HookSecrets, rotatingUntil } from './hook-secrets.js';
import { deliveryRow } from './put-events.js';
import { WebhookDeliveryRow, WebhookRow } from './webhook.entity.js';
import {
  WebhookAddressError,
  WebhookNotFoundError,
  WebhookPausedError,
  WebhookRotatingError,
  WebhookStaleError,
  WebhookTooManyError,
} from './webhook.errors.js';
import { targetOf } from './webhook-target.js';

interface Row {
  id: string;
  version: number;
  name: string;
  url: string;
  secrets: unknown;
  /** It is open, and its opener is an administrator (see IS_TOLD). */
  told: boolean;
}

/** Creates, changes, pauses and deletes webhooks for an administrator, each with an entry in the audit log. */
@Injectable()
export class Webhooks {
  private readonly woken = (): void => this.wakes.wake('webhook');

  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly secrets: HookSecrets,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @returns the id and the secret, which is shown only this once. @throws WebhookAddressError, WebhookTooManyError */
  async create({ name, url, events }: CreateWebhook, by: Actor): Promise<{ id: string; secret: string }> {
    const address = this.address(url);
    const now = Date.now();
    const id = uuid();
    const { secret, column } = this.secrets.make(id);
    const row = {
      id,
      version: 1,
      name,
      url: address,
      events: JSON.stringify([...new Set(events)]),
      secrets: column,
      created_by: by.userId,
      opened_by: by.userId,
      opened_at: now,
      created_at: now,
      updated_at: now,
    };
    await this.db.inTransaction(async (tx) => {
      const others: unknown[] = await tx.query('SELECT id FROM webhook WHERE deleted_at IS NULL');
      if (others.length >= MOST_WEBHOOKS) throw new WebhookTooManyError();
      await insertRows(tx, WebhookRow, [row]);
      await this.log(tx, by, id, 'create-webhook', { name, url: whereTo(address), events });
    });
    return { id, secret };
  }

  /** @throws WebhookAddressError, WebhookNotFoundError, WebhookStaleError */
  async change(id: string, { version, name, url, events }: ChangeWebhook, by: Actor): Promise<void> {
    const address = this.address(url);
    await this.db.inTransaction(async (tx) => {
      const before = await this.seen(tx, id, version);
      await this.set(tx, before, { name, url: address, events: JSON.stringify([...new Set(events)]) });
      const was = { name: before.name, url: whereTo(before.url) };
      await this.log(tx, by, id, 'change-webhook', { before: was, name, url: whereTo(address), events });
    });
  }

  /**
   * Makes a new secret, shown only this once; the former one signs beside it for a day. @throws WebhookRotatingError, WebhookNotFoundError,
   * WebhookStaleError
   */
  rotate(id: string, { version }: SeenWebhook, by: Actor): Promise<string> {
    return this.db.inTransaction(async (tx) => {
      const row = await this.seen(tx, id, version);
      const now = clock.now();
      if (rotatingUntil(row.secrets, now) !== null) throw new WebhookRotatingError();
      const { secret, column } = this.secrets.rotate(id, row.secrets, now);
      await this.set(tx, row, { secrets: column });
      await this.log(tx, by, id, 'rotate-webhook', { name: row.name });
      return secret;
    });
  }

  /**
   * A paused webhook stores events without sending; once opened, waiting events get a new day of tries. @throws WebhookNotFoundError,
   * WebhookStaleError
   */
  async pause(id: string, { version, paused }: PauseWebhook, by: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const row = await this.seen(tx, id, version);
      if (row.told !== paused) return;
      const now = Date.now();
      await this.set(
        tx,
        row,
        paused
          ? { paused_at: now, paused_by: 'person' }
          : { paused_at: null, paused_by: null, opened_by: by.userId, opened_at: now },
      );
      if (!paused) await this.beginAnew(tx, id);
      await this.log(tx, by, id, paused ? 'pause-webhook' : 'resume-webhook', { name: row.name });
    });
  }

  /** Pauses a webhook whose receiver answered 410 (gone). Waiting deliveries are kept. */
  async pauseGone(tx: EntityManager, id: string): Promise<void> {
    const met = await changedBy(
      tx,
      "UPDATE webhook SET paused_at = ?, paused_by = 'gone', version = version + 1, updated_at = ? WHERE id = ? AND paused_at IS NULL AND deleted_at IS NULL",
      [Date.now(), Date.now(), id],
    );
    if (met > 0) await this.log(tx, SYSTEM, id, 'pause-webhook', { why: '410' });
  }

  /** @throws WebhookNotFoundError, WebhookStaleError */
  async remove(id: string, { version }: SeenWebhook, by: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const row = await this.seen(tx, id, version);
      await this.set(tx, row, { deleted_at: Date.now(), secrets: '[]' });
      await this.log(tx, by, id, 'delete-webhook', { name: row.name, url: whereTo(row.url) });
    });
  }

  /** @returns id of the delivery. @throws WebhookPausedError, WebhookNotFoundError, WebhookStaleError */
  test(id: string, { version }: SeenWebhook, by: Actor): Promise<string> {
    return this.db.inTransaction(async (tx) => {
      const row = await this.seen(tx, id, version);
      if (!row.told) throw new WebhookPausedError();
      const delivery = deliveryRow(id, { event: TEST_EVENT, subject: '', fen: null, data: {} }, clock.now());
      await insertRows(tx, WebhookDeliveryRow, [delivery]);
      await this.log(tx, by, id, 'test-webhook', { name: row.name });
      afterCommit(this.woken);
      return delivery.id;
    });
  }

  /** Sends a delivery again under the same id, whatever its result. @param attempt as it was seen. @throws WebhookNotFoundError, WebhookStaleError */
  async resend(delivery: string, attempt: number, by: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const now = clock.now();
      const [row]: { webhook_id: string; subject: string; event: string }[] = await tx.query(
        `SELECT d.webhook_id, d.subject, d.event FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
         WHERE d.id = ? AND w.deleted_at IS NULL`,
        [delivery],
      );
      if (!row) throw new WebhookNotFoundError();
      const met = await changedBy(
        tx,
        `UPDATE webhook_delivery SET state = 'due', tries = 0, first_at = NULL, next_at = ?
         WHERE id = ? AND attempt = ? AND (lease_until IS NULL OR lease_until < ?)`,
        [now, delivery, attempt, now],
      );
      if (met === 0) throw new WebhookStaleError();
      const { webhook_id: id, subject, event } = row;
      await this.log(tx, by, id, 'resend-webhook', { delivery, event, subject });
      afterCommit(this.woken);
    });
  }

  private async beginAnew(tx: EntityManager, id: string): Promise<void> {
    const now = clock.now();
    await changedBy(
      tx,
      `UPDATE webhook_delivery SET tries = 0, first_at = NULL, next_at = ?
       WHERE webhook_id = ? AND state = 'due' AND (lease_until IS NULL OR lease_until < ?)`,
      [now, id, now],
    );
    afterCommit(this.woken);
  }

  private async seen(tx: EntityManager, id: string, version: number): Promise<Row> {
    const [row]: (Omit<Row, 'told'> & { told: unknown })[] = await tx.query(
      `SELECT w.id, w.version, w.name, w.url, w.secrets, CASE WHEN ${IS_TOLD} THEN 1 ELSE 0 END AS told FROM webhook w WHERE w.id = ? AND w.deleted_at IS NULL`,
      [id],
    );
    if (!row) throw new WebhookNotFoundError();
    if (Number(row.version) !== version) throw new WebhookStaleError();
    return { ...row, told: Number(row.told) === 1 };
  }

  private async set(tx: EntityManager, row: Row, values: Readonly<Record<string, unknown>>): Promise<void> {
    const columns = Object.keys(values).map((column) => `${column} = ?`);
    const met = await changedBy(
      tx,
      `UPDATE webhook SET ${columns.join(', ')}, version = version + 1, updated_at = ? WHERE id = ? AND version = ?`,
      [...Object.values(values), Date.now(), row.id, row.version],
    );
    if (met === 0) throw new WebhookStaleError();
  }

  private log(tx: EntityManager, by: Actor, subjectId: string, action: string, detail: object): Promise<void> {
    const line: AuditLine = { action, subjectKind: 'webhook', subjectId, detail };
    return this.audit.append(tx, by, [line]);
  }

  /** @throws WebhookAddressError */
  private address(text: string): string {
    const target = targetOf(text, this.settings);
    if (target === null) throw new WebhookAddressError();
    target.url.hash = '';
    return target.url.toString();
  }
}

/**
 * Shortens an address for the audit log, which is permanent: the part after the host may be a secret of the receiver. A hash tells addresses apart.
 */
const whereTo = (address: string): string => {
  const { origin, pathname, search } = new URL(address);
  if (pathname + search === '/') return `${origin}/`;
  return `${origin}/…（${createHash('sha256').update(address).digest('hex').slice(0, 8)}）`;
};
