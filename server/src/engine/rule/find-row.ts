import type { Rule } from '@dingdee/shared/scheme';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import { rivalsOf, type SeenDepartment, type SeenDepartments } from '../../domain/approval/department-key.js';
import type { ApprovalSource } from '../source/approval-source.js';
import type { FromRelated } from '../source/related-reading.js';
import { cut } from '../source/texts.js';
import type { ClosedThrough, DayOfMapping, DayRow } from './days.js';
import { joinedKey } from './joined-key.js';
import { type AskedFrom, type BookRow, KEY_LENGTH, type MappingBook } from './mapping-book.js';

/** A key that was asked of a table while a field was mapped. */
export interface AskedKey {
  table: string;
  tableName: string;
  key: string;
  keyLabel: string;
  orgNumber: string;
  found: boolean;
  /** Row that was found; null if there is none. */
  row: BookRow | null;
  /** Day from which the key has a row, if the bill is older than that; else absent. */
  comesOn?: string;
}

/** A row that gives a department by its name alone, while several departments have that name. */
export interface SameName {
  /** Name as the approval prints it. */
  name: string;
  /** All departments with that name, the meant one first if it is known. */
  all: readonly SeenDepartment[];
  /** Whether the approval says which one it means. */
  meantKnown: boolean;
  /** Whether the name is in the scope of a row (本部门), not in the key itself. */
  scoped: boolean;
  /** Key to map instead. */
  asked: AskedKey;
}

export interface RuleContext {
  source: ApprovalSource;
  row: ControlRow | null;
  book: MappingBook;
  asks: AskedFrom;
  departments: SeenDepartments;
  schemeVersion: number;
  lock: string | undefined;
  /** Rows of the bill, if a header rule reads all of them. */
  lines?: readonly DayRow[] | undefined;
  /** Known closed periods, if a rule may ask for them. */
  closed?: ClosedPeriods | undefined;
  /** Day of the mapping, if a rule may ask for it. */
  day?: DayOfMapping | undefined;
}

/** The known closed periods, and the organisations for which a rule has met one: only these are cited. */
export class ClosedPeriods {
  private readonly met = new Map<string, string>();

  constructor(private readonly known: ClosedThrough) {}

  of(orgNumber: string): string | undefined {
    return this.known.get(orgNumber);
  }

  meet(orgNumber: string): void {
    const through = this.known.get(orgNumber);
    if (through !== undefined) this.met.set(orgNumber, through);
  }

  /** Returns the citation; empty if no rule met a closed period. */
  cited(): { closed?: Readonly<Record<string, string>> } {
    return this.met.size === 0 ? {} : { closed: Object.fromEntries(this.met) };
  }
}

/** Text and label on the approval, and the reference that read them; '' if none did. */
export interface Read {
  text: string;
  label: string;
  ref: string;
  /** Set as on SourceValue. */
  decimal?: true;
  /** departmentKey(), if a department was read. */
  department?: string;
  /** Set if it was read on related approvals. */
  related?: FromRelated;
}
/** Finds the row for a value, and the key that it is asked by: that of the department itself if a name alone is not enough. */
export function findRow(
  { key: ref, table: code }: Extract<Rule, { kind: 'lookup' }>,
  { text, department }: Read,
  { book, asks, departments, source }: RuleContext,
) {
  const table = book.get(code);
  const name = cut(text, KEY_LENGTH).trim();
  const scopedByName = (row: BookRow | null): Omit<SameName, 'asked'> | null => {
    if (row?.scope !== 'department' || row.scopeValue === asks.departmentKey) return null;
    return doubtOf(departments, asks.department, asks.departmentKey, true);
  };
  if (department === undefined) {
    const row = table?.find(name, asks) ?? null;
    const keyLabel = labelOf(ref, source);
    return { key: name, printed: keyLabel || name, keyLabel, row, sameName: scopedByName(row) };
  }
  const doubt = doubtOf(departments, name, department, false);
  const label = departments.ofName(name).find(({ key }) => key === department)?.label ?? name;
  const own = department === '' ? null : (table?.find(department, asks) ?? null);
  if (own) return { key: department, printed: name, keyLabel: label, row: own, sameName: scopedByName(own) };
  const row = table?.find(name, asks) ?? null;
  if (doubt === null) return { key: name, printed: name, keyLabel: '', row, sameName: scopedByName(row) };
  return { key: department || name, printed: name, keyLabel: department === '' ? '' : label, row, sameName: doubt };
}

/** Returns the values of a joined key as one, as it is shown. */
export function joinedRead(parts: readonly Read[]): Read {
  const texts = parts.map(({ text }) => text);
  const label = [...new Set(parts.map((part) => part.label))].join(' ＋ ');
  return { text: joinedKey(texts, JOINED_SOURCE), label, ref: parts[0]?.ref ?? '' };
}
const JOINED_SOURCE = 1000;

/**
 * Finds a row as `findRow` does, for a key of several values: by the departments' own keys if there is such a row, else by what the approval prints.
 * A department's name that others have too is no key.
 */
export function findJoined(
  { table: code }: Extract<Rule, { kind: 'lookup' }>,
  parts: readonly Read[],
  { book, asks, departments, source }: RuleContext,
) {
  const table = book.get(code);
  const joined = (of: (part: Read) => string): string => joinedKey(parts.map(of), KEY_LENGTH);
  const name = joined(({ text }) => text);
  const own = joined(({ text, department = '' }) => department || text);
  const words = joined(({ ref, text, department }) => {
    const label = departments.ofName(text).find(({ key }) => department !== undefined && key === department)?.label;
    return label ?? (labelOf(ref, source) || text);
  });
  const byId = own === name ? null : (table?.find(own, asks) ?? null);
  const row = byId ?? table?.find(name, asks) ?? null;
  const doubts = parts.flatMap(({ text, department }) =>
    department === undefined ? [] : (doubtOf(departments, cut(text, KEY_LENGTH).trim(), department, false) ?? []),
  );
  const [doubt = null] = byId ? [] : doubts;
  const key = byId || (doubt && doubts.every(({ meantKnown }) => meantKnown)) ? own : name;
  const inScope = row?.scope === 'department' && row.scopeValue !== asks.departmentKey;
  const scoped = inScope ? doubtOf(departments, asks.department, asks.departmentKey, true) : null;
  return { key, printed: words, keyLabel: key === words ? '' : words, row, sameName: doubt ?? scoped };
}

/** Returns null if the name says which department is meant. */
function doubtOf(
  departments: SeenDepartments,
  name: string,
  key: string,
  scoped: boolean,
): Omit<SameName, 'asked'> | null {
  const others = rivalsOf(departments, name, key);
  if (others.length === 0 || (key === '' && others.length < 2)) return null;
  const meant = departments.ofName(name).filter((one) => one.key === key);
  return { name, all: [...meant, ...others], meantKnown: key !== '', scoped };
}

/** Returns the words for a key that is an id; '' for any other key. */
function labelOf(ref: string, { instance, originatorName }: ApprovalSource): string {
  if (ref === 'instance:originatorUserId') return cut(originatorName, KEY_LENGTH);
  return ref === 'instance:originatorDeptId' ? cut(instance.originatorDeptName, KEY_LENGTH).trim() : '';
}
