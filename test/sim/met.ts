import Libsql from 'libsql';
import type { RunningOffice } from '../flow/batch.js';
import type { Fault } from '../sandbox/faults.js';

/** Time after which the product gives up a call to Kingdee (KINGDEE_TIMEOUT_MS). */
const GIVEN_UP_MS = 120_000;
/** Faults after which the call is executed but its answer is lost. */
const UNHEARD: ReadonlySet<string> = new Set(['lose-answer', 'truncate', 'exception', 'unmentioned']);

/** Counts the dangerous situations that occurred, by code: a situation that never occurred proves nothing. */
export class Met {
  readonly counts = new Map<string, number>();

  add(code: string, times = 1): void {
    if (times > 0) this.counts.set(code, (this.counts.get(code) ?? 0) + times);
  }

  /** Counts a fault that hit a call. */
  fault({ kind, delayMs }: Fault, path: string): void {
    const save = path.toLowerCase().includes('batchsave');
    if (save && UNHEARD.has(kind)) this.add('save stored, answer lost');
    else if (save && kind === 'slow-commit' && delayMs > GIVEN_UP_MS) this.add('save stored after it was given up');
    else if (save && kind === 'slow' && delayMs > GIVEN_UP_MS) this.add('save stored, answer later than anybody waits');
    else if (path.includes('comment'))
      this.add(UNHEARD.has(kind) ? 'comment written, answer lost' : 'comment not heard of');
    else this.add('any other fault');
  }
}

/** Reads and writes the database of the office, beside its server. */
export class Beside {
  private readonly database: Libsql.Database;

  constructor({ stack }: RunningOffice) {
    this.database = new Libsql(stack.databaseUrl.replace(/^sqlite:/, ''));
  }

  all<T>(sql: string, ...values: readonly unknown[]): T[] {
    return this.database.prepare(sql).all(...values) as T[];
  }

  /** Executes a statement. @returns false if the server was writing. */
  run(sql: string, ...values: readonly unknown[]): boolean {
    try {
      this.database.prepare(sql).run(...values);
      return true;
    } catch (error) {
      if (String(error).includes('locked')) return false;
      throw error;
    }
  }

  close(): void {
    this.database.close();
  }
}
