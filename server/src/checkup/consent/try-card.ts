import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { beijingClock } from '../../domain/beijing-time.js';
import { CardChannel, type CardDelivered } from '../../notice/card-channel.js';
import { CARD_ACTIONS } from '../../notice/card-params.js';
import { CardPresses, inHand, isOfNow, type Press, type Pressed } from '../../notice/card-presses.js';
import type { NoticeCard } from '../../notice/notice-card.js';
import { amber, type Finding, green, type Params, red, unknown } from '../probe/finding.js';
import { outsideWords } from '../probe/outside-words.js';
import { CheckUpStore } from '../store/check-up-store.js';
import type { LineFound } from '../words/line-words.js';

export const CARD_LINE = 'dingtalk/try-card';
const TRACKS = 'try-';

/** Returns the track: one card for each person who tries, however often. */
const trackOf = (userId: string): string =>
  `${TRACKS}${createHash('sha256').update(userId).digest('hex').slice(0, 24)}`;

/** 试发一张: sends a card to the person who asks for it, and changes it in place when they ask again; a press is stored on the line of the check-up. */
@Injectable()
export class TryCard implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly store: CheckUpStore,
    private readonly channel: CardChannel,
    private readonly presses: CardPresses,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_CARD_TEMPLATE'>,
  ) {}

  onModuleInit(): void {
    this.presses.on(TRACKS, (press) => this.pressed(press));
  }

  /** Returns the parameters of the card that is about to be sent, for the line before it is sent. */
  async next(by: Actor): Promise<Params> {
    const before = await this.store.line(CARD_LINE);
    const version = 1 + Number(before?.finding.params.version ?? 0);
    return { version, track: trackOf(by.userId), made: clock.now(), template: this.settings.DINGTALK_CARD_TEMPLATE };
  }

  /** Sends the card. @throws DingTalkError if nothing was sent */
  async send(about: Params, by: Actor): Promise<Finding> {
    const told = await this.channel.deliver({
      trackId: String(about.track),
      version: Number(about.version),
      told: Number(about.version) - 1,
      userIds: [by.userId],
      card: cardOf(about),
    });
    return judgeCard(told, about);
  }

  private async pressed(press: Press): Promise<Pressed> {
    const line = await this.store.line(CARD_LINE);
    if (!line || line.finding.params.track !== press.trackId) return { came: 'gone' };
    const version = Number(line.finding.params.version);
    const card = cardOf(line.finding.params);
    if (!isOfNow(press, card, version)) return { came: 'old', card, version };
    return { came: 'taken', version, ...(await this.noted(press, line)) };
  }

  /** Stores the first press; a second press, or one at the same moment, gets the card with the name of the first. */
  private async noted(press: Press, line: LineFound): Promise<{ card: NoticeCard; said: string }> {
    const { params } = line.finding;
    const at = clock.now();
    const taken = { ...params, takenBy: press.name, takenAt: at };
    const finding = { ...line.finding, params: taken };
    const ours = await this.db.inTransaction(async (tx) => {
      if (!(await this.store.replace(tx, line, { ...line, finding }))) return false;
      await this.audit.append(tx, { userId: press.userId, name: press.name, roles: [] }, [
        {
          action: 'check-up-card',
          subjectKind: 'connection',
          subjectId: CARD_LINE,
          to: press.action,
          detail: { outcome: press.action, version: press.version },
        },
      ]);
      return true;
    });
    if (ours) return { card: cardOf(taken), said: `已记下：${CARD_ACTIONS[press.action]}` };
    const now = (await this.store.line(CARD_LINE))?.finding.params ?? params;
    return { card: cardOf(now), said: '已经有人点过了' };
  }
}

const minute = (at: unknown): string => beijingClock(Number(at)).slice(11, 16);

/** Returns the card of a line; its content depends only on the line's parameters. */
export function cardOf({ version, made, takenBy, takenAt }: Params): NoticeCard {
  const taken = takenBy === undefined ? null : inHand(String(takenBy), minute(takenAt));
  return {
    kind: 'trouble',
    title: '试发一张卡片',
    tone: 'plain',
    at: new Date(Number(made)).toISOString(),
    lines: [{ name: '试发', count: `第 ${version} 次`, amount: '', tone: 'plain' }],
    notes: ['体检里试发的，不是单据。再试一次，这张在原处变，不会多一张。', ...(taken === null ? [] : [taken])],
    buttons: [
      { text: '打开审核台', path: '/' },
      { text: '看体检', path: '/check-up' },
    ],
  };
}

export function judgeCard(told: CardDelivered, about: Params): Finding {
  if (told.outcome === 'sent') return green('sent', about);
  if (told.outcome === 'unknown') return unknown('in-doubt', about);
  return (told.way ? red : amber)('refused', { ...about, words: outsideWords(told.reason) });
}
