import { isOpenDecimal } from '@dingdee/shared/money';
import { plainForms } from '@dingdee/shared/plain-forms';

/** digits × 10^−scale. */
interface Exact {
  digits: bigint;
  scale: number;
}

const NUMBER = /^[¥]?\s*(-?)([1-9]\d{0,2}(?:,\d{3})+|\d{1,30})(?:\.(\d{1,30}))?(?:\s*元)?$/;

/**
 * Reads "1,234.50", "¥12", "12 元" as an exact number; null if the text is none, or may be one of two: 1.500 is 1.5 or 1500.
 * @param isDecimal whether the text is known to have no thousands.
 */
export function readExact(text: string, isDecimal = false): Exact | null {
  const match = NUMBER.exec(plainForms(text).trim().replace(/^−/, '-'));
  if (!match) return null;
  const [, sign = '', whole = '', decimals = ''] = match;
  if (!isDecimal && isOpenDecimal(`${whole}.${decimals}`)) return null;
  return { digits: BigInt(`${sign}${whole.replaceAll(',', '')}${decimals}`), scale: decimals.length };
}

/** Returns the two numbers that a text may be, 1.500 as 1.5 and as 1500; [] if it is not such a text. */
export function readBoth(text: string): readonly Exact[] {
  if (readExact(text) !== null) return [];
  const [decimal, thousands] = [readExact(text, true), readExact(text.replace(/[.．]/u, ''), true)];
  return decimal === null || thousands === null ? [] : [decimal, thousands];
}

/** Returns a negative number, zero or a positive one, as `one` is less than, equal to or more than `other`. Nothing is rounded. */
export function compareExact(one: Exact, other: Exact): number {
  const scale = Math.max(one.scale, other.scale);
  const widened = ({ digits, scale: own }: Exact) => digits * 10n ** BigInt(scale - own);
  const difference = widened(one) - widened(other);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
