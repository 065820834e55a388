import { ROW_SCOPES, type RowScope } from '../../domain/draft/provenance.js';

/** One current row of a mapping table. */
export interface BookRow {
  /** "" = every organisation. */
  orgNumber: string;
  key: string;
  scope: RowScope;
  /** Process code, department (its name, or its key where others have the name too) or userid; "" for company. */
  scopeValue: string;
  targetNumber: string;
  /** Of a stored row: its id, the revision that it came with, who set it, what stood for its key before (null: nothing else), and whether somebody else has looked at it since. */
  id?: string;
  since?: number;
  by?: string;
  /** Whose word it is as well, where it was put back by taking a change back (put-back.ts). */
  also?: readonly string[];
  was?: string | null;
  confirmed?: boolean;
}

/** A row that somebody took away, with none in its place, and that nobody else has looked at since. */
export interface GoneRow extends Pick<BookRow, 'orgNumber' | 'key' | 'scope' | 'scopeValue'> {
  /** What was agreed to there. */
  targetNumber: string;
  /** The row that was taken away, the revision that did it, and who. */
  id: string;
  until: number;
  by: string;
  /** Since when a row stood there, where all of it was by whoever took it away and nobody had agreed to it; else null. */
  ownSince: number | null;
}

/** Where a key is asked: decides which scoped row counts. */
export interface AskedFrom {
  orgNumber: string;
  processCode: string;
  department: string;
  /** departmentKey() of it; '' where the approval gives no id. */
  departmentKey: string;
  applicant: string;
}

/** A mapping table at one revision. */
export class TableBook {
  private readonly rows = new Map<string, BookRow[]>();
  /** The rows in one list, made when it is first asked for. */
  private targets: readonly BookRow[] | null = null;
  /** Some row holds for a form, a department or a person alone: who asks then decides too. */
  readonly isScoped: boolean;

  constructor(
    readonly code: string,
    readonly name: string,
    readonly revision: number,
    rows: readonly BookRow[],
    /** Of a table of organisations. */
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

  /** The narrowest row for a key: applicant before department before form before company, own organisation before all. */
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
   * What stood for a key before this row, where the row turned it: what it replaced; what the company's row says, which it takes the place of here; or what the row for the rest said already when it was written.
   * @param rest key of the row that speaks for all that have none.
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
   * The row that somebody took away so that a key has this value now, narrowest first; null where none is, or somebody else has agreed. A
   * change that is taken back before anybody agreed to it turns nothing.
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
          // Wider rows had no say.
          if (own && isHere(own)) return null;
          const found = gone.find(isHere);
          if (!found || found.targetNumber === value) continue;
          // Somebody else has looked at what was set after it.
          if (own?.confirmed === true && (own.since ?? 0) > found.until) continue;
          if (found.ownSince === null || spoke === null || spoke >= found.ownSince) return found;
        }
    return null;
  }

  /** Whether a row that a form's approvals can meet gives something else than `number`. */
  givesOther(number: string, processCode: string): boolean {
    this.targets ??= [...this.rows.values()].flat();
    return this.targets.some(
      ({ targetNumber, scope, scopeValue }) =>
        targetNumber !== number && (scope !== 'form' || scopeValue === processCode),
    );
  }

  /** The same table with one more row, which replaces the row of the same key and scope: for a preview. */
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

/** What a row of this scope may carry to be meant, the surest first. */
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
