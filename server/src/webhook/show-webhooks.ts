import { fromFen } from '@dingdee/shared/money';
import {
  type DeliveryQuery,
  WEBHOOK_DAY_MS,
  type Webhook,
  type WebhookDeliveries,
  type WebhookDelivery,
  type WebhookDeliveryDetail,
  webhookDelivery,
} from '@dingdee/shared/webhook';
import { Injectable } from '@nestjs/common';
import { clock } from '../database/clock.js';
import { readFen, readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import { beijingDate, dayStart } from '../domain/beijing-time.js';
import { ANSWERED_FOR, WENT_BACK } from './deliveries.js';
import { rotatingUntil } from './hook-secrets.js';
import { eventsIn } from './put-events.js';
import { WebhookNotFoundError } from './webhook.errors.js';

interface Row {
  [column: string]: unknown;
}
const COLUMNS = `d.id, d.webhook_id, w.name AS webhook_name, d.event, d.subject, d.amount_fen, d.state, d.attempt, d.answer, d.status, d.took_ms,
  d.created_at, d.last_at, d.next_at, d.first_at`;
const FROM = 'FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id';

/** Shows the webhooks and their deliveries. */
@Injectable()
export class ShowWebhooks {
  constructor(private readonly db: Database) {}

  /** Lists the webhooks, the oldest first. */
  async list(): Promise<Webhook[]> {
    const rows = await this.rows('');
    return Promise.all(rows.map((row) => this.hook(row)));
  }

  /** @throws WebhookNotFoundError */
  async one(id: string): Promise<Webhook> {
    const [row] = await this.rows('AND w.id = ?', [id]);
    if (!row) throw new WebhookNotFoundError();
    return this.hook(row);
  }

  async deliveries({ webhookId, cursor, limit }: DeliveryQuery): Promise<WebhookDeliveries> {
    const [at = '', after = ''] = cursor?.split('_') ?? [];
    const only = webhookId === undefined ? '' : 'AND d.webhook_id = ?';
    const further = cursor === undefined ? '' : 'AND (d.created_at < ? OR (d.created_at = ? AND d.id < ?))';
    const rows = await this.db.query<Row>(
      `SELECT ${COLUMNS} ${FROM} WHERE 1 = 1 ${only} ${further} ORDER BY d.created_at DESC, d.id DESC LIMIT ${Math.trunc(limit) + 1}`,
      [
        ...(webhookId === undefined ? [] : [webhookId]),
        ...(cursor === undefined ? [] : [Number(at), Number(at), after]),
      ],
    );
    const items = rows.slice(0, limit).map(told);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return { items, next: last ? `${last.createdAt}_${last.id}` : null };
  }

  /** Returns a delivery with its payload. @throws WebhookNotFoundError */
  async delivery(id: string): Promise<WebhookDeliveryDetail> {
    const [row] = await this.db.query<Row>(`SELECT ${COLUMNS}, d.payload ${FROM} WHERE d.id = ?`, [id]);
    if (!row) throw new WebhookNotFoundError();
    return { ...told(row), payload: String(row.payload) };
  }

  private rows(where: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.db.query<Row>(
      `SELECT w.id, w.version, w.name, w.url, w.events, w.secrets, w.paused_at, w.paused_by, w.created_at, m.name AS maker, o.name AS opener,
         CASE WHEN ${WENT_BACK} THEN 1 ELSE 0 END AS went_back, CASE WHEN ${ANSWERED_FOR} THEN 1 ELSE 0 END AS answered_for
       FROM webhook w LEFT JOIN member m ON m.user_id = w.created_by LEFT JOIN member o ON o.user_id = w.opened_by WHERE w.deleted_at IS NULL ${where} ORDER BY w.created_at, w.id`,
      parameters,
    );
  }

  private async hook(row: Row): Promise<Webhook> {
    const now = clock.now();
    const id = String(row.id);
    const [today] = await this.db.query<Row>(
      `SELECT COUNT(*) AS n, SUM(CASE WHEN state = 'done' THEN 1 ELSE 0 END) AS done
       FROM webhook_delivery WHERE webhook_id = ? AND created_at >= ?`,
      [id, dayStart(beijingDate(now))],
    );
    const states = await this.db.query<Row>(
      "SELECT state, COUNT(*) AS n FROM webhook_delivery WHERE webhook_id = ? AND state IN ('due', 'given-up') GROUP BY state",
      [id],
    );
    const ofState = (state: string) => readInt(states.find((each) => each.state === state)?.n);
    const { items } = await this.deliveries({ webhookId: id, limit: 1 });
    return {
      id,
      version: readInt(row.version),
      name: String(row.name),
      url: String(row.url),
      events: eventsIn(row.events),
      state: stateOf(row),
      openedBy: String(row.opener ?? ''),
      rotatingUntil: rotatingUntil(row.secrets, now),
      by: String(row.maker ?? ''),
      createdAt: readInt(row.created_at),
      today: { all: readInt(today?.n), done: readInt(today?.done) },
      waiting: ofState('due'),
      givenUp: ofState('given-up'),
      last: items[0] ?? null,
    };
  }
}

function stateOf(row: Row): Webhook['state'] {
  if (row.paused_at != null) return row.paused_by === 'gone' ? 'gone' : 'paused';
  if (readInt(row.went_back) === 1) return 'restored';
  return readInt(row.answered_for) === 1 ? 'on' : 'unanswered';
}

const orNull = (value: unknown): number | null => (value == null ? null : readInt(value));

function told(row: Row): WebhookDelivery {
  const firstAt = orNull(row.first_at);
  return webhookDelivery.parse({
    id: row.id,
    webhookId: row.webhook_id,
    webhookName: row.webhook_name,
    event: row.event,
    subject: row.subject,
    amount: row.amount_fen == null ? null : fromFen(readFen(row.amount_fen)),
    state: row.state,
    attempt: readInt(row.attempt),
    answer: row.answer ?? null,
    status: orNull(row.status),
    tookMs: orNull(row.took_ms),
    createdAt: readInt(row.created_at),
    lastAt: orNull(row.last_at),
    nextAt: row.state === 'due' ? orNull(row.next_at) : null,
    until: row.state === 'due' && firstAt !== null ? firstAt + WEBHOOK_DAY_MS : null,
  });
}
