import { plainForms } from '@dingdee/shared/plain-forms';

/** digits × 10^−scale. */
interface Exact {
  digits: bigint;
  scale: number;
}

const NUMBER = /^[¥]?\s*(-?)(\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.(\d{1,30}))?(?:\s*元)?$/;

/** Reads "1,234.50", "¥12", "12 元" as an exact number; null if the text is none. */
export function readExact(text: string): Exact | null {
  const match = NUMBER.exec(plainForms(text).trim().replace(/^−/, '-'));
  if (!match) return null;
  const [, sign = '', whole = '', decimals = ''] = match;
  return { digits: BigInt(`${sign}${whole.replaceAll(',', '')}${decimals}`), scale: decimals.length };
}

/** Returns a negative number, zero or a positive one, as `one` is less than, equal to or more than `other`. Nothing is rounded. */
export function compareExact(one: Exact, other: Exact): number {
  const scale = Math.max(one.scale, other.scale);
  const widened = ({ digits, scale: own }: Exact) => digits * 10n ** BigInt(scale - own);
  const difference = widened(one) - widened(other);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
