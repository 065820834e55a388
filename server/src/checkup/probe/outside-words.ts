import { plainForms } from '@dingdee/shared/plain-forms';
import { replaceDigitRuns } from '../../domain/bill/digit-runs.js';
import { oneLine } from '../../domain/one-line.js';

const LONGEST = 200;
/** From this length, a run of digits may be an account, a card or a phone number. */
const LONG = 8;
/** Tokens, keys and session ids: long, without a space, letters and digits mixed. The second pattern also allows the signs of base64. */
const SECRET = /(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{16,}|(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{28,}/g;
/** A customer's own field of Kingdee stays readable, because the line is about it. */
const OWN_FIELD = /^F_[A-Za-z]+(?:_[A-Za-z]+)?_?\w{0,8}$/;
/** Text after a word for a password, if it looks like a password. */
const NAMED =
  /((?:密码|口令|密钥|票据|令牌|password|passwd|pwd|secret|token|ticket|session(?:_?id)?|app_?key)["”』」]?\s{0,2}(?:[:：=为是]\s{0,2})?["“「『]?)((?=[\x21-\x7e]*[\d\W_])[\x21-\x7e]{4,})/giu;

const tail = (run: string): string =>
  `尾号 ${plainForms(run)
    .replace(/[^\p{Nd}]/gu, '')
    .slice(-4)}`;

/**
 * Returns the other system's message as one harmless, short line: numbers that may be an account or a phone keep their last four digits, and text
 * that may be a key keeps its first four characters. Our own known secrets are removed where a line is shown (own-secrets.ts).
 */
export function outsideWords(text: string, longest = LONGEST): string {
  // Cut once beforehand, so that an answer of megabytes is not searched.
  const line = oneLine(text, 4_000)
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(NAMED, '$1…')
    .replace(SECRET, (run) => (OWN_FIELD.test(run) ? run : `${run.slice(0, 4)}…`));
  return oneLine(replaceDigitRuns(line, LONG, tail), longest);
}

/** Returns "甲、乙 等 5 个" */
export function listed(names: readonly string[], most = 8): string {
  const first = names
    .slice(0, most)
    .map((name) => outsideWords(name, 40))
    .join('、');
  return names.length > most ? `${first} 等 ${names.length} 个` : first;
}
