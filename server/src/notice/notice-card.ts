import type { Leaving } from '../connectors/source.js';

/** What a message is about; the word is kept with what was sent. */
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
  /** Below the address of the application ("/bills/812?stage=review"); opening it logs in by itself. */
  path: string;
}

/**
 * One message about one cause: the same words as a card and as text. No card approves or pushes: both need a look at the content.
 * Never an account; for a group never a name.
 */
export interface NoticeCard {
  kind: NoticeKind;
  /** At most 20 characters. */
  title: string;
  tone: NoticeTone;
  /** Instant of what it says, ISO 8601; shown by the clock of the company, so that no two of a day are the same. */
  at: string;
  /** At most six, the sum included. */
  lines: readonly NoticeLine[];
  /** Sentences below the lines. */
  notes: readonly string[];
  /** At most two, the first is the work. None once it is closed. */
  buttons: readonly NoticeButton[];
}

/**
 * `unknown`: may have arrived; it is never sent a second time under another track. `kept`: nothing left, because this way cannot change what
 * has come, and it is not worth a second message.
 */
export type Delivered =
  | { outcome: 'sent' }
  | { outcome: 'unknown' }
  | { outcome: 'kept' }
  | { outcome: 'refused'; reason: string };

/** A way to people: interactive cards that change in place, or work notices. */
export interface NoticeChannel {
  /**
   * Sends the card, or changes the one sent before under the same track.
   * @param trackId one per cause and receiver, stable over restarts, at most 64 ASCII characters.
   * @param userIds of DingTalk, 1–100.
   * @param version counts the changes of one track from 1.
   * @param told the last version that came under this track, or may have; 0: none.
   * @throws DingTalkError where not one byte has left: it may be tried later.
   */
  deliver(notice: {
    trackId: string;
    version: number;
    told: number;
    /** Asked as the last thing before it leaves, where the way can wait for long; false: it does not leave. */
    leaving?: Leaving;
    userIds: readonly string[];
    card: NoticeCard;
  }): Promise<Delivered>;
}

/** By which the way that is in use is injected. */
export const NOTICE_CHANNEL = Symbol('NOTICE_CHANNEL');
