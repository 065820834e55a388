import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { DingTalkClient } from '../connectors/source.js';
import { clock } from '../database/clock.js';
import { textOfCard } from './cards/card-text.js';
import type { Delivered, NoticeCard, NoticeChannel } from './notice-card.js';

/**
 * Work notices (dingtalk.md §6.2). They cannot be changed: a message says how it stood when it left, what only counts on is kept silent,
 * and its end is a message of its own.
 */
@Injectable()
export class WorkNotices implements NoticeChannel {
  constructor(
    private readonly dingtalk: DingTalkClient,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'PUBLIC_URL' | 'DINGTALK_CORP_ID'>,
  ) {}

  async deliver({ told, userIds, card, leaving }: Parameters<NoticeChannel['deliver']>[0]): Promise<Delivered> {
    // What only counts on, and the end of what never came.
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

  /** It names the company, so that DingTalk gives a login code for it, and opens beside the chat. */
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
