import type { QueryClient } from '@tanstack/vue-query';
import { onScopeDispose } from 'vue';
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
/** A first event is told soon; while many come (a push of hundreds) once a second is enough. */
const SOON_MS = 200;
const BUSY_MS = 1000;

type Listener = (kinds: ReadonlySet<LiveKind>) => void;
const listeners = new Set<Listener>();

/** Calls back at most once a second with the kinds that were heard; ends with the surrounding scope. */
export function onLive(listener: Listener): void {
  listeners.add(listener);
  onScopeDispose(() => listeners.delete(listener));
}

/** Opens the one stream of this page and keeps all queries fresh by it. Call once, at the root. */
export function useLive(queries: QueryClient): void {
  const heard = new Set<LiveKind>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let toldAt = 0;

  function tell(): void {
    timer = undefined;
    toldAt = Date.now();
    const kinds = new Set(heard);
    heard.clear();
    const keys = new Set([...kinds].flatMap((kind) => QUERIES[kind]));
    for (const key of keys) void queries.invalidateQueries({ queryKey: [key] });
    for (const listener of listeners) listener(kinds);
  }
  function note(kinds: readonly LiveKind[]): void {
    for (const kind of kinds) heard.add(kind);
    timer ??= setTimeout(tell, Date.now() - toldAt < 2 * BUSY_MS ? BUSY_MS : SOON_MS);
  }

  const stream = openLiveStream(
    (event) => note([event.kind]),
    () => note(LIVE_KINDS),
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    stream.close();
  });
}
