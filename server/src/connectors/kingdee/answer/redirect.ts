import type { Reply } from '../transport/transport.js';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/**
 * Says by its meaning that the same call is still to be made, elsewhere (RFC 9110): nothing was done. The others prove
 * nothing: a 303 is how a POST that was carried out is answered, and with a 302 ASP.NET shows its error page, also for a program that
 * failed after its work.
 */
const STILL_TO_BE_MADE: ReadonlySet<number> = new Set([307, 308]);

/** @returns null where the answer is no redirect; `where` in words for the admin, `unexecuted` where a write was proven not to be carried out. */
export function redirectOf({ status, location }: Reply): { where: string; unexecuted: boolean } | null {
  if (!REDIRECTS.has(status)) return null;
  const to = location !== undefined && URL.canParse(location) ? `（${new URL(location).origin}）` : '';
  return { where: `金蝶地址被转到了别处${to}`, unexecuted: STILL_TO_BE_MADE.has(status) };
}

export const CHECK_ADDRESS = '请管理员核对 KINGDEE_URL';
