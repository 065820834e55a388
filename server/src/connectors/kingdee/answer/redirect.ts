import type { Reply } from '../transport/transport.js';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Returns where a redirect leads, in words for the administrator; null if the answer is no redirect. No redirect proves that a write was
 * not carried out: ASP.NET shows its error page with a 302, also for a program that failed after its work; a 303 is the usual answer to a
 * POST that was carried out; a gateway that timed out answers with any status that its administrator chose, also a 307.
 */
export function redirectOf({ status, location }: Reply): string | null {
  if (!REDIRECTS.has(status)) return null;
  const to = location !== undefined && URL.canParse(location) ? `（${new URL(location).origin}）` : '';
  return `金蝶地址被转到了别处${to}`;
}

export const CHECK_ADDRESS = '请管理员核对 KINGDEE_URL';
