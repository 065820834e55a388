import { Injectable, Logger } from '@nestjs/common';
import { type KnownSeal, readHead } from '../audit/chain/audit-head.js';
import { LedgerMarker } from '../audit/marker/ledger-marker.js';
import { BEFORE_ALL, stands, tailOf } from '../audit/marker/ledger-tail.js';
import { Database } from '../database/database.js';
import { LedgerHolds } from './ledger-holds.js';

/** Time in ms after which a write of a few hundred bytes counts as stuck. */
const STUCK_MS = 5_000;

/** Keeps the ledger marker (恢复标记) up to date with the audit log: every second, and before the answer to a decision. */
@Injectable()
export class KeepMarker {
  private readonly log = new Logger('marker');
  private running: Promise<void> | null = null;
  private next: Promise<void> | null = null;
  private failingSince: number | null = null;
  private epoch: string | null = null;
  private stuck = false;
  /** Resolves when the file system does not answer. */
  private gaveUp = once();
  private aheadAt: number | null = null;

  constructor(
    private readonly db: Database,
    private readonly holds: LedgerHolds,
    private readonly marker: LedgerMarker,
  ) {}

  /** Time since when the marker cannot be written, in Unix ms; null while it can be written. */
  get troubleSince(): number | null {
    return this.failingSince;
  }

  /** Number of the audit row that the marker contained at its last update and the database did not, while there was no hold; otherwise null. */
  get ahead(): number | null {
    return this.aheadAt;
  }

  /**
   * Resolves when the marker contains everything that was committed before the call; calls that come meanwhile share the next write. A
   * file system that does not answer counts as one that cannot be written, and nobody waits for it.
   */
  async catchUp(): Promise<void> {
    const caughtUp = this.latest();
    if (this.stuck) return;
    await Promise.race([caughtUp, this.gaveUp.promise]);
  }

  /** Measures only the time of the file system: a slow database does not mean that the marker is stuck. */
  private async onDisk<T>(work: Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.stuck = true;
      this.fails(`${STUCK_MS / 1000} 秒没有写完`);
      this.gaveUp.resolve();
    }, STUCK_MS);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      if (this.stuck) this.gaveUp = once();
      this.stuck = false;
    }
  }

  private latest(): Promise<void> {
    if (this.running === null) {
      this.running = this.quietly().finally(() => {
        this.running = null;
      });
      return this.running;
    }
    this.next ??= this.running.then(() => {
      this.next = null;
      return this.latest();
    });
    return this.next;
  }

  /**
   * Updates the marker. It never goes back within an epoch, and it is not changed while it contains a row that this database does not
   * have: it is the evidence.
   * @returns the number of the audit row that the marker contains and the database does not; null if there is none.
   */
  async advance(): Promise<number | null> {
    const [mark, epoch, tail] = [
      await this.onDisk(this.marker.read()),
      await this.holds.epoch(),
      await tailOf(this.db.read),
    ];
    this.epoch = epoch;
    const marked = mark === null || mark === 'unreadable' ? 0 : mark.seq;
    if (tail === null) return marked > 0 ? marked : null;
    let sealed = await this.sealedNow();
    if (mark !== null && mark !== 'unreadable') {
      if (mark.epoch === epoch) {
        if (tail.seq < mark.seq || !(await stands(this.db.read, mark))) return mark.seq;
        sealed = further(mark.sealed, sealed);
        if (tail.seq === mark.seq && tail.near === mark.near && sealed?.hash === mark.sealed?.hash) return null;
      } else if (!(await this.holds.isPast(mark.epoch))) return mark.seq;
    }
    await this.onDisk(this.marker.write(epoch, tail, sealed));
    return null;
  }

  /**
   * Writes a first marker if there is none, before the log says that this database has one: a process that is killed between the two
   * steps must not look like one whose marker was lost.
   */
  async begin(): Promise<void> {
    const tail = (await tailOf(this.db.read)) ?? BEFORE_ALL;
    await this.marker.write(await this.holds.epoch(), tail, await this.sealedNow());
  }

  private async sealedNow(): Promise<KnownSeal | undefined> {
    const head = await readHead(this.db.read);
    return head === null ? undefined : { generation: head.generation, count: head.sealed, hash: head.hash };
  }

  /** Writes the last state that this process saw: the database went back while the process was running, whatever it says now. */
  async keepSeen(): Promise<void> {
    const tail = this.holds.remembered;
    if (tail === null || this.epoch === null) return;
    try {
      const mark = await this.marker.read();
      const known = mark === null || mark === 'unreadable' ? null : mark;
      if (known === null || (known.epoch === this.epoch && known.seq < tail.seq))
        await this.marker.write(this.epoch, tail, known?.sealed);
    } catch (error) {
      this.log.error(`the marker could not be written: ${String(error)}`);
    }
  }

  /** Updates the marker without throwing. A marker that cannot be written stops no work; it is reported until it can be written. */
  private async quietly(): Promise<void> {
    try {
      const ahead = await this.advance();
      const isHeld = ahead !== null && (await this.holds.open()).length > 0;
      // During a hold the marker stays as it is, and the hold gives the reason. A hold that was released since the epoch was read gives
      // none any more, and its marker is of a former epoch: without a hold the marker is judged anew.
      this.aheadAt = ahead === null || isHeld ? null : await this.advance();
      if (this.failingSince !== null) this.log.log('恢复标记又写得进去了。');
      this.failingSince = null;
    } catch (error) {
      if (!isOfFiles(error)) {
        // A database that does not answer says nothing about its age.
        this.log.debug(`the end of the audit log could not be read: ${String(error)}`);
        return;
      }
      this.fails(String(error));
    }
  }

  private fails(why: string): void {
    if (this.failingSince === null)
      this.log.error(`恢复标记 ${this.marker.file} 写不进去（${why}）。在修好之前，放回备份后钉蝶认不出数据库变旧了。`);
    this.failingSince ??= Date.now();
  }
}

/** Returns a promise with its resolve function. */
function once(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Returns the newer seal: a head that was put back by hand does not move the marker back. */
function further(known: KnownSeal | undefined, now: KnownSeal | undefined): KnownSeal | undefined {
  if (known === undefined || now === undefined) return now ?? known;
  if (now.generation !== known.generation) return now.generation > known.generation ? now : known;
  return now.count > known.count ? now : known;
}

/** Tells whether this is an error of the file system. Errors of the database have no `syscall`, or one of the network. */
const isOfFiles = (error: unknown): boolean =>
  error instanceof Error &&
  'syscall' in error &&
  ['open', 'read', 'write', 'fsync', 'rename', 'mkdir', 'close', 'ftruncate'].includes(String(error.syscall));
