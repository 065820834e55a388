import { ddSdk } from 'dingtalk-jsapi/lib/ddSdk';
import { pageApi } from '../api/page-api.js';
import { loadBridge } from './bridge.js';
import { detectPlatform } from './environment.js';

/** APIs for which the app needs dd.config. All other calls work without it (docs/spec/dingtalk.md §7.3). */
const NEEDS_CONFIG = ['biz.util.share'];
const ANSWER_MS = 5_000;

let allowed: Promise<boolean> | null = null;

/**
 * Asks DingTalk for permission of these APIs, once in the life of this page and only when an action needs them.
 * @returns false if DingTalk refuses or no signature is available: the app continues without them. A failed signature is requested again next time
 */
export function pageAllowed(): Promise<boolean> {
  allowed ??= configure().catch(() => {
    allowed = null;
    return false;
  });
  return allowed;
}

/** @throws if there is no signature, or the bridge is not loaded */
async function configure(): Promise<boolean> {
  const [signed] = await Promise.all([pageApi.sign(signedAddress()), loadBridge()]);
  const dd = ddSdk.getExportSdk();
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ANSWER_MS);
    dd.config({ ...signed, type: 0, jsApiList: NEEDS_CONFIG });
    // If the permission arrives after the time limit, the next press uses it.
    dd.ready(() => {
      allowed = Promise.resolve(true);
      resolve(true);
    });
    dd.error(() => resolve(false));
  });
}

/**
 * Returns the address up to "#". A phone checks the signature against the address that was opened first, whatever page is shown now; a PC client
 * checks it against the present address.
 */
export function signedAddress(): string {
  const [opened] = performance.getEntriesByType('navigation');
  const address = detectPlatform() === 'pc' || !opened?.name ? location.href : opened.name;
  return address.split('#')[0] ?? address;
}
