import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { type CardOutcome, Cards } from '../connectors/cards.js';
import { DingTalkError } from '../connectors/source.js';
import { type CardPlace, paramsOf, summaryOf } from './card-params.js';
import type { Delivered, NoticeCard, NoticeChannel } from './notice-card.js';

/** Outcome of a card. `way`: no card would be accepted at present, so all messages go another way. */
export type CardDelivered =
  | Exclude<Delivered, { outcome: 'kept' | 'refused' }>
  | { outcome: 'refused'; reason: string; way: boolean };

export const NO_CARDS = '没有设置互动卡片模板（DINGTALK_CARD_TEMPLATE）。';

/**
 * Sends interactive cards in the chat with the app's robot: one for each track, changed in place. The same version may be delivered again after a
 * lost answer; it stays one card. Versions of a track are delivered one after the other.
 */
@Injectable()
export class CardChannel implements NoticeChannel {
  private readonly place: CardPlace;
  /** Cards that were made but shown to nobody, with the reason: a change of them would not be seen either. */
  private readonly unseen = new Map<string, string>();

  constructor(
    private readonly cards: Cards,
    @Inject(SETTINGS) settings: Pick<Settings, 'PUBLIC_URL' | 'DINGTALK_CORP_ID'>,
  ) {
    this.place = { address: settings.PUBLIC_URL, corpId: settings.DINGTALK_CORP_ID, pressed: cards.pressed };
  }

  /** Whether a template is set. */
  get on(): boolean {
    return this.cards.on;
  }

  /** Returns the values of a card for its template; also used for the answer to a press. */
  params(card: NoticeCard, version: number): ReturnType<typeof paramsOf> {
    return paramsOf(card, version, this.place);
  }

  /** Delivers a card. @throws DingTalkError if nothing was sent and it may be tried later: DingTalk cannot be reached, or rejects our log-in. */
  async deliver(notice: Parameters<NoticeChannel['deliver']>[0]): Promise<CardDelivered> {
    if (!this.cards.on) return { outcome: 'refused', reason: NO_CARDS, way: true };
    const { trackId, version, userIds, card } = notice;
    const unseen = this.unseen.get(trackId);
    if (unseen !== undefined) return { outcome: 'refused', reason: unseen, way: false };
    const params = this.params(card, version);
    const create = () => this.cards.create({ trackId, userIds, params, summary: summaryOf(card) });
    const update = () => this.cards.update({ trackId, params });
    const [first, second] = version === 1 ? [create, update] : [update, create];
    let told = await first();
    // exists: an earlier try of the first version has arrived · gone: the card was never made, or went another way until now.
    if (told.kind === 'exists' || told.kind === 'gone') {
      try {
        told = await second();
      } catch (error) {
        if (error instanceof DingTalkError && version === 1) return { outcome: 'unknown' };
        throw error;
      }
    }
    if (told.kind === 'refused' && told.code === 'undelivered') this.unseen.set(trackId, told.sentence);
    return deliveredBy(told);
  }
}

function deliveredBy(told: CardOutcome): CardDelivered {
  if (told.kind === 'done') return { outcome: 'sent' };
  if (told.kind === 'refused') return { outcome: 'refused', reason: told.sentence, way: told.way };
  // "exists" after "gone", or the reverse, is contradictory, so the outcome is unknown.
  return { outcome: 'unknown' };
}
