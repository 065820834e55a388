import type { LogInClient } from '@dingdee/shared/log-in';
import { askEarly, askListEarly } from '../api/early-answers.js';
import { detectPlatform } from '../dingtalk/environment.js';

/**
 * What a visit asks first is asked by its first lines, while the rest of the page is still on its way: who is here, and where nobody is
 * yet, DingTalk's code and the log-in. Behind a slow network each of these steps takes half a second. What fails here is asked again in
 * the usual way.
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
/** By page, what its first view waits for; the first rows of the first group come along. */
const LISTS: Readonly<Record<string, readonly string[]>> = { '/': [GROUPS, STAGES], '/review': [GROUPS] };

/** Who reviews begins with the review, everybody else elsewhere. */
async function askLists(session: Response): Promise<void> {
  if (!session.ok || hasLeft()) return;
  // A copy: whoever takes the answer reads it too.
  const { roles } = (await session.clone().json()) as { roles: readonly string[] };
  if (!roles.includes('reviewer')) return;
  for (const list of LISTS[location.pathname] ?? []) askListEarly(list === GROUPS ? `${GROUPS}&rows=100` : list, list);
}

/** The login code that was asked for early, once; null without one. */
export function takeEarlyCode(): Promise<EarlyCode | null> {
  const taken = code;
  code = Promise.resolve(null);
  return taken;
}

async function logIn(session: Promise<Response>, config: Promise<Response>, since: number): Promise<EarlyCode | null> {
  if ((await session).status !== 401) return null;
  const [answer, { requestAuthCode }] = await Promise.all([config, import('../dingtalk/auth-code.js')]);
  // A copy: whoever takes the answer reads it too.
  const told = (await answer.clone().json()) as { corpId: string; clientId: string };
  const corpId = corpOf(told);
  const { code: authCode, client } = await requestAuthCode(corpId, told.clientId, since);
  // In another window, while the code was asked for.
  if (hasLeft()) return null;
  if (authCode !== null)
    askEarly('POST', '/api/session', { body: JSON.stringify({ corpId, authCode, client }), first: askLists });
  return { corpId, code: authCode, client };
}

/** The workbench puts the visitor's corp into the address (?corpId=$CORPID$). */
export const corpOf = (config: { corpId: string }): string =>
  new URLSearchParams(location.search).get('corpId') || config.corpId;

/** Of `left`, which is not here yet: somebody who logged out on this device comes back by asking for it. */
function hasLeft(): boolean {
  try {
    return /true/.test(localStorage.getItem('dingdee.left') ?? '');
  } catch {
    return false;
  }
}
