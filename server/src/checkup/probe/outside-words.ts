import { plainForms } from '@dingdee/shared/plain-forms';
import { replaceDigitRuns } from '../../domain/bill/digit-runs.js';
import { oneLine } from '../../domain/one-line.js';

const LONGEST = 200;
/** So many digits may be an account, a card or a phone. */
const LONG = 8;
/** Tokens, keys and session ids: long, without a blank, letters and digits mixed. The second kind may hold what base64 does. */
const SECRET = /(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{16,}|(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{28,}/g;
/** A customer's own field of Kingdee: it is what a line is about. */
const OWN_FIELD = /^F_[A-Za-z]+(?:_[A-Za-z]+)?_?\w{0,8}$/;
/** What follows a word for a password, where it looks like one. */
const NAMED =
  /((?:密码|口令|密钥|票据|令牌|password|passwd|pwd|secret|token|ticket|session(?:_?id)?|app_?key)["”』」]?\s{0,2}(?:[:：=为是]\s{0,2})?["“「『]?)((?=[\x21-\x7e]*[\d\W_])[\x21-\x7e]{4,})/giu;

const tail = (run: string): string =>
  `尾号 ${plainForms(run)
    .replace(/[^\p{Nd}]/gu, '')
    .slice(-4)}`;

/**
 * What the other side said, in one harmless line and short enough for it: numbers that could be an account or a phone keep their last
 * four digits, whatever could be a key its first four signs. What is our secret for certain is taken out where a line is shown (own-secrets.ts).
 */
export function outsideWords(text: string, longest = LONGEST): string {
  // Cut once before, so that no answer of megabytes is looked through.
  const line = oneLine(text, 4_000)
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(NAMED, '$1…')
    .replace(SECRET, (run) => (OWN_FIELD.test(run) ? run : `${run.slice(0, 4)}…`));
  return oneLine(replaceDigitRuns(line, LONG, tail), longest);
}

/** "甲、乙 等 5 个" */
export function listed(names: readonly string[], most = 8): string {
  const first = names
    .slice(0, most)
    .map((name) => outsideWords(name, 40))
    .join('、');
  return names.length > most ? `${first} 等 ${names.length} 个` : first;
}
