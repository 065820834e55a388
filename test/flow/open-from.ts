import type { LogInClient } from '@dingdee/shared/log-in';
import { userAgent } from '../sandbox/dingtalk/workbench/container.js';
import type { Place } from './person.js';

/** The client that somebody opens the app with. */
export interface OpenedWith {
  platform: 'pc' | 'ios' | 'android';
  framed?: boolean;
  /** A client of before 7.0.45. */
  old?: boolean;
  /** What its page tells of it, where that is something else than a page of today tells. */
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

/** A log-in as the page sends it there. @param code another one than the stand-in hands out for this person. */
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

/** The client gave the page no code. @param refusal its error code; "" where it stayed silent. */
export const openWithoutCode = (place: Place, opened: OpenedWith, refusal: string): Promise<Response> =>
  fetch(`${place.url}/api/session/no-code`, {
    method: 'POST',
    headers: headersOf(place, opened),
    body: JSON.stringify({ ...toldBy(opened), call: null, refusal }),
  });
