import { Injectable, Logger } from '@nestjs/common';
import { type KnownSeal, readHead } from '../audit/chain/audit-head.js';
import { LedgerMarker } from '../audit/marker/ledger-marker.js';
import { BEFORE_ALL, stands, tailOf } from '../audit/marker/ledger-tail.js';
import { Database } from '../database/database.js';
import { LedgerHolds } from './ledger-holds.js';

/** A write of a few hundred bytes that takes longer is one that may never end. */
const STUCK_MS = 5_000;

/** Moves the marker on with the audit log: every second, and before whoever decided something gets an answer. */
@Injectable()
export class KeepMarker {
  private readonly log = new Logger('marker');
  private running: Promise<void> | null = null;
  private next: Promise<void> | null = null;
  private failingSince: number | null = null;
  private epoch: string | null = null;
  private stuck = false;
  /** Resolves where the file system does not answer. */
  private gaveUp = once();
  private aheadAt: number | null = null;

  constructor(
    private readonly db: Database,
    private readonly holds: LedgerHolds,
    private readonly marker: LedgerMarker,
  ) {}

  /** Since when it cannot be written; null while it can. */
  get troubleSince(): number | null {
    return this.failingSince;
  }

  /** The row of the log that the marker knew of when it was last moved on and the database did not, while nothing is held; else null. */
  get ahead(): number | null {
    return this.aheadAt;
  }

  /**
   * Resolves when the marker holds whatever was committed before the call; those that come meanwhile share the next write. A file system
   * that does not answer is told as one that cannot be written, and keeps nobody waiting.
   */
  async catchUp(): Promise<void> {
    const caughtUp = this.latest();
    if (this.stuck) return;
    await Promise.race([caughtUp, this.gaveUp.promise]);
  }

  /** The time of the file system alone: a database that takes its time is no marker that is stuck. */
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
   * The marker never goes back within an epoch, and is left alone while it knows of what this database does not: it is the evidence.
   * @returns the row of the log that it knows of and the database does not; null where there is none.
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
   * Writes a first marker where none is, before the log says that this database has one: whoever is killed between the two must not be
   * taken for one whose marker was lost.
   */
  async begin(): Promise<void> {
    const tail = (await tailOf(this.db.read)) ?? BEFORE_ALL;
    await this.marker.write(await this.holds.epoch(), tail, await this.sealedNow());
  }

  private async sealedNow(): Promise<KnownSeal | undefined> {
    const head = await readHead(this.db.read);
    return head === null ? undefined : { generation: head.generation, count: head.sealed, hash: head.hash };
  }

  /** The database went back under this process: what it saw last is written down, whatever the database says now. */
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

  /** A marker that cannot be written stops nobody's work: it is said, until it can. */
  private async quietly(): Promise<void> {
    try {
      const ahead = await this.advance();
      // While everything is held the marker stays as it is, and the hold says why.
      this.aheadAt = ahead !== null && (await this.holds.open()).length === 0 ? ahead : null;
      if (this.failingSince !== null) this.log.log('恢复标记又写得进去了。');
      this.failingSince = null;
    } catch (error) {
      if (!isOfFiles(error)) {
        // A database that is away says nothing about its age.
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

/** A promise that somebody else resolves. */
function once(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** A head that was put back by hand does not take the marker along. */
function further(known: KnownSeal | undefined, now: KnownSeal | undefined): KnownSeal | undefined {
  if (known === undefined || now === undefined) return now ?? known;
  if (now.generation !== known.generation) return now.generation > known.generation ? now : known;
  return now.count > known.count ? now : known;
}

/** An error of the file system; the database's own carry no `syscall`, or one of the network. */
const isOfFiles = (error: unknown): boolean =>
  error instanceof Error &&
  'syscall' in error &&
  ['open', 'read', 'write', 'fsync', 'rename', 'mkdir', 'close', 'ftruncate'].includes(String(error.syscall));
