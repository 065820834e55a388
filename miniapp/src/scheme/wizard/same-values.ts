import type { PutMappingRows, UnmappedValue } from '@dingdee/shared/mapping';

/** Rows that one press writes into one table. */
export interface Adopted {
  code: string;
  rows: PutMappingRows['rows'];
}

/** Returns the text beside the value. */
const named = ({ key, keyLabel }: Pick<UnmappedValue, 'key' | 'keyLabel'>): string => keyLabel || key;

/** Returns the one usable suggestion whose full name or job number equals the value. */
function exactOf({ suggestions }: UnmappedValue) {
  const same = suggestions.filter((each) => each.same && each.item.usable);
  const [one] = same;
  return one?.exact && same.length === 1 ? one : null;
}

/**
 * Returns the values of a table that have the same name in Kingdee. A name that occurs twice on either side is left to a person: otherwise two people
 * with the same name would be paid as one.
 */
export function sameOf(code: string, items: readonly UnmappedValue[]): Adopted[] {
  const counted = (texts: readonly string[]) => (text: string) => texts.filter((each) => each === text).length;
  const alike = counted(items.map(named));
  const meant = counted(items.flatMap((value) => exactOf(value)?.item.number ?? []));
  return items.flatMap((value) => {
    const one = exactOf(value);
    if (!one || alike(named(value)) > 1 || meant(one.item.number) > 1) return [];
    const { key, keyLabel } = value;
    const targetNumber = one.item.number;
    const rows = (one.usableIn ?? value.orgNumbers).map((orgNumber) => ({
      key,
      keyLabel: keyLabel || undefined,
      orgNumber,
      targetNumber,
      was: null,
    }));
    return [{ code, rows }];
  });
}
