import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { CallMeter } from '../../connectors/dingtalk/call/call-meter.js';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { KingdeeHealth } from '../../connectors/kingdee/transport/kingdee-health.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { DAY_MS } from '../../domain/beijing-time.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { quotaCause, recoveredCard, type Trouble, troubleCard } from '../cards/trouble-card.js';
import { isTold, NoticeRules } from '../notice-rules.js';
import { trackOf } from '../notice-track.js';
import { Notices } from '../notices.js';
import { HOUR_MS } from './put-doubts.js';
import { wentOnAt } from './went-back.js';

/** A trouble that no process has seen for this time is dropped: the process that saw it is gone, and the outcome is unknown. */
const FORGOTTEN_MS = 900_000;
const QUOTA_LEVELS = [90, 70] as const;
type System = Extract<Trouble['cause'], 'dingtalk' | 'kingdee'>;

/** Notifies administrators of troubles of the whole system, once an hour per cause, and of their end. */
@Injectable()
export class PutTroubles {
  constructor(
    private readonly db: Database,
    private readonly rules: NoticeRules,
    private readonly notices: Notices,
    private readonly dingtalk: DingTalkHealth,
    private readonly kingdee: KingdeeHealth,
    private readonly meter: CallMeter,
    private readonly holds: LedgerHolds,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async run(): Promise<void> {
    const { month, total: used } = await this.meter.current();
    const percent = Math.floor((used * 100) / this.settings.DINGTALK_MONTHLY_CALLS);
    await this.db.inTransaction(async (tx) => {
      const rules = await this.rules.locked(tx);
      if (await this.holds.blocks(tx)) return;
      const told = (await this.rules.receivers(tx)).filter((each) => isTold(rules, 'trouble', each));
      const userIds = told.map(({ userId }) => userId);
      await this.system(tx, 'dingtalk', this.dingtalk.current(), userIds);
      await this.system(tx, 'kingdee', this.kingdee.current(), userIds);
      const level = QUOTA_LEVELS.find((each) => percent >= each);
      if (level !== undefined) await this.quota(tx, month, level, percent, userIds);
    });
  }

  private async system(
    tx: EntityManager,
    cause: System,
    health: { state: string; sentence: string | null; since: number | null },
    userIds: readonly string[],
  ): Promise<void> {
    const now = clock.now();
    const lasting = await this.notices.lasting(tx, cause);
    if (health.state !== 'trouble' || health.sentence === null) {
      // Another process may still see the trouble: this one must have seen the system in order since the last sighting.
      for (const before of lasting)
        if (health.state === 'ok' && (health.since ?? 0) > before.seenAt)
          await this.notices.change(tx, before, recoveredCard(cause, before.createdAt, now), null, false);
        else if (now - before.seenAt > FORGOTTEN_MS) await this.notices.drop(tx, before);
      return;
    }
    const card = troubleCard({ cause, sentence: health.sentence }, now);
    for (const userId of userIds) {
      const before = lasting.find((each) => each.userId === userId);
      if (before !== undefined) {
        await this.notices.change(tx, before, card, null, true);
        continue;
      }
      const last = await this.notices.last(tx, userId, cause);
      if (last !== null && now - last.createdAt < HOUR_MS && now >= last.createdAt) continue;
      const track = trackOf('trouble', userId, cause, last?.track ?? String(now));
      await this.notices.put(tx, { track, cause, userId, card, sum: null, lasts: true, lateAt: null });
    }
  }

  /** Notifies once per month and level. */
  private async quota(tx: EntityManager, month: string, level: number, percent: number, userIds: readonly string[]) {
    const cause = quotaCause(month, level);
    const sentence = `这个月钉钉接口的调用用到了 ${percent}%，上限 ${this.settings.DINGTALK_MONTHLY_CALLS} 次。采集会自己放慢；到了上限就等下个月，或请管理员在钉钉开放平台加购。`;
    // A restored database counts up to the level again: it was reported before the restore.
    const now = clock.now();
    const isOld = now - (await wentOnAt(tx)) < DAY_MS;
    for (const userId of userIds)
      await this.notices.put(tx, {
        track: trackOf('trouble', userId, cause),
        cause,
        userId,
        card: troubleCard({ cause: 'quota', sentence }, now),
        sum: null,
        lasts: false,
        lateAt: now + DAY_MS,
        isOld,
      });
  }
}
