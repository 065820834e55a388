import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { clock } from './clock.js';
import { databaseTroubleOf, UnsureCommitError } from './database-away.js';
import { type Dialect, dialectOf } from './dialect.js';
import { committed } from './request-commits.js';
import { keepKey } from './request-keys.js';
import { afterTransaction, current, joined, type Running } from './running-transaction.js';
import { OneWriter } from './sqlite/one-writer.js';

/** What a transaction is about: `records` are written about work that is done, and leave nobody anything to do. */
export type WrittenKind = 'work' | 'records';
/**
 * MySQL error number → most repeats: deadlock, lock wait, record changed since read, and a key that another process inserted since it was read. The
 * work is rolled back as a whole and may be repeated. A key that is really taken is refused again.
 */
const MOST_REPEATS: ReadonlyMap<number | undefined, number> = new Map([
  [1213, 8],
  [1020, 8],
  // A lock wait that timed out, or a duplicate key: more repeats change nothing.
  [1205, 3],
  [1062, 3],
]);
/** The pause doubles with each attempt, up to 0.4 s, because work that has lost twice has many competitors. */
const pauseMs = (attempt: number): number => Math.min(400, (5 + Math.random() * 20) * 2 ** (attempt - 1));

/** The database as features use it: one way to write, one way to read (architecture.md, decision 2). */
@Injectable()
export class Database {
  readonly dialect: Dialect;
  private readonly oneWriter: OneWriter;
  private readonly listeners: ((error: unknown) => void)[] = [];
  private readonly writeListeners: ((kind: WrittenKind) => void)[] = [];

  constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {
    this.dialect = dialectOf(writer);
    this.oneWriter = new OneWriter(writer);
  }

  /**
   * Runs work in a transaction; the only way to write. SQLite runs transactions one after another (one connection), and waiting ones share a commit.
   * MySQL and MariaDB run READ COMMITTED, and the work is repeated on 1213, 1020 (8 times), 1205 and 1062 (3 times): it must be repeatable and do
   * nothing outside the database. An inner call joins the outer one. Never await the network inside.
   */
  async inTransaction<T>(work: (tx: EntityManager) => Promise<T>, kind: WrittenKind = 'work'): Promise<T> {
    const outer = joined();
    if (outer) return work(outer);
    let worked = false;
    let last = null as Running | null;
    let kept = null as (() => void) | null;
    const inside = async (tx: EntityManager): Promise<T> => {
      const store: Running = { tx, over: false, after: new Set(), wrote: false };
      last = store;
      worked = false;
      try {
        kept = await keepKey(tx, clock.now());
        const value = await current.run(store, () => work(tx));
        worked = true;
        return value;
      } finally {
        store.over = true;
      }
    };
    try {
      const value = await (this.dialect === 'mysql'
        ? this.repeating(() => this.writer.transaction(inside))
        : this.oneWriter.transaction(inside));
      committed();
      kept?.();
      for (const each of last?.after ?? []) each();
      if (last?.wrote) this.written(kind);
      return value;
    } catch (error) {
      if (worked && last?.wrote) this.written(kind);
      // The work was done and then the connection broke: the database may have committed.
      throw this.told(worked && databaseTroubleOf(error) === 'away' ? new UnsureCommitError(error) : error);
    }
  }

  /** Adds a listener that is called with every error of a read or a write. */
  onFailure(listener: (error: unknown) => void): void {
    this.listeners.push(listener);
  }

  /** Adds a listener that is called after each transaction of this process that wrote, or may have written; it must not throw. */
  onWritten(listener: (kind: WrittenKind) => void): void {
    this.writeListeners.push(listener);
  }

  /**
   * Reads committed rows only; never use it for anything that will be acted upon (use the return value of inTransaction). Inside a transaction it
   * reads through that transaction: with a second connection, as many transactions as the pool is large would each wait for a connection that none
   * releases.
   */
  get read(): EntityManager {
    return joined() ?? this.reader.manager;
  }

  /** Returns the raw rows of a read; placeholders are `?` on every database. */
  query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return (this.read.query(sql, parameters) as Promise<T[]>).catch((error: unknown) => {
      throw this.told(error);
    });
  }

  private written(kind: WrittenKind): void {
    for (const listener of this.writeListeners) listener(kind);
  }

  private told(error: unknown): unknown {
    for (const listener of this.listeners) listener(error);
    return error;
  }

  private async repeating<T>(run: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        const most = error instanceof QueryFailedError ? (MOST_REPEATS.get(error.driverError.errno) ?? 0) : 0;
        if (attempt > most) throw error;
        await sleep(pauseMs(attempt));
      }
    }
  }
}

/**
 * Calls `work` once the writes of the running transaction can be read; not at all if it is rolled back. Use it for hints only: a process that dies in
 * between does not call it. `work` must not throw; the same function is called once per transaction.
 */
export function afterCommit(work: () => void): void {
  afterTransaction(work);
}

/** Runs one UPDATE, DELETE or INSERT of raw SQL. @returns the number of rows changed; 0 means that the condition no longer held. */
export async function changedBy(tx: EntityManager, sql: string, parameters: unknown[]): Promise<number> {
  const runner = tx.queryRunner;
  if (!runner) throw new Error('changedBy needs the manager of a transaction');
  const { affected } = await runner.query(sql, parameters, true);
  return affected ?? 0;
}

/** Stands in an IN list of no values: SQLite accepts `IN ()`, MariaDB does not. */
const NO_VALUES = 'SELECT NULL FROM (SELECT 1) AS no_values WHERE 1 = 0';

/** Returns "?, ?, ?" for an IN list. Without values, IN matches no row and NOT IN every row. */
export const placeholders = (values: readonly unknown[]): string =>
  values.length === 0 ? NO_VALUES : `${'?, '.repeat(values.length - 1)}?`;

/**
 * Inserts values by position, 200 rows per statement. Only for `insertRows` (rows.ts) and specs; rooms write rows by name. Column names are ours,
 * never text from outside.
 */
export async function insertTuples(
  tx: EntityManager,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += 200) {
    const part = rows.slice(start, start + 200);
    const tuple = `(${placeholders(columns)})`;
    await tx.query(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${`${tuple}, `.repeat(part.length - 1)}${tuple}`,
      part.flat(),
    );
  }
}
