import type { Leaving } from '../connectors/source.js';

/** What a message is about; the word is stored with the message. */
export type NoticeKind =
  | 'digest'
  | 'doubt'
  | 'doubt-settled'
  | 'push-result'
  | 'statement'
  | 'assigned'
  | 'trouble'
  | 'applicant'
  | 'try';

export type NoticeTone = 'plain' | 'good' | 'warn' | 'bad' | 'doubt' | 'gone';

export interface NoticeLine {
  name: string;
  /** "41 笔", or empty. */
  count: string;
  /** Grouped decimal text in the base currency ("225,835.00"), or empty. */
  amount: string;
  tone: NoticeTone;
}

export interface NoticeButton {
  /** At most 20 characters. */
  text: string;
  /** Path below the address of the application ("/bills/812?stage=review"); opening it logs in automatically. */
  path: string;
}

/**
 * One message about one cause: the same words as a card and as text. No card approves or pushes: for both a person must see the content. Never
 * contains an account; for a group never a name.
 */
export interface NoticeCard {
  kind: NoticeKind;
  /** At most 20 characters. */
  title: string;
  tone: NoticeTone;
  /** Time of the content, ISO 8601; shown in the company's time zone, so that no two messages of a day are the same. */
  at: string;
  /** At most six, including the sum. */
  lines: readonly NoticeLine[];
  /** Sentences below the lines. */
  notes: readonly string[];
  /** At most two; the first leads to the work. None once it is closed. */
  buttons: readonly NoticeButton[];
}

/**
 * Outcome of a delivery. `unknown`: may have arrived; it is never sent a second time under another track. `kept`: nothing was sent, because this
 * channel cannot change what has arrived, and the change is not worth a second message.
 */
export type Delivered =
  | { outcome: 'sent' }
  | { outcome: 'unknown' }
  | { outcome: 'kept' }
  | { outcome: 'refused'; reason: string };

/** A way to people: interactive cards that change in place, or work notices. */
export interface NoticeChannel {
  /**
   * Sends the card, or changes the card that was sent before under the same track.
   * @param trackId one per cause and receiver, stable over restarts, at most 64 ASCII characters.
   * @param userIds DingTalk user ids, 1–100.
   * @param version counts the changes of one track from 1.
   * @param told the last version that arrived under this track, or may have; 0: none.
   * @throws DingTalkError if not one byte was sent: it may be tried later.
   */
  deliver(notice: {
    trackId: string;
    version: number;
    told: number;
    /** Called directly before sending, if the channel may wait for long; false: it is not sent. */
    leaving?: Leaving;
    userIds: readonly string[];
    card: NoticeCard;
  }): Promise<Delivered>;
}

/** Injection token of the channel in use. */
export const NOTICE_CHANNEL = Symbol('NOTICE_CHANNEL');
