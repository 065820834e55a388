/** What decides whose a row of a mapping table is. */
export interface WrittenRow {
  id: string;
  created_by: string;
  confirmed_by: string | null;
  /** The last other value of its key that stood before it where it could speak for the same bills. */
  was: string | null;
  /** The same at just its place: for the same form, department or person. */
  was_here: string | null;
  org_number: string;
  row_key: string;
  scope: string;
  scope_value: string;
  target_number: string;
  since_revision: unknown;
  until_revision: unknown;
  /** See `handsBehind`; absent where there is none. */
  also?: readonly string[];
}

/**
 * A row that its writer put back to what stood before their first change is no change of theirs: whose it is, what it replaced and who
 * has looked at it stay those of the row that stood there. Only where every row since is by the same person and each follows the last
 * without a gap. Whoever undoes another's change, or their own that somebody else has agreed to, or fills a place that somebody emptied,
 * decides something, though the value is old.
 * @param ended rows of the same table that are over, in any order. @returns the row that it is, itself where it is a change.
 */
export function putBack<Row extends WrittenRow>(row: Row, ended: readonly Row[]): Row {
  let found = row;
  for (let now: Row | undefined = row; now; ) {
    now = before(now, ended);
    // Somebody else has agreed to what is taken back here.
    if (now && isConfirmed(now) && now.target_number !== found.target_number) return found;
    // Of rows by somebody else, only the one that stood before the first change counts; it may be put back itself.
    if (now && now.created_by !== found.created_by) {
      if (now.target_number !== found.target_number) return found;
      found = now;
      if (isConfirmed(found)) return found;
    }
  }
  return found;
}

/** Revision that took something back → the revision that it took back (mapping_change). */
export type Undone = ReadonlyMap<number, number>;

/**
 * Whose hands a row is besides that of the person who set it: a row that was set by taking a change back is also the word of whoever had
 * set what stands again. Otherwise one person could lead a payment elsewhere, take the row away, and have a colleague press 撤回: the
 * colleague alone would be the hand, and the first could approve. A row that somebody else has looked at passes no hand on.
 * @param ended rows of the same table that are over, in any order
 */
export function handsBehind(row: WrittenRow, ended: readonly WrittenRow[], undone: Undone): string[] {
  const hands = new Set<string>();
  for (let now: WrittenRow | undefined = row; now; ) {
    const former: WrittenRow = now;
    const taken = undone.get(Number(former.since_revision));
    now = ended.find(
      (each) =>
        Number(each.until_revision) === taken &&
        each.target_number === former.target_number &&
        PLACE.every((part) => each[part] === former[part]),
    );
    if (now && isConfirmed(now)) break;
    if (now) hands.add(putBack(now, ended).created_by);
  }
  return [...hands].filter((hand) => hand !== row.created_by);
}

/** Somebody else than its writer has looked at where it leads. */
export const isConfirmed = ({ confirmed_by, created_by }: Pick<WrittenRow, 'confirmed_by' | 'created_by'>): boolean =>
  confirmed_by !== null && confirmed_by !== created_by;

const PLACE = ['org_number', 'row_key', 'scope', 'scope_value'] as const;

/** What this row took the place of. */
const before = <Row extends WrittenRow>(row: Row, ended: readonly Row[]): Row | undefined =>
  ended.find(
    (each) =>
      each.until_revision !== null &&
      Number(each.until_revision) === Number(row.since_revision) &&
      PLACE.every((part) => each[part] === row[part]),
  );
