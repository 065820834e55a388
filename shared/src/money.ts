import * as z from 'zod/mini';
import { plainForms } from './plain-forms.js';

/** 元, exactly two decimals: "1234.50". JSON carries this form; tables hold the same value as 分 in BIGINT columns. */
export type Amount = string & { readonly __brand: 'Amount' };

const AMOUNT = /^-?(0|[1-9]\d{0,15})\.\d{2}$/;

/** An amount or a sum in a request or an answer: decimal text with two decimals, never a number. */
export const amount = z.custom<Amount>((value) => typeof value === 'string' && AMOUNT.test(value), {
  error: '金额须为两位小数的文字，例如 "1234.50"',
});

/** Text that is already in the target form: no sign, no leading zero. */
const PLAIN = /^(?:0|[1-9]\d{0,13})\.\d{2}$/;

/** A point before three digits: one and a half, or thousands. Behind a leading zero or four digits no thousands are meant. */
const OPEN = /^-?[1-9]\d{0,2}\.\d{3}$/;

const plainText = (text: string): string => plainForms(text).trim().replace(/^−/, '-');

/** Returns whether a text that a person wrote may mean a decimal or thousands: "1.500". */
export const isOpenDecimal = (text: string): boolean => OPEN.test(plainText(text));

/**
 * Parses an amount that a person wrote: "1,234.5" → "1234.50". Full-width digits and signs are read as their plain forms.
 * @returns null if the text is not money (10², ①②, 一百, "0,500"), has a third non-zero decimal, since it never rounds, or may mean thousands ("1.500").
 */
export function parseAmount(text: string): Amount | null {
  if (PLAIN.test(text)) return text as Amount;
  return isOpenDecimal(text) ? null : parseDecimal(text);
}

/** Does the same for a control that delivers plain decimals (decision 6): "1.500" → "1.50". */
export function parseDecimal(text: string): Amount | null {
  const plain = plainText(text);
  const m = /^(-?)([1-9]\d{0,2}(?:,\d{3}){1,4}|\d{1,14})(?:\.(\d{1,2})0*)?$/.exec(plain);
  return m && fromFen(BigInt(`${m[1]}${m[2]?.replaceAll(',', '')}${(m[3] ?? '').padEnd(2, '0')}`));
}

export const toFen = (value: Amount): bigint => BigInt(value.replace('.', ''));

export function fromFen(fen: bigint): Amount {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}` as Amount;
}

const SIGNS: Readonly<Record<string, string>> = { CNY: '¥', USD: 'US$', HKD: 'HK$', EUR: '€', GBP: '£' };
/** Formats "¥1,234.00"; for a currency without a sign "PRE007 1,234.00". @param currency as on our bills; "" counts as CNY. */
export const amountIn = (value: Amount, currency: string): string =>
  `${SIGNS[currency || 'CNY'] ?? `${currency} `}${formatAmount(value)}`;

/** Formats an amount for the screen, "−1,234.50": thousands separators, a true minus sign (ui.md §7). */
export function formatAmount(value: Amount): string {
  const [whole = '0', cents = '00'] = value.replace('-', '').split('.');
  return `${value.startsWith('-') ? '−' : ''}${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${cents}`;
}
