/** Kind of a run of digits in a text, by its shape. `unclear`: it may be an account, or not. */
export type NumberKind = 'account' | 'phone' | 'id-card' | 'bank-code' | 'document' | 'date' | 'masked' | 'unclear';

export interface FoundNumber {
  kind: NumberKind;
  /** Digits, with the prefix of an offshore or free-trade account. */
  digits: string;
}

/** Prefixes of offshore (NRA, OSA) and free-trade (FTE, FTF, FTI, FTN, FTU) accounts. */
const PREFIXED = /^(?:NRA|OSA|FT[EFINU])\d{8,30}$/u;
const PHONE = /^1[3-9]\d{9}$|^0\d{2,3}-?\d{7,8}$|^[48]00-?\d{3}-?\d{4}$/u;
/** 联行号: the bank's code, then its place (12 digits). */
const BANK_CODE = /^(10[2-5]|20[1-3]|30[1-9]|31\d|32[0-3]|40[1-3]|5\d{2}|7\d{2})\d{9}$/u;
const DAY = '(19|20)\\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])';
const DATE = new RegExp(`^${DAY}([01]\\d|2[0-3])?([0-5]\\d){0,2}$|^\\d{4}-\\d{1,2}-\\d{1,2}$`, 'u');
/** 审批编号 and other numbers that begin with their date. */
const DATED = new RegExp(`^${DAY}\\d{7,}$`, 'u');
const REGION = '(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])';
const ID_CARD = new RegExp(`^${REGION}\\d{4}${DAY}\\d{3}[\\dX]$`, 'u');
const OLD_ID_CARD = new RegExp(`^${REGION}\\d{6}(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])\\d{3}$`, 'u');
/** A character that numbers are not written with, or one of JSON: the digits that it separates may be one account. */
const STRANGE = /[^\x21-\x7e¥€£\p{L}]|["\\[\]{}<>]/u;
const ODD_NUMERAL = /[\p{No}\p{Nl}]/u;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Returns whether a text is an account number as it may be sent: 8 to 32 digits, with or without a known prefix. */
export const isAccount = (text: string): boolean => /^\d{8,32}$/u.test(text) || PREFIXED.test(text);

/** Number of digits that Excel keeps; it writes zeros for the rest. */
const KEPT_BY_EXCEL = 15;

/**
 * Returns the number of zeros behind the fifteenth digit of an account if nothing else is there: what Excel leaves of a longer number. 0 for an
 * account that Excel would not have changed, and for one of 16 digits: one good account in ten ends so (decision 149).
 */
export function zerosOfExcel(account: string): number {
  const behind = account.slice(KEPT_BY_EXCEL);
  return /^0{2,}$/u.test(behind) && /^\d+$/u.test(account) ? behind.length : 0;
}

/** Classifies a number behind a label such as 账号: an account, unless it is plainly something else. */
export function labelledNumber(digits: string): FoundNumber {
  const kind = kindOf(digits);
  const believed = kind === 'unclear' || kind === 'bank-code' || kind === 'account';
  return { kind: believed && isAccount(digits) && !isMaybeIdCard(digits) ? 'account' : plainly(kind), digits };
}

const plainly = (kind: NumberKind): NumberKind => (kind === 'account' || kind === 'bank-code' ? 'unclear' : kind);

/** Classifies a number without a label: an account only if its shape fits no other kind. */
export const looseNumber = (digits: string): FoundNumber => ({ kind: kindOf(digits), digits });

function kindOf(text: string): NumberKind {
  if (/[*×•]/u.test(text)) return 'masked';
  // A sign that only looks like digits may have swallowed some: ㊿, ², Ⅻ.
  if (ODD_NUMERAL.test(text)) return 'unclear';
  if (PREFIXED.test(text)) return 'account';
  if (PHONE.test(text)) return 'phone';
  if (ID_CARD.test(text)) return hasCheckDigit(text) ? 'id-card' : 'unclear';
  if (!/^\d+$/u.test(text)) return DATE.test(text) ? 'date' : STRANGE.test(text) ? 'unclear' : 'document';
  if (DATE.test(text)) return 'date';
  if (DATED.test(text)) return 'document';
  if (BANK_CODE.test(text)) return 'bank-code';
  if (isMaybeIdCard(text) || /^9[1-3]\d{16}$/u.test(text)) return 'unclear';
  return text.length >= 12 && text.length <= 30 ? 'account' : 'unclear';
}

const isMaybeIdCard = (digits: string): boolean => ID_CARD.test(digits) || OLD_ID_CARD.test(digits);

function hasCheckDigit(card: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(card[i]), 0);
  return '10X98765432'[sum % 11] === card[17];
}

/** Longest card number: cards are printed in groups of four, the last one of one to four digits: "6222 0000 1111 2222 333". */
const LONGEST_GROUPED = 19;

/**
 * Joins numbers that are printed in groups, and keeps apart numbers that are only beside each other: a phone number and a card.
 * @param tokens digits only, in order, each one blank or hyphen behind the one before.
 */
export function joinGroups(tokens: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < tokens.length; ) {
    let end = at;
    while (tokens[end]?.length === 4) end++;
    const last = tokens[end];
    if (end > at && last !== undefined && last.length < 4) end++;
    const whole = tokens.slice(at, end).join('');
    const fits = end - at >= 3 && whole.length >= 12 && whole.length <= LONGEST_GROUPED;
    joined.push(fits ? whole : (tokens[at] ?? ''));
    at = fits ? end : at + 1;
  }
  return joined;
}
