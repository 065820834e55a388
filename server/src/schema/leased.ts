import { BILL_LEASES } from '../bill/ledger/bill-times.js';
import { CHECK_UP_LEASES } from '../checkup/store/check-up-lease.js';
import { SLOT_LEASES } from '../connectors/kingdee/transport/leased-slots.js';
import { OUTBOX_LEASES } from '../outbox/outbox-times.js';
import { WATCH_LEASES } from '../proof/watch/watch-times.js';
import type { LeasedRows } from '../queue/dead-leases.js';

/** What processes lease. Whoever adds a table with `lease_token` adds it here (leased.spec.ts). */
export const LEASED: readonly LeasedRows[] = [BILL_LEASES, OUTBOX_LEASES, WATCH_LEASES, SLOT_LEASES, CHECK_UP_LEASES];
