import { AsyncResource } from 'node:async_hooks';
import { type DataSource, type EntityManager, QueryFailedError, type QueryRunner } from 'typeorm';
import { type WalSync, walSync } from './wal-sync.js';

type Outcome = { ok: true; value: unknown } | { ok: false; error: unknown };
interface Job {
  work: (tx: EntityManager) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** Limits of one shared commit, in pieces of work and in ms, so that nobody waits long for another's disk write. */
const MOST_SHARED = 16;
const MOST_SHARED_MS = 20;

/**
 * The one connection on which SQLite writes. Pieces of work run one after another; pieces that are waiting share one commit, because a commit costs
 * more than most of its work. Each piece stays separate: a failed one is rolled back alone, and none is reported as done before its commit is on
 * disk.
 */
export class OneWriter {
  private readonly waiting: Job[] = [];
  private pumping = false;
  private onDisk: Promise<WalSync | null> | null = null;
  private renewing = false;

  constructor(private readonly source: DataSource) {}

  transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ work: AsyncResource.bind(work), resolve: (value) => resolve(value as T), reject });
      if (!this.pumping) void this.pump();
    });
  }

  private async pump(): Promise<void> {
    this.pumping = true;
    for (let job = this.waiting.shift(); job; job = this.waiting.shift()) {
      await this.shareCommit(job);
      // The driver answers without a turn of the event loop: a long queue would block everything else until it is empty.
      await turn();
    }
    this.pumping = false;
  }

  private async shareCommit(first: Job): Promise<void> {
    const done: { job: Job; value: unknown }[] = [];
    const until = performance.now() + MOST_SHARED_MS;
    try {
      // The last attempt to open it again failed; without this, nothing would ever be written.
      if (this.renewing && !this.source.isInitialized) await this.source.initialize();
    } catch (error) {
      first.reject(error);
      return;
    }
    this.onDisk ??= walSync(this.source);
    const runner = this.source.createQueryRunner();
    try {
      await this.onDisk;
      await runner.startTransaction();
      for (let job: Job | undefined = first; job; job = await this.nextFor(done.length, until)) {
        const alone = job === first;
        const outcome = await (alone ? attempt(job, runner) : this.apart(job, runner));
        if (outcome.ok) done.push({ job, value: outcome.value });
        else job.reject(outcome.error);
        // The first piece has the transaction to itself, so the whole transaction is rolled back; waiting pieces start a new one.
        if (!outcome.ok && alone) {
          await unwind(runner);
          if (leavesStatements(outcome.error)) await this.renew();
          return;
        }
      }
      await runner.commitTransaction();
    } catch (error) {
      await unwind(runner);
      first.reject(error);
      for (const { job } of done) job.reject(error);
      if (leavesStatements(error)) await this.renew();
      return;
    } finally {
      await runner.release();
    }
    // The next commit need not wait for this one's sync.
    void this.tell(done);
  }

  /**
   * Opens a new connection to the same file. libsql leaves a statement that met a lock unfinished on the old connection, which then can neither
   * commit nor release what it has read. No work of ours is on it, because the transaction was rolled back.
   */
  private async renew(): Promise<void> {
    if (!this.source.isInitialized) return;
    this.onDisk = null;
    this.renewing = true;
    await this.source.destroy();
    // If this fails, the next write opens it.
    await this.source.initialize().then(
      () => {
        this.renewing = false;
      },
      () => undefined,
    );
  }

  private async tell(done: readonly { job: Job; value: unknown }[]): Promise<void> {
    try {
      await (await this.onDisk)?.done();
      for (const { job, value } of done) job.resolve(value);
    } catch (error) {
      for (const { job } of done) job.reject(error);
    }
  }

  /**
   * Runs a job behind other jobs in the same transaction, in a savepoint, so that it can fail alone.
   * @throws the original error if the database itself has given up the whole transaction: an error about the missing savepoint would say nothing to
   * the other jobs, whose work is lost too.
   */
  private async apart(job: Job, runner: QueryRunner): Promise<Outcome> {
    let outcome: Outcome | null = null;
    try {
      await runner.startTransaction();
      outcome = await attempt(job, runner);
      await (outcome.ok ? runner.commitTransaction() : runner.rollbackTransaction());
      return outcome;
    } catch (error) {
      const why = outcome === null || outcome.ok ? error : outcome.error;
      job.reject(why);
      throw why;
    }
  }

  /**
   * Returns the next waiting job for this commit, after one turn of the event loop if none is waiting; undefined if there is none or a limit is
   * reached.
   */
  private async nextFor(held: number, until: number): Promise<Job | undefined> {
    if (held >= MOST_SHARED || performance.now() >= until) return undefined;
    if (this.waiting.length === 0) await turn();
    return this.waiting.shift();
  }
}

/** Lets everything else that waits in the event loop run first. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function attempt(job: Job, runner: QueryRunner): Promise<Outcome> {
  try {
    return { ok: true, value: await job.work(runner.manager) };
  } catch (error) {
    return { ok: false, error };
  }
}

/**
 * Rolls back until no transaction is active. On a full disk SQLite rolls back by itself, and TypeORM's count of levels does not follow; then as many
 * levels are opened again as TypeORM wants to roll back.
 */
async function unwind(runner: QueryRunner): Promise<void> {
  for (let tries = 0; runner.isTransactionActive && tries < 4; tries++) {
    try {
      await runner.rollbackTransaction();
    } catch {
      await runner.query('BEGIN').catch(() => undefined);
      await runner.query('SAVEPOINT typeorm_1').catch(() => undefined);
    }
  }
}

/** Tells whether another program held the file (a backup, a shell), or whether the error is a consequence of that. */
const leavesStatements = (error: unknown): boolean =>
  error instanceof QueryFailedError &&
  /locked|busy|SQL statements in progress|within a transaction/i.test(error.message);
