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
