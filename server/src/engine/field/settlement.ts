/** Account that a settlement type needs beside it (kingdee.md §7.2): bank → our bank account, cash → cash account, note → neither. */
export type SettlementKind = 'bank' | 'cash' | 'note';

/** Kingdee's own numbers (kingdee.md §7.3); a customer's own types are known by name only. */
const BY_NUMBER: Readonly<Record<string, SettlementKind>> = {
  JSFS01_SYS: 'cash',
  JSFS02_SYS: 'bank',
  JSFS03_SYS: 'bank',
  JSFS04_SYS: 'bank',
  JSFS05_SYS: 'bank',
  JSFS06_SYS: 'note',
  JSFS07_SYS: 'note',
};

/** Returns the kind by number alone, so that the payload never depends on a cached name; null if only the name could tell. */
export const settlementKindByNumber = (number: string): SettlementKind | null => BY_NUMBER[number] ?? null;

/**
 * Returns the kind by number, else by the name in Kingdee; a type of unknown name counts as a bank one, because Kingdee would ask for the account.
 */
export function settlementKind(number: string, name: string | null): SettlementKind {
  const known = settlementKindByNumber(number);
  if (known) return known;
  if (name?.includes('现金') && !name.includes('支票')) return 'cash';
  return name?.includes('汇票') ? 'note' : 'bank';
}
