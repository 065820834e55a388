import { type Amount, toFen } from '@dingdee/shared/money';
import type { Lookup } from '../../domain/draft/mapping-result.js';
import type { MappedField } from '../field/map-field.js';
import type { AskedKey } from '../rule/find-row.js';

interface Asked {
  key: AskedKey;
  answered: boolean;
  /** The whole bill depends on the key, not only some rows. */
  whole: boolean;
  rows: Set<number>;
}

/** Collects the table keys that a bill asked for, and how much money depends on each. */
export class AskedKeys {
  private readonly byTable = new Map<string, Map<string, Asked>>();

  /**
   * @param row index of the detail row, if the key may differ from row to row; null for the whole bill.
   * @param told false if a missing value is no fault, so that nobody is asked to map its key.
   */
  add({ ruled, value }: MappedField, row: number | null, told: boolean): void {
    for (const key of ruled.asked) {
      const asked = this.of(key);
      if (value === null && key === ruled.missing && told) asked.answered = false;
      // There is a value, but only by a name that does not say whose it is.
      const doubt = key === ruled.sameName?.asked ? ruled.sameName : null;
      // A name whose department is unknown cannot be resolved by a row.
      if (doubt && key.key !== doubt.name && (doubt.meantKnown || doubt.scoped) && told) asked.answered = false;
      if (row === null) asked.whole = true;
      else asked.rows.add(row);
    }
  }

  /** Marks a key that needs a row although a default took its place. */
  lacks(key: AskedKey): void {
    this.of(key).answered = false;
  }

  private of(key: AskedKey): Asked {
    const table = this.byTable.get(key.table) ?? new Map<string, Asked>();
    this.byTable.set(key.table, table);
    const asked = table.get(key.key) ?? { key, answered: true, whole: false, rows: new Set<number>() };
    table.set(key.key, asked);
    return asked;
  }

  lookups(total: Amount | null, rowAmounts: readonly (Amount | null)[]): Lookup[] {
    const all = [...this.byTable.values()].flatMap((table) => [...table.values()]);
    return all.map(({ key, answered, whole, rows }) => ({
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
