import type { LogInClient } from '@dingdee/shared/log-in';
import { userAgent } from '../sandbox/dingtalk/workbench/container.js';
import type { Place } from './person.js';

/** Client with which a person opens the app. */
export interface OpenedWith {
  platform: 'pc' | 'ios' | 'android';
  framed?: boolean;
  /** Whether the client is older than 7.0.45. */
  old?: boolean;
  /** What its page reports about the client, if this differs from the report of a present page. */
  told?: unknown;
}

const headersOf = ({ url, origin }: Place, { platform, old = false }: OpenedWith) => ({
  origin: origin ?? url,
  'content-type': 'application/json',
  'user-agent': userAgent({ userid: '', platform, theme: 'light', old }),
});
const toldBy = ({ platform, framed = false, old = false }: OpenedWith): LogInClient => ({
  platform,
  framed,
  bridge: platform === 'pc' ? 'name' : 'none',
  call: old ? 'requestAuthCode' : 'requestAuthCodeV2',
  refusal: '',
  ms: 240,
});

/** Sends a log-in as the page does. @param code another code than the one that the stand-in issues for this person. */
export async function openFrom(
  place: Place,
  userId: string,
  opened: OpenedWith,
  { code, corpId = place.sandbox.dingtalk.corpId }: { code?: string; corpId?: string } = {},
): Promise<Response> {
  const client = 'told' in opened ? opened.told : toldBy(opened);
  const authCode = code ?? (await place.sandbox.issueCode(userId));
  return fetch(`${place.url}/api/session`, {
    method: 'POST',
    headers: headersOf(place, opened),
    body: JSON.stringify({ corpId, authCode, client }),
  });
}

/** Reports that the client gave the page no code. @param refusal its error code; "" if it stayed silent. */
export const openWithoutCode = (place: Place, opened: OpenedWith, refusal: string): Promise<Response> =>
  fetch(`${place.url}/api/session/no-code`, {
    method: 'POST',
    headers: headersOf(place, opened),
    body: JSON.stringify({ ...toldBy(opened), call: null, refusal }),
  });
