import { LosslessNumber, stringify } from 'lossless-json';
import { type ExactJson, readJson } from '../../../json/read-json.js';

export { type ExactJson, readJson };

/** A JSON number that is written exactly as the text says. */
export type Literal = LosslessNumber;
export type Writable =
  | string
  | boolean
  | Literal
  | readonly Writable[]
  | { readonly [key: string]: Writable | undefined };

export function writeJson(value: Writable): string {
  const text = stringify(value);
  if (text === undefined) throw new TypeError('nothing to write as JSON');
  return text;
}

const DECIMAL = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** Removes trailing zeros: "1.0000000000" → "1", "120.50" → "120.5". */
const shortest = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/0+$/, '').replace(/\.$/, '') : decimal;

/**
 * Converts decimal text to a JSON number literal, digit for digit.
 * @returns null if a receiver that reads doubles would not print the same value again (architecture.md, decision 6).
 */
export function numberLiteral(decimal: string): Literal | null {
  if (!DECIMAL.test(decimal) || String(Number(decimal)) !== shortest(decimal)) return null;
  return new LosslessNumber(decimal);
}

/**
 * Converts the number text of an answer to plain decimal text without trailing zeros: "1.205E2" → "120.5", "-0.0" → "0".
 * @returns null if it is not a number, e.g. "***" for a field that the user may not see.
 */
export function plainDecimal(text: string): string | null {
  const m = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim());
  if (!m) return null;
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] = m;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const cut = Math.max(point, 1);
  const left = padded.slice(0, cut).replace(/^0+(?=\d)/, '');
  const right = padded.slice(cut).replace(/0+$/, '');
  const plain = right === '' ? left : `${left}.${right}`;
  return plain === '0' ? '0' : sign + plain;
}

export const isObject = (value: ExactJson | undefined): value is { readonly [key: string]: ExactJson } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns a scalar as text; lists, objects, null and undefined give "". */
export const textOf = (value: ExactJson | undefined): string =>
  typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : '';
