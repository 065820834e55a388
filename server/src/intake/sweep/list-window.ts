import type { DingTalkClient } from '../../connectors/source.js';
import { type SweepWindow, slices } from '../scope/sweep-window.js';

/** One paging loop ends after 10,000 ids (dingtalk.md §3), which are 500 pages. */
const MOST_PAGES = 500;

/**
 * Ids of all approvals of a form launched within the window, page by page, each once. A window with more than one paging
 * loop may return is cut in halves.
 * @throws DingTalkError
 */
export async function* listWindow(
  client: DingTalkClient,
  processCode: string,
  window: SweepWindow,
  finishedOnly: boolean,
  mostPages = MOST_PAGES,
): AsyncGenerator<readonly string[]> {
  const seen = new Set<string>();
  const due = slices(window).reverse();
  for (let slice = due.pop(); slice; slice = due.pop()) {
    let cursor: string | null = null;
    const cursors = new Set<string>();
    for (let page = 1; ; page++) {
      const answer: { ids: readonly string[]; next: string | null } = await client.listInstances({
        ...slice,
        processCode,
        finishedOnly,
        cursor,
      });
      const fresh = [...new Set(answer.ids)].filter((id) => id !== '' && !seen.has(id));
      for (const id of fresh) seen.add(id);
      if (fresh.length > 0) yield fresh;
      if (answer.next === null || cursors.has(answer.next)) break;
      if (page >= mostPages && slice.to > slice.from) {
        const middle = Math.floor((slice.from + slice.to) / 2);
        due.push({ from: middle + 1, to: slice.to }, { from: slice.from, to: middle });
        break;
      }
      cursor = answer.next;
      cursors.add(cursor);
    }
  }
}
