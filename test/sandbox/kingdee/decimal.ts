/** Amounts are bigint in units of 1e-10, the precision of Kingdee's decimal columns; money is never added up as `number`. */
const SCALE = 10;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Converts decimal text to units; digits after the tenth are cut. Null if it is not a plain decimal ("1,234.5" is not). */
export function toUnits(text: string): bigint | null {
  const match = DECIMAL.exec(text.trim());
  if (!match) return null;
  const fraction = (match[3] ?? '').slice(0, SCALE).padEnd(SCALE, '0');
  return BigInt(`${match[1]}${match[2]}${fraction}`);
}

/** Converts units to decimal text with at least `decimals` decimals and no other trailing zeros. */
export function fromUnits(units: bigint, decimals = 0): string {
  const digits = (units < 0n ? -units : units).toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '').padEnd(decimals, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -SCALE)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Returns the product of two decimals, rounded half up to two decimals. */
export function timesToCents(left: bigint, right: bigint): bigint {
  const cent = 10n ** BigInt(SCALE - 2);
  const product = left * right;
  const divisor = 10n ** BigInt(SCALE) * cent;
  const half = product < 0n ? -divisor / 2n : divisor / 2n;
  return ((product + half) / divisor) * cent;
}

/** Converts a JSON number or (if accepted) text to decimal text; null if it is neither. */
export function decimalText(value: unknown, stringsAccepted: boolean): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) {
    const plain = String(value);
    const units = toUnits(/e/i.test(plain) ? value.toFixed(SCALE) : plain);
    return units === null ? null : fromUnits(units);
  }
  if (typeof value !== 'string' || !stringsAccepted) return null;
  const units = toUnits(value);
  return units === null ? null : fromUnits(units);
}
