import { BILL_LEASES } from '../bill/ledger/bill-times.js';
import { CHECK_UP_LEASES } from '../checkup/store/check-up-lease.js';
import { SLOT_LEASES } from '../connectors/kingdee/transport/leased-slots.js';
import { EXPORT_LEASES } from '../dataset/export/export-times.js';
import { CHANNEL_LEASES } from '../intake/channel/channel-times.js';
import { EVENT_LEASES } from '../intake/event/event-times.js';
import { NOTICE_LEASES } from '../notice/notice-times.js';
import { OUTBOX_LEASES } from '../outbox/outbox-times.js';
import { WATCH_LEASES } from '../proof/watch/watch-times.js';
import type { LeasedRows } from '../queue/dead-leases.js';
import { REPORT_LEASES } from '../report/report-times.js';
import { SIMULATION_LEASES } from '../simulate/simulation-times.js';
import { STATEMENT_LEASES } from '../statement/statement-times.js';
import { TODO_LEASES } from '../todo/todo-times.js';
import { WEBHOOK_LEASES } from '../webhook/webhook-times.js';

/** The tables with leased rows. Every table with `lease_token` must be in this list (checked by leased.spec.ts). */
export const LEASED: readonly LeasedRows[] = [
  BILL_LEASES,
  OUTBOX_LEASES,
  WATCH_LEASES,
  SLOT_LEASES,
  CHECK_UP_LEASES,
  EVENT_LEASES,
  CHANNEL_LEASES,
  SIMULATION_LEASES,
  STATEMENT_LEASES,
  EXPORT_LEASES,
  WEBHOOK_LEASES,
  REPORT_LEASES,
  NOTICE_LEASES,
  TODO_LEASES,
];
