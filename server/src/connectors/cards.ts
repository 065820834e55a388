/** What a template shows, by variable; every value is text (dingtalk-cards.md §2). */
export type CardParams = Readonly<Record<string, string>>;

/**
 * What became of a call about a card.
 * `exists`: there is a card of this track already · `gone`: there is none · `refused` with `way`: no card would be taken, for want of a
 * permission, a template or a robot · `unknown`: the answer was lost.
 */
export type CardOutcome =
  | { kind: 'done' }
  | { kind: 'exists' }
  | { kind: 'gone' }
  | { kind: 'refused'; way: boolean; sentence: string; code: string }
  | { kind: 'unknown'; cause: string };

/** Interactive cards of the app's robot, as DingTalk keeps them: one for each track. An abstract class is its own Nest token. */
export abstract class Cards {
  /** Whether there is a template to make them by. */
  abstract readonly on: boolean;
  /** Whether presses of a button come back: over the stream only. */
  abstract readonly pressed: boolean;
  /**
   * Makes the card of a track and shows it to people in their chat with the app's robot.
   * @param card.trackId at most 64 ASCII characters. @param card.summary what lists of chats show of it.
   * @throws DingTalkError before anything was sent
   */
  abstract create(card: {
    trackId: string;
    userIds: readonly string[];
    params: CardParams;
    summary: string;
  }): Promise<CardOutcome>;
  /** Changes the card of a track where it stands; what `params` does not name stays. @throws DingTalkError before anything was sent */
  abstract update(card: { trackId: string; params: CardParams }): Promise<CardOutcome>;
}

/** A button that was pressed on a card; nothing of it is known to be true but that DingTalk sent it. */
export interface CardPress {
  trackId: string;
  userId: string;
  /** What the template sends along with the button. */
  params: CardParams;
}

/** What a press changes at once: for everybody, and for whoever pressed alone. */
export interface CardAnswer {
  everybody: CardParams;
  presser: CardParams;
}
export const NOTHING_CHANGES: CardAnswer = { everybody: {}, presser: {} };

/** DingTalk waits two seconds; what is not there by then is no answer. */
const ANSWER_MS = 1_500;

/** Where presses come in, from whatever connection, and who answers them. */
export class CardCallbacks {
  private answering: (press: CardPress) => Promise<CardAnswer> = () => Promise.resolve(NOTHING_CHANGES);

  /** @param answering writes before it answers, or not at all. */
  on(answering: (press: CardPress) => Promise<CardAnswer>): void {
    this.answering = answering;
  }

  /** In time, whatever it takes: late or failed, nothing changes on the card. */
  async answer(press: CardPress, withinMs = ANSWER_MS): Promise<CardAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<CardAnswer>((resolve) => {
      timer = setTimeout(resolve, withinMs, NOTHING_CHANGES);
    });
    try {
      return await Promise.race([this.answering(press).catch(() => NOTHING_CHANGES), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
