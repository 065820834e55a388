import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import {
  RequestBrokenOffError,
  RequestDoneBeforeError,
  RequestKeyReusedError,
  RequestRunningError,
} from '../problem/request-repeated.js';
import { SharedContext } from './shared-context.js';

/** A request that has not ended after this time has died with its process. */
const LONGEST_MS = 600_000;
const REFUSED = 'refused:';

/** One try of a request that carries an idempotency key. */
export interface KeyedRequest {
  id: string;
  operation: string;
  bodyHash: string;
  run: string;
}
interface InHand extends KeyedRequest {
  /** Whether the key is in the database, together with what the request stored. */
  kept: boolean;
  over: boolean;
}
export interface KeyRow {
  operation: string;
  body_hash: string;
  run: string;
  outcome: string | null;
  at: unknown;
}
export type RequestState = 'absent' | 'running' | 'done' | 'refused' | 'broken';

const inHand = new SharedContext<InHand>();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const keyId = (userId: string, key: string): string => sha256(`${userId}\n${key}`);

export const keyedRequest = (userId: string, key: string, operation: string, body: unknown): KeyedRequest => ({
  id: keyId(userId, key),
  operation,
  bodyHash: sha256(JSON.stringify(body ?? {})),
  run: uuid(),
});

/** Runs `work`; its first commit also stores the key of its request. `ended` gets whether anything was stored, and the error. */
export async function underKey<T>(
  request: KeyedRequest,
  work: () => Promise<T>,
  ended: (outcome: { kept: boolean; error?: unknown }) => Promise<void>,
): Promise<T> {
  const store: InHand = { ...request, kept: false, over: false };
  try {
    const value = await inHand.run(store, work);
    store.over = true;
    await ended({ kept: store.kept });
    return value;
  } catch (error) {
    store.over = true;
    await ended({ kept: store.kept, error });
    throw error;
  }
}

/**
 * Stores the key of the running request in this transaction.
 * @returns a function to call after the commit; null if no keyed request is running, or if its key is already stored.
 */
export async function keepKey(tx: EntityManager, now: number): Promise<(() => void) | null> {
  const store = inHand.get();
  if (!store || store.over || store.kept) return null;
  const row = await keyRow(tx, store.id);
  if (row === null)
    await tx.query(
      'INSERT INTO request_key (id, operation, body_hash, run, outcome, at) VALUES (?, ?, ?, ?, NULL, ?)',
      [store.id, store.operation, store.bodyHash, store.run, now],
    );
  else if (row.run !== store.run) {
    mustBeNew(row, store, now);
    await tx.query('UPDATE request_key SET run = ?, outcome = NULL, at = ? WHERE id = ?', [store.run, now, store.id]);
  }
  return () => {
    store.kept = true;
  };
}

export async function keyRow(reads: Pick<EntityManager, 'query'>, id: string): Promise<KeyRow | null> {
  const rows: KeyRow[] = await reads.query(
    'SELECT operation, body_hash, run, outcome, at FROM request_key WHERE id = ?',
    [id],
  );
  return rows[0] ?? null;
}

/** Accepts a repeat if the earlier try was refused and stored nothing of what was asked. @throws DomainError if the same request came before */
export function mustBeNew(row: KeyRow, request: KeyedRequest, now: number): void {
  if (row.operation !== request.operation || row.body_hash !== request.bodyHash) throw new RequestKeyReusedError();
  const { state } = stateOf(row, now);
  if (state === 'done') throw new RequestDoneBeforeError();
  if (state === 'running') throw new RequestRunningError();
  if (state === 'broken') throw new RequestBrokenOffError();
}

export function stateOf(row: KeyRow | null, now: number): { state: RequestState; code: string | null } {
  if (row === null) return { state: 'absent', code: null };
  const { outcome } = row;
  if (outcome === null) return { state: Number(row.at) + LONGEST_MS > now ? 'running' : 'broken', code: null };
  if (outcome.startsWith(REFUSED)) return { state: 'refused', code: outcome.slice(REFUSED.length) };
  return { state: outcome === 'done' ? 'done' : 'broken', code: null };
}

/** Stores how the request ended; `code`: the code of a refusal that a person may read. */
export const endKey = (tx: EntityManager, { id, run }: KeyedRequest, outcome: 'done' | 'broken' | { code: string }) =>
  tx.query('UPDATE request_key SET outcome = ? WHERE id = ? AND run = ?', [
    typeof outcome === 'string' ? outcome : `${REFUSED}${outcome.code}`.slice(0, 60),
    id,
    run,
  ]);
