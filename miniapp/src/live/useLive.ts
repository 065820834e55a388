import type { QueryClient } from '@tanstack/vue-query';
import { nextTick, onScopeDispose } from 'vue';
import { LIVE_KINDS, type LiveKind, openLiveStream } from './live-stream.js';

/** Query keys that a kind of event makes out of date. Lists of bills listen themselves, see onLive. */
const QUERIES: Readonly<Record<LiveKind, readonly string[]>> = {
  bill: ['bill', 'stages', 'groups'],
  bills: ['bill', 'stages', 'groups', 'unnamed'],
  push: ['push', 'pushes', 'push-pauses'],
  run: ['runs', 'status'],
  status: ['status', 'push-pauses', 'schemes', 'unnamed'],
  mapping: ['mapping', 'groups', 'base-data', 'schemes', 'push-pauses'],
};
/** What says which others there are is asked first: a table that somebody has removed is not asked for once more. */
const FIRST: Readonly<Record<string, readonly string[]>> = { mapping: ['mapping', 'tables'] };
/** Nobody but queries follows these: they do not use up the turn of a list. */
const ASIDE: ReadonlySet<LiveKind> = new Set(['run', 'status']);
/** A first event is told soon, those that follow it more than twice a second; while hundreds come (a push) once a second is enough. */
const SOON_MS = 200;
const BUSY_MS = 400;
const FLOOD_MS = 1000;
const FLOOD = 100;
/** Numbers on buttons stand long enough to be read and pressed, however many bills come. */
const QUERIES_MS = 1000;

type Listener = (kinds: ReadonlySet<LiveKind>) => void;
const listeners = new Set<Listener>();

/** Calls back at most every BUSY_MS with the kinds that were heard; ends with the surrounding scope. */
export function onLive(listener: Listener): void {
  listeners.add(listener);
  onScopeDispose(() => listeners.delete(listener));
}

/**
 * @param anew what is being read may have been read before it changed, and is asked for once more. While nothing is heard it is left to
 * its end: a server that does not answer would otherwise be asked again and again, and never be said to be lost.
 */
async function outdate(queries: QueryClient, key: string, anew: boolean): Promise<void> {
  const first = FIRST[key];
  const how = { cancelRefetch: anew };
  if (!first) return queries.invalidateQueries({ queryKey: [key] }, how);
  await queries.invalidateQueries({ queryKey: first }, how);
  await nextTick();
  await queries.invalidateQueries(
    { queryKey: [key], predicate: ({ queryKey }) => first.some((part, at) => queryKey[at] !== part) },
    how,
  );
}

/** Opens the one stream of this page and keeps all queries fresh by it. Call once, at the root. */
export function useLive(queries: QueryClient): void {
  const heard = new Set<LiveKind>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let toldAt = 0;
  let many = 0;
  let flood = false;
  /** With whether something was heard of it. */
  const outdated = new Map<string, boolean>();
  const askedAt = new Map<string, number>();
  let asking: ReturnType<typeof setTimeout> | undefined;

  function tell(): void {
    timer = undefined;
    toldAt = Date.now();
    flood = many > FLOOD;
    many = 0;
    const kinds = new Set(heard);
    heard.clear();
    ask();
    for (const listener of listeners) listener(kinds);
  }
  /** Each query at most once a second; those that have to wait are asked when it is their turn. */
  function ask(): void {
    clearTimeout(asking);
    asking = undefined;
    const now = Date.now();
    for (const [key, anew] of outdated) {
      if (now - (askedAt.get(key) ?? 0) < QUERIES_MS) continue;
      outdated.delete(key);
      askedAt.set(key, now);
      void outdate(queries, key, anew);
    }
    const waits = [...outdated.keys()].map((key) => (askedAt.get(key) ?? 0) + QUERIES_MS - now);
    if (waits.length > 0) asking = setTimeout(ask, Math.min(...waits));
  }
  function note(kinds: readonly LiveKind[], isHeard: boolean): void {
    for (const kind of kinds)
      for (const key of QUERIES[kind]) outdated.set(key, isHeard || (outdated.get(key) ?? false));
    asking ??= setTimeout(ask, SOON_MS);
    if (kinds.every((kind) => ASIDE.has(kind))) return;
    for (const kind of kinds) heard.add(kind);
    many += 1;
    timer ??= setTimeout(tell, Date.now() - toldAt >= 2 * FLOOD_MS ? SOON_MS : flood ? FLOOD_MS : BUSY_MS);
  }

  const stream = openLiveStream(
    (event) => note([event.kind], true),
    () => note(LIVE_KINDS, false),
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    clearTimeout(asking);
    stream.close();
  });
}
