import type { ReportContent } from '@dingdee/shared/report';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { beijingClock } from '../domain/beijing-time.js';
import { ReadCard } from './read-card.js';
import { markdownOf } from './report-card.js';
import type { Ready } from './report-sendings.js';

/** Prepares a report as of one time. */
@Injectable()
export class PrepareReport {
  constructor(
    private readonly cards: ReadCard,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'PUBLIC_URL' | 'DINGTALK_CORP_ID'>,
  ) {}

  /** @param at Unix ms: determines the covered days and the time in the text. @throws DatasetFilterError */
  async at(content: ReportContent, at: number, tried = false): Promise<Ready> {
    const card = await this.cards.read(content, at);
    const link = this.linkTo(card.path);
    const when = beijingClock(at)
      .slice(5, tried ? 19 : 16)
      .replace('T', ' ');
    return { card, text: markdownOf(card, tried ? `试发 ${when}` : when, link), link };
  }

  /** The link names the company, like a link that a colleague shares; without it DingTalk gives no login code. */
  private linkTo(path: string): string | null {
    const { PUBLIC_URL: address, DINGTALK_CORP_ID: company } = this.settings;
    if (address === undefined) return null;
    const url = new URL(`${address.replace(/\/$/, '')}${path}`);
    url.searchParams.set('corpId', company);
    return url.href;
  }
}
