import type { DingTalkClient } from '../../connectors/source.js';
import { type SweepWindow, slices } from '../scope/sweep-window.js';
import { onOnePage } from './on-one-page.js';

/** One paging loop ends after 10,000 ids (dingtalk.md §3), i.e. 500 pages. */
const MOST_PAGES = 500;
/** A reading with more pages is not repeated. So many occur only before anything is known of a form, and they are listed again later. */
export const MOST_REPEATED = 25;
const MOST_READINGS = 3;

/** The range to list, and how thoroughly. */
export interface Listing {
  processCode: string;
  window: SweepWindow;
  finishedOnly: boolean;
  runningOnly?: boolean;
  /** Launch times of known approvals within the window, oldest first, in Unix ms. The window is cut so that each piece fits on a page. */
  launches?: readonly number[];
  /** Expected number of unknown approvals within the window; each piece leaves place for its share. */
  unread?: number;
  /** Whether a piece with several pages is read again until no id is new. */
  thorough?: boolean;
  mostPages?: number;
  /**
   * Called if a piece had several pages that were not read again. If an approval is deleted while pages are read, the next ones move
   * forward, and the first of the following page is named by none.
   */
  onDoubt?: () => void;
}

/**
 * Yields the ids of all approvals of a form launched within the window, page by page, each once. A window with more
 * ids than one paging loop may return is halved.
 * @throws DingTalkError
 */
export async function* listWindow(client: DingTalkClient, listing: Listing): AsyncGenerator<readonly string[]> {
  const { window, launches = [], unread = 0, thorough = false, mostPages = MOST_PAGES } = listing;
  const seen = new Set<string>();
  const due = slices(window)
    .flatMap((slice) => onOnePage(slice, launches, unread))
    .reverse();
  for (let slice = due.pop(); slice; slice = due.pop()) {
    for (let reading = 1; ; reading++) {
      const before = seen.size;
      const { pages, cut } = yield* readOnce(client, listing, slice, seen, mostPages);
      if (cut) {
        const middle = Math.floor((slice.from + slice.to) / 2);
        due.push({ from: middle + 1, to: slice.to }, { from: slice.from, to: middle });
      }
      if (cut || pages === 1 || (reading > 1 && seen.size === before)) break;
      if (!thorough || pages > MOST_REPEATED || reading >= MOST_READINGS) {
        listing.onDoubt?.();
        break;
      }
    }
  }
}

/** Runs one paging loop. @param seen ids named so far; it grows. @returns its number of pages, and whether it was cut for its length. */
async function* readOnce(
  client: DingTalkClient,
  { processCode, finishedOnly, runningOnly = false }: Listing,
  slice: SweepWindow,
  seen: Set<string>,
  mostPages: number,
): AsyncGenerator<readonly string[], { pages: number; cut: boolean }> {
  let cursor: string | null = null;
  const cursors = new Set<string>();
  for (let page = 1; ; page++) {
    const answer: { ids: readonly string[]; next: string | null } = await client.listInstances({
      ...slice,
      processCode,
      finishedOnly,
      ...(runningOnly ? { runningOnly } : {}),
      cursor,
    });
    const fresh = [...new Set(answer.ids)].filter((id) => id !== '' && !seen.has(id));
    for (const id of fresh) seen.add(id);
    if (fresh.length > 0) yield fresh;
    if (answer.next === null || cursors.has(answer.next)) return { pages: page, cut: false };
    if (page >= mostPages && slice.to > slice.from) return { pages: page, cut: true };
    cursor = answer.next;
    cursors.add(cursor);
  }
}
