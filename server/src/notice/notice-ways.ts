import { clock } from '../database/clock.js';
import type { CardDelivered } from './card-channel.js';
import type { CardStanding } from './card-standing.js';
import type { Delivered, NoticeChannel } from './notice-card.js';

type Notice = Parameters<NoticeChannel['deliver']>[0];

/** The part of the card channel that this choice needs. */
export interface CardWay {
  readonly on: boolean;
  deliver(notice: Notice): Promise<CardDelivered>;
}

/** Most versions without an answer that are remembered. */
const MOST_IN_DOUBT = 5_000;

/**
 * Sends cards if there is a template and DingTalk accepts them, otherwise the same words another way. One version of a track never goes both ways: a
 * version that may have arrived stays with cards; only a clear refusal goes the other way. Another version may change: the end of a card goes the
 * other way if cards are refused by then.
 */
export class NoticeWays implements NoticeChannel {
  private readonly inDoubt = new Set<string>();

  constructor(
    private readonly cards: CardWay,
    private readonly otherwise: NoticeChannel,
    private readonly standing: CardStanding,
  ) {}

  /** Delivers a message. @param doubtful the caller knows of an earlier try of this version without an answer: it does not go another way. */
  async deliver(notice: Notice, doubtful = false): Promise<Delivered> {
    const key = `${notice.trackId} ${notice.version}`;
    const mayHaveCome = doubtful || notice.told >= notice.version || this.inDoubt.has(key);
    if (!this.cards.on) return mayHaveCome ? { outcome: 'unknown' } : this.otherwise.deliver(notice);
    if (!mayHaveCome && this.standing.refusal(clock.now()) !== null) return this.otherwise.deliver(notice);
    const told = await this.cards.deliver(notice);
    if (told.outcome === 'unknown') this.doubt(key);
    if (told.outcome === 'sent') this.inDoubt.delete(key);
    if (told.outcome !== 'refused') return told;
    if (told.way) this.standing.refuse(told.reason, clock.now());
    return mayHaveCome ? { outcome: 'unknown' } : this.otherwise.deliver(notice);
  }

  private doubt(key: string): void {
    this.inDoubt.add(key);
    const [oldest] = this.inDoubt;
    if (this.inDoubt.size > MOST_IN_DOUBT && oldest !== undefined) this.inDoubt.delete(oldest);
  }
}
