import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { DingTalkClient } from '../connectors/source.js';
import { clock } from '../database/clock.js';
import { textOfCard } from './cards/card-text.js';
import type { Delivered, NoticeCard, NoticeChannel } from './notice-card.js';

/**
 * Sends work notices (dingtalk.md §6.2). They cannot be changed: a message shows the state when it was sent, a change of its count is not sent, and
 * its end is a separate message.
 */
@Injectable()
export class WorkNotices implements NoticeChannel {
  constructor(
    private readonly dingtalk: DingTalkClient,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'PUBLIC_URL' | 'DINGTALK_CORP_ID'>,
  ) {}

  async deliver({ told, userIds, card, leaving }: Parameters<NoticeChannel['deliver']>[0]): Promise<Delivered> {
    // Not sent: a changed count of a sent message, and the end of a message that never arrived.
    if (told > 0 !== isEnd(card)) return { outcome: 'kept' };
    const text = textOfCard(card, clock.now(), (path) => this.linkTo(path));
    let answer: Delivered = { outcome: 'sent' };
    for (const userId of userIds) {
      const outcome = await this.dingtalk.notify({ userId, title: card.title, text }, leaving);
      if (outcome.kind === 'unknown') answer = { outcome: 'unknown' };
      if (outcome.kind === 'refused') answer = { outcome: 'refused', reason: outcome.sentence };
    }
    return answer;
  }

  /** Returns a link with the company's id, so that DingTalk gives a login code for it; it opens beside the chat. Null without a public address. */
  private linkTo(path: string): string | null {
    const { PUBLIC_URL: address, DINGTALK_CORP_ID: company } = this.settings;
    if (address === undefined) return null;
    const url = new URL(`${address.replace(/\/$/, '')}${path}`);
    url.searchParams.set('corpId', company);
    return `dingtalk://dingtalkclient/page/link?url=${encodeURIComponent(url.href)}&pc_slide=true`;
  }
}

const isEnd = ({ kind, tone }: NoticeCard): boolean =>
  kind === 'doubt-settled' || (kind === 'trouble' && tone === 'good');
