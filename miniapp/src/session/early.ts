import type { LogInClient } from '@dingdee/shared/log-in';
import { askEarly, askListEarly } from '../api/early-answers.js';
import { detectPlatform } from '../dingtalk/environment.js';

/**
 * Sends the first requests of a visit while the rest of the page is still loading: the session, and without one DingTalk's code and the log-in. On a
 * slow network each of these steps takes half a second. A request that fails here is repeated in the usual way.
 */
export interface EarlyCode {
  corpId: string;
  code: string | null;
  client: LogInClient;
}

let code: Promise<EarlyCode | null> = Promise.resolve(null);

/** Called once, by main.ts. */
export function begin(): void {
  if (hasLeft()) return;
  const since = performance.now();
  const session = askEarly('GET', '/api/session', { first: askLists });
  const config = askEarly('GET', '/api/client-config');
  const logged = detectPlatform() === 'notInDingTalk' ? Promise.resolve(null) : logIn(session, config, since);
  code = logged.catch(() => null);
}

const STAGES = '/api/bills/stages';
const GROUPS = '/api/bills/groups?stage=review';
/** Lists that the first view of a page needs; the first rows of the first group are included. */
const LISTS: Readonly<Record<string, readonly string[]>> = { '/': [GROUPS, STAGES], '/review': [GROUPS] };

/** Requests the lists early for reviewers only, because they start with the review. */
async function askLists(session: Response): Promise<void> {
  if (!session.ok || hasLeft()) return;
  // Read from a copy, because the later caller reads the answer too.
  const { roles } = (await session.clone().json()) as { roles: readonly string[] };
  if (!roles.includes('reviewer')) return;
  for (const list of LISTS[location.pathname] ?? []) askListEarly(list === GROUPS ? `${GROUPS}&rows=100` : list, list);
}

/** Returns the login code that was requested early, once; null if there is none. */
export function takeEarlyCode(): Promise<EarlyCode | null> {
  const taken = code;
  code = Promise.resolve(null);
  return taken;
}

async function logIn(session: Promise<Response>, config: Promise<Response>, since: number): Promise<EarlyCode | null> {
  if ((await session).status !== 401) return null;
  const [answer, { requestAuthCode }] = await Promise.all([config, import('../dingtalk/auth-code.js')]);
  // Read from a copy, because the later caller reads the answer too.
  const told = (await answer.clone().json()) as { corpId: string; clientId: string };
  const corpId = corpOf(told);
  const { code: authCode, client } = await requestAuthCode(corpId, told.clientId, since);
  // The person logged out in another window while the code was requested.
  if (hasLeft()) return null;
  if (authCode !== null)
    askEarly('POST', '/api/session', { body: JSON.stringify({ corpId, authCode, client }), first: askLists });
  return { corpId, code: authCode, client };
}

/** Returns the visitor's corp, which the workbench puts into the address (?corpId=$CORPID$). */
export const corpOf = (config: { corpId: string }): string =>
  new URLSearchParams(location.search).get('corpId') || config.corpId;

/** Reads the stored value of `left`, which is not loaded yet: a person who logged out on this device must ask to come back. */
function hasLeft(): boolean {
  try {
    return /true/.test(localStorage.getItem('dingdee.left') ?? '');
  } catch {
    return false;
  }
}
