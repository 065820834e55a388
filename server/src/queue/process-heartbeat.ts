import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type ClockJump, clock } from '../database/clock.js';
import { readInt } from '../database/columns.js';
import { changedBy, Database } from '../database/database.js';
import { DATABASE_NOW } from '../database/database-clock.js';
import { ownKey } from '../database/lease-token.js';
import type { DeadLeases } from './dead-leases.js';

/** Time between two heartbeats of a process, in ms. A heartbeat also reads which other processes are alive. */
export const BEAT_MS = 2_000;
/** A process that was not seen for this time, in ms, is gone. */
const GONE_MS = 10_000;
/**
 * A process that was not seen for this time, in ms, is dead: its leases are taken over, and none of its calls leaves any more
 * (held-lease.ts).
 */
const DEAD_MS = 30_000;
/** Time in ms for which old rows are kept, for people who look at the table. */
const FORGOTTEN_MS = 600_000;
/** Difference to the database's clock, in ms, above which there is a warning: leases end by each process's own clock. */
const CLOCK_OFF_MS = 5_000;

/** Knows the processes that work on this database (table process_heartbeat). SQLite has only one: ours. */
@Injectable()
export class ProcessHeartbeat implements BeforeApplicationShutdown {
  private readonly log = new Logger('heartbeat');
  /** Id of this process, for its whole life. */
  readonly id = ownKey();
  private living: readonly string[] = [this.id];
  private timer: NodeJS.Timeout | null = null;
  private beating: Promise<void> | null = null;
  private troubled = false;
  /** Ids of the processes whose leases have been ended; they may still come back to life. */
  private dead: readonly string[] = [];
  private offMs = 0;
  private toldOff = false;
  private readonly listeners: ((jumped: boolean) => void)[] = [];

  constructor(
    private readonly db: Database,
    private readonly leases: DeadLeases,
  ) {}

  /**
   * Sends the first heartbeat; resolves when the other living processes are known. On SQLite there are none: we hold the lock on the
   * file, so any other holder of a lease is dead.
   */
  async start(): Promise<void> {
    if (this.db.dialect === 'sqlite') {
      this.compareWithUptime(clock.look());
      this.tell(await this.db.inTransaction((tx) => this.leases.endOfTheDead(tx, null)));
    } else await this.beat();
    this.timer = setInterval(() => {
      this.beating ??= this.quietly().finally(() => {
        this.beating = null;
      });
    }, BEAT_MS);
    this.timer.unref();
  }

  /** Ids of the processes seen within 10 s, including ours, at the last heartbeat. */
  get live(): readonly string[] {
    return this.living;
  }

  /** How far our clock is ahead of the database's clock, in ms, at the last heartbeat. 0 on SQLite. */
  get clockOffMs(): number {
    return this.offMs;
  }

  /**
   * Tells whether another living process keeps a marker that agrees with the database; then a missing marker is no alarm. Always false
   * on SQLite: there is no other process.
   */
  async vouched(): Promise<boolean> {
    if (this.db.dialect === 'sqlite') return false;
    const others = await this.db.query(
      `SELECT id FROM process_heartbeat WHERE id <> ? AND marked = 1 AND ${DATABASE_NOW} - seen_at <= ${GONE_MS} LIMIT 1`,
      [this.id],
    );
    return others.length > 0;
  }

  /** Records that this process's marker agrees with the database. */
  async vouch(tx: EntityManager): Promise<void> {
    if (this.db.dialect === 'sqlite') return;
    await tx.query('UPDATE process_heartbeat SET marked = 1 WHERE id = ?', [this.id]);
  }

  /** Adds a listener that is called with each heartbeat, and told whether the clock was set since the one before. */
  onBeat(listener: (jumped: boolean) => void): void {
    this.listeners.push(listener);
  }

