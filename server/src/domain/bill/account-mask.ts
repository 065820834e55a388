import { plainForms } from '@dingdee/shared/plain-forms';

/** Plain and full-width digits: a form may hold either. */
const DIGIT = '[0-9０-９]';
/** Digits written in groups by single blanks or hyphens, as people write account numbers. */
const digitRun = (least: number) =>
  new RegExp(`(?<!${DIGIT})${DIGIT}(?:[ -]?${DIGIT}){${least - 1},}(?!${DIGIT})`, 'gu');
const IN_ACCOUNT = digitRun(6);
/** Letters that are a part of the number of an offshore or free-trade account, in front of its digits. */
const LETTERS = '(?<![A-Za-z])(NRA|OSA|FT[EFINU])';
const BEFORE = new RegExp(`${LETTERS}[ -]?$`, 'i');
/**
 * 12 to 30 digits without blanks, or groups of four: shorter runs are dates, phone numbers and amounts. Digits behind a letter are the number of a
 * document if they begin with its date or are shorter than a card, unless the letters are those of an account.
 */
const IN_TEXT = new RegExp(
  `(?:(?<=${LETTERS})${DIGIT}(?:[ -]?${DIGIT}){7,29}|(?<!${DIGIT}|[A-Za-z])(?:${DIGIT}{12,30}|${DIGIT}{4}(?:[ -]${DIGIT}{4}){2,6}(?:[ -]${DIGIT}{1,4})?)|(?<=[A-Za-z])(?!20[0-9]{6})${DIGIT}{16,30})(?!${DIGIT})`,
  'giu',
);
/** 审批编号: launch minute first, 21 digits (dingtalk.md §4). */
const BUSINESS_ID = /^20\d{19}$/;

const plain = (text: string): string => plainForms(text).replace(/\D/g, '');
const tail = (run: string): string => `尾号 ${plain(run).slice(-4)}`;

/** Masks the accounts of a text, "招商银行 6217 0001 2345 6217" → "招商银行 尾号 6217"; for values that are known to hold an account. */
export const maskAccount = (text: string): string => text.replace(IN_ACCOUNT, tail);

/**
 * Masks two accounts that are shown beside each other. Where they would look alike, the second says in words how it differs: no further digit of an
 * account is shown.
 */
export function maskBoth(first: string, second: string): [first: string, second: string] {
  const [one, other] = [maskAccount(first), maskAccount(second)];
  return [one, one === other ? `${other}${howApart(first, second)}` : other];
}

function howApart(first: string, second: string): string {
  if (first === second) return '';
  const [one, other] = [plain(first), plain(second)];
  if (one === other) return '（写法不同）';
  let at = 1;
  while (one.at(-at) === other.at(-at)) at += 1;
  return at > Math.min(one.length, other.length) ? '（位数不同）' : `（倒数第 ${at} 位不同）`;
}

/**
 * Masks what looks like an account in free text (product.md §8). 审批编号 stay readable, and so do the numbers in `keep` (this bill's own ids) and
 * everything in a control about invoices.
 */
export function maskText(text: string, keep: readonly string[] = [], label = ''): string {
  if (label.includes('发票')) return text;
  return text.replace(IN_TEXT, (run) => (BUSINESS_ID.test(run) || keep.includes(run) ? run : tail(run)));
}

/** Strings and numbers of a JSON text. */
const JSON_VALUE = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gu;
/** 2015 to 2100 in Unix ms: the instants that the program writes. */
const [FIRST_INSTANT, LAST_INSTANT] = [Date.UTC(2015, 0), Date.UTC(2100, 0)];

/**
 * Masks what looks like an account in the texts, keys and numbers of a JSON text, which stays JSON. An instant, a number of 13 digits, stays
 * readable; the same digits as text do not, because accounts are texts.
 */
export function maskJson(json: string): string {
  if (!isJson(json)) return maskText(json);
  return json.replace(JSON_VALUE, (token) => {
    const isText = token.startsWith('"');
    if (!isText && isInstant(token)) return token;
    const value = isText ? (JSON.parse(token) as string) : token;
    const masked = maskText(value);
    return masked === value ? token : JSON.stringify(masked);
  });
}

const isInstant = (token: string): boolean =>
  /^\d{13}$/.test(token) && Number(token) >= FIRST_INSTANT && Number(token) < LAST_INSTANT;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Returns whether a label means the number of an invoice; other text about an invoice may name the account of the person who wrote it. */
export const isInvoiceNumber = (label: string): boolean => /发票(?:号|代码)|^invoice(?:Code|No)$/.test(label);

/** Returns the first account number in a text, as it is sent: its digits, behind the letters that belong to it; null if there is none of at least 8 digits. */
export function findAccount(text: string): string | null {
  for (const run of text.matchAll(IN_ACCOUNT)) {
    const digits = plain(run[0]);
    if (digits.length < 8) continue;
    const [, letters = ''] = BEFORE.exec(plainForms(text.slice(0, run.index))) ?? [];
    return `${letters.toUpperCase()}${digits}`;
  }
  return null;
}
