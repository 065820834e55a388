import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { LookTimer } from './look-timer.js';

const WITHIN_MS = 1000;
const READ_AGAIN_MS = 5;
const MOST_READS = 40;

/**
 * Collects small facts by key and writes them together within a second, so that a frequent one costs no transaction of its own. Facts that
 * could not be written stay, merged with what came meanwhile.
 */
export class WriteBehind<Fact> {
  private readonly log: Logger;
  private pending = new Map<string, Fact>();
  private writing: ReadonlyMap<string, Fact> = new Map();
  /** Number of starts and ends of writes. */
  private turns = 0;
  private timer: LookTimer | null = null;
  private flushing: Promise<void> | null = null;

  /**
   * @param name names it in the log.
   * @param merge joins two facts of one key, the earlier one first. @param write stores a batch in one transaction.
   */
  constructor(
    name: string,
    private readonly merge: (earlier: Fact, later: Fact) => Fact,
    private readonly write: (batch: ReadonlyMap<string, Fact>) => Promise<void>,
  ) {
    this.log = new Logger(name);
  }

  /** Begins to write; facts that were added before wait until then. */
  start(): void {
    this.timer = new LookTimer(() => this.flushQuietly(), WITHIN_MS, null);
    if (this.pending.size > 0) this.timer.soon();
  }

  /** Writes what is left. @throws Error if it cannot be written. */
  async stop(): Promise<void> {
    await this.timer?.stop();
    await this.flush();
  }

  add(key: string, fact: Fact): void {
    const earlier = this.pending.get(key);
    this.pending.set(key, earlier === undefined ? fact : this.merge(earlier, fact));
    this.timer?.soon();
  }

  /** Writes what was added. @throws Error if it cannot be written; it stays then. */
  async flush(): Promise<void> {
    await this.flushing;
    if (this.pending.size === 0) return;
    this.flushing = this.writeBatch().finally(() => {
      this.flushing = null;
    });
    await this.flushing;
  }

  /**
   * Reads stored facts at a moment when none is being written, so that each fact is either in the rows or among the unwritten. The number
   * of attempts is limited, because the reader may hold what the write waits for.
   */
  async readWith<Rows>(read: () => Promise<Rows>): Promise<{ rows: Rows; unwritten: readonly Fact[] }> {
    for (let reads = 1; ; reads += 1) {
      const turn = this.turns;
      const rows = await read();
      // A batch that was written meanwhile may or may not be in these rows.
      if (turn !== this.turns) continue;
      if (this.writing.size === 0 || reads >= MOST_READS)
        return { rows, unwritten: [...this.writing.values(), ...this.pending.values()] };
      await pause(READ_AGAIN_MS);
    }
  }

  private async flushQuietly(): Promise<void> {
    try {
      await this.flush();
    } catch (error) {
      this.log.error(String(error));
      this.timer?.soon();
    }
  }

  private async writeBatch(): Promise<void> {
    const batch = this.pending;
    this.pending = new Map();
    this.writing = batch;
    this.turns += 1;
    try {
      await this.write(batch);
    } catch (error) {
      const newer = this.pending;
      this.pending = new Map(batch);
      for (const [key, fact] of newer) this.add(key, fact);
      throw error;
    } finally {
      this.writing = new Map();
      this.turns += 1;
    }
  }
}
