import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type CardAnswer, CardCallbacks, type CardPress, NOTHING_CHANGES } from '../connectors/cards.js';
import { Database } from '../database/database.js';
import { CardChannel } from './card-channel.js';
import { type CardAction, isCardAction, stampOf, versionIn } from './card-params.js';
import type { NoticeCard } from './notice-card.js';

/** A press by a member with a role. `version` counts the changes of the track; `stamp` identifies the exact content that was pressed. */
export interface Press {
  trackId: string;
  version: number;
  stamp: string;
  action: CardAction;
  userId: string;
  name: string;
}

/**
 * Result of a press: the card as it is now, stored before it is answered. `said` is shown to the person who pressed.
 * `taken`: the press fits this version and is stored · `old`: it was on another version, nothing was written · `gone`: the track is unknown.
 */
export type Pressed =
  | { came: 'taken'; card: NoticeCard; version: number; said: string }
  | { came: 'old'; card: NoticeCard; version: number }
  | { came: 'gone' };

/** Reads the track, then carries out the action. Answers within a second, having written, or without having written anything. */
export type PressHandler = (press: Press) => Promise<Pressed>;

/** Texts for the person who pressed, on their own view of the card. */
export const PRESS_WORDS = {
  noRole: '你在钉蝶里还没有角色，请管理员开通后再点。',
  old: '卡片已经变了，现在是最新的，看过再点。',
  gone: '这张卡片已经不再更新，请打开钉蝶看。',
} as const;

/** Returns "许清和 10:52 在看", the note on a card that shows who has it in hand. @param at "10:52" */
export const inHand = (name: string, at: string): string => `${name} ${at} 在看`;

/** Tells whether a press is on the card's present content. */
export const isOfNow = (press: Pick<Press, 'stamp'>, card: NoticeCard, version: number): boolean =>
  press.stamp === stampOf(card, version);

/**
 * The port of presses on cards: a room registers for its tracks by the first part of their ids. A person without a role gets a polite answer.
 * Handlers write to their own rows; this class writes nothing. Without a handler a press changes nothing.
 */
@Injectable()
export class CardPresses implements OnModuleInit {
  private readonly log = new Logger('cards');
  private readonly handlers = new Map<string, PressHandler>();

  constructor(
    private readonly callbacks: CardCallbacks,
    private readonly channel: CardChannel,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    this.callbacks.on((press) => this.answer(press));
  }

  /** Registers a handler. @param tracks first part of the ids of the room's tracks, "try-"; the longest match is used. */
  on(tracks: string, handler: PressHandler): void {
    this.handlers.set(tracks, handler);
  }

  private async answer({ trackId, userId, params }: CardPress): Promise<CardAnswer> {
    const { action, version: stamp = '' } = params;
    const version = versionIn(stamp);
    if (version === null || !isCardAction(action)) return NOTHING_CHANGES;
    const name = await this.memberName(userId);
    if (name === null) return privately(PRESS_WORDS.noRole);
    try {
      const told = await this.handlerOf(trackId)({ trackId, version, stamp, action, userId, name });
      if (told.came === 'gone') return privately(PRESS_WORDS.gone);
      const said = told.came === 'taken' ? told.said : PRESS_WORDS.old;
      return { everybody: this.channel.params(told.card, told.version), presser: { told: said } };
    } catch (error) {
      this.log.warn(`a press of a card came to nothing: ${String(error)}`);
      return NOTHING_CHANGES;
    }
  }

  private handlerOf(trackId: string): PressHandler {
    const [tracks] = [...this.handlers.keys()]
      .filter((each) => trackId.startsWith(each))
      .sort((a, b) => b.length - a.length);
    return this.handlers.get(tracks ?? '') ?? onlyAnswers;
  }

  /** Returns a member's name; null if the person has no role. */
  private async memberName(userId: string): Promise<string | null> {
    const [row] = await this.db.query<{ name: string }>(
      'SELECT m.name AS name FROM member m WHERE m.user_id = ? AND EXISTS (SELECT 1 FROM role r WHERE r.user_id = m.user_id)',
      [userId],
    );
    return row?.name ?? null;
  }
}

const privately = (told: string): CardAnswer => ({ everybody: {}, presser: { told } });
const onlyAnswers: PressHandler = () => Promise.resolve({ came: 'gone' });
