import type { Settings } from '../config/settings.js';

const SECRETS = [
  'APP_SECRET',
  'APP_SECRET_BEFORE',
  'METRICS_TOKEN',
  'DINGTALK_CLIENT_SECRET',
  'DINGTALK_CALLBACK_TOKEN',
  'DINGTALK_CALLBACK_AES_KEY',
  'KINGDEE_PASSWORD',
  'KINGDEE_APP_SECRET',
] as const satisfies readonly (keyof Settings)[];

/** Names whose value never reaches a log, however it is written: JSON, query string, header, cookie. */
const NAMED =
  /("?\b(?:access_?token|x-acs-dingtalk-access-token|app_?secret|client_?secret|password|authorization|(?:set-)?cookie|kdservice-sessionid|asp\.net_sessionid|x-api-signature|x-kd-signature|auth_?code|(?:__Host-)?dingdee)"?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|[^\s&,;}]+)/gi;
/** Account-like: nine digits or more in a row; the last four stay, so that a person can still tell two apart. */
const LONG_NUMBER = /\d{9,}/g;

/** @returns a function that takes secrets, tokens, cookies and account numbers out of a text for the log. */
export function redactor(settings: Settings): (text: string) => string {
  const values = SECRETS.map((name) => settings[name]).filter((value) => value !== undefined);
  const passwords = [settings.DATABASE_URL, settings.REDIS_URL].flatMap((url) => {
    const password = url && URL.canParse(url) ? new URL(url).password : '';
    return password ? [password, decodeURIComponent(password)] : [];
  });
  const literal = [...values, ...passwords].filter((value) => value.length >= 4);
  return (text) => {
    let clean = text;
    for (const value of literal) clean = clean.replaceAll(value, '[隐去]');
    return clean.replace(NAMED, '$1[隐去]').replace(LONG_NUMBER, (digits) => `****${digits.slice(-4)}`);
  };
}
