import { ROW_SCOPES, type RowScope } from '../../domain/draft/provenance.js';

/** One current row of a mapping table. */
export interface BookRow {
  /** "" = every organisation. */
  orgNumber: string;
  key: string;
  scope: RowScope;
  /** Process code, department (its name, or its key if other departments have the same name) or userid; "" for company. */
  scopeValue: string;
  targetNumber: string;
  /**
   * For a stored row: its id, the revision that added it, who set it, the value of its key before (null if there was no other), and whether another
   * person has looked at it since.
   */
  id?: string;
  since?: number;
  by?: string;
  /** Further people whose decision the row is, if it was restored by undoing a change (put-back.ts). */
  also?: readonly string[];
  was?: string | null;
  confirmed?: boolean;
}

/** A row that somebody removed, without a row in its place, and that no other person has looked at since. */
export interface GoneRow extends Pick<BookRow, 'orgNumber' | 'key' | 'scope' | 'scopeValue'> {
  /** The last value for this key and scope that was agreed to; if none was, the first value. */
  targetNumber: string;
  /** Id of the removed row, the revision that removed it, and who removed it. */
  id: string;
  until: number;
  by: string;
  /** Revision since which there was such a row, if only the person who removed it had changed it and nobody had agreed to it; else null. */
  ownSince: number | null;
}

/** The context in which a key is asked: it decides which scoped row counts. */
export interface AskedFrom {
  orgNumber: string;
  processCode: string;
  department: string;
  /** departmentKey() of the department; '' if the approval gives no id. */
  departmentKey: string;
  applicant: string;
}

/** A mapping table at one revision. */
export class TableBook {
  private readonly rows = new Map<string, BookRow[]>();
  /** All rows in one list, built on first use. */
  private targets: readonly BookRow[] | null = null;
  /** Whether a row holds only for a form, a department or a person: the value then also depends on who asks. */
  readonly isScoped: boolean;

  constructor(
    readonly code: string,
    readonly name: string,
    readonly revision: number,
    rows: readonly BookRow[],
    /** Removed rows; only for a table of organisations. */
    private readonly gone: readonly GoneRow[] = [],
  ) {
    let scoped = false;
    for (const row of rows) {
      if (row.scope !== 'company') scoped = true;
      const same = this.rows.get(row.key);
      if (same) same.push(row);
      else this.rows.set(row.key, [row]);
    }
    this.isScoped = scoped;
  }

  /** Returns the narrowest row for a key: applicant before department before form before company, own organisation before all; null without a row. */
  find(key: string, from: AskedFrom): BookRow | null {
    const rows = this.rows.get(key);
    if (!rows) return null;
    for (const scope of ROW_SCOPES) {
      if (!rows.some((row) => row.scope === scope)) continue;
      for (const value of scopeValues(scope, from)) {
        const row = narrowest(rows, scope, value, from.orgNumber);
        if (row) return row;
      }
    }
    return null;
  }

  /**
   * Returns the value of a key before this row changed it: the value of the company's row, which this row overrides; the value that it replaced; or
   * the value of the row for the rest, if that was there when this row was written. Null if none of them differs.
   * @param rest key of the row for all keys that have none.
   */
  turnedFrom({ key, id, scope, orgNumber, targetNumber, was, since = 0 }: BookRow, rest: string): string | null {
    const others = (this.rows.get(key) ?? []).filter((row) => row.id !== id);
    const forAll = others.find(
      (row) => scope !== 'company' && row.scope === 'company' && (row.orgNumber === '' || row.orgNumber === orgNumber),
    );
    const spoke = (this.rows.get(rest) ?? []).find(
      (row) => key !== rest && row.scope === 'company' && row.orgNumber === '' && (row.since ?? 0) < since,
    );
    const before = [forAll?.targetNumber, was, spoke?.targetNumber];
    return before.find((number) => number != null && number !== targetNumber) ?? null;
  }

  /**
   * Returns the row whose removal gave a key the value `value`, narrowest first; null if there is none, or if another person has agreed since. A
   * change that is undone before anybody agreed to it counts as no change.
   * @param rest as of `turnedFrom`.
   */
  goneFrom(key: string, from: AskedFrom, rest: string, value: string): GoneRow | null {
    const gone = this.gone.filter((row) => row.key === key);
    if (gone.length === 0) return null;
    const own = this.find(key, from);
    const spoke = (own ?? this.find(rest, from))?.since ?? null;
    for (const scope of ROW_SCOPES)
      for (const scopeValue of scopeValues(scope, from))
        for (const orgNumber of new Set([from.orgNumber, ''])) {
          const isHere = (row: Pick<BookRow, 'scope' | 'scopeValue' | 'orgNumber'>) =>
            row.scope === scope && row.scopeValue === scopeValue && row.orgNumber === orgNumber;
          // Rows wider than the key's own row were not used.
          if (own && isHere(own)) return null;
          const found = gone.find(isHere);
          if (!found || found.targetNumber === value) continue;
          // Another person has looked at the row that was set after the removal.
          if (own?.confirmed === true && (own.since ?? 0) > found.until) continue;
          if (found.ownSince === null || spoke === null || spoke >= found.ownSince) return found;
        }
    return null;
  }

  /** Returns whether a row that approvals of a form can use has another value than `number`. */
  givesOther(number: string, processCode: string): boolean {
    this.targets ??= [...this.rows.values()].flat();
    return this.targets.some(
      ({ targetNumber, scope, scopeValue }) =>
        targetNumber !== number && (scope !== 'form' || scopeValue === processCode),
    );
  }

  /** Returns the same table with one more row, which replaces the row of the same key, organisation and scope: for a preview. */
  with(row: BookRow): TableBook {
    const others = [...this.rows.values()]
      .flat()
      .filter(
        (old) =>
          old.key !== row.key ||
          old.orgNumber !== row.orgNumber ||
          old.scope !== row.scope ||
          old.scopeValue !== row.scopeValue,
      );
    return new TableBook(this.code, this.name, this.revision, [...others, row], this.gone);
  }
}

function narrowest(rows: readonly BookRow[], scope: RowScope, value: string, orgNumber: string): BookRow | null {
  let ofAll: BookRow | null = null;
  for (const row of rows) {
    if (row.scope !== scope || row.scopeValue !== value) continue;
    if (row.orgNumber !== '' && row.orgNumber === orgNumber) return row;
    if (row.orgNumber === '' && ofAll === null) ofAll = row;
  }
  return ofAll;
}

/** All tables that a scheme may ask, each at the revision that the bill cites. */
export type MappingBook = ReadonlyMap<string, TableBook>;

/** Longest key and scope value of a stored row, in UTF-16 units. */
export const KEY_LENGTH = 200;

/** Returns the scope values that match a row of this scope, the most certain first. */
function scopeValues(scope: BookRow['scope'], from: AskedFrom): readonly string[] {
  switch (scope) {
    case 'applicant':
      return [from.applicant];
    case 'department':
      return from.departmentKey === '' ? [from.department] : [from.departmentKey, from.department];
    case 'form':
      return [from.processCode];
    case 'company':
      return [''];
  }
}
