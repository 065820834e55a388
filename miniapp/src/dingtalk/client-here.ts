import type { LogInClient } from '@dingdee/shared/log-in';
import { getENV } from 'dingtalk-jsapi/lib/env';

/**
 * Which client shows this page, and how; nothing of the person.
 * @param call the one that gave the login code. @param since when the log-in began, as performance.now() says it.
 * @param refused what came in place of a code.
 */
export const clientHere = (call: LogInClient['call'], since: number, refused?: unknown): LogInClient => ({
  platform: String(getENV().platform),
  framed: window.top !== window,
  bridge: bridgeHere(),
  call,
  refusal: String((refused as { errorCode?: unknown } | undefined)?.errorCode ?? ''),
  ms: Math.round(performance.now() - since),
});

/** Where dingtalk-jsapi looks for the PC client (first-contact.md). */
function bridgeHere(): LogInClient['bridge'] {
  try {
    if (JSON.parse(window.name).containerId) return 'name';
  } catch {
    // A name of somebody else's, or none.
  }
  return (window as { dingtalk?: { platform?: object } }).dingtalk?.platform ? 'object' : 'none';
}
