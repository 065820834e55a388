import { type Amount, toFen } from '@dingdee/shared/money';
import type { Lookup } from '../mapping-result.js';
import type { AskedKey } from './apply-rules.js';
import type { MappedField } from './map-field.js';

interface Asked {
  key: AskedKey;
  answered: boolean;
  /** The whole bill hangs on the key, not only some rows. */
  whole: boolean;
  rows: Set<number>;
}

/** Gathers which table keys a bill asked for and how much money hangs on each. */
export class AskedKeys {
  private readonly byKey = new Map<string, Asked>();
  /** Path → the key that gave, or should give, its value. */
  readonly byPath = new Map<string, AskedKey>();

  /**
   * @param row index of the detail row where the key may differ from row to row; null = the bill.
   * @param told false where a missing value is no fault, so that nobody is asked to map its key.
   */
  add(path: string, { ruled, value }: MappedField, row: number | null, told: boolean): void {
    const cause = ruled.missing ?? ruled.from;
    if (cause) this.byPath.set(path, cause);
    for (const key of ruled.asked) {
      const unanswered = value === null && key === ruled.missing && told;
      const id = `${key.table}\n${key.key}`;
      const seen = this.byKey.get(id);
      const asked = seen ?? { key, answered: true, whole: false, rows: new Set<number>() };
      if (!seen) this.byKey.set(id, asked);
      if (unanswered) asked.answered = false;
      if (row === null) asked.whole = true;
      else asked.rows.add(row);
    }
  }

  lookups(total: Amount | null, rowAmounts: readonly (Amount | null)[]): Lookup[] {
    return [...this.byKey.values()].map(({ key, answered, whole, rows }) => ({
      table: key.table,
      key: key.key,
      keyLabel: key.keyLabel,
      orgNumber: key.orgNumber,
      hit: answered,
      amountFen: whole ? (total === null ? 0n : toFen(total)) : sumOf(rows, rowAmounts),
    }));
  }
}

function sumOf(rows: ReadonlySet<number>, amounts: readonly (Amount | null)[]): bigint {
  let sum = 0n;
  for (const row of rows) {
    const amount = amounts[row];
    if (amount) sum += toFen(amount);
  }
  return sum > -(2n ** 53n) && sum < 2n ** 53n ? sum : 0n;
}
