import { DWClient, type DWClientDownStream, EventAck, TOPIC_CARD } from 'dingtalk-stream';
import type { CardCallbacks } from '../../cards.js';
import type { EventLink, LinkEnd, LinkListener, StreamedEvent } from '../../event-stream.js';
import { answerFrame, pressOf } from './card-callback.js';
import { quietly } from './quietly.js';

/** The part of the package's socket that we use; the package exports no type for it. */
interface Socket {
  emit(...given: unknown[]): boolean;
  on(name: 'close', listener: () => void): void;
  ping(): void;
  close(code: number): void;
  terminate(): void;
}

/** Number of checks of a connection without a sign of life after which it counts as dead. A process that was itself suspended misses one. */
const LOOKS = 3;
/** Largest frame in bytes; event frames are smaller, and a larger frame is not read into memory. */
const LARGEST_FRAME = 1024 * 1024;
/** Time for events in progress to be acknowledged when we close, in ms. */
const LAST_ACKS_MS = 2_000;
/** Time after an unanswered close before the socket is cut, in ms. */
const GOODBYE_MS = 2_000;
/** Subscription for events (dingtalk.md §8.4); the app's settings choose which events are delivered. */
export const SUBSCRIPTIONS = [{ type: 'EVENT', topic: '*' }] as const;
/** Additional subscription if there are cards (dingtalk-cards.md §3). */
export const CARD_SUBSCRIPTION = { type: 'CALLBACK', topic: TOPIC_CARD } as const;

/**
 * One connection of the official package under our own supervision (docs/decisions/0056): the package opens the socket, distinguishes
 * frames and answers pings; we handle addresses, acknowledgements, signs of life and the end. It never connects by itself.
 */
export class StreamClient extends DWClient implements EventLink {
  readonly ended: Promise<LinkEnd>;
  private end: LinkEnd = 'broken';
  private resolveEnded: (why: LinkEnd) => void = () => undefined;
  private heard = true;
  private missed = 0;
  private readonly writing = new Set<Promise<unknown>>();
  private looking: NodeJS.Timeout | null = null;

  constructor(
    private readonly listener: LinkListener,
    private readonly silenceMs: number,
    private readonly presses: CardCallbacks | null = null,
  ) {
    // We send the credentials ourselves: the package has none, and cannot print them.
    const config = { clientId: '-', clientSecret: '-', autoReconnect: false, keepAlive: false, subscriptions: [] };
    super(config);
    this.ended = new Promise((resolve) => {
      this.resolveEnded = resolve;
    });
  }

  /** Opens the connection. @param url with its ticket, which is valid for one connection. @throws Error as the socket reports it. */
  async open(url: string, handshakeMs: number): Promise<void> {
    // Private in the package, like the options and the socket below.
    Reflect.set(this, 'dw_url', url);
    Reflect.set(this, 'sslopts', {
      rejectUnauthorized: true,
      handshakeTimeout: handshakeMs,
      maxPayload: LARGEST_FRAME,
      perMessageDeflate: false,
      followRedirects: false,
    });
    const opening = this._connect();
    const socket = this.wire;
    if (socket) {
      const emit = socket.emit.bind(socket);
      socket.emit = (...given) => (given[0] === 'message' ? emit(...given) : quietly(() => emit(...given)));
      socket.on('close', () => this.over());
    }
    await opening;
    this.looking = setInterval(() => this.look(), Math.max(1, Math.round(this.silenceMs / LOOKS)));
    this.looking.unref();
  }

  async close(): Promise<void> {
    this.end = 'by-us';
    const acks = Promise.allSettled([...this.writing]);
    await Promise.race([acks, new Promise((resolve) => setTimeout(resolve, LAST_ACKS_MS).unref())]);
    this.wire?.close(1000);
    const cut = setTimeout(() => this.wire?.terminate(), GOODBYE_MS);
    cut.unref();
    await this.ended;
    clearTimeout(cut);
  }

  override onDownStream(data: string): void {
    this.heartbeat();
    try {
      super.onDownStream(String(data));
    } catch (error) {
      this.listener.unreadable(error);
    }
  }

  override onSystem(frame: DWClientDownStream): void {
    super.onSystem(frame);
    if (frame.headers.topic === 'disconnect') this.listener.replace();
  }

  /** Acknowledges an event after it is stored; the package itself would acknowledge before. */
  override onEvent(frame: DWClientDownStream): void {
    const { messageId } = frame.headers;
    const written = this.listener.event(eventOf(frame)).then(
      () => this.acknowledge(messageId, EventAck.SUCCESS),
      () => this.acknowledge(messageId, EventAck.LATER),
    );
    this.writing.add(written);
    void written.finally(() => this.writing.delete(written));
  }

  /** Answers card presses with the changes on the card; frames of other kinds are not subscribed. */
  override onCallback({ headers, data }: DWClientDownStream): void {
    const press = headers.topic === TOPIC_CARD ? pressOf(data) : null;
    if (this.presses === null || press === null) return;
    const { messageId } = headers;
    const answered = this.presses.answer(press).then((answer) => {
      if (messageId) this.socketCallBackResponse(messageId, answerFrame(answer));
    });
    this.writing.add(answered);
    void answered.finally(() => this.writing.delete(answered));
  }

  /** Records a sign of life: any frame and any answered ping. */
  override heartbeat(): void {
    this.heard = true;
  }

  private acknowledge(messageId: string, status: EventAck): void {
    if (messageId) this.send(messageId, { status });
  }

  private look(): void {
    this.missed = this.heard ? 0 : this.missed + 1;
    this.heard = false;
    if (this.missed >= LOOKS) {
      this.end = 'silent';
      this.wire?.terminate();
    } else this.wire?.ping();
  }

  private over(): void {
    if (this.looking) clearInterval(this.looking);
    this.resolveEnded(this.end);
  }

  private get wire(): Socket | undefined {
    return Reflect.get(this, 'socket');
  }
}

function eventOf({ headers, data }: DWClientDownStream): StreamedEvent {
  const born = Number(headers.eventBornTime);
  return {
    eventId: headers.eventId ?? '',
    eventType: headers.eventType ?? '',
    bornAt: headers.eventBornTime && Number.isFinite(born) ? new Date(born) : null,
    corpId: headers.eventCorpId ?? null,
    body: typeof data === 'string' ? data : JSON.stringify(data ?? null),
  };
}
