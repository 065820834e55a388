import { ddSdk } from 'dingtalk-jsapi/lib/ddSdk';
import { pageApi } from '../api/page-api.js';
import { loadBridge } from './bridge.js';
import { detectPlatform } from './environment.js';

/** What the app asks DingTalk to allow. Everything else that it calls needs no dd.config (docs/spec/dingtalk.md §7.3). */
const NEEDS_CONFIG = ['biz.util.share'];
const ANSWER_MS = 5_000;

let allowed: Promise<boolean> | null = null;

/**
 * Asks DingTalk, once in the life of this page and only when somebody wants what needs it, to let the page do so.
 * @returns false where it does not, or where nobody signs: the app goes on without. An address that could not be signed is tried again.
 */
export function pageAllowed(): Promise<boolean> {
  allowed ??= configure().catch(() => {
    allowed = null;
    return false;
  });
  return allowed;
}

/** @throws where no signature could be had, or the bridge is not there. */
async function configure(): Promise<boolean> {
  const [signed] = await Promise.all([pageApi.sign(signedAddress()), loadBridge()]);
  const dd = ddSdk.getExportSdk();
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ANSWER_MS);
    dd.config({ ...signed, type: 0, jsApiList: NEEDS_CONFIG });
    // Later than that, the next press finds it allowed.
    dd.ready(() => {
      allowed = Promise.resolve(true);
      resolve(true);
    });
    dd.error(() => resolve(false));
  });
}

/** Up to "#". A phone holds the signature against the address that was opened, whatever page is shown by now; a PC client against the present one. */
export function signedAddress(): string {
  const [opened] = performance.getEntriesByType('navigation');
  const address = detectPlatform() === 'pc' || !opened?.name ? location.href : opened.name;
  return address.split('#')[0] ?? address;
}
