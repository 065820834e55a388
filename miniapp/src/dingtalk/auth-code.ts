import { requestAuthCode$ as requestAuthCodeOld } from 'dingtalk-jsapi/api/runtime/permission/requestAuthCode';
import { requestAuthCode$ as requestAuthCodeNew } from 'dingtalk-jsapi/api/union/requestAuthCode';
import { loadBridge } from './bridge.js';

/** The container gave no login code: too old, wrong home domain, or the person refused. */
export class NoAuthCodeError extends Error {}

const CODE_TIMEOUT_MS = 8000;

/**
 * Asks the DingTalk container for a login code; it works once and lives five minutes.
 * Clients before 7.0.45 (PC 7.0.50) know only the older call, which is tried when the newer one fails or stays silent.
 * @throws NoAuthCodeError when neither call answers with a code
 * @see dingtalk.md §7.2
 */
export async function requestAuthCode(corpId: string, clientId: string): Promise<string> {
  await loadBridge();
  const attempts = [() => requestAuthCodeNew({ corpId, clientId }), () => requestAuthCodeOld({ corpId })];
  let last: unknown;
  for (const attempt of attempts) {
    try {
      const code = codeOf(await within(attempt()));
      if (code) return code;
    } catch (error) {
      last = error;
    }
  }
  throw new NoAuthCodeError('no login code from DingTalk', { cause: last });
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
