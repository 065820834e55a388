/** The root department is "-1" in approvals and 1 in the contacts (dingtalk.md §7.1). */
const ROOT = '1';
const PREFIX = 'dept:';

/**
 * The key of a department, or of several chosen together, by DingTalk's ids: it stays when a department is renamed, and tells two of one
 * name apart. Never shown to people: they read its name and path.
 * @returns '' where the approval gives no id for each of them.
 */
export function departmentKey(ids: readonly string[]): string {
  const known = ids.map((id) => id.trim()).map((id) => (id === '-1' ? ROOT : id));
  return known.length === 0 || known.some((id) => id === '' || id === 'null') ? '' : `${PREFIX}${known.join(',')}`;
}

/** The ids behind a key; none for a key that is a name. */
export const departmentIds = (key: string): string[] =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length).split(',') : [];

/** A department that approvals name: its key, and how people tell it from others of its name. */
export interface SeenDepartment {
  key: string;
  label: string;
}

/** Departments by the name that approvals print. It only ever adds issues and labels: values do not depend on it. */
export interface SeenDepartments {
  /** All that were seen under this name; none where it was seen for one only. */
  ofName(name: string): readonly SeenDepartment[];
}

/** For re-runs that compare payload and hash only. */
export const NO_DEPARTMENTS: SeenDepartments = { ofName: () => [] };

/** Those that a printed name could mean besides the one that the approval means; none where the name says which. */
export const rivalsOf = (seen: SeenDepartments, name: string, key: string): readonly SeenDepartment[] =>
  seen.ofName(name).filter((other) => other.key !== key);
