import type { LogInClient } from '@dingdee/shared/log-in';
import { getENV } from 'dingtalk-jsapi/lib/env';

/**
 * Describes the client that shows this page; contains no personal data.
 * @param call the call that gave the login code
 * @param since start of the log-in, as performance.now()
 * @param refused the error in place of a code
 */
export const clientHere = (call: LogInClient['call'], since: number, refused?: unknown): LogInClient => ({
  platform: String(getENV().platform),
  framed: window.top !== window,
  bridge: bridgeHere(),
  call,
  refusal: String((refused as { errorCode?: unknown } | undefined)?.errorCode ?? ''),
  ms: Math.round(performance.now() - since),
});

/** Returns where dingtalk-jsapi looks for the PC client (first-contact.md). */
function bridgeHere(): LogInClient['bridge'] {
  try {
    if (JSON.parse(window.name).containerId) return 'name';
  } catch {
    // The name belongs to another program, or there is none.
  }
  return (window as { dingtalk?: { platform?: object } }).dingtalk?.platform ? 'object' : 'none';
}
