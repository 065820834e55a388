import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type CardAnswer, CardCallbacks, type CardPress, NOTHING_CHANGES } from '../connectors/cards.js';
import { Database } from '../database/database.js';
import { CardChannel } from './card-channel.js';
import { type CardAction, isCardAction, stampOf, versionIn } from './card-params.js';
import type { NoticeCard } from './notice-card.js';

/** A press by a member with a role. `version` counts the changes of the track; `stamp` is of the very content that was pressed. */
export interface Press {
  trackId: string;
  version: number;
  stamp: string;
  action: CardAction;
  userId: string;
  name: string;
}

/**
 * What came of a press: the card as it is now, noted durably before it is told. `said` is for whoever pressed.
 * `taken`: it was of this version, and stands · `old`: of another one, nothing was written · `gone`: nothing is known of the track.
 */
export type Pressed =
  | { came: 'taken'; card: NoticeCard; version: number; said: string }
  | { came: 'old'; card: NoticeCard; version: number }
  | { came: 'gone' };

/** What a track is now, or null; then the act itself. Answers within a second, having written, or without having written anything. */
export type PressHandler = (press: Press) => Promise<Pressed>;

/** What is said to who pressed, on their own view of the card. */
export const PRESS_WORDS = {
  noRole: '你在钉蝶里还没有角色，请管理员开通后再点。',
  old: '卡片已经变了，现在是最新的，看过再点。',
  gone: '这张卡片已经不再更新，请打开钉蝶看。',
} as const;

/** "许清和 10:52 在看" — the note by which a card says who has it in hand. @param at "10:52" */
export const inHand = (name: string, at: string): string => `${name} ${at} 在看`;

/** Whether a press is of what the card says now. */
export const isOfNow = (press: Pick<Press, 'stamp'>, card: NoticeCard, version: number): boolean =>
  press.stamp === stampOf(card, version);

/**
 * The port of presses on cards: rooms say which tracks are theirs by how their ids begin. Who is no member with a role is answered
 * politely; a handler writes to its own rows, this writes nothing. Without a handler a press changes nothing.
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

  /** @param tracks how the ids of the room's tracks begin, "try-"; the longest that fits is asked. */
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

  /** @returns null for who has no role. */
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
