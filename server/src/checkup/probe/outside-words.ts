import { maskText } from '../../domain/bill/account-mask.js';

const LONGEST = 200;
/** Tokens, keys and session ids: long, without a blank, letters and digits mixed. */
const SECRET = /(?=[\w+/=.-]*\d)(?=[\w+/=.-]*[A-Za-z])[\w+/=-]{28,}/g;

/** What the other side said, short enough for a line: account numbers and whatever could be a key are masked. */
export function outsideWords(text: string, longest = LONGEST): string {
  const masked = maskText(text.replace(SECRET, (run) => `${run.slice(0, 4)}…`))
    .replace(/\s+/g, ' ')
    .trim();
  return masked.length > longest ? `${masked.slice(0, longest - 1)}…` : masked;
}

/** "甲、乙 等 5 个" */
export function listed(names: readonly string[], most = 8): string {
  const first = names
    .slice(0, most)
    .map((name) => outsideWords(name, 40))
    .join('、');
  return names.length > most ? `${first} 等 ${names.length} 个` : first;
}
