import { type AsyncComponentLoader, type Component, defineAsyncComponent } from 'vue';

const AGAIN_AFTER_MS = 3_000;

/**
 * A part of a page that is fetched when it is needed. Where it does not come (a phone between two masts) it is asked for again until it
 * does: left at the first failure, a card would stand there without its attachments and say nothing. A part that an update has taken away
 * is another matter: `reloadOnceOnLostChunk` loads the page anew.
 */
export const latePart = <T extends Component>(loader: AsyncComponentLoader<T>): T =>
  part(() => {
    coming += 1;
    return loader().finally(() => {
      coming -= 1;
    });
  });
const part = <T extends Component>(loader: AsyncComponentLoader<T>): T =>
  defineAsyncComponent<T>({ loader, onError: (_error, again) => setTimeout(again, AGAIN_AFTER_MS) });

/** How many late parts are on their way, a bill's files for instance. */
let coming = 0;
export const isPartComing = (): boolean => coming > 0;

/** Called once, by start.ts: the first view is complete, and its line is free. */
export let firstViewStands: () => void;
const firstView = new Promise<void>((stands) => {
  firstViewStands = stands;
});

/** A part that the first view is complete without: it comes when nobody waits for anything else. */
export const partAside = <T extends Component>(loader: AsyncComponentLoader<T>): T =>
  part(() => firstView.then(loader));
