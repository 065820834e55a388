import { Logger } from '@nestjs/common';
import { type JobsOptions, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { answeredWithin } from './answered-within.js';
import type { RedisLink } from './redis-link.js';
import type { WakeName } from './wakes.js';

/** Options of a wake: it is not repeated and leaves nothing behind, because due rows are found in any case. */
const ONCE: JobsOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true };
/** A waiting wake absorbs later ones (deduplicated) for at most this time, in ms: a lost wake cannot block the others for ever. */
const COALESCE_MS = 30_000;
/** Time in ms after which a process that died during its work is noticed, and another one takes its wake. */
const LOCK_MS = 30_000;
const ANSWER_MS = 2_000;
const CONNECTION = /connection is closed|ECONN|EPIPE|ETIMEDOUT|timed out/i;

/** The BullMQ side of the wakes, for the time between two outages of Redis: a queue, a worker and the schedules of each name. */
export class WakeBoard {
  private readonly log = new Logger('wakes');
  private readonly commands: Redis;
  private readonly working: Redis;
  private readonly queues = new Map<WakeName, Queue>();
  private readonly workers: Worker[] = [];
  private readonly scheduled = new Set<string>();
  private closed = false;

  /**
   * @param prefix prefix of all keys; processes that share a database share it.
   * @param work does the work of a name and resolves when nothing is left.
   * @param broken is called when a connection of ours ended, or Redis refused something.
   */
  constructor(
    link: RedisLink,
    private readonly prefix: string,
    private readonly work: (name: WakeName) => Promise<void>,
    private readonly broken: (error: unknown) => void,
  ) {
    this.commands = link.connection({});
    this.working = link.connection({});
    for (const connection of [this.commands, this.working])
      connection.once('end', () => this.fail(new Error('Connection is closed.')));
  }

  /** Starts to take wakes of this name, one at a time. */
  attend(name: WakeName): void {
    const worker = new Worker(
      name,
      async (job) => {
        // The job belongs to a schedule of an earlier configuration.
        if (job.repeatJobKey && !this.scheduled.has(job.repeatJobKey)) {
          await answeredWithin(ANSWER_MS, this.queue(name).removeJobScheduler(job.repeatJobKey));
          return;
        }
        // This run does not cover wakes from here on, so they must not be deduplicated with it.
        await answeredWithin(ANSWER_MS, job.removeDeduplicationKey()).catch(this.noted);
        await this.work(name);
      },
      {
        connection: this.working,
        prefix: this.prefix,
        concurrency: 1,
        lockDuration: LOCK_MS,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
    );
    worker.on('error', this.noted);
    this.workers.push(worker);
  }

  /** Adds a wake. Rejects if Redis does not accept it. */
  async wake(name: WakeName): Promise<void> {
    const deduplication = { id: name, ttl: COALESCE_MS };
    await answeredWithin(ANSWER_MS, this.queue(name).add(name, null, { ...ONCE, deduplication }));
  }

  /** Adds a schedule. @param id the same in every process, so that all processes together make one schedule. */
  async schedule(id: string, name: WakeName, ms: number): Promise<void> {
    this.scheduled.add(id);
    const job = { name, data: null, opts: ONCE };
    await answeredWithin(ANSWER_MS, this.queue(name).upsertJobScheduler(id, { every: ms }, job));
  }

  /** Closes workers, queues and connections. @param force Redis is gone: the workers are not waited for. */
  async close(force: boolean): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.workers.map((worker) => worker.close(force)));
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
    this.commands.disconnect();
    this.working.disconnect();
  }

  private queue(name: WakeName): Queue {
    const known = this.queues.get(name);
    if (known) return known;
    const queue = new Queue(name, { connection: this.commands, prefix: this.prefix });
    queue.on('error', this.noted);
    this.queues.set(name, queue);
    return queue;
  }

  private readonly fail = (error: unknown): void => {
    if (!this.closed) this.broken(error);
  };

  /**
   * Handles an error. A worker whose connection ended takes no more wakes; any other error concerns one job, whose due rows are found
   * in any case.
   */
  private readonly noted = (error: unknown): void => {
    if (CONNECTION.test(String(error))) this.fail(error);
    else if (!this.closed) this.log.warn(String(error));
  };
}
