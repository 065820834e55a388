import { Injectable, Logger } from '@nestjs/common';
import { type KnownSeal, readHead } from '../audit/chain/audit-head.js';
import { LedgerMarker } from '../audit/marker/ledger-marker.js';
import { BEFORE_ALL, stands, tailOf } from '../audit/marker/ledger-tail.js';
import { Database } from '../database/database.js';
import { LedgerHolds } from './ledger-holds.js';

/** Moves the marker on with the audit log: every second, and before whoever decided something gets an answer. */
@Injectable()
export class KeepMarker {
  private readonly log = new Logger('marker');
  private running: Promise<void> | null = null;
  private next: Promise<void> | null = null;
  private failingSince: number | null = null;
  private epoch: string | null = null;

  constructor(
    private readonly db: Database,
    private readonly holds: LedgerHolds,
    private readonly marker: LedgerMarker,
  ) {}

  /** Since when it cannot be written; null while it can. */
  get troubleSince(): number | null {
    return this.failingSince;
  }

  /** Resolves when the marker holds whatever was committed before the call; those that come meanwhile share the next write. */
  catchUp(): Promise<void> {
    if (this.running === null) {
      this.running = this.quietly().finally(() => {
        this.running = null;
      });
      return this.running;
    }
    this.next ??= this.running.then(() => {
      this.next = null;
      return this.catchUp();
    });
    return this.next;
  }

  /** The marker never goes back within an epoch, and is left alone while it knows of what this database does not: it is the evidence. */
  async advance(): Promise<void> {
    const [mark, epoch, tail] = [await this.marker.read(), await this.holds.epoch(), await tailOf(this.db.read)];
    this.epoch = epoch;
    if (tail === null) return;
    let sealed = await this.sealedNow();
    if (mark !== null && mark !== 'unreadable') {
      if (mark.epoch === epoch) {
        if (tail.seq < mark.seq || !(await stands(this.db.read, mark))) return;
        sealed = further(mark.sealed, sealed);
        if (tail.seq === mark.seq && tail.near === mark.near && sealed?.hash === mark.sealed?.hash) return;
      } else if (!(await this.holds.isPast(mark.epoch))) return;
    }
    await this.marker.write(epoch, tail, sealed);
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
      await this.advance();
      if (this.failingSince !== null) this.log.log('恢复标记又写得进去了。');
      this.failingSince = null;
    } catch (error) {
      if (!isOfFiles(error)) {
        // A database that is away says nothing about its age.
        this.log.debug(`the end of the audit log could not be read: ${String(error)}`);
        return;
      }
      if (this.failingSince === null)
        this.log.error(
          `恢复标记 ${this.marker.file} 写不进去（${String(error)}）。在修好之前，放回备份后钉蝶认不出数据库变旧了。`,
        );
      this.failingSince ??= Date.now();
    }
  }
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