  async beat(): Promise<void> {
    if (this.db.dialect === 'sqlite') {
      this.compareWithUptime(clock.look());
      return;
    }
    await this.compareClocks();
    const first = this.timer === null;
    const { living, dead, ended } = await this.db.inTransaction(async (tx) => {
      const again = `UPDATE process_heartbeat SET seen_at = ${DATABASE_NOW} WHERE id = ?`;
      if ((await changedBy(tx, again, [this.id])) === 0)
        await tx.query(
          `INSERT INTO process_heartbeat (id, started_at, seen_at) VALUES (?, ${DATABASE_NOW}, ${DATABASE_NOW})`,
          [this.id],
        );
      const rows: { id: string; age: unknown }[] = await tx.query(
        `SELECT id, ${DATABASE_NOW} - seen_at AS age FROM process_heartbeat`,
      );
      const forgotten = rows.filter(({ age }) => readInt(age) > FORGOTTEN_MS);
      for (const { id } of forgotten) await tx.query('DELETE FROM process_heartbeat WHERE id = ?', [id]);
      const within = (ms: number) =>
        rows.filter(({ id, age }) => id === this.id || readInt(age) <= ms).map(({ id }) => id);
      const notDead = within(DEAD_MS);
      const dead = rows.map(({ id }) => id).filter((id) => !notDead.includes(id));
      // A process that starts also looks for dead processes whose rows are already deleted.
      const news = first || dead.some((id) => !this.dead.includes(id));
      const ended = news ? await this.leases.endOfTheDead(tx, notDead) : 0;
      return { living: within(GONE_MS), dead, ended };
    });
    this.living = living;
    this.dead = dead;
    this.tell(ended);
  }

  private tell(ended: number): void {
    if (ended > 0)
      this.log.warn(`${ended} leases of processes that are dead were ended: what they held is looked at now`);
  }

  /** Compares the clocks. It warns once, and again after the clocks agreed in between. */
  private async compareClocks(): Promise<void> {
    const before = Date.now();
    const [row] = await this.db.query<{ now: unknown }>(`SELECT ${DATABASE_NOW} AS now`);
    const after = Date.now();
    this.offMs = Math.round((before + after) / 2) - readInt(row?.now);
    this.compareWithUptime(clock.followed(readInt(row?.now)));
    const off = Math.abs(this.offMs) - (after - before) > CLOCK_OFF_MS;
    if (off && !this.toldOff) {
      const ahead = this.offMs > 0 ? '快' : '慢';
      this.log.warn(
        `这台服务器的时钟比数据库的${ahead} ${Math.round(Math.abs(this.offMs) / 1000)} 秒。几个进程的时钟要一致，请管理员校准（NTP）。`,
      );
    }
    this.toldOff = off;
  }

  private compareWithUptime(jump: ClockJump | null): void {
    for (const tell of this.listeners) tell(jump !== null);
    if (jump === null) return;
    const ahead = jump.byMs > 0 ? '向前' : '向后';
    const seconds = Math.round(Math.abs(jump.byMs) / 1000);
    this.log.warn(
      `时钟${ahead}跳了 ${seconds} 秒（改过时间，或机器休眠过）。存疑单据从现在起重新核对，定时任务按新的时间安排。请管理员检查对时（NTP）。`,
    );
  }

  /** Deletes the own row at the end, so that the other processes need not wait until this process counts as gone. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
    await this.beating;
    if (this.db.dialect === 'sqlite') return;
    await this.db
      .inTransaction((tx) => tx.query('DELETE FROM process_heartbeat WHERE id = ?', [this.id]))
      .catch((error: unknown) => this.log.warn(`the heartbeat row stays until it is too old: ${String(error)}`));
  }

  /** Sends a heartbeat without throwing. While the database does not answer, the last result stays valid; there is one warning. */
  private async quietly(): Promise<void> {
    try {
      await this.beat();
      this.troubled = false;
    } catch (error) {
      if (!this.troubled) this.log.warn(`heartbeat: ${String(error)}`);
      this.troubled = true;
    }
  }
}
