import { DIGEST_TOPICS, type DigestTopic } from '@dingdee/shared/notice';
import { Injectable } from '@nestjs/common';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { beijingClock } from '../../domain/beijing-time.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { ListBills } from '../../read/list/list-bills.js';
import { digestCard, STAGE_OF_TOPIC, type Waiting } from '../cards/digest-card.js';
import { together } from '../cards/sum-line.js';
import { DIGEST_LATE_MS, nextDigest } from '../notice-hours.js';
import { isTold, NoticeRules, type Receiver, type StoredRules } from '../notice-rules.js';
import { trackOf } from '../notice-track.js';
import { Notices } from '../notices.js';
import { wentBackAt } from './went-back.js';

/** Stores the digest when it is due: one message for everybody who has something to do, with its count and sum. */
@Injectable()
export class PutDigests {
  constructor(
    private readonly db: Database,
    private readonly rules: NoticeRules,
    private readonly notices: Notices,
    private readonly bills: ListBills,
    private readonly holds: LedgerHolds,
  ) {}

  async run(): Promise<void> {
    const { nextAt, version, ...rules } = await this.rules.read();
    const now = clock.now();
    if (nextAt === null || nextAt > now) return;
    // A time that a wrong clock has stored is none of the digest times, and a digest that is hours late has outdated figures.
    const time = beijingClock(nextAt).slice(11);
    const meant = rules.times.some((each) => time === `${each}:00.000`) && now - nextAt <= DIGEST_LATE_MS;
    // If the database was restored after that time, the digest may have been sent already.
    const isBefore = (await wentBackAt(this.db.read)) >= nextAt;
    const waiting = meant && !isBefore ? await this.waiting() : null;
    const next = nextDigest(rules, now);
    await this.db.inTransaction(async (tx) => {
      if (await this.holds.blocks(tx)) return;
      if (!(await this.rules.goOn(tx, nextAt, version, next)) || waiting === null) return;
      await this.notices.supersede(tx, 'digest');
      const at = beijingClock(nextAt).slice(0, 16);
      for (const receiver of await this.rules.receivers(tx)) {
        const { userId } = receiver;
        const card = digestCard(waiting, topicsOf(rules, receiver), nextAt, next);
        const cause = `digest ${at}`;
        if (card !== null)
          await this.notices.put(tx, {
            track: trackOf('digest', userId, cause),
            cause,
            userId,
            card,
            sum: together(topicsOf(rules, receiver).map((topic) => waiting[topic])),
            lasts: false,
            lateAt: nextAt + DIGEST_LATE_MS,
          });
      }
    });
  }

  /** Returns the waiting work as on the tabs of the desk. */
  async waiting(): Promise<Waiting> {
    const { stages } = await this.bills.stages({});
    const of = (topic: DigestTopic) => {
      const found = stages.find(({ stage }) => stage === STAGE_OF_TOPIC[topic]);
      if (found === undefined) throw new Error(`no stage for ${topic}`);
      return found;
    };
    return { review: of('review'), push: of('push'), mapping: of('mapping'), failed: of('failed') };
  }
}

/** Returns the digest lines for this person. */
export const topicsOf = (rules: Pick<StoredRules, 'times' | 'rest' | 'off'>, receiver: Receiver): DigestTopic[] =>
  DIGEST_TOPICS.filter((topic) => isTold(rules, topic, receiver));
