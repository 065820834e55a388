import { Inject, Injectable, Logger } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkClient, DingTalkError } from '../../connectors/source.js';
import { Database } from '../../database/database.js';
import { setOlderLookedAt } from '../../scheme/version/sweep-marks.js';
import { OlderApprovals } from '../listed/older-approvals.js';
import type { Pull } from '../pull/pull-pipeline.js';
import { OLDER_LOOK_EVERY_MS, olderWindow } from '../scope/sweep-window.js';
import { listWindow } from './list-window.js';

/**
 * Lists running approvals that were launched before the swept range: once when a scheme begins, and again as long as there are any. An
 * approval that no longer runs is read. Approvals that had passed before are in no such list, so they are never collected this way.
 */
@Injectable()
export class LookOlder {
  private readonly log = new Logger('intake');

  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly older: OlderApprovals,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Lists them if it is due. @param asked whether a person requested it now. @throws DingTalkError */
  async look(
    { scheme, allowance, checkStop }: Pick<Pull, 'scheme' | 'allowance' | 'checkStop'>,
    asked: boolean,
  ): Promise<void> {
    if (allowance && !allowance.isOpen) return;
    const { id, content, coverage } = scheme;
    const now = Date.now();
    const known = await this.older.running(id);
    const { listsRunning } = this.dingtalk;
    if (!listsRunning && known.length === 0) return;
    if (!(await this.isDue(id, now, known.length, asked))) return;
    const { HEAD_OVERLAP_MS, LOOK_BACK_DAYS, LONG_LOOK_BACK_DAYS } = this.settings;
    const rules = { overlapMs: HEAD_OVERLAP_MS, lookBackDays: LOOK_BACK_DAYS, longLookBackDays: LONG_LOOK_BACK_DAYS };
    // Without a list of running ones each that is known is read.
    const window = listsRunning ? olderWindow(coverage, now, rules) : null;
    const running = new Set<string>();
    if (window !== null) {
      const { processCode } = content;
      const listing = { processCode, window, finishedOnly: false, runningOnly: true, thorough: true };
      try {
        for await (const ids of listWindow(this.dingtalk, listing)) {
          checkStop();
          allowance?.spend();
          for (const each of ids) running.add(each);
          await this.older.note(id, processCode, ids);
        }
      } catch (error) {
        // If DingTalk refuses the list of running approvals, the ordinary lists must still be requested.
        if (!(error instanceof DingTalkError && error.errorClass === 'parameter')) throw error;
        this.log.warn(`older approvals of ${processCode}: ${error.message}`);
        return;
      }
    }
    await this.older.ended(known.filter((each) => !running.has(each)));
    await this.db.inTransaction((tx) => setOlderLookedAt(tx, id, now));
  }

  /** Returns whether a listing is due; a mark in the future was set by a wrong clock and does not count. */
  private async isDue(id: string, now: number, known: number, asked: boolean): Promise<boolean> {
    const rows = await this.db.query<{ at: unknown }>('SELECT older_looked_at AS at FROM scheme WHERE id = ?', [id]);
    const at = rows[0]?.at == null ? null : Number(rows[0].at);
    if (at === null) return true;
    return known > 0 && (asked || at > now || now - at >= OLDER_LOOK_EVERY_MS);
  }
}
