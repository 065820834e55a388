import { share$ } from 'dingtalk-jsapi/api/biz/util/share';
import { sessionApi } from '../api/session-api.js';
import { loadBridge } from './bridge.js';
import { detectPlatform } from './environment.js';
import { pageAllowed } from './page-config.js';
import { shareWords as words } from './share-words.js';

/** How a link left the page. `cancelled`: the person closed the sheet. `none`: it is in the sentence, to be copied by hand. */
export type Shared = 'sent' | 'cancelled' | 'copied' | 'none';

/** What names one person's work on a page, and no page; what was searched for may be who is paid. */
const OWN = ['sel', 'released', 'saved', 'q'];
/** How clients word a sheet that was closed (UNCONFIRMED, as all their errors). */
const CANCELLED = /cancel/i;
/** No such call; not allowed. */
const REFUSALS = ['1', '7'];

/**
 * The address under which somebody else sees the same page: it names the company, so that DingTalk gives a login code for it.
 * @param path from the router: "/bills/1?stage=review#files".
 */
export function deepLink(path: string, corpId: string, origin: string = location.origin): string {
  const url = new URL(path, origin);
  for (const name of OWN) url.searchParams.delete(name);
  url.searchParams.set('corpId', corpId);
  return url.href;
}

/**
 * Gives a page to a colleague: by DingTalk's own sheet where the client has one and allows it, else as a link on the clipboard.
 * Nothing of a bill but the title goes along: whoever may see the bill sees it there.
 * @param sheetOpens the client has been asked; it may never answer
 * @throws ApiProblem where the company is not known yet
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
    // Who closed the sheet wants no link; an older client has none to close.
    return endOf(error);
  }
}

/** @param error of dingtalk-jsapi: {errorCode, errorMessage}, as the client gave them. Where it is neither, nothing is copied unasked. */
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
