import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import { Wakes } from '../../queue/wakes.js';
import { Amendments } from './amendments.js';

const PAGE = 200;

/** Settles waiting amendments again as soon as one of their bills has changed. They wait for a push, a person or an original. */
@Injectable()
export class SettleAmendments implements OnApplicationBootstrap {
  constructor(
    private readonly db: Database,
    private readonly amendments: Amendments,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('amend', () => this.run());
    this.wakes.whenDue('amend', { withinMs: this.settings.DUE_SWEEP_MS });
  }

  async run(): Promise<void> {
    let last = '';
    for (;;) {
      const rows = await this.db.query<{ approval_id: string; process_instance_id: string }>(
        `SELECT approval_id, process_instance_id FROM amendment WHERE state = 'waiting' AND approval_id > ? ORDER BY approval_id LIMIT ${PAGE}`,
        [last],
      );
      await this.treat(rows.map((row) => row.process_instance_id));
      const end = rows.at(-1);
      if (!end || rows.length < PAGE) break;
      last = end.approval_id;
    }
    await this.heldAgain();
  }

  /** Settles again the amendments that are done but whose own bill still waits, because it was restored from a closed state with its old wait. */
  private async heldAgain(): Promise<void> {
    for (let last = ''; ; ) {
      const rows = await this.db.query<{ id: string; process_instance_id: string }>(
        `SELECT b.id, b.process_instance_id FROM bill b WHERE b.state_kind = 'held' AND b.reason_rank = 3 AND b.reason_key = 'held:awaits-original'
         AND EXISTS (SELECT 1 FROM amendment m WHERE m.process_instance_id = b.process_instance_id AND m.state <> 'waiting')
         AND b.id > ? ORDER BY b.id LIMIT ${PAGE}`,
        [last],
      );
      await this.treat(rows.map((row) => row.process_instance_id));
      const end = rows.at(-1);
      if (!end || rows.length < PAGE) return;
      last = end.id;
    }
  }

  private async treat(waiting: readonly string[]): Promise<void> {
    if (waiting.length === 0) return;
    const { read } = this.db;
    const all = await this.amendments.family(read, waiting);
    const bills = await this.amendments.bills(read, all);
    const changed = all
      .filter((row) => waiting.includes(row.processInstanceId))
      .filter((row) => this.amendments.signature(row, all, bills) !== row.seen)
      .map(({ processInstanceId }) => processInstanceId);
    if (changed.length === 0) return;
    await this.db.inTransaction(async (tx) => this.amendments.settle(tx, await this.amendments.family(tx, changed)));
    // Bills that no longer wait may never have been mapped.
    this.wakes.wake('map');
  }
}
