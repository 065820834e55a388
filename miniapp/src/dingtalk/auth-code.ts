import type { LogInClient } from '@dingdee/shared/log-in';
import { requestAuthCode$ as requestAuthCodeOld } from 'dingtalk-jsapi/api/runtime/permission/requestAuthCode';
import { requestAuthCode$ as requestAuthCodeNew } from 'dingtalk-jsapi/api/union/requestAuthCode';
import { loadBridge } from './bridge.js';
import { clientHere } from './client-here.js';

const CODE_TIMEOUT_MS = 8000;

/**
 * Requests a login code from the DingTalk container; it works once and lives five minutes. Clients before 7.0.45 (PC 7.0.50) know only the older
 * call, which is tried if the newer one fails or does not answer.
 * @param since start of the log-in, as performance.now()
 * @returns the code, or null if neither call returns one (client too old, wrong home domain, or the person refused); and which client it was
 * @see dingtalk.md §7.2
 */
export async function requestAuthCode(
  corpId: string,
  clientId: string,
  since: number,
): Promise<{ code: string | null; client: LogInClient }> {
  await loadBridge();
  const attempts = [
    ['requestAuthCodeV2', () => requestAuthCodeNew({ corpId, clientId })],
    ['requestAuthCode', () => requestAuthCodeOld({ corpId })],
  ] as const;
  let last: unknown;
  for (const [call, attempt] of attempts) {
    try {
      const code = codeOf(await within(attempt()));
      if (code) return { code, client: clientHere(call, since) };
    } catch (error) {
      last = error;
    }
  }
  return { code: null, client: clientHere(null, since, last) };
}

function codeOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const { code } = answer as { code?: unknown };
  return typeof code === 'string' && code !== '' ? code : null;
}

function within<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('timeout')), CODE_TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
