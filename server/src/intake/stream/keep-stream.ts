import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { type EventLink, EventStream, type StreamedEvent } from '../../connectors/event-stream.js';
import { DingTalkError, type DingTalkErrorClass } from '../../connectors/source.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { ownKey } from '../../database/lease-token.js';
import { LOOK_MS, leaseMs } from '../channel/channel-times.js';
import { EventChannel, type Trouble } from '../channel/event-channel.js';
import { EventInbox } from '../event/event-inbox.js';
import { waitBeforeTry } from './wait-before-try.js';

/** Errors that another try does not cure: a person has to change something. */
const NOT_LET_IN: readonly DingTalkErrorClass[] = ['configuration', 'permission', 'parameter', 'token', 'quota'];
/** A connection counts as good if it lasted this many times EVENT_RETRY_MS. */
const STEADY = 60;

interface Opened {
  link: EventLink;
  replaced: Promise<'replace'>;
}

/** Why no events come, and since when (Unix ms). `livedMs`: how long the connection lasted; 0 if it never opened. */
interface Down {
  trouble: Trouble;
  words: string;
  since: number;
  livedMs: number;
}

/** The state of the channel in the process that holds it. */
interface Held {
  token: string;
  /** Time of the last renewal, as uptime of the process in ms. */
  renewedAt: number;
  /** The connection over which events come; earlier ones are closing. */
  link: EventLink | null;
  /** Whether an event could not be stored since the last renewal: DingTalk may give up before it is delivered again. */
  lost: boolean;
  over: boolean;
  /** Ends a wait before the next try. */
  hurry: () => void;
}

/**
 * Holds the connection over which DingTalk sends events. One process of several holds it; when that process dies, another takes over within
 * seconds. An event is acknowledged once it is stored in the inbox.
 */
