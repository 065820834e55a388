import type { Reply } from '../transport/transport.js';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * None of them proves that a write was not carried out: with a 302 ASP.NET shows its error page, also for a program that failed after its
 * work, a 303 is how a POST that was carried out is answered, and a gateway that gave up waiting answers whatever its administrator wrote
 * there, a 307 as well.
 * @returns where it leads in words for the admin; null where the answer is no redirect.
 */
export function redirectOf({ status, location }: Reply): string | null {
  if (!REDIRECTS.has(status)) return null;
  const to = location !== undefined && URL.canParse(location) ? `（${new URL(location).origin}）` : '';
  return `金蝶地址被转到了别处${to}`;
}

export const CHECK_ADDRESS = '请管理员核对 KINGDEE_URL';
