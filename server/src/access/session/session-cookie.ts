import type { Settings } from '../../config/settings.js';

/** The session cookie as architecture.md (HTTP) describes it; `embedded` only if the cookie can be Secure. */
export interface CookieForm {
  name: string;
  /** Name of the cookie of a browser in which somebody has logged in before; see KnownBrowser. */
  known: string;
  options: {
    path: '/';
    httpOnly: true;
    secure: boolean;
    sameSite: 'lax' | 'none';
    partitioned: boolean;
  };
}

export function cookieForm(settings: Pick<Settings, 'PUBLIC_URL' | 'EMBEDDED'>): CookieForm {
  const secure = settings.PUBLIC_URL?.startsWith('https://') ?? false;
  const embedded = secure && settings.EMBEDDED;
  return {
    name: secure ? '__Host-dingdee' : 'dingdee',
    known: secure ? '__Host-dingdee-known' : 'dingdee-known',
    options: { path: '/', httpOnly: true, secure, sameSite: embedded ? 'none' : 'lax', partitioned: embedded },
  };
}
