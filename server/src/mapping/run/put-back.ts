/** Columns of a row of a mapping table that decide who counts as its author. */
export interface WrittenRow {
  id: string;
  created_by: string;
  confirmed_by: string | null;
  /** The last other value of its key before it, where that value could apply to the same bills. */
  was: string | null;
  /** The same at exactly its place: for the same form, department or person. */
  was_here: string | null;
  org_number: string;
  row_key: string;
  scope: string;
  scope_value: string;
  from_day: string;
  target_number: string;
  since_revision: unknown;
  until_revision: unknown;
  /** See `handsBehind`; absent if there are no such hands. */
  also?: readonly string[];
}

/**
 * Returns the row that a row restores. A writer who puts back the value from before their first change has changed nothing: author,
 * former value and confirmation are those of the restored row. This holds only if every row since is by the same person and each follows
 * the last without a gap. A person who undoes another's change, or an own change that somebody else has confirmed, or fills a place that
 * somebody emptied, does decide something, though the value is old.
 * @param ended ended rows of the same table, in any order. @returns the restored row, or the row itself if it is a change.
 */
export function putBack<Row extends WrittenRow>(row: Row, ended: readonly Row[]): Row {
  let found = row;
  for (let now: Row | undefined = row; now; ) {
    now = before(now, ended);
    // Somebody else has confirmed the value that is undone here.
    if (now && isConfirmed(now) && now.target_number !== found.target_number) return found;
    // Of rows by somebody else, only the row before the first change counts; it may restore another row itself.
    if (now && now.created_by !== found.created_by) {
      if (now.target_number !== found.target_number) return found;
      found = now;
      if (isConfirmed(found)) return found;
    }
  }
  return found;
}

/** Revision of an undo → the revision that it undid (mapping_change). */
export type Undone = ReadonlyMap<number, number>;

/**
 * Returns the hands of a row beside the person who set it: a row that an undo has set also counts as set by the author of the restored
 * value. Otherwise one person could lead a payment elsewhere, take the row away, and have a colleague press 撤回: only the colleague would
 * be a hand, and the first could approve. A row that somebody else has confirmed passes no hand on.
 * @param ended ended rows of the same table, in any order
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

/** Returns whether somebody other than its author has checked its target. */
export const isConfirmed = ({ confirmed_by, created_by }: Pick<WrittenRow, 'confirmed_by' | 'created_by'>): boolean =>
  confirmed_by !== null && confirmed_by !== created_by;

const PLACE = ['org_number', 'row_key', 'scope', 'scope_value', 'from_day'] as const;

/** Returns the row that this row replaced. */
const before = <Row extends WrittenRow>(row: Row, ended: readonly Row[]): Row | undefined =>
  ended.find(
    (each) =>
      each.until_revision !== null &&
      Number(each.until_revision) === Number(row.since_revision) &&
      PLACE.every((part) => each[part] === row[part]),
  );
