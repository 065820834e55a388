/** Variables of a card template by name; every value is text (dingtalk-cards.md §2). */
export type CardParams = Readonly<Record<string, string>>;

/**
 * Outcome of a call about a card. `exists`: a card of this track already exists · `gone`: there is none · `refused` with `way`: no card
 * would be accepted, because a permission, a template or a robot is missing · `unknown`: the answer was lost.
 */
export type CardOutcome =
  | { kind: 'done' }
  | { kind: 'exists' }
  | { kind: 'gone' }
  | { kind: 'refused'; way: boolean; sentence: string; code: string }
  | { kind: 'unknown'; cause: string };

/** Interactive cards of the app's robot in DingTalk, one for each track. The abstract class is its own Nest token. */
export abstract class Cards {
  /** Whether a card template is configured. */
  abstract readonly on: boolean;
  /** Whether button presses are received; this works over the stream only. */
  abstract readonly pressed: boolean;
  /**
   * Creates the card of a track and shows it to people in their chat with the app's robot.
   * @param card.trackId at most 64 ASCII characters. @param card.summary text that chat lists show.
   * @throws DingTalkError before anything was sent
   */
  abstract create(card: {
    trackId: string;
    userIds: readonly string[];
    params: CardParams;
    summary: string;
  }): Promise<CardOutcome>;
  /** Changes the card of a track in place; variables that `params` does not name stay. @throws DingTalkError before anything was sent */
  abstract update(card: { trackId: string; params: CardParams }): Promise<CardOutcome>;
}

/** Button press on a card; only the fact that DingTalk sent it is verified. */
export interface CardPress {
  trackId: string;
  userId: string;
  /** Values that the template sends with the button. */
  params: CardParams;
}

/** Immediate changes after a press: for all readers of the card, and only for the person who pressed. */
export interface CardAnswer {
  everybody: CardParams;
  presser: CardParams;
}
export const NOTHING_CHANGES: CardAnswer = { everybody: {}, presser: {} };

/** Time limit for the answer, in ms; DingTalk waits two seconds and ignores a later answer. */
const ANSWER_MS = 1_500;

/** Receives presses from every connection and passes them to the one handler. */
export class CardCallbacks {
  private answering: (press: CardPress) => Promise<CardAnswer> = () => Promise.resolve(NOTHING_CHANGES);

  /** Sets the handler. @param answering stores its result before it answers, or stores nothing. */
  on(answering: (press: CardPress) => Promise<CardAnswer>): void {
    this.answering = answering;
  }

  /** Answers within `withinMs`; if the handler is late or fails, nothing changes on the card. */
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
