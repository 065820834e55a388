import { plainForms } from '@dingdee/shared/plain-forms';

/** digits × 10^−scale. */
interface Exact {
  digits: bigint;
  scale: number;
}

const NUMBER = /^[¥]?\s*(-?)(\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.(\d{1,30}))?(?:\s*元)?$/;

/** "1,234.50", "¥12", "12 元" → the number, exactly; null where the text is none. */
export function readExact(text: string): Exact | null {
  const match = NUMBER.exec(plainForms(text).trim().replace(/^−/, '-'));
  if (!match) return null;
  const [, sign = '', whole = '', decimals = ''] = match;
  return { digits: BigInt(`${sign}${whole.replaceAll(',', '')}${decimals}`), scale: decimals.length };
}

/** Negative, zero or positive, as one is less than, equal to or more than the other. Nothing is rounded. */
export function compareExact(one: Exact, other: Exact): number {
  const scale = Math.max(one.scale, other.scale);
  const widened = ({ digits, scale: own }: Exact) => digits * 10n ** BigInt(scale - own);
  const difference = widened(one) - widened(other);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
