import { type OnModuleDestroy } from '@nestjs/common';
import { LocalWakes } from './local-wakes.js';
import type { RedisLink } from './redis-link.js';
import { WakeBoard } from './wake-board.js';
import { type WakeName, Wakes } from './wakes.js';

interface Schedule {
  id: string;
  name: WakeName;
  ms: number;
}

/**
 * Wakes workers in all processes that share a Redis (architecture.md, decision 3). While Redis is away, each process uses its own
 * timers. Wakes that were lost with Redis are replaced by one run of every worker.
 */
export class BullMqWakes extends Wakes implements OnModuleDestroy {
  private readonly local = new LocalWakes();
  private readonly names: WakeName[] = [];
  private readonly schedules: Schedule[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private board: WakeBoard | null = null;
  private closed = false;

  /** @param prefix prefix of the keys in Redis; the same for processes that share a database, and only for them. */
  constructor(
    private readonly link: RedisLink,
    private readonly prefix: string,
  ) {
    super();
    link.listen({ up: () => this.join(), down: () => this.leave() });
  }

  on(name: WakeName, work: () => Promise<void>): void {
    this.local.on(name, work);
    this.names.push(name);
    this.board?.attend(name);
  }

  override stop(): void {
    super.stop();
    this.local.stop();
  }

  wake(name: WakeName): void {
    if (this.closed || this.stopping) return;
    if (this.board === null) this.local.wake(name);
    else this.board.wake(name).catch((error: unknown) => this.missed(name, error));
  }

  override wakeHere(name: WakeName): void {
    this.local.wake(name);
  }

  every(name: WakeName, ms: number): void {
    const every = Math.max(1, ms);
    const id = `${name}-${this.schedules.filter((schedule) => schedule.name === name).length}`;
    const schedule = { id, name, ms: every };
    this.schedules.push(schedule);
    const timer = setInterval(() => {
      if (this.board === null) this.local.wake(name);
    }, every);
    timer.unref();
    this.timers.push(timer);
    this.post(schedule);
  }

  async close(): Promise<void> {
    this.stop();
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
    const board = this.board;
    this.board = null;
    await Promise.all([this.local.close(), board?.close(false)]);
  }

  onModuleDestroy(): Promise<void> {
    return this.close();
  }

  private join(): void {
    if (this.closed) return;
    const board = new WakeBoard(
      this.link,
      this.prefix,
      (name) => this.local.finish(name),
      (error) => this.link.suspect(error),
    );
    this.board = board;
    // Redis may have come back empty: the schedules are added before any worker relies on them.
    for (const schedule of this.schedules) this.post(schedule);
    for (const name of this.names) board.attend(name);
  }

  private leave(): void {
    void this.board?.close(true);
    this.board = null;
    for (const name of this.names) this.local.wake(name);
  }

  private post({ id, name, ms }: Schedule): void {
    const board = this.board;
    board?.schedule(id, name, ms).catch((error: unknown) => {
      if (board === this.board && !this.closed) this.link.suspect(error);
    });
  }

  private missed(name: WakeName, error: unknown): void {
    this.local.wake(name);
    if (!this.closed) this.link.suspect(error);
  }
}
