import { type AsyncComponentLoader, type Component, defineAsyncComponent } from 'vue';

const AGAIN_AFTER_MS = 3_000;

/**
 * Loads a part of a page when it is needed, and retries until it arrives (a phone may be between two masts). Without retries a card would miss its
 * attachments and say nothing. A part that an update has removed is a different case: `reloadOnceOnLostChunk` reloads the page.
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

/** Number of late parts that are loading, for example a bill's files. */
let coming = 0;
export const isPartComing = (): boolean => coming > 0;

/** Called once, by start.ts: the first view is complete, and the network is free. */
export let firstViewStands: () => void;
const firstView = new Promise<void>((stands) => {
  firstViewStands = stands;
});

/** A part that the first view does not need: it loads when nobody waits for anything else. */
export const partAside = <T extends Component>(loader: AsyncComponentLoader<T>): T =>
  part(() => firstView.then(loader));
