import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type WakeName, Wakes } from './wakes.js';

interface Worker {
  work: () => Promise<void>;
  running: Promise<void> | null;
  again: boolean;
}

/** Wakes within one process: the default, without Redis. */
@Injectable()
export class LocalWakes extends Wakes implements OnModuleDestroy {
  private readonly log = new Logger('wakes');
  private readonly workers = new Map<WakeName, Worker>();
  private readonly timers: NodeJS.Timeout[] = [];
  private closed = false;

  on(name: WakeName, work: () => Promise<void>): void {
    if (this.workers.has(name)) throw new Error(`two workers for ${name}`);
    this.workers.set(name, { work, running: null, again: false });
  }

  wake(name: WakeName): void {
    const worker = this.workers.get(name);
    if (!worker || this.closed || this.stopping) return;
    if (worker.running) worker.again = true;
    else worker.running = this.run(name, worker);
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

  async close(): Promise<void> {
    this.stop();
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all([...this.workers.values()].map((worker) => worker.running));
  }

  onModuleDestroy(): Promise<void> {
    return this.close();
  }

  private async run(name: WakeName, worker: Worker): Promise<void> {
    do {
      worker.again = false;
      try {
        await worker.work();
      } catch (error) {
        this.log.error(`${name}: ${String(error)}`, error instanceof Error ? error.stack : undefined);
      }
    } while (worker.again && !this.closed && !this.stopping);
    worker.running = null;
  }
}
