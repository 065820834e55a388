import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/settings.js';
import { DingTalkHealth } from '../connectors/dingtalk/call/dingtalk-health.js';
import { DingTalkError } from '../connectors/source.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import { keepTrying } from '../database/keep-trying.js';
import { ownKey } from '../database/lease-token.js';
import { LedgerHolds } from '../hold/ledger-holds.js';
import { Wakes } from '../queue/wakes.js';
import { PutDigests } from './due/put-digests.js';
import { PutDoubts } from './due/put-doubts.js';
import { PutPushResults } from './due/put-push-results.js';
import { PutTroubles } from './due/put-troubles.js';
import { NOTICE_CHANNEL, type NoticeChannel } from './notice-card.js';
import { atRest } from './notice-hours.js';
import { NoticeRules } from './notice-rules.js';
import { againMs, noticeLeaseMs } from './notice-times.js';
import { type HeldNotice, type NoticeOutcome, Notices } from './notices.js';

const AT_ONCE = 10;

/** Stores due messages and sends them, separately from everything that moves bills. */
@Injectable()
export class SendNotices implements OnApplicationBootstrap {
  private readonly log = new Logger('notice');

  constructor(
    private readonly db: Database,
    private readonly notices: Notices,
    private readonly rules: NoticeRules,
    private readonly digests: PutDigests,
    private readonly doubts: PutDoubts,
    private readonly results: PutPushResults,
    private readonly troubles: PutTroubles,
    private readonly health: DingTalkHealth,
    private readonly holds: LedgerHolds,
    private readonly wakes: Wakes,
    @Inject(NOTICE_CHANNEL) private readonly channel: NoticeChannel,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.NOTICE_SWEEP_MS === 0) return;
    this.wakes.on('notice', () => this.run());
    this.wakes.every('notice', this.settings.NOTICE_SWEEP_MS);
    this.wakes.wake('notice');
  }

  private async run(): Promise<void> {
    for (const put of [this.doubts, this.results, this.troubles, this.digests])
      await put
        .run()
        .catch((error: unknown) => this.log.error(`${put.constructor.name} could not be done: ${String(error)}`));
    await this.drain();
  }

  private async drain(): Promise<void> {
    for (;;) {
      const token = ownKey();
      const held = await this.db.inTransaction(async (tx) => {
        // While the database is behind its marker, nothing is sent until a person has released it.
        if (this.health.outage !== null || this.isQuotaSpent || (await this.holds.blocks(tx))) return [];
        const until = clock.now() + noticeLeaseMs(this.settings);
        const now = clock.now();
        const restUntil = atRest(await this.rules.locked(tx), now) ? now + againMs(this.settings) : null;
        return this.notices.claim(tx, { token, until, limit: AT_ONCE, restUntil });
      });
      if (held.length === 0) return;
      // An error concerns one message only: the others are recorded, and the lease of the failed one expires.
      const came = await Promise.allSettled(held.map((one) => this.treat(one, token)));
      for (const each of came) if (each.status === 'rejected') this.log.error(String(each.reason));
    }
  }

  private get isQuotaSpent(): boolean {
    return this.health.isQuotaSpent(clock.now(), ['notice']);
  }

  private async treat(one: HeldNotice, token: string): Promise<void> {
    const leaves = await this.db.inTransaction(async (tx) => {
      if ((await this.holds.blocks(tx)) || !(await this.hasRole(tx, token, one))) return false;
      return this.notices.leaves(tx, token, one);
    });
    if (!leaves) {
      await this.db.inTransaction((tx) => this.notices.release(tx, token, one));
      return;
    }
    const outcome = await this.outcome(one);
    if (outcome.state !== 'sent' && outcome.state !== 'kept') this.log.warn(`${one.track}: ${outcome.state}`);
    await keepTrying(this.log, `notice ${one.track}`, () =>
      this.db.inTransaction((tx) => this.notices.record(tx, token, one, outcome)),
    );
  }

  /** Tells whether the receiver still has a role; if not, the message is recorded as refused. */
  private async hasRole(tx: EntityManager, token: string, one: HeldNotice): Promise<boolean> {
    const found: unknown[] = await tx.query('SELECT user_id FROM role WHERE user_id = ? LIMIT 1', [one.userId]);
    if (found.length > 0) return true;
    await this.notices.record(tx, token, one, { state: 'refused', answer: '这个人已没有任何角色，没有发。' });
    return false;
  }

  private async outcome({ track: trackId, version, told, userId, card }: HeldNotice): Promise<NoticeOutcome> {
    // A hold that begins while the message waits to be sent stops it.
    const leaving = () => this.db.inTransaction(async (tx) => !(await this.holds.blocks(tx)));
    try {
      const delivered = await this.channel.deliver({ trackId, version, told, userIds: [userId], card, leaving });
      if (delivered.outcome === 'refused') return { state: 'refused', answer: delivered.reason };
      return { state: delivered.outcome };
    } catch (error) {
      if (!(error instanceof DingTalkError)) throw error;
      // Not one byte has been sent.
      return { state: 'again', answer: error.sentence, nextAt: clock.now() + againMs(this.settings) };
    }
  }
}
