import { WEBHOOK_KEPT_DAYS } from '@dingdee/shared/webhook';
import type { Settings } from '../config/settings.js';
import type { Database } from '../database/database.js';
import { dueTimesOf, rightEnds, workDue } from '../database/due-times.js';
import { deleteExpired } from '../database/expired-rows.js';
import { leasesOf } from '../queue/dead-leases.js';

const DUE = "state = 'due'";
const DAY_MS = 86_400_000;

/** Leases of deliveries that a process sends. */
export const WEBHOOK_LEASES = leasesOf('webhook_delivery', DUE);

/** Longer than one try can last, so that no second process sends a delivery that is still under way. */
export const leaseMs = ({
  WEBHOOK_TIMEOUT_MS,
  LEASE_MARGIN_MS,
}: Pick<Settings, 'WEBHOOK_TIMEOUT_MS' | 'LEASE_MARGIN_MS'>): number => WEBHOOK_TIMEOUT_MS + LEASE_MARGIN_MS;

export const WEBHOOK_TIMES = dueTimesOf('webhook_delivery', (settings) => [
  workDue('next_at', DUE, Math.max(...settings.WEBHOOK_RETRY_MS)),
  rightEnds('lease_until', DUE, leaseMs(settings)),
]);

/**
 * Deletes deliveries that are older than the retention time, except those that wait for a webhook that still exists: a pause
 * loses nothing. @param now Unix ms
 */
export const sweepWebhookDeliveries = (db: Database, now: number): Promise<void> =>
  deleteExpired(
    db,
    'webhook_delivery',
    {
      key: 'id',
      column: 'created_at',
      only: "(state <> 'due' OR webhook_id IN (SELECT w.id FROM webhook w WHERE w.deleted_at IS NOT NULL))",
    },
    now - WEBHOOK_KEPT_DAYS * DAY_MS,
  );
