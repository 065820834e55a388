/** One event as received over a connection; nothing in it is verified. */
export interface StreamedEvent {
  /** '' if the event has none. */
  eventId: string;
  eventType: string;
  bornAt: Date | null;
  corpId: string | null;
  /** JSON text of the event's own fields, unchanged. */
  body: string;
}

/** Reason why a connection ended: we closed it · nothing was received any more · the other side closed it or it broke. */
export type LinkEnd = 'by-us' | 'silent' | 'broken';

/** Callbacks for the code that opened a connection. */
export interface LinkListener {
  /** Resolves once the event is stored durably: only then is it acknowledged. Rejects: DingTalk is asked to send it again. */
  event(event: StreamedEvent): Promise<void>;
  /** Called when the other side is about to close: nothing is delivered here any more, and another connection should be opened first. */
  replace(): void;
  /** Called for a frame that cannot be read. */
  unreadable(error: unknown): void;
}

/** One open connection over which events are delivered. */
export interface EventLink {
  readonly ended: Promise<LinkEnd>;
  /** Closes the connection; waits briefly so that due acknowledgements are sent first. Resolves when it is closed. */
  close(): Promise<void>;
}

/** Port to the event stream. The abstract class is its own Nest token. */
export abstract class EventStream {
  /**
   * Opens one connection and monitors it: it ends by itself if nothing is received for `silenceMs`. It never reopens by itself.
   * @throws DingTalkError if it could not be opened; `configuration`, `permission` and `parameter` are not cured by another try.
   * @see dingtalk.md §8.4
   */
  abstract open(listener: LinkListener, silenceMs: number): Promise<EventLink>;
}
