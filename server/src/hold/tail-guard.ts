import { statSync } from 'node:fs';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { stands, tailOf } from '../audit/marker/ledger-tail.js';
import { END_PROCESS, type EndProcess } from '../config/end-process.js';
import { Database } from '../database/database.js';
import { isDatabaseAway } from '../database/database-away.js';
import type { Dialect } from '../database/dialect.js';
import { LookTimer } from '../database/look-timer.js';
import { KeepMarker } from './keep-marker.js';
import { LedgerHolds } from './ledger-holds.js';

const WITHIN_MS = 1_000;
/** Longest time without a look, in ms: other processes write as well on MySQL, and a file of SQLite may be replaced while nothing is written. */
const LONGEST_MS = { mysql: WITHIN_MS, sqlite: 5_000 } as const satisfies Record<Dialect, number>;

/**
 * Notices that the database of a running process has become an older one. The audit log is append-only, so a row that was once there
 * must always be there. What this process has in memory is then about another database; the process reports it and ends, and starts
 * again with everything held and unknown (product.md §2, §8). A server that lost its last commits in a crash is noticed in the same
 * way. Each look updates the marker, which informs a process that was not running.
 */
@Injectable()
export class TailGuard implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('audit');
  private timer: LookTimer | null = null;
  private file: string | null = null;

  constructor(
    private readonly db: Database,
    private readonly holds: LedgerHolds,
    private readonly marker: KeepMarker,
    @Inject(END_PROCESS) private readonly end: EndProcess,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.look();
    // A database that does not answer says nothing about its age.
    const quietly = () =>
      this.look().catch((error: unknown) =>
        this.log.debug(`the end of the audit log could not be read: ${String(error)}`),
      );
    const timer = new LookTimer(quietly, WITHIN_MS, LONGEST_MS[this.db.dialect]);
    this.timer = timer;
    this.db.onWritten(() => timer.soon());
  }

  async onModuleDestroy(): Promise<void> {
    await this.timer?.stop();
  }

  /**
   * Makes sure, before a call leaves that cannot be taken back, that this process and the marker know everything committed until now,
   * including the intent of the call. If the database loses it afterwards, everything is held.
   * @returns false if the database has gone back already, or cannot be asked: then the call must not leave.
   */
  async seal(): Promise<boolean> {
    try {
      return await this.look();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      return false;
    }
  }

  /** @returns false if the database has gone back. */
  async look(): Promise<boolean> {
    this.file ??= this.fileNow();
    if (this.fileNow() !== this.file) return this.tell('数据库文件被换成了另一个');
    const { remembered } = this.holds;
    // The tail is read first, and the remembered row is checked after it: a database that is put back between the two must not become
    // what is remembered.
    const tail = await tailOf(this.db.read);
    if (remembered !== null) {
      if (!(await stands(this.db.read, remembered)))
        return this.tell(`数据库回到了更早的状态（审计第 ${remembered.seq} 条不见了）`);
      if (tail === null || tail.seq < remembered.seq) return true;
    }
    // Another look may have seen more meanwhile.
    const newest = this.holds.remembered;
    if (newest === null || (tail !== null && tail.seq >= newest.seq)) await this.holds.remember(tail);
    await this.marker.catchUp();
    const { ahead } = this.marker;
    return ahead === null || this.tell(`数据库回到了更早的状态（恢复标记记着审计第 ${ahead} 条，库里没有）`);
  }

  /** Ends the process. Before that it writes the marker. */
  private async tell(what: string): Promise<false> {
    await this.marker.keepSeen();
    this.end(
      `${what}，可能是恢复了备份，或者数据库切换到了少最后几条的副本。钉蝶停止运行，什么都不再发送；重新启动后全部暂停，等管理员看过再放行，不会重复付款。`,
    );
    return false;
  }

  /**
   * Returns the identity of the file at SQLite's path: the open connection would go on with a file that was moved away. null if the
   * database is not a SQLite file.
   */
  private fileNow(): string | null {
    const { type, database } = this.db.read.dataSource.options;
    if (type !== 'better-sqlite3' || typeof database !== 'string') return null;
    const found = statSync(database, { throwIfNoEntry: false });
    return found ? `${found.dev}:${found.ino}` : '';
  }
}
