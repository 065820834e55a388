/** Types of controls whose value is a plain decimal: 12.3 and 12.30 are equal, and 1.500 is never 1500. */
const AMOUNTS: ReadonlySet<string> = new Set(['MoneyField', 'NumberField', 'CalculateField']);

/** Returns whether controls of this type hold a plain decimal. */
export const isAmountControl = (type: string): boolean => AMOUNTS.has(type);
