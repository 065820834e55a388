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
  /** First day (生效日期) on which the row counts, "2027-01-01"; absent or "": it always counts. */
  fromDay?: string;
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
export interface GoneRow extends Pick<BookRow, 'orgNumber' | 'key' | 'scope' | 'scopeValue' | 'fromDay'> {
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
  /** Day of the bill in Beijing: of rows with a day it decides which one counts (decision 161). */
  day: string;
}

/** Where a row stands, without its day. */
export type RowPlace = Pick<BookRow, 'orgNumber' | 'key' | 'scope' | 'scopeValue'>;

const dayOf = ({ fromDay = '' }: Pick<BookRow, 'fromDay'>): string => fromDay;
const laterFirst = (one: Pick<BookRow, 'fromDay'>, other: Pick<BookRow, 'fromDay'>): number =>
  dayOf(one) < dayOf(other) ? 1 : dayOf(one) > dayOf(other) ? -1 : 0;

/** A mapping table at one revision. */
export class TableBook {
  private readonly rows = new Map<string, BookRow[]>();
  /** All rows in one list, built on first use. */
  private targets: readonly BookRow[] | null = null;
  /** Whether a row holds only for a form, a department or a person: the value then also depends on who asks. */
  readonly isScoped: boolean;
  /** Days from which rows count, the earliest first, each once; empty if every row always counts. */
  private readonly days: readonly string[];

  constructor(
    readonly code: string,
    readonly name: string,
    readonly revision: number,
    rows: readonly BookRow[],
    /** Removed rows; only for a table of organisations. */
    private readonly gone: readonly GoneRow[] = [],
  ) {
    let scoped = false;
    let days: Set<string> | null = null;
    for (const row of rows) {
      if (dayOf(row) !== '') days = (days ?? new Set()).add(dayOf(row));
      if (row.scope !== 'company') scoped = true;
      const same = this.rows.get(row.key);
      if (same) same.push(row);
      else this.rows.set(row.key, [row]);
    }
    this.isScoped = scoped;
    this.days = days === null ? [] : [...days].sort();
  }

  /** Whether a row counts from a day on: the value then also depends on the day of the bill. */
  get isDated(): boolean {
    return this.days.length > 0;
  }

  /** Returns the last day up to this one on which any row of the table begins to count; "" if there is none. Between two such days all bills get the same values. */
  since(day: string): string {
    return this.days.findLast((each) => each <= day) ?? '';
  }

  /**
   * Returns the narrowest row for a key: applicant before department before form before company, own organisation before all, and there the row with
   * the latest day that has come; null without a row.
   */
  find(key: string, from: AskedFrom): BookRow | null {
    const rows = this.rows.get(key);
    if (!rows) return null;
    for (const scope of ROW_SCOPES) {
      if (!rows.some((row) => row.scope === scope)) continue;
      for (const value of scopeValues(scope, from)) {
        const row = narrowest(rows, scope, value, from);
        if (row) return row;
      }
    }
    return null;
  }

  /** Returns the first day on which a row of the key counts for these bills, if that day is still to come; else "". */
  comesOn(key: string, from: AskedFrom): string {
    let first = '';
    for (const row of this.isDated ? (this.rows.get(key) ?? []) : []) {
      const isOurs = row.orgNumber === '' || row.orgNumber === from.orgNumber;
      if (!isOurs || dayOf(row) <= from.day || !scopeValues(row.scope, from).includes(row.scopeValue)) continue;
      if (first === '' || dayOf(row) < first) first = dayOf(row);
    }
    return first;
  }

  /** Returns the days of the rows at a place, the earliest first; "" for a row that always counts. */
  daysAt({ orgNumber, key, scope, scopeValue }: RowPlace): string[] {
    const here = (this.rows.get(key) ?? []).filter(
      (row) => row.orgNumber === orgNumber && row.scope === scope && row.scopeValue === scopeValue,
    );
    return here.map(dayOf).sort();
  }

