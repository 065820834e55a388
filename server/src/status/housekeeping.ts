import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { sweepClients } from '../access/client/clients-seen.js';
import { sweepSessions } from '../access/session/session-times.js';
import { sweepBaseDataChanges } from '../base-data/base-data-store.js';
import { sweepLooks } from '../bill/look/note-look.js';
import { sweepSelections } from '../bill/selection/selection-times.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import { sweepRequestKeys } from '../database/request-key-times.js';
import { sweepEvents } from '../event-log/live-events.js';
import { sweepNonces } from '../intake/event/callback-nonces.js';
import { sweepDingTalkEvents } from '../intake/event/waiting-events.js';
import { sweepNotices } from '../notice/notice-times.js';
import { sweepPreviews } from '../push/order/preview-times.js';
import { Wakes } from '../queue/wakes.js';
import { sweepReportSendings } from '../report/report-times.js';
import { sweepSimulations } from '../simulate/simulation-times.js';
import { sweepTodos } from '../todo/todo-times.js';
import { sweepWebhookDeliveries } from '../webhook/webhook-times.js';
import { capDueTimes } from './due-times.js';

const EVERY_MS = 60_000;
/** Deletions of the rooms that own the tables: rows that nobody can use any more. */
const SWEEPS = [
  sweepEvents,
  sweepSessions,
  sweepRequestKeys,
  sweepPreviews,
  sweepSelections,
  sweepLooks,
  sweepClients,
  sweepDingTalkEvents,
  sweepNonces,
  sweepBaseDataChanges,
  sweepSimulations,
  sweepWebhookDeliveries,
  sweepReportSendings,
  sweepNotices,
  sweepTodos,
];

/** Deletes expired rows, in small transactions. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap {
  private readonly log = new Logger('housekeeping');

  constructor(
    private readonly db: Database,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.capDueTimes();
    clock.onJump(() => this.wakes.wakeHere('housekeeping'));
    this.wakes.on('housekeeping', () => this.run());
    this.wakes.every('housekeeping', EVERY_MS);
  }

  async run(): Promise<void> {
    await this.capDueTimes();
    const now = Date.now();
    for (const sweep of SWEEPS) await sweep(this.db, now);
  }

  private async capDueTimes(): Promise<void> {
    const capped = await this.db.inTransaction((tx) => capDueTimes(tx, this.settings, clock.now()));
    if (capped > 0)
      this.log.warn(`${capped} rows waited for a time further ahead than anything is put off: the clock was set back`);
  }
}
