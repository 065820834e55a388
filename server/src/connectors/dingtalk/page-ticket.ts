import { textOf } from '../../json/json-reading.js';
import { type ApiFamily, DingTalkError } from '../source.js';
import type { DingTalkAnswer, DingTalkRequest } from './call/dingtalk-http.js';
import type { FetchedToken } from './call/token-provider.js';

/** Longest lifetime of a ticket, however often it is renewed (dingtalk.md §7.3). */
const DIES_AFTER_MS = 24 * 3_600_000;
const USUAL_SECONDS = 7200;

const REQUESTS: Readonly<Record<ApiFamily, DingTalkRequest>> = {
  // DingTalk does not count this call, as it does not count a login (§9); nor does the meter.
  v1: { family: 'v1', method: 'POST', path: '/v1.0/oauth2/jsapiTickets', purpose: 'login' },
  topapi: { family: 'topapi', method: 'GET', path: '/get_jsapi_ticket', purpose: 'login' },
};

/**
 * Fetches the ticket that signs page addresses. While one is valid, DingTalk returns the same one, which still expires 24 hours after its
 * creation; the first time that we saw it counts as its creation.
 */
export function pageTickets(
  read: (request: DingTalkRequest) => Promise<DingTalkAnswer>,
  family: () => ApiFamily,
  now: () => number = Date.now,
): () => Promise<FetchedToken> {
  let known = { value: '', firstSeen: 0 };
  return async () => {
    const { body } = await read(REQUESTS[family()]);
    const value = textOf(body.jsapiTicket) || textOf(body.ticket);
    if (value === '') throw new DingTalkError('configuration', '钉钉的应答里没有页面签名用的凭证。', 'ticket');
    if (value !== known.value) known = { value, firstSeen: now() };
    const seconds = Number(textOf(body.expireIn) || textOf(body.expires_in));
    const livesMs = (Number.isFinite(seconds) && seconds > 0 ? seconds : USUAL_SECONDS) * 1000;
    return { token: value, livesMs: Math.max(0, Math.min(livesMs, known.firstSeen + DIES_AFTER_MS - now())) };
  };
}
