import { REPORT_EVENT } from '@dingdee/shared/webhook';
import type { EntityManager } from 'typeorm';
import { clock } from '../database/clock.js';
import { afterCommit } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import type { Wakes } from '../queue/wakes.js';
import { IS_TOLD } from './deliveries.js';
import { deliveryRow } from './put-events.js';
import { WebhookDeliveryRow } from './webhook.entity.js';

/**
 * Puts a scheduled report for one receiver, whatever events it wants; it is then sent like every other delivery, and tried for a day.
 * @returns id of the delivery; null if the receiver may not be sent to now.
 */
export async function putReport(
  tx: EntityManager,
  wakes: Wakes,
  hook: string,
  { subject, data }: { subject: string; data: object },
): Promise<string | null> {
  const told: unknown[] = await tx.query(`SELECT w.id FROM webhook w WHERE w.id = ? AND ${IS_TOLD}`, [hook]);
  if (told.length === 0) return null;
  const row = deliveryRow(hook, { event: REPORT_EVENT, subject, fen: null, data }, clock.now());
  await insertRows(tx, WebhookDeliveryRow, [row]);
  afterCommit(() => wakes.wake('webhook'));
  return row.id;
}
