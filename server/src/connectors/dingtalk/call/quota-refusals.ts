import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../../config/settings.js';
import { changedBy, Database } from '../../../database/database.js';
import { insertRows } from '../../../database/rows.js';
import { WriteBehind } from '../../../database/write-behind.js';
import { beijingMonth } from '../../../domain/beijing-time.js';
import { isPurpose } from '../../source.js';
import { CallMeter } from './call-meter.js';
import { DingTalkHealth, isOfMonthBefore, type QuotaNews } from './dingtalk-health.js';
import { QuotaRefusal } from './quota-refusal.entity.js';

const LONGEST_API = 120;

/** What was learned of one API since the last write; `answeredAt` follows the refusal. */
interface Learned {
  refused: Extract<QuotaNews, { kind: 'refused' }> | null;
  answeredAt: number | null;
}

/**
 * Keeps DingTalk's refusals of the month's quota in the database: running processes know of them, and the meter knows how many calls other
 * apps of the company have used. A restart asks once anew, because it follows the purchase of calls.
 */
@Injectable()
export class QuotaRefusals implements OnModuleInit, BeforeApplicationShutdown {
  private readonly unwritten = new WriteBehind<Learned>('quota', laterOf, (batch) => this.write(batch));
  private startedAt = 0;

  constructor(
    private readonly db: Database,
    private readonly meter: CallMeter,
    private readonly health: DingTalkHealth,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_MONTHLY_CALLS'>,
  ) {}

  async onModuleInit(): Promise<void> {
    this.unwritten.start();
    this.health.onQuota((news) => this.learn(news));
    this.startedAt = Date.now();
    await this.read(this.startedAt);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.unwritten.stop();
  }

  /** Takes over what other processes learned; of what was learned before the start only that an answer is news. */
  async read(now: number): Promise<void> {
    const rows = await this.db.query<{ api: string; purpose: string; at: unknown; answered: unknown }>(
      'SELECT api, purpose, refused_at AS at, answered_at AS answered FROM quota_refusal WHERE month = ?',
      [beijingMonth(now)],
    );
    for (const { api, purpose, at, answered } of rows) {
      if (!isPurpose(purpose)) continue;
      if (Number(at) >= this.startedAt)
        this.health.takeOver(api, { purpose, at: Number(at) }, answered === null ? null : Number(answered));
      else if (answered === null) this.health.mayAnswer(api);
    }
  }

  /** Writes what was learned; what could not be written stays for the next time. */
  flush(): Promise<void> {
    return this.unwritten.flush();
  }

  private learn(news: QuotaNews): void {
    const learned =
      news.kind === 'refused' ? { refused: news, answeredAt: null } : { refused: null, answeredAt: news.at };
    this.unwritten.add(news.path.slice(0, LONGEST_API), learned);
  }

  private async write(batch: ReadonlyMap<string, Learned>): Promise<void> {
    const { month, used } = await this.meter.current();
    await this.db.inTransaction(async (tx) => {
      for (const [api, { refused, answeredAt }] of batch) {
        // Our count of the new month says nothing about the one that refused.
        if (refused !== null && beijingMonth(refused.at) === month && !isOfMonthBefore(refused.at)) {
          const { purpose, at } = refused;
          const now = [purpose, at, used, this.settings.DINGTALK_MONTHLY_CALLS];
          const again =
            'UPDATE quota_refusal SET purpose = ?, refused_at = ?, used = ?, allowed = ?, answered_at = NULL WHERE month = ? AND api = ?';
          if ((await changedBy(tx, again, [...now, month, api])) === 0)
            await insertRows(tx, QuotaRefusal, [
              {
                month,
                api,
                purpose,
                refused_at: at,
                used,
                allowed: this.settings.DINGTALK_MONTHLY_CALLS,
                answered_at: null,
              },
            ]);
        }
        if (answeredAt !== null)
          // Where the limit is no higher than before, the quota was not used up after all: nothing is known of other apps.
          await tx.query(
            'UPDATE quota_refusal SET answered_at = ?, allowed = CASE WHEN allowed >= ? THEN used ELSE allowed END WHERE month = ? AND api = ?',
            [answeredAt, this.settings.DINGTALK_MONTHLY_CALLS, month, api],
          );
      }
    }, 'records');
  }
}

/** An answer keeps the refusal before it; a refusal is later than every answer before it. */
function laterOf(earlier: Learned, later: Learned): Learned {
  return later.refused === null ? { ...later, refused: earlier.refused } : later;
}
