import { currentSecrets } from '../config/secret-values.js';
import type { Settings } from '../config/settings.js';

/** Names whose values never reach a log, in any notation: JSON, query string, header, cookie. */
const NAMED =
  /("?\b(?:access_?token|x-acs-dingtalk-access-token|app_?secret|client_?secret|password|authorization|(?:set-)?cookie|kdservice-sessionid|asp\.net_sessionid|x-api-signature|x-kd-signature|auth_?code|(?:__Host-)?dingdee)"?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|[^\s&,;}]+)/gi;
/** Account-like numbers: nine digits or more in a row; the last four stay, so that a person can tell two apart. */
const LONG_NUMBER = /\d{9,}/g;

/** True if the log would show only the end of the text's number. */
export const hasLongNumber = (text: string): boolean => text.search(LONG_NUMBER) >= 0;

/** @returns a function that removes secrets, tokens, cookies and account numbers from a text for the log. */
export function redactor(settings: Settings): (text: string) => string {
  const literal = currentSecrets(settings);
  return (text) => {
    let clean = text;
    for (const value of literal()) clean = clean.replaceAll(value, '[隐去]');
    return clean.replace(NAMED, '$1[隐去]').replace(LONG_NUMBER, (digits) => `****${digits.slice(-4)}`);
  };
}
