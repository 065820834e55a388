import type { DingTalkClient } from '../../connectors/source.js';
import { type SweepWindow, slices } from '../scope/sweep-window.js';
import { onOnePage } from './on-one-page.js';

/** One paging loop ends after 10,000 ids (dingtalk.md §3), which are 500 pages. */
const MOST_PAGES = 500;
/** A reading of more pages is not repeated: that many are only met before anything is known of a form, and are listed again later. */
const MOST_REPEATED = 25;
const MOST_READINGS = 3;

/** What is to be listed, and whether the answers can hide nothing. */
export interface Listing {
  processCode: string;
  window: SweepWindow;
  finishedOnly: boolean;
  runningOnly?: boolean;
  /** When known ones within the window were launched, oldest first: the window is cut so that a page holds each piece. */
  launches?: readonly number[];
  /** A piece that takes several pages is read again until no id is new. */
  thorough?: boolean;
  mostPages?: number;
  /**
   * Called where a piece took several pages that were not read again: one that is taken away while its pages are read pulls the next
   * ones forward, and the first of the following page is named by none.
   */
  onDoubt?: () => void;
}

/**
 * Ids of all approvals of a form launched within the window, page by page, each once. A window with more than one paging
 * loop may return is cut in halves.
 * @throws DingTalkError
 */
export async function* listWindow(client: DingTalkClient, listing: Listing): AsyncGenerator<readonly string[]> {
  const { window, launches = [], thorough = false, mostPages = MOST_PAGES } = listing;
  const seen = new Set<string>();
  const due = slices(window)
    .flatMap((slice) => onOnePage(slice, launches))
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

/** One paging loop. @param seen ids that were named before, which grows. @returns its pages, and whether it broke off for its length. */
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
