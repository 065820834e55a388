import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { type CardOutcome, Cards } from '../connectors/cards.js';
import { DingTalkError } from '../connectors/source.js';
import { type CardPlace, paramsOf, summaryOf } from './card-params.js';
import type { Delivered, NoticeCard, NoticeChannel } from './notice-card.js';

/** What a card came to; `way`: no card would be taken now, so that all messages go another way. */
export type CardDelivered =
  | Exclude<Delivered, { outcome: 'kept' | 'refused' }>
  | { outcome: 'refused'; reason: string; way: boolean };

export const NO_CARDS = '没有设置互动卡片模板（DINGTALK_CARD_TEMPLATE）。';

/**
 * Interactive cards in the chat with the app's robot: one for each track, changed where it stands. The same version may be delivered
 * again after a lost answer, it is one card all the same; versions of a track are delivered one after the other.
 */
@Injectable()
export class CardChannel implements NoticeChannel {
  private readonly place: CardPlace;
  /** Made, and shown to nobody: a change of them would be seen by nobody either. */
  private readonly unseen = new Map<string, string>();

  constructor(
    private readonly cards: Cards,
    @Inject(SETTINGS) settings: Pick<Settings, 'PUBLIC_URL' | 'DINGTALK_CORP_ID'>,
  ) {
    this.place = { address: settings.PUBLIC_URL, corpId: settings.DINGTALK_CORP_ID, pressed: cards.pressed };
  }

  /** Whether there is a template at all. */
  get on(): boolean {
    return this.cards.on;
  }

  /** The values of a card, as its template gets them: for the answer to a press as well. */
  params(card: NoticeCard, version: number): ReturnType<typeof paramsOf> {
    return paramsOf(card, version, this.place);
  }

  /** @throws DingTalkError where nothing was sent and it may be tried later: DingTalk is not there, or lets nobody in. */
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
    // An earlier try of the first version arrived · the card was never made, or went another way until now.
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
  // That it is there and is not there is no answer.
  return { outcome: 'unknown' };
}
