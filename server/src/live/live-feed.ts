import { type LiveEvent, liveEvent } from '@dingdee/shared/status';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import * as z from 'zod/mini';
import { Database } from '../database/database.js';
import { ACCESS, LiveEvents } from '../event-log/live-events.js';

/** Interval of polling for events of other processes, and the longest time until an event of this process is read of which nobody told. */
const POLL_MS = 250;
/** Interval of polling on SQLite, where only commands write beside this process, and this process is told of its own writes. */
const POLL_ALONE_MS = 5_000;
/** Events of this process are sent at once; events that follow within this time are sent together, with a longer time for more pages. */
const GATHER_MS = 100;
const GATHER_PER_PAGE_MS = 0.5;
const LONGEST_GATHER_MS = 500;
/** Ids are assigned before the commit: a row may appear this much later than a row with a higher id. */
const OVERLAP_MS = 5_000;
const MOST_ROWS = 2_000;
/** A page that missed more events is told to read everything again. */
const MOST_MISSED = 500;

export interface Listener {
  hear(events: readonly LiveEvent[]): void;
  /** Called when a person's session or roles changed; '' for everybody. */
  recheck(userId: string): void;
  end(): void;
}
interface EventRow {
  id: number | string;
  kind: string;
  subject: string;
  at: number | string;
}
const kind: z.ZodMiniType<LiveEvent['kind']> = liveEvent.shape.kind;

/** Reads the event table for the open pages of this process, and only while there are any (architecture.md, HTTP). */
@Injectable()
export class LiveFeed implements OnModuleDestroy {
  private readonly log = new Logger('live');
  private readonly listeners = new Set<Listener>();
  /** Ids read so far, with their time; pruned to the overlap. */
  private readonly seen = new Map<number, number>();
  /** Highest id that was read longer than the overlap ago. */
  private settled: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  /** When the timer fires, as uptime in ms. */
  private firesAt = 0;
  private readonly pollMs: number;
  private polling = false;
  private polledAt = Number.NEGATIVE_INFINITY;
  /** True if events were written while the table was being read. */
  private again = false;
  private closed = false;

  constructor(
    private readonly db: Database,
    written: LiveEvents,
  ) {
    written.onWritten(() => this.hurry());
    const alone = db.dialect === 'sqlite';
    this.pollMs = alone ? POLL_ALONE_MS : POLL_MS;
    if (alone) db.onWritten(() => this.soon());
  }

  /** @returns the number of listening pages. */
  get size(): number {
    return this.listeners.size;
  }

  get stopping(): boolean {
    return this.closed;
  }

  /** @returns a function that stops listening. After close() the listener is ended at once. */
  listen(listener: Listener): () => void {
    if (this.closed) {
      listener.end();
      return () => undefined;
    }
    this.listeners.add(listener);
    if (!this.timer) {
      this.settled = null;
      this.seen.clear();
      this.schedule(0);
    }
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Returns the events after the one that a page saw last; "everything changed" if that is too long ago. */
  async since(lastId: number): Promise<LiveEvent[]> {
    const rows = await this.db.query<EventRow>(
      `SELECT id, kind, subject, at FROM event WHERE id > ? OR at >= (SELECT at FROM event WHERE id = ?) - ${OVERLAP_MS}
        ORDER BY id LIMIT ${MOST_MISSED + 1}`,
      [lastId, lastId],
    );
    if (rows.length <= MOST_MISSED && (rows.length === 0 || rows.some(({ id }) => Number(id) <= lastId)))
      return rows.filter(({ id }) => Number(id) !== lastId).flatMap(eventOf);
    return [{ id: String(lastId), kind: 'bills', subject: '', at: Date.now() }];
  }

  /** Ends every stream; none is opened afterwards. */
  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    for (const listener of this.listeners) listener.end();
    this.listeners.clear();
  }

  onModuleDestroy(): void {
    this.close();
  }

  /** Reads now, or as soon as the gather time since the last read is over. */
  private hurry(): void {
    if (this.polling) this.again = true;
    if (this.polling || this.timer === null) return;
    clearTimeout(this.timer);
    this.schedule(Math.max(0, this.polledAt + this.gatherMs - performance.now()));
  }

  /** Reads within POLL_MS: what was written may be events. */
  private soon(): void {
    if (this.polling) this.again = true;
    else if (this.timer !== null && this.firesAt > performance.now() + POLL_MS) {
      clearTimeout(this.timer);
      this.schedule(POLL_MS);
    }
  }

  private get gatherMs(): number {
    return Math.min(LONGEST_GATHER_MS, GATHER_MS + GATHER_PER_PAGE_MS * this.listeners.size);
  }

  private schedule(ms: number): void {
    this.firesAt = performance.now() + ms;
    this.timer = setTimeout(() => {
      this.polling = true;
      this.again = false;
      this.polledAt = performance.now();
      this.poll()
        .catch((error: unknown) => this.log.warn(`events could not be read: ${String(error)}`))
        .finally(() => {
          this.polling = false;
          this.timer = null;
          if (this.listeners.size === 0 || this.closed) return;
          this.schedule(this.again ? this.gatherMs : Math.max(this.pollMs, this.gatherMs));
        });
    }, ms);
  }

  private async poll(): Promise<void> {
    const now = Date.now();
    this.settled ??= await this.settledBefore(now - OVERLAP_MS);
    const rows = await this.db.query<EventRow>(
      `SELECT id, kind, subject, at FROM event WHERE id > ? ORDER BY id LIMIT ${MOST_ROWS}`,
      [this.settled],
    );
    const fresh = rows.filter(({ id }) => !this.seen.has(Number(id)));
    for (const { id } of fresh) this.seen.set(Number(id), now);
    this.settle(now, rows.length === MOST_ROWS);
    const events = fresh.flatMap(eventOf);
    const changed = new Set(fresh.flatMap((row) => (row.kind === ACCESS ? [row.subject] : [])));
    for (const userId of changed) for (const listener of this.listeners) listener.recheck(userId);
    if (events.length > 0) for (const listener of this.listeners) listener.hear(events);
  }

  /** Drops ids that are older than the overlap; after a full read it drops all at once, so that known rows do not fill every read. */
  private settle(now: number, flood: boolean): void {
    for (const [id, at] of [...this.seen].sort(([a], [b]) => a - b)) {
      if (!flood && now - at < OVERLAP_MS) break;
      this.seen.delete(id);
      this.settled = Math.max(this.settled ?? 0, id);
    }
  }

  private async settledBefore(instant: number): Promise<number> {
    const [row] = await this.db.query<{ id: unknown }>('SELECT MAX(id) AS id FROM event WHERE at < ?', [instant]);
    return Number(row?.id ?? 0);
  }
}

function eventOf({ id, kind: text, subject, at }: EventRow): LiveEvent[] {
  const known = kind.safeParse(text);
  return known.success ? [{ id: String(id), kind: known.data, subject, at: Number(at) }] : [];
}