  /**
   * Returns the value of a key before this row changed it: the value of the company's row, which this row overrides; the value that it replaced; or
   * the value of the row for the rest, if that was there when this row was written. Null if none of them differs.
   * @param rest key of the row for all keys that have none.
   * @param day day of the bill: rows whose day is still to come do not count.
   */
  turnedFrom(
    { key, id, scope, orgNumber, targetNumber, was, since = 0 }: BookRow,
    rest: string,
    day: string,
  ): string | null {
    const others = this.begun(key, day).filter((row) => row.id !== id);
    const forAll = others.find(
      (row) => scope !== 'company' && row.scope === 'company' && (row.orgNumber === '' || row.orgNumber === orgNumber),
    );
    const spoke = this.begun(rest, day).find(
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
          const standing = own !== null && isHere(own) ? own : null;
          const here = gone.filter((row) => isHere(row) && dayOf(row) <= from.day).sort(laterFirst);
          for (const found of here) {
            // A row of an earlier day than the key's own row was not used.
            if (standing !== null && dayOf(found) <= dayOf(standing)) break;
            if (found.targetNumber === value) continue;
            // Another person has looked at the row that was set after the removal.
            if (own?.confirmed === true && (own.since ?? 0) > found.until) continue;
            if (found.ownSince === null || spoke === null || spoke >= found.ownSince) return found;
          }
          // Rows wider than the key's own row were not used.
          if (standing !== null) return null;
        }
    return null;
  }

  /** Returns whether a row that approvals of a form and of a day can use has another value than `number`. */
  givesOther(number: string, processCode: string, day: string): boolean {
    this.targets ??= [...this.rows.values()].flat();
    return this.targets.some(
      (row) =>
        row.targetNumber !== number &&
        (row.scope !== 'form' || row.scopeValue === processCode) &&
        dayOf(row) <= day &&
        !this.isOver(row, day),
    );
  }

  /** Returns the rows of a key whose day has come, the latest first; rows without a day in their order. */
  private begun(key: string, day: string): readonly BookRow[] {
    const rows = this.rows.get(key) ?? [];
    return this.isDated ? rows.filter((row) => dayOf(row) <= day).sort(laterFirst) : rows;
  }

  /** Returns whether another row at the same place has taken over by this day. */
  private isOver(row: BookRow, day: string): boolean {
    return this.isDated && this.daysAt(row).some((each) => each > dayOf(row) && each <= day);
  }

  /** Returns the same table with one more row, which replaces the row of the same key, organisation, scope and day: for a preview. */
  with(row: BookRow): TableBook {
    const others = [...this.rows.values()]
      .flat()
      .filter(
        (old) =>
          old.key !== row.key ||
          old.orgNumber !== row.orgNumber ||
          old.scope !== row.scope ||
          old.scopeValue !== row.scopeValue ||
          dayOf(old) !== dayOf(row),
      );
    return new TableBook(this.code, this.name, this.revision, [...others, row], this.gone);
  }
}

function narrowest(
  rows: readonly BookRow[],
  scope: RowScope,
  value: string,
  { orgNumber, day }: Pick<AskedFrom, 'orgNumber' | 'day'>,
): BookRow | null {
  let own: BookRow | null = null;
  let ofAll: BookRow | null = null;
  for (const row of rows) {
    if (row.scope !== scope || row.scopeValue !== value || dayOf(row) > day) continue;
    if (row.orgNumber === '') {
      if (ofAll === null || dayOf(row) > dayOf(ofAll)) ofAll = row;
    } else if (row.orgNumber === orgNumber && (own === null || dayOf(row) > dayOf(own))) own = row;
  }
  return own ?? ofAll;
}

/** Returns the day on which the row of a later day takes over from a row of `fromDay` at the same place; null if none does. */
export const overOn = (fromDay: string, days: readonly string[]): string | null =>
  days.reduce<string | null>((next, day) => (day > fromDay && (next === null || day < next) ? day : next), null);

/** Returns the day of the row that counts on `day`, among the days of the rows at one place; "" if none has come. */
export const fromDayOn = (day: string, days: readonly string[]): string =>
  days.reduce((last, each) => (each <= day && each > last ? each : last), '');

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