@Injectable()
export class KeepStream implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('events');
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;
  private held: Held | null = null;
  private keeping: Promise<void> = Promise.resolve();
  private stopping = false;
  /** The last logged failure; the same text is not logged again. */
  private told = '';

  constructor(
    private readonly stream: EventStream,
    private readonly inbox: EventInbox,
    private readonly channel: EventChannel,
    private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.DINGTALK_EVENTS !== 'stream') return;
    this.look();
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.timer.unref();
  }

  /** Stops taking events and releases the channel, so that another process takes over at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    if (this.timer) clearInterval(this.timer);
    await this.looking;
    const { held } = this;
    if (held === null) return;
    this.letGo(held);
    await this.keeping;
    await this.channel
      .release(held.token)
      .catch((error: unknown) => this.log.warn(`the stream stays ours until its lease ends: ${String(error)}`));
  }

  private look(): void {
    this.looking ??= this.lookOnce()
      .catch((error: unknown) => this.log.warn(`the stream could not be looked after: ${String(error)}`))
      .finally(() => {
        this.looking = null;
      });
  }

  private async lookOnce(): Promise<void> {
    const { held } = this;
    if (held === null) {
      const token = ownKey();
      if (!(await this.channel.claim(token)) || this.stopping) return;
      this.held = { token, renewedAt: performance.now(), link: null, lost: false, over: false, hurry: () => undefined };
      this.keeping = this.keep(this.held);
      return;
    }
    const { lost } = held;
    if (!lost && performance.now() - held.renewedAt < leaseMs(this.db.dialect) / 4) return;
    held.lost = false;
    const renewed = await this.channel.renew(held.token, lost).catch((error: unknown) => {
      held.lost = lost || held.lost;
      throw error;
    });
    if (renewed) {
      held.renewedAt = performance.now();
      return;
    }
    this.log.warn('another process has taken the stream over');
    this.letGo(held);
    await this.keeping;
  }

  private letGo(held: Held): void {
    held.over = true;
    held.hurry();
    void held.link?.close();
    this.held = null;
  }

  /** Keeps connecting from the first try until another process holds the channel. */
  private async keep(held: Held): Promise<void> {
    let downSince = clock.now();
    let tries = 0;
    while (!held.over) {
      const down = await this.stay(held);
      if (held.over) return;
      // A connection that was closed as soon as it opened counts as another failed try.
      if (down.livedMs > STEADY * this.settings.EVENT_RETRY_MS) tries = 0;
      if (down.livedMs > 0) downSince = down.since;
      await this.noted(this.channel.down(held.token, downSince, down.trouble, down.words, tries));
      await this.pause(held, waitBeforeTry(tries, down.trouble === 'refused', this.settings.EVENT_RETRY_MS));
      tries += 1;
    }
  }

  /** Connects, and waits until events stop coming. @returns why they stopped. */
  private async stay(held: Held): Promise<Down> {
    let opened: number | null = null;
    try {
      const next = await this.open(held);
      opened = performance.now();
      await this.noted(this.channel.connected(held.token, clock.now()));
      this.told = '';
      this.log.log('events come over the stream');
      const why = await this.follow(held, next);
      const quiet = why === 'silent' ? this.settings.EVENT_SILENCE_MS : 0;
      if (!held.over) this.log.warn(`the stream ended: ${why}`);
      return { trouble: why, words: '', since: clock.now() - quiet, livedMs: Math.max(1, performance.now() - opened) };
    } catch (error) {
      const told = error instanceof DingTalkError ? error : null;
      const refused = told !== null && NOT_LET_IN.includes(told.errorClass);
      this.tell(`the stream cannot be opened: ${told ? `${told.errorClass} ${told.code}` : String(error)}`);
      const livedMs = opened === null ? 0 : performance.now() - opened;
      // A transient failure says no more than that DingTalk does not answer, so it adds no words.
      const words = told === null || told.errorClass === 'transient' ? '' : told.sentence;
      return { trouble: refused ? 'refused' : 'unreachable', words, since: clock.now(), livedMs };
    }
  }

  /** Opens another connection before the present one is closed. @returns why the last one ended. */
  private async follow(held: Held, first: Opened): Promise<'silent' | 'broken'> {
    for (let next = first; ; ) {
      const { link, replaced } = next;
      held.link = link;
      if (held.over) void link.close();
      const why = await Promise.race([link.ended, replaced]);
      if (why !== 'replace') return why === 'silent' ? 'silent' : 'broken';
      try {
        next = await this.open(held);
        this.log.log('the stream goes on over another connection');
      } finally {
        void link.close();
      }
    }
  }

  private async open(held: Held): Promise<Opened> {
    let replace: () => void = () => undefined;
    const replaced = new Promise<'replace'>((resolve) => {
      replace = () => resolve('replace');
    });
    const listener = {
      event: async (event: StreamedEvent) => {
        // An unacknowledged event is delivered again to the next holder.
        if (held.over) throw new Error('the stream is let go of');
        await this.take(event, held);
      },
      replace,
      unreadable: (error: unknown) => this.log.warn(`a frame that cannot be read: ${String(error)}`),
    };
    const link = await this.stream.open(listener, this.settings.EVENT_SILENCE_MS);
    return { link, replaced };
  }

  private async take(event: StreamedEvent, held: Held): Promise<void> {
    try {
      await this.inbox.take({ channel: 'stream', ...event });
    } catch (error) {
      held.lost = true;
      this.log.warn(`an event could not be stored and is asked for again: ${String(error)}`);
      throw error;
    }
  }

  private tell(words: string): void {
    if (words !== this.told) this.log.warn(words);
    this.told = words;
  }

  /** Writes the state shown to people; a failed write must not end the stream. */
  private async noted(writing: Promise<void>): Promise<void> {
    await writing.catch((error: unknown) =>
      this.log.warn(`how the stream stands could not be stored: ${String(error)}`),
    );
  }

  private async pause(held: Held, ms: number): Promise<void> {
    if (held.over) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      held.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
