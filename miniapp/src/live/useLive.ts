import type { Query, QueryClient } from '@tanstack/vue-query';
import { nextTick, onScopeDispose } from 'vue';
import { OF_BILLS } from '../api/useBillChanged.js';
import { LIVE_KINDS, type LiveKind, openLiveStream } from './live-stream.js';

/** Query keys that each kind of event makes stale. Lists of bills listen themselves, see onLive. */
const QUERIES: Readonly<Record<LiveKind, readonly string[]>> = {
  bill: OF_BILLS,
  bills: [...OF_BILLS, 'unnamed'],
  push: ['push', 'pushes', 'push-pauses'],
  run: ['runs', 'status'],
  status: ['status', 'push-pauses', 'schemes', 'unnamed'],
  mapping: ['mapping', 'groups', 'base-data', 'schemes', 'push-pauses'],
};
/** Queries that list the others are read first: a removed table is then not requested once more. */
const FIRST: Readonly<Record<string, readonly string[]>> = { mapping: ['mapping', 'tables'] };
/** Kinds that only queries follow; they do not use up the turn of a list. */
const ASIDE: ReadonlySet<LiveKind> = new Set(['run', 'status']);
/** The first event is passed on soon, the following ones more than twice a second; during a flood of events (a push) once a second is enough. */
const SOON_MS = 200;
const BUSY_MS = 400;
const FLOOD_MS = 1000;
const FLOOD = 100;
/**
 * Shortest time between two reads of a query, in ms: numbers on buttons stay long enough to be read and pressed, however many bills arrive,
 * and the first bill of a new group is still there within a second.
 */
const QUERIES_MS = 900;

/** `heardAt`: time of the last event, Unix ms. A read that began later already includes it. */
type Listener = (kinds: ReadonlySet<LiveKind>, heardAt: number) => void;
const listeners = new Set<Listener>();

/** Calls the listener with the kinds of the received events, at most every BUSY_MS; ends with the surrounding scope. */
export function onLive(listener: Listener): void {
  listeners.add(listener);
  onScopeDispose(() => listeners.delete(listener));
}

/**
 * Marks the queries of a key as stale.
 * @param anew true: a read under way may be older than the change, so it is cancelled and repeated. Without an event it runs to its end: otherwise a
 * silent server would be asked again and again, and never be reported as lost
 */
async function outdate(
  queries: QueryClient,
  key: string,
  anew: boolean,
  isOld: (query: Query) => boolean,
): Promise<void> {
  const first = FIRST[key];
  const how = { cancelRefetch: anew };
  if (!first) return queries.invalidateQueries({ queryKey: [key], predicate: isOld }, how);
  await queries.invalidateQueries({ queryKey: first, predicate: isOld }, how);
  await nextTick();
  await queries.invalidateQueries(
    { queryKey: [key], predicate: (query) => isOld(query) && first.some((part, at) => query.queryKey[at] !== part) },
    how,
  );
}

/** @returns a function that gives the start of the last read of a query, Unix ms; ends with the surrounding scope */
function followReadings(queries: QueryClient): (query: Query) => number {
  const began = new WeakMap<Query, number>();
  onScopeDispose(
    queries.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'fetch') began.set(event.query, Date.now());
    }),
  );
  return (query) => began.get(query) ?? 0;
}

/** Opens the one stream of this page and keeps all queries fresh with it. Call it once, at the root. */
export function useLive(queries: QueryClient): void {
  const readAt = followReadings(queries);
  const heard = new Set<LiveKind>();
  let heardAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let toldAt = 0;
  let many = 0;
  let flood = false;
  /** Stale keys, each with the time and whether an event was received for it. */
  const outdated = new Map<string, { isHeard: boolean; at: number }>();
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
    for (const listener of listeners) listener(kinds, heardAt);
  }
  /** Reads each query seldom; keys that must wait are read when their time comes. */
  function ask(): void {
    clearTimeout(asking);
    asking = undefined;
    const now = Date.now();
    const apart = flood ? FLOOD_MS : QUERIES_MS;
    for (const [key, { isHeard, at }] of outdated) {
      if (now - (askedAt.get(key) ?? 0) < apart) continue;
      outdated.delete(key);
      askedAt.set(key, now);
      // An action is answered and its bill is read again while its event is still on the way: such a query is not read twice.
      const isOld = (query: Query): boolean => !isHeard || readAt(query) < at || query.state.status === 'error';
      void outdate(queries, key, isHeard, isOld);
    }
    const waits = [...outdated.keys()].map((key) => (askedAt.get(key) ?? 0) + apart - now);
    if (waits.length > 0) asking = setTimeout(ask, Math.min(...waits));
  }
  function note(kinds: readonly LiveKind[], isHeard: boolean): void {
    const at = Date.now();
    for (const kind of kinds)
      for (const key of QUERIES[kind])
        outdated.set(key, { isHeard: isHeard || (outdated.get(key)?.isHeard ?? false), at });
    asking ??= setTimeout(ask, SOON_MS);
    if (kinds.every((kind) => ASIDE.has(kind))) return;
    for (const kind of kinds) heard.add(kind);
    heardAt = at;
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
