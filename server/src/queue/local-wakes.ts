import { AsyncResource } from 'node:async_hooks';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { WrittenKind } from '../database/database.js';
import { afterTransaction } from '../database/running-transaction.js';
import { DueLooks } from './due-looks.js';
import { type DueWork, type WakeName, Wakes } from './wakes.js';

interface Worker {
  work: () => Promise<void>;
  running: Promise<void> | null;
  again: boolean;
  wake: () => void;
}

/** What tells the only process that writes to a database when to look. */
interface Alone {
  /** Calls the listener after each transaction that wrote. */
  onWritten(listener: (kind: WrittenKind) => void): void;
  /** Calls the listener every two seconds. @param listener is told whether the clock was set since the last call. */
  onBeat(listener: (jumped: boolean) => void): void;
}

/** Wakes within one process: the default, without Redis. */
@Injectable()
export class LocalWakes extends Wakes implements OnModuleDestroy {
  private readonly log = new Logger('wakes');
  private readonly workers = new Map<WakeName, Worker>();
  private readonly timers: NodeJS.Timeout[] = [];
  /** Work runs in this context and never in that of whoever wakes: that may be a transaction, a request or a counted task. */
  private readonly context = new AsyncResource('LocalWakes');
  private readonly looks: DueLooks | null;
  private closed = false;

  /** @param alone null if other processes write to the database as well: every worker then looks on a schedule. */
  constructor(alone: Alone | null = null) {
    super();
    if (alone === null) {
      this.looks = null;
      return;
    }
    const looks = new DueLooks((name) => this.wake(name));
    this.looks = looks;
    alone.onWritten((kind) => {
      if (kind === 'work') looks.changed();
    });
    alone.onBeat((jumped) => (jumped ? looks.all() : looks.late()));
  }

  on(name: WakeName, work: () => Promise<void>): void {
    if (this.workers.has(name)) throw new Error(`two workers for ${name}`);
    this.workers.set(name, { work, running: null, again: false, wake: () => this.wake(name) });
  }

  wake(name: WakeName): void {
    const worker = this.workers.get(name);
    if (!worker || this.closed || this.stopping) return;
    // Before its commit, nobody else can read what a transaction has written.
    if (afterTransaction(worker.wake)) return;
    if (worker.running) worker.again = true;
    else worker.running = this.context.runInAsyncScope(() => this.run(name, worker));
  }

  /** Wakes the worker, and resolves when it has nothing left to do. */
  async finish(name: WakeName): Promise<void> {
    this.wake(name);
    await this.workers.get(name)?.running;
  }

  every(name: WakeName, ms: number): void {
    const timer = setInterval(() => this.wake(name), ms);
    timer.unref();
    this.timers.push(timer);
  }

  override whenDue(name: WakeName, work: DueWork): void {
    if (this.looks === null) super.whenDue(name, work);
    else this.looks.add(name, work);
  }

  async close(): Promise<void> {
    this.stop();
    this.closed = true;
    this.looks?.close();
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all([...this.workers.values()].map((worker) => worker.running));
  }

  onModuleDestroy(): Promise<void> {
    return this.close();
  }

  private async run(name: WakeName, worker: Worker): Promise<void> {
    do {
      worker.again = false;
      this.looks?.begins(name);
      let whole = false;
      try {
        await worker.work();
        whole = true;
      } catch (error) {
        this.log.error(`${name}: ${String(error)}`, error instanceof Error ? error.stack : undefined);
      }
      if (!worker.again) await this.looks?.ended(name, whole);
    } while (worker.again && !this.closed && !this.stopping);
    worker.running = null;
  }
}
