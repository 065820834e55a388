import type { EntityManager } from 'typeorm';
import { SESSION_TIMES } from '../access/session/session-times.js';
import { TOKEN_TIMES } from '../access/token/token-times.js';
import { BILL_TIMES } from '../bill/ledger/bill-times.js';
import { SELECTION_TIMES } from '../bill/selection/selection-times.js';
import { CHECK_UP_TIMES } from '../checkup/store/check-up-times.js';
import type { Settings } from '../config/settings.js';
import type { DueTimes } from '../database/due-times.js';
import { EXPORT_TIMES } from '../dataset/export/export-times.js';
import { SUSPECT_TIMES } from '../intake/amend/suspect-times.js';
import { CHANNEL_TIMES } from '../intake/channel/channel-times.js';
import { EVENT_TIMES } from '../intake/event/event-times.js';
import { LISTED_TIMES } from '../intake/listed/listed-times.js';
import { RELATED_TIMES } from '../mapping/related/related-times.js';
import { NOTICE_TIMES } from '../notice/notice-times.js';
import { OUTBOX_TIMES } from '../outbox/outbox-times.js';
import { WATCH_TIMES } from '../proof/watch/watch-times.js';
import { PREVIEW_TIMES } from '../push/order/preview-times.js';
import { REPORT_TIMES } from '../report/report-times.js';
import { SIMULATION_TIMES } from '../simulate/simulation-times.js';
import { STATEMENT_TIMES } from '../statement/statement-times.js';
import { TODO_TIMES } from '../todo/todo-times.js';
import { WEBHOOK_TIMES } from '../webhook/webhook-times.js';

/**
 * Every stored time that code waits for, with its longest distance from now. A time further ahead was written while the clock was
 * wrong, or the clock was set back since; it is capped. A new column of this kind belongs here (due-times.spec.ts).
 */
export const DUE_TIMES: readonly DueTimes[] = [
  BILL_TIMES,
  OUTBOX_TIMES,
  WATCH_TIMES,
  SUSPECT_TIMES,
  RELATED_TIMES,
  EVENT_TIMES,
  CHANNEL_TIMES,
  LISTED_TIMES,
  SESSION_TIMES,
  SELECTION_TIMES,
  PREVIEW_TIMES,
  CHECK_UP_TIMES,
  SIMULATION_TIMES,
  STATEMENT_TIMES,
  EXPORT_TIMES,
  TOKEN_TIMES,
  WEBHOOK_TIMES,
  ...REPORT_TIMES,
  ...NOTICE_TIMES,
  TODO_TIMES,
];

/** @returns the number of rows with an impossible time. */
export async function capDueTimes(tx: EntityManager, settings: Settings, now: number): Promise<number> {
  let capped = 0;
  for (const times of DUE_TIMES) capped += await times.cap(tx, settings, now);
  return capped;
}
