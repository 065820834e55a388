import type { EntityManager } from 'typeorm';
import { SharedContext } from './shared-context.js';

/** One run of a transaction's work. */
export interface Running {
  tx: EntityManager;
  over: boolean;
  /** Functions to call after the commit, each once. */
  after: Set<() => void>;
  /** Whether a row may have been written. */
  wrote: boolean;
}

/** The transaction that the running work belongs to. Wakes and timers that the work leaves behind outlive it; they run outside of it. */
export const current = new SharedContext<Running>();

/** Returns the manager of the running transaction; undefined outside of one. */
export const joined = (): EntityManager | undefined => {
  const store = current.get();
  return store && !store.over ? store.tx : undefined;
};

/** Calls `work` after the commit of the running transaction. @returns false outside of a transaction: then nobody calls it. */
export function afterTransaction(work: () => void): boolean {
  const store = current.get();
  if (!store || store.over) return false;
  store.after.add(work);
  return true;
}

const WRITES = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b/i;

/** Notes for `onWritten` that the running transaction executes this statement. Every data source calls it (statement-notes.ts). */
export function noteStatement(sql: string): void {
  const store = current.get();
  if (store && !store.over && !store.wrote) store.wrote = WRITES.test(sql);
}
