import { share$ } from 'dingtalk-jsapi/api/biz/util/share';
import { sessionApi } from '../api/session-api.js';
import { loadBridge } from './bridge.js';
import { detectPlatform } from './environment.js';
import { pageAllowed } from './page-config.js';
import { shareWords as words } from './share-words.js';

/** How a link left the page. `cancelled`: the person closed the sheet. `none`: the link is in the sentence, for copying by hand. */
export type Shared = 'sent' | 'cancelled' | 'copied' | 'none';

/** Query names of one person's work on a page, which are not part of the page; a search text may be the name of a payee. */
const OWN = ['sel', 'released', 'saved', 'q'];
/** How clients word the error of a closed sheet (UNCONFIRMED, as all their errors). */
const CANCELLED = /cancel/i;
/** Error codes: no such call; not allowed. */
const REFUSALS = ['1', '7'];

/**
 * Returns the address under which another person sees the same page. It names the company, so that DingTalk gives a login code for it.
 * @param path from the router: "/bills/1?stage=review#files".
 */
export function deepLink(path: string, corpId: string, origin: string = location.origin): string {
  const url = new URL(path, origin);
  for (const name of OWN) url.searchParams.delete(name);
  url.searchParams.set('corpId', corpId);
  return url.href;
}

/**
 * Shares a page with a colleague: by DingTalk's own sheet if the client has one and allows it, otherwise as a link on the clipboard. Only the title
 * of a bill leaves the page; the bill itself stays behind its permissions.
 * @param sheetOpens called after the client was asked to open its sheet; the client may never answer
 * @throws ApiProblem if the company is not known yet
 */
export async function sharePage(
  title: string,
  path: string,
  sheetOpens: () => void,
): Promise<{ how: Shared; url: string }> {
  const given = new URLSearchParams(location.search).get('corpId');
  const url = deepLink(path, given || (await sessionApi.config()).corpId);
  const how = detectPlatform() === 'notInDingTalk' ? 'refused' : await bySheet(title, url, sheetOpens);
  if (how !== 'refused') return { how, url };
  return { how: (await copied(url)) ? 'copied' : 'none', url };
}

async function bySheet(title: string, url: string, opens: () => void): Promise<Shared | 'refused'> {
  try {
    if (!(await pageAllowed())) return 'refused';
    await loadBridge();
    const answer = share$({ type: 0, url, title, content: words.content, image: '' });
    opens();
    await answer;
    return 'sent';
  } catch (error) {
    // A person who closed the sheet wants no link; an older client has no sheet to close.
    return endOf(error);
  }
}

/**
 * Classifies an error of the share sheet.
 * @param error of dingtalk-jsapi: {errorCode, errorMessage}, as the client gave them. Any other error copies nothing, because the person did not ask
 * for it
 */
function endOf(error: unknown): 'cancelled' | 'refused' | 'none' {
  if (typeof error !== 'object' || error === null || !('errorCode' in error)) return 'refused';
  const message = 'errorMessage' in error ? String(error.errorMessage) : '';
  if (String(error.errorCode) === '-1' || CANCELLED.test(message)) return 'cancelled';
  return REFUSALS.includes(String(error.errorCode)) ? 'refused' : 'none';
}

async function copied(url: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(url);
    return true;
  } catch {
    return false;
  }
}
