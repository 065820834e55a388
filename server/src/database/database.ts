import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { clock } from './clock.js';
import { databaseTroubleOf, UnsureCommitError } from './database-away.js';
import { type Dialect, dialectOf } from './dialect.js';
import { committed } from './request-commits.js';
import { keepKey } from './request-keys.js';
import { OneWriter } from './sqlite/one-writer.js';

interface Running {
  tx: EntityManager;
  over: boolean;
  /** Each once, when it has committed. */
  after: Set<() => void>;
}
/** The transaction that the running work belongs to. What it leaves behind (a wake, a timer) outlives it and is then on its own. */
const current = new AsyncLocalStorage<Running>();
const joined = (): EntityManager | undefined => {
  const store = current.getStore();
  return store && !store.over ? store.tx : undefined;
};
/**
 * Deadlock, lock wait, record changed since read, and a key that another process inserted since we looked:
 * the work is rolled back whole and may be repeated. A key that is really taken is refused again.
 */
const MOST_REPEATS: ReadonlyMap<number | undefined, number> = new Map([
  [1213, 8],
  [1020, 8],
  // A lock that was waited for in vain, a key that stands: more repeats change nothing.
  [1205, 3],
  [1062, 3],
]);
/** Twice as long each time, up to 0.4 s: whoever has lost twice is in a crowd. */
const pauseMs = (attempt: number): number => Math.min(400, (5 + Math.random() * 20) * 2 ** (attempt - 1));

/** The database as the features see it: one way to write, one way to read (architecture.md, decision 2). */
@Injectable()
export class Database {
  readonly dialect: Dialect;
  private readonly oneWriter: OneWriter;
  private readonly listeners: ((error: unknown) => void)[] = [];

  constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {
    this.dialect = dialectOf(writer);
    this.oneWriter = new OneWriter(writer);
  }

  /**
   * The only way to write. One after another on SQLite (one connection), where those that wait share a commit; READ COMMITTED on MySQL and MariaDB,
   * where the work is repeated on 1213, 1020 (8 times), 1205 and 1062 (3 times): it must be repeatable and do nothing outside the database.
   * An inner call joins the outer one. Never await the network inside.
   */
  async inTransaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const outer = joined();
    if (outer) return work(outer);
    let worked = false;
    let after: ReadonlySet<() => void> = new Set();
    let kept = null as (() => void) | null;
    const inside = async (tx: EntityManager): Promise<T> => {
      const store: Running = { tx, over: false, after: new Set() };
      after = store.after;
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
      for (const each of after) each();
      return value;
    } catch (error) {
      // The work was done and the connection broke: the other side may have committed.
      throw this.told(worked && databaseTroubleOf(error) === 'away' ? new UnsureCommitError(error) : error);
    }
  }

  /** Called with every error of a read or a write. */
  onFailure(listener: (error: unknown) => void): void {
    this.listeners.push(listener);
  }

  /**
   * Committed rows only; never for anything that will be acted upon (those are the return value of inTransaction). Inside a transaction it reads
   * through that: with a second connection inside, as many transactions as the pool is large would each wait for one that none gives back.
   */
  get read(): EntityManager {
    return joined() ?? this.reader.manager;
  }

  /** Raw rows of a read; `?` placeholders on every database. */
  query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return (this.read.query(sql, parameters) as Promise<T[]>).catch((error: unknown) => {
      throw this.told(error);
    });
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
 * Has something done once what the running transaction writes can be read, and not at all where it is rolled back. Only for hints: a
 * process that dies in between has done nothing of it. It must not throw; the same function is called once a transaction.
 */
export function afterCommit(work: () => void): void {
  const store = current.getStore();
  if (store && !store.over) store.after.add(work);
}

/** Runs one UPDATE, DELETE or INSERT of raw SQL. @returns how many rows it met; 0 means the condition no longer held. */
export async function changedBy(tx: EntityManager, sql: string, parameters: unknown[]): Promise<number> {
  const runner = tx.queryRunner;
  if (!runner) throw new Error('changedBy needs the manager of a transaction');
  const { affected } = await runner.query(sql, parameters, true);
  return affected ?? 0;
}

/** "?, ?, ?" for an IN list. */
export const placeholders = (values: readonly unknown[]): string =>
  values.length === 0 ? '' : `${'?, '.repeat(values.length - 1)}?`;

/** Inserts values by their place, by one statement per 200: for `insertRows` (rows.ts) and specs; rooms write rows by name. Columns are ours, never text from outside. */
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
