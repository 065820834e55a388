/** One event as it came over a connection; nothing of it is known to be true. */
export interface StreamedEvent {
  /** '' where there is none. */
  eventId: string;
  eventType: string;
  bornAt: Date | null;
  corpId: string | null;
  /** JSON text of the event's own fields, untouched. */
  body: string;
}

/** Why a connection came to its end: we closed it · nothing came any more · the other side closed it or it broke. */
export type LinkEnd = 'by-us' | 'silent' | 'broken';

/** What whoever opened a connection is told of it. */
export interface LinkListener {
  /** Resolves once the event stands durably: only then is it acknowledged. Rejects: it is asked for again. */
  event(event: StreamedEvent): Promise<void>;
  /** The other side is about to close: nothing is delivered here any more, and another connection is wanted first. */
  replace(): void;
  /** A frame that cannot be read. */
  unreadable(error: unknown): void;
}

/** One open connection over which events are delivered. */
export interface EventLink {
  readonly ended: Promise<LinkEnd>;
  /** Lets acknowledgements that are due go out first, for a moment. Resolves when it is closed. */
  close(): Promise<void>;
}

/** Events as they happen. An abstract class is its own Nest token. */
export abstract class EventStream {
  /**
   * Opens one connection and watches over it: it ends by itself when nothing is heard for `silenceMs`. It is never opened again
   * by itself.
   * @throws DingTalkError where it could not be opened; `configuration`, `permission` and `parameter` do not heal by another try.
   * @see dingtalk.md §8.4
   */
  abstract open(listener: LinkListener, silenceMs: number): Promise<EventLink>;
}
